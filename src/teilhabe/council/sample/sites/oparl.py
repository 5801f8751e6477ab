"""The OParl interface of the sample as one site among the others."""

from __future__ import annotations

from collections.abc import Mapping

from teilhabe.council.sample.answers import answer
from teilhabe.council.sample.exchange import Answer, Request, error
from teilhabe.council.sample.sites.site import Page, Site

PAGE_SIZE = 100


class OParl(Site):
    system = "oparl"
    start = "/oparl/v1.1/system"

    def answer(self, request: Request) -> Answer:
        return answer(self.council, request, page_size=PAGE_SIZE)

    def programs(self) -> Mapping[str, Page]:
        return {}

    def missing(self, request: Request) -> Answer:
        return error(404, f"Unbekannt: {request.path}")
