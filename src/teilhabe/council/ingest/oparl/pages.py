"""List pages in every shape they come in: a page of OParl, a bare array, a single object, nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from . import values
from .identity import native_id

FILTERS = ("modified_since", "omit_internal")


@dataclass(frozen=True, slots=True)
class Page:
    """What a list answered: objects as JSON, how many entries were none, the address of the next page or ""."""

    objects: tuple[dict[str, Any], ...]
    junk: int
    next_url: str
    total: int | None = None


def split(data: Any) -> Page:
    """Find the objects of a list answer."""
    links: Any = {}
    total = None
    if isinstance(data, dict) and "data" in data:
        links = data.get("links")
        counts = data.get("pagination")
        total = values.whole(counts.get("totalElements")) if isinstance(counts, dict) else None
        entries = data["data"]
    elif isinstance(data, dict) and not ("id" in data or "type" in data):
        entries = []
    else:
        entries = data
    entries = entries if isinstance(entries, list) else [entries]
    objects = tuple(entry for entry in entries if isinstance(entry, dict) and entry)
    # An address instead of an object is legal nowhere, but it is an object that can be asked for.
    objects += tuple({"id": entry} for entry in entries if isinstance(entry, str) and values.address(entry))
    junk = len(entries) - len(objects) - sum(1 for entry in entries if entry in (None, {}, []))
    following = links.get("next") if isinstance(links, dict) else None
    return Page(objects, junk, values.address(values.one(following), limit=2000), total)


def is_list(data: Any) -> bool:
    """Whether an answer is a list or a page of one, and not a single object."""
    return isinstance(data, list) or (isinstance(data, dict) and "data" in data)


def means_empty(body: bytes) -> bool:
    """Whether the body of a 404 says "this list is empty" (Sternberg: code 802)."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("code") == 802


def filtered(url: str, since: str, *, encoded: bool = True) -> str:
    """The list's address asking for changes ``since``; ``encoded=False`` leaves "+" and ":" as some systems want it."""
    value = quote(since, safe="") if encoded else since
    return f"{url}{'&' if '?' in url else '?'}modified_since={value}"


def with_filters(following: str, asked: str) -> str:
    """``following`` with the filters of ``asked`` that it lost on the way, as they were written there."""
    parts = urlsplit(following)
    present = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    lost = [
        pair
        for pair in urlsplit(asked).query.split("&")
        if pair.partition("=")[0] in FILTERS and pair.partition("=")[0] not in present
    ]
    return urlunsplit(parts._replace(query="&".join(part for part in (parts.query, *lost) if part)))


def page_key(url: str) -> str:
    """What makes a page's address the same page, paging parameters included."""
    parts = urlsplit(url)
    asked = sorted(parse_qsl(parts.query, keep_blank_values=True))
    return f"{native_id(urlunsplit(parts._replace(query='')))}?{asked}"
