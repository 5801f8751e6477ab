"""One state of an index, and what is worth remembering as long as nothing is committed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

import tantivy

from .schema import EXACT, columns_of

# Beginnings that are remembered: whoever types asks for the same ones again, and so does each kind of hits.
_REMEMBERED = 500

Key = TypeVar("Key")
Value = TypeVar("Value")


class State:
    """Safe to use from several threads: what they find twice is the same."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher
        self.all_counts: dict[str, dict[str, int]] = {}
        self._beginnings: dict[tuple[str, int], list[str]] = {}
        self._columns: dict[str, list[str]] = {}

    @cached_property
    def entries(self) -> int:
        return self.searcher.num_docs

    def words_beginning(self, beginning: str, most: int) -> list[str]:
        """The most frequent words that begin so."""
        return _remembered(
            self._beginnings,
            (beginning, most),
            lambda: [word for word, _ in self.searcher.terms_with_prefix(EXACT, beginning, limit=most)],
        )

    def columns(self, facet: str) -> list[str]:
        """Where values of a facet stand."""
        return _remembered(self._columns, facet, lambda: columns_of(facet, self.searcher))


def _remembered(known: dict[Key, Value], key: Key, find: Callable[[], Value]) -> Value:
    found = known.get(key)
    if found is None:
        if len(known) >= _REMEMBERED:
            known.clear()
        found = known[key] = find()
    return found
