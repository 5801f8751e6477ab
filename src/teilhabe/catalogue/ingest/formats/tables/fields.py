"""A cell becomes what an entry says in one field or several."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from teilhabe.core.text import fold

from .. import words
from ..texts import day_of, one_line
from ..values import Told
from .cells import Cell, text_of
from .headings import LEFT_OUT

_LISTS = {
    "audience", "needs", "levels", "school_forms", "themes", "blocks", "languages", "accessibility", "resource_types",
    "subjects",
}  # fmt: skip
_NUMBERS = {"age_from", "age_to", "places", "places_free"}
_DAYS = {"registration_until", "valid_from", "valid_to", "assured_on"}
_YES = {"online", "mobile", "on_site", "appointment_only"}
_ADDRESSES = {"online_url", "registration_url", "homepage", "material_url"}
_CHOICES = {"kind", "access", "level_from", "level_to", "material_licence"}
_TIMES = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:uhr)?\s*(?:-|–|bis)\s*(\d{1,2})(?:[:.](\d{2}))?(?:\s*uhr)?\s*")
_TIME = re.compile(r"(?:um|ab)?\s*(\d{1,2})(?::(\d{2})|\.(\d{2})(?!\d)|(?=\s*uhr))(?:\s*uhr)?\s*")
_DATE = re.compile(
    r"\s*(?:(?:mo|di|mi|do|fr|sa|so)[a-z]*\.?,?\s+)?(?:am\s+)?(\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}|\d{4}-\d{2}-\d{2})"
)
_LONGEST_DATE = 14
"""Days that are one date."""
_A_DAY = re.compile(r"\d\s?\.\s?\d|\d{4}-\d")
"""What somebody meant for a date, whether there is such a day or not."""
# Columns that mean several fields, or none of their own name.
_MEANT: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("", LEFT_OUT, "key", "organisation", "part_of"), ()),
    "address": ("venue", "street", "postcode", "town"),
    "age": ("age_from", "age_to"),
    "areas": ("municipalities", "districts"),
    "municipalities": ("municipalities", "districts"),
    "districts": ("municipalities", "districts"),
    "cost": ("cost", "cost_note"),
    "dates": ("schedule", "hours"),
    "start": ("schedule", "hours"),
    "end": ("schedule", "hours", "valid_from", "valid_to"),
    "german": ("level_from", "level_to"),
    "postcode_town": ("postcode", "town"),
}
_POSTCODE_TOWN = re.compile(r"(?:D-)?(\d{5})\s+(.+)")


def meant_by(column: str) -> tuple[str, ...]:
    """Fields of ``Offer`` that a column of ``headings.TARGETS`` may say something of."""
    return _MEANT.get(column, (column,))


def take(told: Told, field: str, cell: Cell, heading: str) -> None:
    """Take over what a cell says in a column that means ``field`` (of ``headings.TARGETS``); for beginning and end see
    ``take_span``."""
    said = text_of(cell)
    if field in {"key", "start", "end"}:
        return
    if field in _LISTS:
        _list(told, field, said, heading)
    elif field in _NUMBERS:
        told.number(field, said, heading)
    elif field in _DAYS:
        told.day(field, cell, heading)
    elif field in _YES:
        told.yes(field, cell if not isinstance(cell, bool) else ("ja" if cell else "nein"), heading)
    elif field in _ADDRESSES:
        told.url(field, said, heading)
    elif field in _CHOICES:
        told.choice(field, said, heading)
    elif (special := _SPECIAL.get(field)) is not None:
        special(told, said, heading)
    elif field == "part_of":
        told.note(heading, said, "Zu welchem Programm ein Eintrag gehört, legt die Redaktion im Portal fest.")
    else:
        told.text(field, said, heading)


def _list(told: Told, field: str, said: str, heading: str) -> None:
    if field == "accessibility" and fold(said) in {"ja", "x"}:
        said = "barrierefrei"
    elif field == "accessibility" and fold(said) in {"nein", "-"}:
        return
    told.concepts(field, words.several(said, field), heading)


def _cost(told: Told, said: str, heading: str) -> None:
    asked = fold(said)
    if fold(heading) == "kostenlos" and asked in {"ja", "x", "nein"}:
        told.values["cost"] = "fee" if asked == "nein" else "free"
    elif (value := words.choice_of("cost", said)) is not None:
        told.values["cost"] = value
    elif re.search(r"\d", said):
        free = re.fullmatch(r"0+([.,]0+)?\s*(€|eur|euro)?", asked)
        told.values["cost"] = "free" if free else "fee"
        if not free:
            told.text("cost_note", said, heading)
    else:
        told.text("cost_note", said, heading)


def _dates(told: Told, said: str, heading: str) -> None:
    """Each date of a cell; what is none ("jeden Dienstag") are hours in words."""
    found, rest = [], []
    for part in (part.strip() for part in re.split(r"[|;\n]", said)):
        if part and (date_of := _date(part)) is not None:
            found.append(date_of)
        elif part:
            rest.append(part)
    told.dates(found, heading)
    if any(_A_DAY.search(part) for part in rest):
        told.doubt("schedule")
    if rest and "hours" not in told.values:
        told.text("hours", "; ".join(rest), heading)


def _date(part: str) -> dict[str, Any] | None:
    start = _DATE.match(part.lower())
    if start is None or (day := day_of(start[1].replace(" ", ""))) is None:
        return None
    rest = part[start.end() :].lower().strip(" ,|tum")
    if not rest:
        return {"start": day.isoformat()}
    if times := _TIMES.fullmatch(rest):
        first, last = _clock(times[1], times[2]), _clock(times[3], times[4])
        if first and last and first <= last:
            return {"start": f"{day}T{first}", "end": f"{day}T{last}"}
        return None
    if (single := _TIME.fullmatch(rest)) and (clock := _clock(single[1], single[2] or single[3])):
        return {"start": f"{day}T{clock}"}
    return None


def _clock(hour: str, minute: str | None) -> str:
    return f"{int(hour):02}:{minute or '00'}" if int(hour) < 24 and int(minute or 0) < 60 else ""


def take_span(told: Told, begins: tuple[str, Cell] | None, ends: tuple[str, Cell] | None) -> None:
    """Take over heading and cell of the columns in which something begins and ends.

    Some days are one date; longer it is a course, of which nobody knows on which days it takes place: from then till
    then the entry holds.
    """
    first, last = _date_in(begins), _date_in(ends)
    if begins is not None and first is None:
        # Words, or a day that there is not.
        said, last_said = text_of(begins[1]), text_of(ends[1]) if ends and last is None else ""
        span = " – ".join(part for part in (said, last_said) if part)
        # A column of its own may have told them already.
        told.text("hours", "; ".join(part for part in (told.values.get("hours", ""), span) if part), begins[0])
        if _A_DAY.search(said + last_said):
            told.doubt("schedule", "valid_from", "valid_to")
    elif ends is not None and last is None:
        _until_a_time(told, first, ends)
    elif first is not None:
        _from_to(told, first, last or first, *(begins or ends or ("", "")))
    if first is None and last is not None:
        told.otherwise("valid_to", date.fromisoformat(last["start"][:10]))


def _until_a_time(told: Told, first: dict[str, Any] | None, ends: tuple[str, Cell]) -> None:
    said = text_of(ends[1])
    single = _TIME.fullmatch(said.lower())
    clock = _clock(single[1], single[2] or single[3]) if single else ""
    if first is not None and clock > first["start"][11:] > "":
        told.dates([{"start": first["start"], "end": f"{first['start'][:10]}T{clock}"}], ends[0])
        return
    told.note(ends[0], said, "Dieses Ende ist nicht lesbar; es fehlt.", "schedule", "valid_to")
    told.dates([first] if first else [], ends[0])


def _from_to(told: Told, first: dict[str, Any], last: dict[str, Any], heading: str, cell: Cell) -> None:
    start, end = first["start"], last.get("end", last["start"])
    days = (date.fromisoformat(end[:10]) - date.fromisoformat(start[:10])).days
    timed = "T" in start and "T" in end
    if days < 0 or (timed and end < start):
        told.note(heading, f"{text_of(cell)} – {end}", "Das Ende liegt vor dem Anfang; es fehlt.", "valid_to")
        told.dates([first], heading)
    elif days == 0:
        told.dates([{"start": start, "end": end} if timed and end > start else first], heading)
    elif days <= _LONGEST_DATE and timed:
        told.dates([{"start": start, "end": end}], heading)
    else:
        if "T" in start + end:
            told.note(heading, text_of(cell), "Die Uhrzeit fehlt: Sie gilt nicht für alle Tage dazwischen.")
        if days <= _LONGEST_DATE:
            told.dates([{"start": start[:10], "end": end[:10]}], heading)
        else:
            told.otherwise("valid_from", date.fromisoformat(start[:10]))
            told.otherwise("valid_to", date.fromisoformat(end[:10]))


def _date_in(said: tuple[str, Cell] | None) -> dict[str, Any] | None:
    if said is None:
        return None
    cell = said[1]
    if isinstance(cell, datetime) and (cell.hour or cell.minute):
        return {"start": cell.strftime("%Y-%m-%dT%H:%M")}
    return _date(text_of(cell))


def _postcode_town(told: Told, said: str, heading: str) -> None:
    found = _POSTCODE_TOWN.fullmatch(one_line(said))
    if found:
        told.postcode(found[1], heading)
    told.text("town", found[2] if found else said, heading)


def _address(told: Told, said: str, heading: str) -> None:
    """ "Turmstraße 5, 52072 Aachen", with the name of a house before it or not."""
    parts = [one_line(part) for part in re.split(r"[,\n]", said) if part.strip()]
    if parts and _POSTCODE_TOWN.fullmatch(parts[-1]):
        _postcode_town(told, parts.pop(), heading)
    if parts and re.search(r"\d", parts[-1]):
        told.text("street", parts.pop(), heading)
    if parts and "venue" not in told.values:
        told.text("venue", ", ".join(parts), heading)


def _organisation(told: Told, said: str, _heading: str) -> None:
    told.organisation = one_line(said)


_SPECIAL: dict[str, Callable[[Told, str, str], None]] = {
    "organisation": _organisation,
    "body": lambda told, said, heading: told.body(said, heading),
    "aliases": lambda told, said, _heading: told.names("aliases", re.split(r"[|;\n]", said)),
    "areas": lambda told, said, heading: told.areas(words.several(said), heading),
    "municipalities": lambda told, said, heading: told.areas(words.several(said), heading),
    "districts": lambda told, said, heading: told.areas(words.several(said), heading),
    "age": lambda told, said, heading: told.age(said, heading),
    "german": lambda told, said, heading: told.german(said, heading),
    "postcode": lambda told, said, heading: told.postcode(said, heading),
    "postcode_town": _postcode_town,
    "address": _address,
    "latitude": lambda told, said, heading: told.degree("latitude", said, heading),
    "longitude": lambda told, said, heading: told.degree("longitude", said, heading),
    "email": lambda told, said, heading: told.email(said, heading),
    "phone": lambda told, said, heading: told.phone(said, heading),
    "cost": _cost,
    "dates": _dates,
    "documents": lambda told, said, heading: told.text("documents", re.sub(r"\s*[|;]\s*", "\n", said), heading),
    "creators": lambda told, said, heading: told.text("creators", re.sub(r"\s*[|;]\s*", "\n", said), heading),
}
