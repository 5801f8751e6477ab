"""Rows of a table become entries.

What a row is called for good: the column "Schlüssel" (or "ID", "Kursnummer" …) where the table has one that does more
than count its rows. Where it has none, a digest of title and organisation: then a new title makes a new entry, and two
rows with the same ones are one too many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from hashlib import blake2b
from itertools import chain, islice
from typing import Any

from teilhabe.core.text import fold

from ...items import FeedUnavailable, Options, Read, Unreadable
from .. import words
from ..areas import Areas
from ..texts import day_of, one_line, web_address, without_nul
from ..values import Told
from .headings import LEFT_OUT, TARGETS, field_of, fields_of

Cell = str | int | float | bool | date | datetime | time | None
MOST_ROWS = 100_000
BROKEN: tuple[Cell, ...] = ()
"""A row that cannot be read; known by being this very object."""
MOST_COLUMNS = 200
EXAMPLE = "Beispiel"
"""What stands in the column "Schlüssel" of a row that only shows how it is meant; such a row is no entry."""
EXAMPLE_TITLE = "Beispiel: Deutsch am Vormittag"
"""Its title in the template, by which it is known where somebody has deleted that column."""
_LOOK_FOR_HEADINGS = 20
_LOOK_FOR_SAMPLES = 30
_SAMPLES, _LONGEST_SAMPLE = 3, 60
_LISTS = {
    "audience", "needs", "levels", "school_forms", "themes", "blocks", "languages", "accessibility", "resource_types",
    "subjects",
}  # fmt: skip
_NUMBERS = {"age_from", "age_to", "places", "places_free"}
_DAYS = {"registration_until", "valid_from", "valid_to", "assured_on"}
_YES = {"online", "mobile", "on_site", "appointment_only"}
_ADDRESSES = {"online_url", "registration_url", "homepage", "material_url"}
_CHOICES = {"kind", "access", "level_from", "level_to", "material_licence"}
_ERRORS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#NV", "#BEZUG!", "#WERT!", "#ZAHL!"}
# What begins a formula; see exchange.tables.
_FORMULA = tuple("=+-@")
_TIMES = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:uhr)?\s*(?:-|–|bis)\s*(\d{1,2})(?:[:.](\d{2}))?(?:\s*uhr)?\s*")
_TIME = re.compile(r"(?:um|ab)?\s*(\d{1,2})(?::(\d{2})|\.(\d{2})(?!\d)|(?=\s*uhr))(?:\s*uhr)?\s*")
_DATE = re.compile(
    r"\s*(?:(?:mo|di|mi|do|fr|sa|so)[a-z]*\.?,?\s+)?(?:am\s+)?(\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}|\d{4}-\d{2}-\d{2})"
)
_POSTCODE_TOWN = re.compile(r"(?:D-)?(\d{5})\s+(.+)")


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of a table that says what stands below: its number, its words and the field of each."""

    row: int
    words: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column as an editor sees it who says what stands there; ``samples`` are the first different cells below."""

    heading: str
    field: str
    samples: tuple[str, ...] = ()


def find_headings(rows: Iterable[Sequence[Cell]], options: Options) -> Headings:
    """The row among the first twenty that knows most. Raises FeedUnavailable where none has a title."""
    best: tuple[int, Headings] | None = None
    for number, row in enumerate(islice(rows, _LOOK_FOR_HEADINGS), start=1):
        said = tuple(one_line(text_of(cell)).lstrip("'") for cell in row[:MOST_COLUMNS])
        fields = tuple(fields_of(said, options.columns))
        score = len({field for field in fields if field})
        if "title" in fields and (best is None or score > best[0]):
            best = score, Headings(number, said, fields)
    if best is None:
        raise FeedUnavailable(
            "In der Tabelle steht keine Spalte mit der Überschrift „Titel“. Bitte nennen Sie in der ersten Zeile, was "
            "in den Spalten steht, oder nehmen Sie die Vorlage."
        )
    return best[1]


def guessed(rows: Iterable[Sequence[Cell]]) -> list[Column]:
    """Headings with the field each means, for a page on which somebody says which is which. Where no row has a title,
    the first one with words in it."""
    first = list(islice(rows, _LOOK_FOR_HEADINGS + _LOOK_FOR_SAMPLES))
    try:
        found = find_headings(first, Options())
    except FeedUnavailable:
        filled = [
            (number, row)
            for number, row in enumerate(first[:_LOOK_FOR_HEADINGS], start=1)
            if sum(bool(text_of(cell).strip()) for cell in row) > 1
        ]
        if not filled:
            raise FeedUnavailable("Das ist keine Tabelle mit mehreren Spalten.") from None
        number, row = filled[0]
        said = tuple(one_line(text_of(cell)) for cell in row[:MOST_COLUMNS])
        found = Headings(number, said, tuple(map(field_of, said)))
    below = first[found.row :]
    found = _without_counting(found, below, Options())
    return [
        Column(heading, _shown(field), _samples(below, place))
        for place, (heading, field) in enumerate(zip(found.words, found.fields, strict=True))
        if heading
    ]


def _without_counting(head: Headings, below: Sequence[Sequence[Cell]], options: Options) -> Headings:
    """``head`` with a column as key that does not merely count its rows: sorted anew, each row would have the key of
    another one. What an editor has chosen stays, and our own word, which says that it is for good."""
    chosen = dict(options.columns)
    while "key" in head.fields:
        place = head.fields.index("key")
        heading = head.words[place]
        cells = (_number(row[place]) for row in below if place < len(row) and text_of(row[place]).strip())
        if (
            fold(heading) in {fold(one) for one in (*chosen, TARGETS["key"])}
            or (numbers := list(cells)) != list(range(1, len(numbers) + 1))
            or not numbers
        ):
            return head
        chosen[heading] = LEFT_OUT
        head = Headings(head.row, head.words, tuple(fields_of(head.words, chosen)))
    return head


def _number(cell: Cell) -> int | None:
    said = text_of(cell).strip().lstrip("'").rstrip(".)")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None


def _samples(rows: Sequence[Sequence[Cell]], place: int) -> tuple[str, ...]:
    cells = (one_line(text_of(row[place])) for row in rows if place < len(row))
    found = list(islice(dict.fromkeys(cell for cell in cells if cell), _SAMPLES))
    return tuple(cell if len(cell) <= _LONGEST_SAMPLE else f"{cell[:_LONGEST_SAMPLE].rstrip()} …" for cell in found)


def _shown(field: str) -> str:
    return "" if field in {LEFT_OUT, "part_of"} else field


@dataclass(slots=True)
class _Seen:
    """Rows so far: by key, and by what people would take for the same entry."""

    keys: dict[bytes, int] = field(default_factory=dict)
    alike: dict[bytes, int] = field(default_factory=dict)


def read_rows(rows: Iterator[Sequence[Cell]], options: Options) -> Iterator[Read]:
    """The entries of a table, row by row. Raises FeedUnavailable where it has no headings."""
    first = list(islice(rows, _LOOK_FOR_HEADINGS + _LOOK_FOR_SAMPLES))
    head = find_headings(first, options)
    head = _without_counting(head, first[head.row :], options)
    areas, seen = Areas(), _Seen()
    for number, row in enumerate(chain(first, rows), start=1):
        if number <= head.row:
            continue
        if number > MOST_ROWS:
            yield Unreadable(f"Zeile {number}", f"Mehr als {MOST_ROWS} Zeilen werden nicht gelesen.")
            return
        if row is BROKEN:
            yield Unreadable(
                f"Zeile {number}",
                "Diese Zeile ist nicht lesbar, vielleicht fehlt ein schließendes Anführungszeichen.",
            )
        elif (found := _entry(row, head, number, options, areas, seen)) is not None:
            yield found


def _entry(
    row: Sequence[Cell], head: Headings, number: int, options: Options, areas: Areas, seen: _Seen
) -> Read | None:
    cells: dict[str, tuple[str, Cell]] = {}
    formulas: set[str] = set()
    told = Told(areas)
    for heading, name, raw in zip(head.words, head.fields, row, strict=False):
        if not name or name == LEFT_OUT or name in cells:
            continue
        cell = _plain(raw) if isinstance(raw, str) else raw
        if isinstance(cell, str) and cell in _ERRORS:
            told.note(heading, cell, "In dieser Zelle steht ein Fehler der Tabelle; sie wurde nicht übernommen.")
        elif _is_formula(raw):
            told.note(heading, cell, "Das ist eine Formel und kein Text; sie wurde nicht übernommen.")
            formulas.add(name)
        elif cell not in (None, ""):
            cells[name] = heading, cell
    if not cells:
        return None
    where = f"Zeile {number}"
    key = one_line(text_of(cells["key"][1])) if "key" in cells else ""
    if key.lower() == EXAMPLE.lower() or ("title" in cells and cells["title"][1] == EXAMPLE_TITLE):
        return None
    if "title" not in cells:
        column = next(word for word, name in zip(head.words, head.fields, strict=True) if name == "title")
        if "title" in formulas:
            why = f"Der Titel ist eine Formel. Bitte schreiben Sie ihn in der Spalte „{column}“ als Text."
            return Unreadable(where, why, key[:300])
        return Unreadable(where, f"Der Titel fehlt. Bitte tragen Sie ihn in der Spalte „{column}“ ein.", key[:300])
    # In our own export "Adresse" is the page of the entry, elsewhere it is where it takes place.
    page = web_address(text_of(cells["address"][1])) if "address" in cells else ""
    for name, (heading, cell) in cells.items():
        if name != "address" or not page:
            _take(told, name, cell, heading)
    if "title" not in told.values:
        return Unreadable(where, "Der Titel ist nicht lesbar. Bitte schreiben Sie ihn neu.", key[:300])
    told.values.setdefault("kind", options.kind)
    told.summary_from_body()
    key = key if 0 < len(key) <= 300 else _digest(key or f"{told.values['title']}\n{told.organisation}")
    mark = blake2b(key.encode(), digest_size=12).digest()
    if mark in seen.keys:
        return Unreadable(
            where, f"Dieser Eintrag steht schon in Zeile {seen.keys[mark]}. Bitte löschen Sie eine davon.", key
        )
    seen.keys[mark] = number
    if (other := seen.alike.setdefault(_alike(told), number)) != number:
        told.note("", "", f"Gleicht Zeile {other}: derselbe Titel, Anbieter und Ort. Bitte vergleichen Sie beide.")
    return told.item(key, url=page or told.values.get("homepage", ""), where=where)


def _alike(told: Told) -> bytes:
    said = [str(told.values.get(name, "")) for name in ("title", "venue", "street", "postcode", "town")]
    return blake2b(fold("\n".join([*said, told.organisation])).encode(), digest_size=12).digest()


def _take(told: Told, field: str, cell: Cell, heading: str) -> None:
    said = text_of(cell)
    if field in {"key", "start", "end"}:
        if field == "start":
            _span(told, cell, heading)
    elif field in _LISTS:
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


def _span(told: Told, cell: Cell, heading: str) -> None:
    """A day or moment from which on it takes place."""
    if isinstance(cell, datetime) and (cell.hour or cell.minute):
        told.dates([{"start": cell.strftime("%Y-%m-%dT%H:%M")}], heading)
    elif (one := _date(text_of(cell))) is not None:
        told.dates([one], heading)
    else:
        told.text("hours", text_of(cell), heading)


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


def text_of(cell: Cell) -> str:
    """A cell as somebody would have typed it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y}" if not (cell.hour or cell.minute) else f"{cell:%d.%m.%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def _plain(cell: str) -> str:
    """Without the apostrophe that our export writes before what a spreadsheet would take for a formula."""
    bare = cell[1:] if cell[:1] == "'" and cell[1:].lstrip()[:1] in _FORMULA else cell
    return without_nul(bare).strip()


def _is_formula(raw: Cell) -> bool:
    """Whether a table tells how a cell is to be computed; our own export marks words that only look so."""
    return isinstance(raw, str) and len(bare := raw.strip()) > 1 and bare[0] == "="


def _digest(words_said: str) -> str:
    return blake2b(fold(words_said).encode(), digest_size=16).hexdigest()


def known_headings(said: Sequence[str], chosen: Mapping[str, str]) -> int:
    """How many of these words are headings: for guessing what divides the cells of a file."""
    return len({field for field in fields_of(said, chosen) if field})
