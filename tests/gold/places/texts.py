"""The gold set: texts of ours in which every place is marked, and the gazetteer they are read with.

A real text may be marked by its facts alone (which words name which place) without being copied: see real.py.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from teilhabe.core.text import slug
from teilhabe.directory.matching import Document, FieldText, Grade, PlaceKind, PlaceRow

FOLDER = Path(__file__).parent
Part = Literal["seen", "held_out", "later"]
PARTS: tuple[Part, ...] = ("seen", "held_out", "later")
REGION = "05334000"

_FIELDS = ("location", "title", "resolution", "matter", "other", "attachment")
KINDS: tuple[PlaceKind, ...] = ("street", "square", "park", "building", "district", "school")
_MARK = re.compile(r"\[([^\]|]+)(?:\|([^\]|]*))?(?:\|([awe]))?\]")
GRADE_SIGNS: dict[str, Grade] = {"": "certain", "a": "official", "w": "likely", "e": "mentioned"}


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person sees at ``start:end`` of a field: the place, "" where it is unclear which."""

    part: int
    start: int
    end: int
    text: str
    ref: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class GoldText:
    name: str
    document: Document
    marks: tuple[Mark, ...]


def gazetteer() -> list[PlaceRow]:
    """The rows of gazetteer.toml, with the region as a county around them."""
    region = PlaceRow(
        f"municipality:{REGION}", "municipality", "StädteRegion Aachen", municipality_ags=REGION, is_county=True
    )
    rows = [region]
    for town in _tables("gazetteer").values():
        ags, codes = town["ags"], tuple(town["postcodes"])
        rows.append(
            PlaceRow(f"municipality:{ags}", "municipality", town["name"], municipality_ags=ags, postcodes=codes)
        )
        for kind in KINDS:
            for listed in filter(None, (each.strip() for each in town.get(kind, "").replace("\n", " ").split(";"))):
                name, variants, former = taken_apart(listed)
                rows.append(
                    PlaceRow(
                        ref=ref_of(kind, ags, name),
                        kind=kind,
                        name=name,
                        names=variants,
                        former=former,
                        municipality_ags=ags,
                        postcodes=codes if len(codes) == 1 else (),
                    )
                )
    return rows


def gold_texts(part: Part) -> Iterator[GoldText]:
    """The texts of one part, taken apart into what the matcher reads and what it should find."""
    towns = {name: town["ags"] for name, town in _tables("gazetteer").items()} | {"region": REGION}
    refs: dict[tuple[str, str], str] = {}
    for row in gazetteer():
        refs.setdefault((row.municipality_ags, row.name), row.ref)
    for number, table in enumerate(_tables(part)["text"], 1):
        ags = towns[table["body"]]
        fields: list[FieldText] = []
        marks: list[Mark] = []
        for field in _FIELDS:
            if field in table:
                text, found = _unmarked(table[field], len(fields))
                fields.append(FieldText(field, text))
                marks += [
                    Mark(field_number, start, end, surface, _resolved(place, ags, towns, refs), grade)
                    for field_number, start, end, surface, place, grade in found
                ]
        document = Document(ags, ags == REGION, tuple(fields), tuple(table.get("ignore", ())))
        yield GoldText(f"{part} {number}: {fields[0].text[:60]}", document, tuple(marks))


def _unmarked(marked: str, part: int) -> tuple[str, list[tuple[int, int, int, str, str, Grade]]]:
    pieces, found, length, done = [], [], 0, 0
    for match in _MARK.finditer(marked):
        before = marked[done : match.start()]
        surface = match[1]
        length += len(before)
        found.append((part, length, length + len(surface), surface, match[2] or surface, GRADE_SIGNS[match[3] or ""]))
        pieces += [before, surface]
        length += len(surface)
        done = match.end()
    return "".join([*pieces, marked[done:]]), found


def _resolved(place: str, ags: str, towns: dict[str, str], refs: dict[tuple[str, str], str]) -> str:
    if place == "-":
        return ""
    if place.startswith("@"):
        return f"municipality:{towns[place[1:]]}"
    town, slash, name = place.partition("/")
    if slash and town in towns:
        return refs[towns[town], name]
    return refs[ags, place]


def taken_apart(listed: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    rest, _, former = listed.partition(" < ")
    name, _, variants = rest.partition(" = ")
    return name, tuple(filter(None, variants.split(", "))), tuple(filter(None, former.split(", ")))


def ref_of(kind: str, ags: str, name: str) -> str:
    return f"school:{slug(name)}-{ags}" if kind == "school" else f"{kind}:{ags}/{slug(name)}"


def _tables(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
