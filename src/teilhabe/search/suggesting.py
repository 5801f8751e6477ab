"""Suggestions while somebody types: words of the index, papers by their number, committees and persons by name.

Whatever is suggested finds something now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from .engines.backend import Search
from .finding import LANGUAGES, analyzer, finds_anything, load
from .index.reading import Opened, opened
from .models import Entry
from .question.lexer import clean
from .question.nodes import Node, Term
from .question.parser import parse
from .question.suggestions import suggest as complete
from .snippets import Marker

MOST = 8
MOST_OF_A_KIND = 3
LONGEST = 100
"""Characters from which on nothing is suggested: such a question is a text."""
SHORTEST = 2
# Committees and persons are found by their names; a paper only by its number: of words it has too many.
_BY_NAME = ("committee", "person")


@dataclass(frozen=True, slots=True)
class Suggestions:
    """``words`` are whole questions, the last word completed; ``entries`` can be gone to directly."""

    words: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()


def suggest(typed: str) -> Suggestions:
    """At most ``MOST`` of both together. Raises SearchUnavailable."""
    if len(typed) > LONGEST:
        return Suggestions()
    line, _ = clean(typed)
    if len(line) < SHORTEST:
        return Suggestions()
    index = opened()
    named = tuple(loaded.entry for loaded in load(_keys(index, line)).values())
    return Suggestions(tuple(_words(index, typed, MOST - len(named))), named)


def _words(index: Opened, typed: str, most: int) -> Iterator[str]:
    """Those that find something now: the vocabulary may still hold words of entries that were withdrawn."""
    some = complete(typed, index.vocabulary, most=2 * most)
    # The word by itself, too: of alternatives ("Schule ODER …") the other one would find something.
    yield from islice((one.text for one in some if finds_anything(one.word) and finds_anything(one.text)), most)


def _keys(index: Opened, line: str) -> Iterator[str]:
    node = parse(line, analyzer(), LANGUAGES, typing=True).node
    if isinstance(node, Term) and node.exact.startswith("#"):
        yield from _of_kind(index, replace(node, prefix=True), "paper")
        return
    for kind in _BY_NAME:
        keys = list(_of_kind(index, node, kind))
        marker = Marker(node, analyzer(), lambda _: ())
        titles = dict(Entry.objects.filter(pk__in=keys).values_list("pk", "title")) if keys else {}
        yield from (key for key in keys if any(part.marked for part in marker.title(titles.get(int(key), ""))))


def _of_kind(index: Opened, node: Node, kind: str) -> tuple[str, ...]:
    return index.reader.search(Search(question=node, filters={"kind": (kind,)}, limit=MOST_OF_A_KIND)).keys
