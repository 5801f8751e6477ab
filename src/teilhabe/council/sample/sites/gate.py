"""A host that lets nobody in who cannot prove to be no machine: every address leads to the same gate."""

from __future__ import annotations

from collections.abc import Mapping

from teilhabe.council.sample.exchange import Answer, Request
from teilhabe.council.sample.sites.site import NOTICE, Page, Site, page, redirect

GATE = "/_gate/"


class Gate(Site):
    """Behind it would be an ALLRIS 4; nobody has seen it."""

    system = "gate"
    start = "/public/si010"

    def programs(self) -> Mapping[str, Page]:
        return {"_gate/": self._gate, "_gate/challenge": lambda _: Answer(status=204)}

    def missing(self, request: Request) -> Answer:
        return redirect(f"{GATE}?ziel={request.path}")

    def _gate(self, _: Request) -> Answer:
        return page(
            '<!DOCTYPE html>\n<html lang="de">\n<head><meta charset="utf-8" /><title>Einen Moment bitte</title>'
            '<script async defer src="/_gate/altcha.js" type="module"></script></head>\n<body>\n'
            "<h1>Einen Moment bitte</h1>\n<p>Bitte bestätigen Sie, dass Sie kein Programm sind.</p>\n"
            '<form method="post"><altcha-widget challengeurl="/_gate/challenge"></altcha-widget></form>\n'
            f"<p>{NOTICE}</p>\n</body>\n</html>\n",
            charset="utf-8",
            declared="utf-8",
        )
