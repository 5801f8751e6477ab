"""Takes out of an answer what the portal must not know, before anything is parsed, hashed or archived.

Fail closed: an agenda item is public only if ``public`` is literally true and its number does not say otherwise
("N 3"), or if it says nothing about it and its number begins with "Ö". Of any other one, place and number stay. Of
people, name, title and roles stay.
"""

from __future__ import annotations

import re
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
# Clerks and their numbers, wherever they stand.
PRIVATE_WORDS = frozenset(
    {"bearbeiter", "sachbearbeiter", "verfasser", "email", "phone", "telefon", "telephone", "mobile", "fax"}
)


def is_public(item: dict[str, Any]) -> bool:
    said, number = item.get("public"), str(item.get("number") or "").strip().upper()
    if said is None:
        return number.startswith("Ö")
    return said is True and not _NONPUBLIC_NUMBER.match(number)


def scrub(data: Any, expected: str = "") -> tuple[Any, bool]:
    """The JSON without what must not be kept, and whether anything was taken out.

    ``expected`` is the type of objects that do not say theirs ("Person", "AgendaItem").
    """
    if isinstance(data, list):
        return _list(data, expected)
    if isinstance(data, dict):
        return _object(data, expected)
    return data, False


def _list(data: list[Any], expected: str) -> tuple[list[Any], bool]:
    found, changed = [], False
    for item in data:
        clean, taken = scrub(item, expected) if isinstance(item, dict | list) else (item, False)
        found.append(clean)
        changed |= taken
    return (found, True) if changed else (data, False)


# The type of embedded objects by the property that holds them.
_WITHIN = {"agendaItem": "AgendaItem", "membership": "Membership", "person": "Person", "participant": "Person"}


def _object(data: dict[str, Any], expected: str) -> tuple[dict[str, Any], bool]:
    is_page = "data" in data and "type" not in data
    kind = "" if is_page else str(data.get("type") or expected).rstrip("/").rsplit("/", 1)[-1]
    kept = data
    if kind == "AgendaItem" and not is_public(data):
        kept = {name: value for name, value in data.items() if name in SILENT_ITEM}
        kept["public"] = False
    elif kind == "Person":
        kept = {name: value for name, value in data.items() if name in PERSON}
    elif not PRIVATE_WORDS.isdisjoint(data) or any(name.lower() in PRIVATE_WORDS for name in data):
        kept = {name: value for name, value in data.items() if name.lower() not in PRIVATE_WORDS}
    changed = len(kept) != len(data) or kept.get("public") is not data.get("public")
    for name, value in kept.items():
        if isinstance(value, dict | list) and name not in ("geojson", "keyword"):
            clean, taken = scrub(value, _WITHIN.get(name, expected if is_page and name == "data" else ""))
            if taken:
                if kept is data:
                    kept = dict(data)
                kept[name] = clean
                changed = True
    return kept, changed
