"""Connections, sizes, robots, and titles that were not meant for the public."""

from __future__ import annotations

from teilhabe.council.sample.exchange import Answer, Exchange
from teilhabe.council.sample.faults.table import Faults, fault
from teilhabe.council.sample.store import Obj, kind_of

FORBIDDING = b"User-agent: *\nDisallow: /oparl/\nDisallow: /file/\n"


@fault("after")
def cut_connection(answer: Answer, exchange: Exchange, faults: Faults) -> Answer:
    """The connection ends in the middle of the body, the first ``times`` times (default 2) per address."""
    if answer.kind in ("page", "object", "file", "program") and faults.still(exchange, "cut_connection"):
        answer.cut_after = len(answer.body) // 2
    return answer


@fault("after")
def cut_connection_always(answer: Answer, exchange: Exchange, faults: Faults) -> Answer:
    """The connection ends in the middle of the body, every time; use ``where``."""
    answer.cut_after = len(answer.body) // 2
    return answer


@fault("after")
def very_slow(answer: Answer, exchange: Exchange, faults: Faults) -> Answer:
    """The first byte takes ``seconds`` (default 2)."""
    answer.wait = faults.seconds
    return answer


@fault("after")
def huge_file(answer: Answer, exchange: Exchange, faults: Faults) -> Answer:
    """Files are ``size`` bytes long and say so in Content-Length."""
    if answer.kind == "file":
        answer.body = b"%PDF-1.4\n" + bytes(faults.size - 9)
        answer.headers.pop("ETag", None)
    return answer


@fault("after")
def huge_file_undeclared(answer: Answer, exchange: Exchange, faults: Faults) -> Answer:
    """Files are ``size`` bytes long and do not say so: no Content-Length."""
    answer = huge_file(answer, exchange, faults)
    if answer.kind == "file":
        answer.declare_length = False
    return answer


@fault("before")
def robots_forbid(exchange: Exchange, faults: Faults) -> Answer | None:
    """robots.txt forbids the interface and the files."""
    if exchange.request.path == "/robots.txt":
        return Answer(headers={"Content-Type": "text/plain"}, body=FORBIDDING, kind="robots")
    return None


@fault("before")
def robots_delay(exchange: Exchange, faults: Faults) -> Answer | None:
    """robots.txt asks for ``seconds`` between two requests (Crawl-delay)."""
    if exchange.request.path == "/robots.txt":
        body = f"User-agent: *\nCrawl-delay: {faults.seconds}\nAllow: /\n".encode()
        return Answer(headers={"Content-Type": "text/plain"}, body=body, kind="robots")
    return None


@fault("object")
def public_missing(obj: Obj, exchange: Exchange) -> Obj:
    """Non-public agenda items carry their title and no ``public`` at all; public ones say so."""
    if kind_of(obj) == "AgendaItem" and obj.get("public") is False:
        del obj["public"]
    return obj
