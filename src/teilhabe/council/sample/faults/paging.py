"""Lists that lose their filters, run in circles or break off."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from teilhabe.council.sample.exchange import Answer, Exchange, error
from teilhabe.council.sample.faults.table import Faults, fault
from teilhabe.council.sample.store import BASE


def _with_links(page: Any, **links: str | None) -> Any:
    changed = {**page["links"], **links}
    return {**page, "links": {name: link for name, link in changed.items() if link}}


def _itself(exchange: Exchange) -> str:
    return BASE + exchange.request.target


@fault("page")
def filter_lost_on_second_page(page: Any, exchange: Exchange, faults: Faults) -> Any:
    """``links.next`` forgets the time filters: from page 2 on the list is the unfiltered one."""
    if "next" not in page["links"]:
        return page
    parts = urlsplit(page["links"]["next"])
    kept = [(name, value) for name, value in parse_qsl(parts.query) if not name.endswith(("_since", "_until"))]
    return _with_links(page, next=f"{BASE}{parts.path}?{urlencode(kept)}")


@fault("before")
def filters_ignored(exchange: Exchange, faults: Faults) -> Answer | None:
    """Lists ignore ``modified_since`` and answer with everything, old papers included."""
    parts = urlsplit(exchange.request.target)
    kept = urlencode([pair for pair in parse_qsl(parts.query) if not pair[0].endswith(("_since", "_until"))])
    exchange.asked = replace(exchange.request, target=f"{parts.path}?{kept}" if kept else parts.path)
    return None


@fault("page")
def next_is_itself(page: Any, exchange: Exchange, faults: Faults) -> Any:
    """``links.next`` is the page itself."""
    return _with_links(page, next=_itself(exchange))


@fault("page")
def next_goes_in_circles(page: Any, exchange: Exchange, faults: Faults) -> Any:
    """The last page's ``links.next`` is the first page."""
    return page if "next" in page["links"] else _with_links(page, next=page["links"]["first"])


@fault("page")
def next_never_ends(page: Any, exchange: Exchange, faults: Faults) -> Any:
    """After the last page come empty pages, each with another ``links.next``."""
    if "next" in page["links"]:
        return page
    number = int(exchange.request.query.get("page", "1")) + 1
    return _with_links(page, next=f"{BASE}{exchange.request.path}?page={number}")


@fault("page")
def next_elsewhere(page: Any, exchange: Exchange, faults: Faults) -> Any:
    """``links.next`` leads to another host (``elsewhere``)."""
    return _with_links(page, next=f"{faults.elsewhere}{exchange.request.path}?page=2")


@fault("page")
def links_missing(page: Any, exchange: Exchange, faults: Faults) -> Any:
    """Pages have neither ``links`` nor ``pagination``."""
    return {"data": page["data"]}


@fault("before")
def next_ends_in_server_error(exchange: Exchange, faults: Faults) -> Answer | None:
    """Every page from the second on answers 500, every time."""
    if int(exchange.request.query.get("page", "1")) > 1:
        return error(500, "Interner Fehler")
    return None


@fault("before")
def encoded_plus_rejected(exchange: Exchange, faults: Faults) -> Answer | None:
    """An encoded "+" or ":" in a filter (%2B, %3A) answers 400; the raw characters work."""
    if re.search(r"%2b|%3a", exchange.request.raw_query, re.IGNORECASE):
        return error(400, "Ungültiges Datum")
    return None


@fault("before")
def microseconds_rejected(exchange: Exchange, faults: Faults) -> Answer | None:
    """A time filter with a fraction of a second answers 400."""
    if any("." in value for name, value in exchange.request.query.items() if name.endswith(("_since", "_until"))):
        return error(400, "Ungültiges Datum")
    return None
