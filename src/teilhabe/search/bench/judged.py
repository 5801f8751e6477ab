"""The judged set (judged.toml): how good the order of the hits is, as nDCG@10.

Its entries are asked among papers of the generated corpus whose titles have nothing to do with any question; their
texts hold many of the same words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from math import log2
from pathlib import Path
from typing import Any

from teilhabe.core.text import fold

from ..actions import NewEntry
from .corpus import entries

AMONG = 1_500  # papers of the corpus
DEPTH = 10
_LETTERS = 5  # so many letters of a word tell whether a title has to do with it
_GAINS = {"best": 3, "good": 2, "fair": 1}
_WEIGHTS = {"decided": 1.15, "noted": 1.05, "consultation": 1.0, "planned": 0.9, "": 1.0}


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    text: str
    gains: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Scored:
    """``ndcg`` is 0 to 1; ``found`` are the refs of the first ten hits, ``missed`` the best ones not among them."""

    text: str
    ndcg: float
    found: tuple[str, ...]
    missed: tuple[str, ...]


@cache
def _read() -> dict[str, Any]:
    with Path(__file__).with_name("judged.toml").open("rb") as file:
        return tomllib.load(file)


def judged_entries() -> Iterator[NewEntry]:
    for row in _read()["entry"]:
        kind, standing, day = row.get("kind", "paper"), row["standing"], row.get("day")
        starts = datetime(day.year, day.month, day.day, 16, tzinfo=UTC) if day else None
        number = row.get("number", "")
        yield NewEntry(
            kind=kind,
            ref=f"judged/{row['id']}",
            url=f"/rat/judged/{kind}/{row['id']}",
            title=row["title"],
            body=row["text"],
            annex=row.get("annex", ""),
            starts=starts,
            weight=_WEIGHTS[standing],
            facts={"body": "Beispielstadt", "reference": number, "standing": standing},
            facets={"body": ["judged"], "standing": [standing], "year": [str(day.year)] if day else []},
        )


def unrelated_papers() -> Iterator[NewEntry]:
    """``AMONG`` papers of the corpus without a word of a question in their titles: those would be right answers that
    nobody has judged."""
    asked = {fold(word)[:_LETTERS] for query in judged_queries() for word in re.findall(r"[^\W\d]{4,}", query.text)}
    found = (
        entry
        for entry in entries(20 * AMONG)
        if entry.kind == "paper" and not any(word in fold(entry.title) for word in asked)
    )
    return islice(found, AMONG)


def judged_queries() -> list[JudgedQuery]:
    return [
        JudgedQuery(row["q"], {one: gain for word, gain in _GAINS.items() for one in row.get(word, ())})
        for row in _read()["query"]
    ]


def score(query: JudgedQuery, refs: Sequence[str]) -> Scored:
    """``refs``: the refs of the hits in their order, at least the first ten, as ``judged_entries`` gives them."""
    found = tuple(ref.removeprefix("judged/") for ref in refs[:DEPTH])
    reached = _dcg([query.gains.get(one, 0) for one in found])
    ideal = _dcg(sorted(query.gains.values(), reverse=True)[:DEPTH])
    best = max(query.gains.values())
    missed = tuple(one for one, gain in query.gains.items() if gain == best and one not in found)
    return Scored(query.text, reached / ideal if ideal else 1.0, found, missed[:DEPTH])


def _dcg(gains: Sequence[int]) -> float:
    return sum((2**gain - 1) / log2(place + 2) for place, gain in enumerate(gains))
