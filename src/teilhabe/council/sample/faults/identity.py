"""Objects whose id cannot be trusted."""

from __future__ import annotations

from typing import Any

from teilhabe.council.sample.exchange import Exchange
from teilhabe.council.sample.faults.table import Faults, fault
from teilhabe.council.sample.store import BASE, Obj, kind_of


def _rewritten(data: Any, old: str, new: str) -> Any:
    """The JSON with another beginning of all addresses."""
    if isinstance(data, dict):
        return {name: _rewritten(value, old, new) for name, value in data.items()}
    if isinstance(data, list):
        return [_rewritten(item, old, new) for item in data]
    return data.replace(old, new) if isinstance(data, str) else data


def _second_time(exchange: Exchange, faults: Faults) -> bool:
    """True for every second request to a list, whatever page and filter it asks for."""
    key = f"turn {exchange.request.path}"
    faults.seen[key] += 1
    return faults.seen[key] % 2 == 0


@fault("page")
def duplicate_ids(page: Any, exchange: Exchange, faults: Faults) -> Any:
    """The first object of a page comes again at its end, and the list's first object on every page."""
    data = page["data"]
    if not data:
        return page
    again = [data[0]]
    first = exchange.council.ids(kind_of(data[0]), exchange.council.body_of(data[0]["id"]))[0]
    return {**page, "data": [*data, *again, exchange.council.shown(first)]}


@fault("page")
def https_flip(page: Any, exchange: Exchange, faults: Faults) -> Any:
    """Every second page of a list has ids with https instead of http; links stay as they are."""
    if not _second_time(exchange, faults):
        return page
    host = exchange.base_url.split("://", 1)[1]
    return {**page, "data": _rewritten(page["data"], BASE, f"https://{host}")}


@fault("page")
def other_path(page: Any, exchange: Exchange, faults: Faults) -> Any:
    """Every second page of a list has ids below ``/oparl/v1`` instead of ``/oparl/v1.1``; both addresses work."""
    if not _second_time(exchange, faults):
        return page
    return {**page, "data": _rewritten(page["data"], "/oparl/v1.1/", "/oparl/v1/")}


@fault("object")
def upper_case_path(obj: Obj, exchange: Exchange) -> Obj:
    """Ids of objects with an odd record number have the kind in upper case (``/PAPER/17``)."""
    head, kind, number = obj["id"].rsplit("/", 2)
    if number[-1] in "13579" and kind != "body":
        obj["id"] = f"{head}/{kind.upper()}/{number}"
    return obj


@fault("page")
def session_in_address(page: Any, exchange: Exchange, faults: Faults) -> Any:
    """Ids and links of a list carry a session number (``?sid=``), another one with every request."""
    faults.seen["session"] += 1
    return _with_session(page, f"sid={faults.seen['session']:06}")


def _with_session(data: Any, session: str) -> Any:
    if isinstance(data, dict):
        return {name: _with_session(value, session) for name, value in data.items()}
    if isinstance(data, list):
        return [_with_session(item, session) for item in data]
    if isinstance(data, str) and data.startswith(f"{BASE}/oparl/"):
        return f"{data}{'&' if '?' in data else '?'}{session}"
    return data


@fault("page")
def meeting_twice(page: Any, exchange: Exchange, faults: Faults) -> Any:
    """The first meeting of a page comes a second time, without id."""
    data = page["data"]
    if not data or kind_of(data[0]) != "Meeting":
        return page
    twin = {name: value for name, value in data[0].items() if name != "id"}
    return {**page, "data": [*data, twin]}
