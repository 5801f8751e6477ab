"""Real titles of a council elsewhere, judged by their facts: nothing of them is copied into the repository."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from collections.abc import Iterator
from itertools import islice
from typing import Any

from teilhabe.directory.matching import Document, FieldText, PlaceRow, is_county

from .texts import FOLDER, GRADE_SIGNS, KINDS, GoldText, Mark, Part, ref_of, taken_apart

SHARED = FOLDER.parents[3] / "shared" / "data"
PAPERS = SHARED / "oparl-karlsruhe" / "papers.ndjson.gz"
AGS = "08212000"
IS_COUNTY = is_county("independent-city")  # as the directory says of such a town
REAL_PARTS: tuple[Part, ...] = ("seen", "held_out")


def real_gazetteer() -> list[PlaceRow]:
    """The rows of karlsruhe.toml, with everyday names among them that exist in every town."""
    rows = [PlaceRow(f"municipality:{AGS}", "municipality", "Karlsruhe", municipality_ags=AGS, is_county=IS_COUNTY)]
    for kind in KINDS:
        for listed in filter(None, (each.strip() for each in _judged()["gazetteer"].get(kind, "").split(";"))):
            name, variants, former = taken_apart(" ".join(listed.split()))
            rows.append(PlaceRow(ref_of(kind, AGS, name), kind, name, variants, former, AGS))
    return rows


def real_texts(part: Part) -> Iterator[GoldText]:
    """The judged titles, none where the data are not there."""
    if not PAPERS.exists():
        return
    judged = _judged()
    refs: dict[str, str] = {}
    for row in real_gazetteer():
        refs.setdefault(row.name, row.ref)
    with gzip.open(PAPERS, "rt", encoding="utf-8") as lines:
        first = 0 if part == "seen" else judged["seen"]
        for line in islice(lines, first, first + judged[part]):
            paper = json.loads(line)
            title = paper.get("name") or ""
            number = paper["id"].rpartition("/")[2]
            listed = judged["titles"].get(number, "")
            marks = tuple(_mark(title, each, refs) for each in listed.split("; ") if each)
            yield GoldText(f"paper {number} elsewhere", Document(AGS, IS_COUNTY, (FieldText("title", title),)), marks)


def _mark(title: str, written: str, refs: dict[str, str]) -> Mark:
    surface, _, rest = written.partition("|")
    place, _, grade = rest.partition("|")
    surface, _, occurrence = surface.partition("#")
    starts = [match.start() for match in re.finditer(re.escape(surface), title)]
    start = starts[int(occurrence or 1) - 1]
    return Mark(0, start, start + len(surface), surface, refs[place or surface], GRADE_SIGNS[grade])


def _judged() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "karlsruhe.toml").read_text(encoding="utf-8"))
