"""Nodes as expressions of FTS5, filters as conditions of SQL."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ...analysis.tokens import Zone
from ...question.nodes import Both, Either, Everything, Node, Phrase, Term, Without
from .. import ranking
from .facets import CONDITION
from .schema import ALL, COLUMNS, EXACT, PARTS, STEMS, TITLE_EXACT, as_mark

# As in the other engine.
_MOST_WORDS: Final = 128
_MOST_READINGS: Final = 12
_SHORTEST_PREFIX: Final = 2

_WORDS: Final = "{" + " ".join([*STEMS.values(), *PARTS.values()]) + "}"
_FORMS: Final = "{" + f"{TITLE_EXACT} {EXACT}" + "}"
TITLE: Final = "{" + f"{STEMS[Zone.TITLE]} {PARTS[Zone.TITLE]} {TITLE_EXACT}" + "}"

# BM25 here adds up how often a word stands in each column before it levels off: a title has to weigh more for the same,
# and attachments, which are long, less.
_TIMES: Final = {Zone.TITLE: 3.0, Zone.TEXT: 1.0, Zone.ANNEX: 0.5}


def _weight(column: str) -> float:
    zone = next((zone for zone in Zone if column in (STEMS[zone], PARTS[zone])), None)
    if zone is None:
        return ranking.EXACT * (ranking.ZONES[Zone.TITLE] * _TIMES[Zone.TITLE] if column == TITLE_EXACT else 1.0)
    return ranking.ZONES[zone] * _TIMES[zone] * (ranking.PART if column in PARTS.values() else ranking.STEM)


SCORE: Final = f"-bm25(word, {', '.join(str(_weight(column)) for column in COLUMNS)})"


def expression(node: Node) -> str:
    """What to match; empty if nothing can."""
    return _Translation(lighter=_has_lighter(node)).of(node)


class _Translation:
    """``lighter``: some words count less; there is no weight for words, so the others are counted twice."""

    def __init__(self, *, lighter: bool) -> None:
        self._lighter = lighter
        self._words = 0

    def of(self, node: Node) -> str:
        match node:
            case Everything():
                return _ALL
            case Term():
                return self._term(node)
            case Phrase():
                return self._phrase(node)
            case Either(nodes):
                return _any([self.of(one) for one in nodes if not isinstance(one, Without) and self._more()])
            case Both(nodes):
                return self._both(nodes)
            case Without():
                return self._both((node,))

    def _more(self) -> bool:
        return self._words < _MOST_WORDS

    def _both(self, nodes: Sequence[Node]) -> str:
        wanted, unwanted = [], []
        for node in nodes:
            if not self._more():
                break
            if isinstance(node, Without):
                unwanted.append(self.of(node.node))
            else:
                wanted.append(self.of(node))
        if not all(wanted):
            return ""
        found = " AND ".join(wanted) if wanted else _ALL
        without = _any([one for one in unwanted if one])
        return f"(({found}) NOT {without})" if without else f"({found})"

    def _term(self, term: Term) -> str:
        self._words += 1
        stems = () if term.only_exact else dict.fromkeys(term.stems)
        found = [f"{_WORDS} : {_quoted(stem)}" for stem in stems if stem]
        if term.exact:
            found.append(f"{_FORMS} : {_quoted(term.exact)}")
            if term.prefix and len(term.exact) >= _SHORTEST_PREFIX:
                found.append(f"{_FORMS} : {_quoted(term.exact)} *")
        return _any(found * self._times(term.weight))

    def _phrase(self, phrase: Phrase) -> str:
        self._words += len(phrase.terms)
        choices = [tuple(dict.fromkeys(term.stems)) or (term.exact,) for term in phrase.terms]
        found = []
        for reading in itertools.islice(itertools.product(*choices), _MOST_READINGS):
            if words := [word for word in reading if word]:
                found += [f"{STEMS[zone]} : {_quoted(' '.join(words))}" for zone in Zone]
        return _any(found * self._times(phrase.weight))

    def _times(self, weight: float) -> int:
        return 2 if self._lighter and weight >= 1.0 else 1


def _has_lighter(node: Node) -> bool:
    match node:
        case Term() | Phrase():
            return node.weight < 1.0
        case Either(nodes) | Both(nodes):
            return any(_has_lighter(one) for one in nodes)
    return False


def _any(found: Sequence[str]) -> str:
    kept = [one for one in found if one]
    return f"({' OR '.join(kept)})" if kept else ""


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""').replace("\0", "") + '"'


_ALL: Final = f"({EXACT} : {_quoted(ALL)})"


@dataclass(frozen=True, slots=True)
class Conditions:
    """SQL about ``entry``, joined by AND and never empty, and its values."""

    sql: str
    values: tuple[object, ...]


def conditions(*, filters: Mapping[str, Sequence[str]], since: datetime | None, until: datetime | None) -> Conditions:
    said, values = ["true"], list[object]()
    for name, wanted in filters.items():
        marks = ", ".join("?" * len(wanted))
        marked = f"entry.id IN (SELECT entry FROM mark WHERE said IN ({marks}))"  # nosec B608 - only question marks
        said.append(f"({CONDITION.format(marks=marks)} OR {marked})")
        values += [name, *wanted, *(as_mark(name, value) for value in wanted)]
    # Moments are whole seconds, rounded down.
    if since is not None:
        said.append("entry.moment >= ?")
        values.append(math.ceil(since.timestamp()))
    if until is not None:
        said.append("entry.moment < ?")
        values.append(math.ceil(until.timestamp()))
    return Conditions(" AND ".join(said), tuple(values))
