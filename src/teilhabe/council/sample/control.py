"""The address at which the content of a running sample is changed: ``POST /_beispiel/aendern``, loopback only.

The form names the change and its details (:data:`.changes.CHANGES`). A page in somebody's browser cannot send it: the
request must carry a header of its own.
"""

from __future__ import annotations

import json

from teilhabe.council.sample.changes import UnknownChange, apply
from teilhabe.council.sample.exchange import Answer, Request
from teilhabe.council.sample.store import SampleCouncil, UnknownObject

CONTROL = "/_beispiel/aendern"
HEADER = "Beispiel-Aenderung"


def control(council: SampleCouncil, request: Request) -> Answer:
    """Change the council as the form says. 204 if done, otherwise one sentence and 400, 403 or 405."""
    if request.method != "POST":
        return _said(405, "POST only")
    if request.headers.get(HEADER.lower()) != "ja":
        return _said(403, f"the header {HEADER}: ja is missing")
    details = dict(request.form)
    try:
        apply(council, details.pop("change", ""), details)
    except UnknownChange as problem:
        return _said(400, str(problem))
    except UnknownObject as problem:
        return _said(400, f"unknown: {problem.args[0]}")
    return Answer(status=204)


def _said(status: int, sentence: str) -> Answer:
    body = json.dumps({"error": sentence}, ensure_ascii=False).encode()
    return Answer(status=status, headers={"Content-Type": "application/json"}, body=body, kind="error")
