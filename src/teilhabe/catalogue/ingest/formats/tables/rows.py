"""Rows of a table become entries.

What a row is called for good: the column "Schlüssel" (or "ID", "Kursnummer" …) where the table has one that does more
than count its rows. Where it has none, a digest of title and organisation: then a new title makes a new entry, and two
rows with the same ones are one too many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain, islice

from teilhabe.core.text import fold

from ...items import FeedUnavailable, Options, Read, Unreadable
from ..areas import Areas
from ..texts import one_line, web_address
from ..values import Told
from .cells import Cell, is_formula, plain, text_of
from .fields import meant_by, take, take_span
from .headings import LEFT_OUT, TARGETS, field_of, fields_of

MOST_ROWS = 100_000
BROKEN: tuple[Cell, ...] = ()
"""A row that cannot be read; known by being this very object."""
MOST_COLUMNS = 200
EXAMPLE = "Beispiel"
"""What stands in the column "Schlüssel" of a row that only shows how it is meant; such a row is no entry."""
EXAMPLE_TITLE = "Beispiel: Deutsch am Vormittag"
"""Its title in the template, by which it is known where somebody has deleted that column."""
_DIGEST = re.compile(r"[0-9a-f]{32}")
_LOOK_FOR_HEADINGS = 20
_LOOK_FOR_SAMPLES = 30
_SAMPLES, _LONGEST_SAMPLE = 3, 60
_ERRORS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#NV", "#BEZUG!", "#WERT!", "#ZAHL!"}


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
    another one. What an editor has chosen stays, and our own word, which says that it is for good; and whatever it was
    that entries are known by already, or each would be another one."""
    chosen = dict(options.columns)
    while "key" in head.fields:
        place = head.fields.index("key")
        heading = head.words[place]
        cells = [row[place] for row in below if place < len(row) and text_of(row[place]).strip()]
        if fold(heading) in {fold(one) for one in (*chosen, TARGETS["key"])}:
            return head
        if any(one_line(text_of(cell)) in options.keys for cell in cells):
            return head
        if not any(map(_DIGEST.fullmatch, options.keys)) and not _count_rows(cells):
            return head
        chosen[heading] = LEFT_OUT
        head = Headings(head.row, head.words, tuple(fields_of(head.words, chosen)))
    return head


def _count_rows(cells: Sequence[Cell]) -> bool:
    return bool(cells) and [_number(cell) for cell in cells] == list(range(1, len(cells) + 1))


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
        elif (found := _read(row, head, number, options, areas, seen)) is not None:
            yield found


def _read(row: Sequence[Cell], head: Headings, number: int, options: Options, areas: Areas, seen: _Seen) -> Read | None:
    try:
        return _entry(row, head, number, options, areas, seen)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return Unreadable(f"Zeile {number}", "Diese Zeile ist nicht lesbar und wurde übergangen.")


def _entry(
    row: Sequence[Cell], head: Headings, number: int, options: Options, areas: Areas, seen: _Seen
) -> Read | None:
    cells: dict[str, tuple[str, Cell]] = {}
    formulas: set[str] = set()
    told = Told(areas, (meant for name in head.fields for meant in meant_by(name)))
    # A row that breaks off says nothing of what would have followed.
    told.doubt(*(meant for name in head.fields[len(row) :] for meant in meant_by(name)))
    for heading, name, raw in zip(head.words, head.fields, row, strict=False):
        if not name or name == LEFT_OUT or name in cells:
            continue
        cell = plain(raw) if isinstance(raw, str) else raw
        if isinstance(cell, str) and cell in _ERRORS:
            why = "In dieser Zelle steht ein Fehler der Tabelle; sie wurde nicht übernommen."
            told.note(heading, cell, why, *meant_by(name))
        elif is_formula(raw):
            told.note(heading, cell, "Das ist eine Formel und kein Text; sie wurde nicht übernommen.", *meant_by(name))
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
        if name == "address" and page:
            told.doubt(*(meant for meant in meant_by(name) if meant not in head.fields))
        else:
            take(told, name, cell, heading)
    take_span(told, cells.get("start"), cells.get("end"))
    if "title" not in told.values:
        return Unreadable(where, "Der Titel ist nicht lesbar. Bitte schreiben Sie ihn neu.", key[:300])
    told.otherwise("kind", options.kind)
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


def _digest(words_said: str) -> str:
    return blake2b(fold(words_said).encode(), digest_size=16).hexdigest()


def known_headings(said: Sequence[str], chosen: Mapping[str, str]) -> int:
    """How many of these words are headings: for guessing what divides the cells of a file."""
    return len({field for field in fields_of(said, chosen) if field})
