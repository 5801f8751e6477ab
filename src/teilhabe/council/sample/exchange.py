"""What passes between the server, the answers and the faults: a request, and an answer in the making."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

from teilhabe.council.sample.store import BASE, SampleCouncil


@dataclass(frozen=True)
class Request:
    """One request in the server's log."""

    method: str
    target: str
    """Path and query exactly as the client sent them."""
    headers: dict[str, str]
    """Header names in lower case."""
    at: float
    """Seconds on the monotonic clock."""
    concurrent: int
    """Requests in work at that moment, this one included."""
    form: dict[str, str] = field(default_factory=dict)
    """What a POST carried, by name."""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def raw_query(self) -> str:
        return urlsplit(self.target).query

    @property
    def query(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(self.raw_query).items()}

    @property
    def parameters(self) -> dict[str, str]:
        """Query and form together, names in lower case, as programs of council systems read them."""
        return {name.lower(): value for name, value in {**self.query, **self.form}.items()}

    @property
    def cookies(self) -> dict[str, str]:
        pairs = (one.strip().partition("=") for one in self.headers.get("cookie", "").split(";"))
        return {name: value for name, _, value in pairs if name}


@dataclass
class Answer:
    """An answer in the making. ``data`` is JSON still to be written; otherwise ``body`` goes out as it is."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    data: Any = None
    kind: str = "other"
    """What it is: ``page`` (a list page), ``object``, ``file``, ``original``, ``program`` (a page of an
    HTML system), ``robots``, ``error`` or ``other``."""
    cut_after: int | None = None
    """Send only so many bytes of the body and close the connection."""
    wait: float = 0.0
    """Seconds to let the client wait before the first byte."""
    declare_length: bool = True
    """False sends no Content-Length and ends the body by closing the connection."""

    def write_json(self, base_url: str) -> None:
        if self.data is not None:
            text = json.dumps(self.data, ensure_ascii=False, separators=(",", ":")).replace(BASE, base_url)
            self.body = text.encode()
            self.data = None
            self.headers.setdefault("Content-Type", "application/json; charset=utf-8")

    def tag(self) -> None:
        """Give a good answer its ETag."""
        if self.status == 200 and self.kind in ("page", "object", "file", "original"):
            self.headers.setdefault("ETag", f'"{sha256(self.body).hexdigest()[:32]}"')


@dataclass
class Exchange:
    """Everything a fault may look at. ``asked`` is what will be answered; a fault may misread it."""

    request: Request
    council: SampleCouncil
    base_url: str
    asked: Request = field(init=False)

    def __post_init__(self) -> None:
        self.asked = self.request


def http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def error(status: int, message: str) -> Answer:
    """OParl's Error object."""
    body = {"type": "https://schema.oparl.org/1.1/Error", "message": message}
    return Answer(status=status, data=body, kind="error")


STYLE = """<style>
body { font: 1rem/1.5 Verdana, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
h1 { font-size: 1.4rem; line-height: 1.3 } h2 { font-size: 1.1rem } h3 { font-size: 1rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem } dt { font-weight: bold } dd { margin: 0 }
</style>"""


def html(title: str, content: str, *, status: int = 200, kind: str = "other") -> Answer:
    page = (
        '<!doctype html>\n<html lang="de"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title>{STYLE}</head>\n<body>\n{content}\n</body></html>\n"
    )
    return Answer(status=status, headers={"Content-Type": "text/html; charset=utf-8"}, body=page.encode(), kind=kind)
