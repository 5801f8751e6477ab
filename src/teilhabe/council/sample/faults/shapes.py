"""Wrong shapes and missing fields (council-system clients meet all of them)."""

from __future__ import annotations

from typing import Any

from teilhabe.council.sample.exchange import Answer, Exchange
from teilhabe.council.sample.faults.table import Faults, fault
from teilhabe.council.sample.store import Obj, kind_of


def _is_odd(obj: Obj) -> bool:
    """Half of the objects, always the same ones: those with an odd record number."""
    return str(obj.get("id", "0"))[-1] in "13579"


@fault("page")
def empty_array_instead_of_page(page: Any, exchange: Exchange, faults: Faults) -> Any:
    """A list answers ``[]`` without data, pagination and links."""
    return []


@fault("page")
def bare_array_instead_of_page(page: Any, exchange: Exchange, faults: Faults) -> Any:
    """A list answers its objects as a bare array."""
    return page["data"]


@fault("page")
def bare_object_instead_of_page(page: Any, exchange: Exchange, faults: Faults) -> Any:
    """A list answers its first object alone."""
    return page["data"][0] if page["data"] else {}


@fault("page")
def junk_among_objects(page: Any, exchange: Exchange, faults: Faults) -> Any:
    """A list page carries null, a string, a number and an empty object between its objects."""
    return {**page, "data": [None, *page["data"], "N/A", 7, {}]}


@fault("object")
def object_instead_of_array(obj: Obj, exchange: Exchange) -> Obj:
    """``auxiliaryFile`` is one File object instead of an array of them."""
    if isinstance(obj.get("auxiliaryFile"), list) and obj["auxiliaryFile"]:
        obj["auxiliaryFile"] = obj["auxiliaryFile"][0]
    return obj


@fault("object")
def array_instead_of_object(obj: Obj, exchange: Exchange) -> Obj:
    """A membership's ``organization`` and ``onBehalfOf``, a paper's ``mainFile`` and a meeting's ``location`` are
    arrays with one entry."""
    for name in {
        "Membership": ("organization", "onBehalfOf"),
        "Paper": ("mainFile",),
        "Meeting": ("location",),
    }.get(kind_of(obj), ()):
        if name in obj:
            obj[name] = [obj[name]]
    return obj


@fault("object")
def missing_type(obj: Obj, exchange: Exchange) -> Obj:
    """Objects with an odd record number have no ``type``."""
    if _is_odd(obj):
        del obj["type"]
    return obj


@fault("page")
def stubs_without_type(page: Any, exchange: Exchange, faults: Faults) -> Any:
    """Unfiltered lists carry stubs of deleted objects, and the stubs have no ``type``."""
    stubs = [
        {"id": f"{obj['id']}999{place}", "created": obj["created"], "modified": obj["modified"], "deleted": True}
        for place, obj in enumerate(page["data"][:3])
    ]
    return {**page, "data": [*page["data"], *stubs]}


@fault("object")
def location_object_instead_of_url(obj: Obj, exchange: Exchange) -> Obj:
    """A person's ``location`` is the Location object instead of its URL."""
    if kind_of(obj) == "Person" and isinstance(obj.get("location"), str):
        obj["location"] = exchange.council.shown(obj["location"])
    return obj


@fault("object")
def ags_without_leading_zero(obj: Obj, exchange: Exchange) -> Obj:
    """A body's ``ags`` and ``rgs`` lost their leading zero."""
    for name in ("ags", "rgs"):
        if name in obj:
            obj[name] = str(obj[name]).removeprefix("0")
    return obj


@fault("object")
def blank_strings(obj: Obj, exchange: Exchange) -> Obj:
    """Empty values: ``reference`` "N/A", ``paperType`` "", ``streetAddress`` " "; null in odd objects."""
    blanks = {"reference": "N/A", "paperType": "", "streetAddress": " ", "role": "unbekannt", "shortName": "N/A"}
    if kind_of(obj) not in ("System", "Body"):
        obj |= {name: None if _is_odd(obj) else blank for name, blank in blanks.items() if name in obj}
    return obj


@fault("object")
def mime_type_pdf(obj: Obj, exchange: Exchange) -> Obj:
    """Files have ``mimeType`` "pdf"."""
    if "mimeType" in obj:
        obj["mimeType"] = "pdf"
    return obj


@fault("object")
def unknown_properties(obj: Obj, exchange: Exchange) -> Obj:
    """Objects carry a vendor's properties, and numbers where strings belong (``reference`` 465)."""
    obj["beispiel:internalNumber"] = 4711
    obj["bearbeiter"] = "Sachgebiet 1"
    if str(obj.get("reference", "")).isascii() and "/" in str(obj.get("reference", "")):
        obj["reference"] = int(str(obj["reference"]).rsplit("/", 1)[-1])
    return obj


@fault("after")
def control_characters(answer: Answer, exchange: Exchange, faults: Faults) -> Answer:
    """JSON strings contain unescaped line breaks, tabs and control characters."""
    if answer.kind in ("page", "object"):
        answer.body = answer.body.replace(b'"name":"', b'"name":"\x0b\t').replace(b" und ", b" \nund\x01 ")
    return answer


@fault("after")
def byte_order_mark(answer: Answer, exchange: Exchange, faults: Faults) -> Answer:
    """JSON begins with a byte order mark and says it is text/html in iso-8859-1."""
    if answer.kind in ("page", "object"):
        answer.body = b"\xef\xbb\xbf" + answer.body
        answer.headers["Content-Type"] = "text/html; charset=iso-8859-1"
    return answer
