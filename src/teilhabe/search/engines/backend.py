"""The interface between the portal and a search engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from ..analysis.tokens import EntryTokens
from ..question.nodes import Everything, Node


class Order(StrEnum):
    FIT = "fit"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDoc:
    """One entry as an engine gets it. ``facets`` holds every facet, also those that are columns of the entry: kind,
    municipality, year, language. ``marks`` are facets of thousands of values that are filtered by and never counted.
    ``weight`` (about 0.5 to 1.5) is what the entry's app thinks of it: decided before draft."""

    key: str
    tokens: EntryTokens
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    marks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    starts: datetime | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What to look for. The values of one filter are alternatives, the filters all hold. ``count`` names the facets to
    be counted; a facet that is itself filtered is counted without its own filter. ``since`` is inclusive, ``until``
    exclusive; entries without a moment are in no period, and last in an order of moments.

    ``cursor`` is what a ``Result`` gave as ``next``; with one, ``skip`` is ignored.
    """

    question: Node = field(default_factory=Everything)
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    order: Order = Order.FIT
    limit: int = 20
    skip: int = 0
    cursor: str = ""
    count: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """``keys`` in their order; ``total`` counts all hits; ``facets`` maps facet → value → number of hits, the most
    frequent 200 values of each; ``next`` is empty when nothing follows; ``took`` is milliseconds in the engine."""

    keys: tuple[str, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    next: str = ""
    took: float = 0.0


class EngineFailed(Exception):
    """The index is missing, damaged, locked or cannot be written; the sentence says which. Nothing in the database is
    lost: the index is built anew from there."""


class Unclear(EngineFailed):
    """The engine refused without saying why: the index may be damaged, or the question is beyond it."""


class NoRoom(EngineFailed):
    """The disk is full or a quota is used up. Nothing that is there is damaged."""


class NotNow(EngineFailed):
    """The index cannot be opened or read at the moment, though it is whole: no rights, too many open files."""


class Locked(EngineFailed):
    """Another process writes this index."""


class BadCursor(ValueError):
    """The cursor is none of ours."""


class Reader(Protocol):
    """Answers questions; safe to use from several threads. Sees what was committed once ``refresh`` was called."""

    def search(self, wanted: Search) -> Result: ...

    def frequency(self, stem: str) -> int:
        """How many entries hold the stem, about; 0 if none."""

    def size(self) -> int: ...

    def refresh(self) -> None: ...

    def close(self) -> None: ...


class Writer(Protocol):
    """Writes one index; there is one writer of an index at a time (``Locked``). Nothing is seen before ``commit``."""

    def put(self, documents: Iterable[IndexDoc]) -> int: ...

    def drop(self, keys: Iterable[str]) -> int: ...

    def commit(self) -> None: ...

    def settle(self) -> None:
        """Bring what is committed into the shape in which it answers fastest, which may take long, and close."""

    def close(self) -> None:
        """Without ``commit`` before, what was put since the last one is lost."""


class SearchBackend(Protocol):
    """An engine. ``folder`` is one index, made by ``writer`` where it does not exist; every method may raise
    ``EngineFailed``. ``version`` changes when an index of before cannot be read any more."""

    name: str
    version: str

    def writer(self, folder: str, *, much: bool = False) -> Writer:
        """``much``: a whole index will be written, and memory may be used for it."""

    def reader(self, folder: str) -> Reader: ...
