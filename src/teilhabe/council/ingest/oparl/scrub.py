"""Takes out of an answer what the portal must not know, before anything is parsed, hashed or archived.

Fail closed: an agenda item is public only if ``public`` is literally true and its number does not say otherwise
("N 3"), or if it says nothing about it and its number begins with "Ö". Of any other one, place and number stay. Of
people, name, title and roles stay.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_NONPUBLIC_NUMBER = re.compile(r"N[ÖO]?[\s.]*\d")
# What stays of a non-public agenda item.
SILENT_ITEM = frozenset({"id", "type", "meeting", "number", "order", "public", "created", "modified", "deleted"})
# What never stays of a person: OParl's names and what vendors add under others.
PERSON = frozenset(
    {
        "id",
        "type",
        "body",
        "name",
        "familyName",
        "givenName",
        "affix",
        "title",
        "membership",
        "created",
        "modified",
        "deleted",
        "web",
        "license",
        "keyword",
    }
)
# Clerks, contacts and their numbers, wherever they stand: words that contain or begin with one of these. Vendors write
# "sachbearbeiterin", "bearbeiter_name", "eMail".
_PRIVATE_WITHIN = re.compile(
    r"bearbeiter|verfasser|email|phone|telefon|telefax|ansprechpartner|^contact|^kontakt|^mobile?(nummer|number)?$|^fax"
)
_WORD_BREAKS = re.compile(r"[^a-zäöüß]")
# What a list of files is expected to hold: those may belong to an agenda item that is not public, and nothing in the
# list tells. With their names their text goes as well.
LOOSE_FILE = "LooseFile"
_NAMES_OF_FILE = frozenset({"name", "filename", "text"})
_LONGEST_NUMBER = 12


def is_public(item: dict[str, Any]) -> bool:
    said, number = item.get("public"), str(item.get("number") or "").strip().upper()
    if said is None:
        return number.startswith("Ö")
    return said is True and not _NONPUBLIC_NUMBER.match(number)


def scrub(data: Any, expected: str = "") -> tuple[Any, bool]:
    """The JSON without what must not be kept, and whether anything was taken out.

    ``expected`` is the type of what was asked for ("Person", "AgendaItem", LOOSE_FILE): whatever the objects call
    themselves, they are treated as this as well.
    """
    if isinstance(data, dict) and "data" in data:
        outer = {name: value for name, value in data.items() if name != "data"}
        around, taken = _object(outer, "")
        inner, taken_inside = _any(data["data"], expected)
        if taken or taken_inside:
            around = {**around, "data": inner}
            return {name: around[name] for name in data if name in around}, True
        return data, False
    return _any(data, expected)


def _any(data: Any, expected: str) -> tuple[Any, bool]:
    if isinstance(data, list):
        return _list(data, expected)
    if isinstance(data, dict):
        return _object(data, expected)
    return data, False


def _list(data: list[Any], expected: str) -> tuple[list[Any], bool]:
    found, changed = [], False
    for item in data:
        clean, taken = _any(item, expected)
        found.append(clean)
        changed |= taken
    return (found, True) if changed else (data, False)


# What embedded objects are by the property that holds them (in lower case), whatever they call themselves.
_WITHIN = {
    "agendaitem": "AgendaItem",
    "agendaitems": "AgendaItem",
    "person": "Person",
    "participant": "Person",
    "originatorperson": "Person",
}
_ITEM_TYPES = frozenset({"agendaitem", "top", "tagesordnungspunkt"})
_OTHER_TYPES = frozenset(
    {
        "system",
        "body",
        "legislativeterm",
        "organization",
        "person",
        "membership",
        "meeting",
        "paper",
        "consultation",
        "file",
        "location",
    }
)


def _object(data: dict[str, Any], expected: str) -> tuple[dict[str, Any], bool]:
    said = str(data.get("type") or "").rstrip("/").rsplit("/", 1)[-1].lower()
    # Only agenda items are public or not: what says so under an unknown type is one.
    is_item = expected == "AgendaItem" or said in _ITEM_TYPES or ("public" in data and said not in _OTHER_TYPES)
    kept = data
    if is_item and not is_public(data):
        kept = {name: value for name, value in data.items() if name in SILENT_ITEM and _says_little(name, value)}
        kept["public"] = False
    elif expected == "Person" or said == "person":
        kept = {name: value for name, value in data.items() if name in PERSON}
    elif any(_is_private(name) for name in data):
        kept = {name: value for name, value in data.items() if not _is_private(name)}
    if expected == LOOSE_FILE and data.get("agendaItem"):
        kept = {name: value for name, value in kept.items() if name.lower() not in _NAMES_OF_FILE}
    changed = len(kept) != len(data) or kept.get("public") is not data.get("public")
    for name, value in kept.items():
        if isinstance(value, dict | list) and name not in ("geojson", "keyword"):
            clean, taken = _any(value, _WITHIN.get(name.lower(), ""))
            if taken:
                if kept is data:
                    kept = dict(data)
                kept[name] = clean
                changed = True
    return kept, changed


def _says_little(name: str, value: Any) -> bool:
    """A number can be a title in disguise."""
    if name == "number":
        return value is None or len(str(value).strip()) <= _LONGEST_NUMBER
    return name == "meeting" or not isinstance(value, dict | list)


@lru_cache(maxsize=2048)
def _is_private(name: str) -> bool:
    return _PRIVATE_WITHIN.search(_WORD_BREAKS.sub("", name.lower())) is not None
