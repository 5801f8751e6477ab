"""Writes one index."""

from __future__ import annotations

from collections.abc import Iterable

import tantivy

from ...analysis.tokens import Joined, Zone
from ..backend import EngineFailed, IndexDoc
from ..ordering import newest_first, oldest_first, seconds
from ..ranking import standing
from .faults import translated
from .files import Watch
from .schema import (
    ANYWHERE,
    COLUMNS,
    EXACT,
    FACETS,
    KEY,
    MARKS,
    NEWEST,
    OLDEST,
    PARTS,
    SCHEMA,
    STANDING,
    STARTS,
    STEMS,
    TITLE_EXACT,
    as_mark,
    columns_for,
    opened,
)

# One thread: the analysis before it is slower than the engine. More memory gives fewer, larger segments: a whole index
# of 100,000 papers becomes one in the end.
_HEAP = 50_000_000
_HEAP_OF_MUCH = 150_000_000
_THREADS = 1
_NOTHING = Joined()


class TantivyWriter:
    def __init__(self, folder: str, *, much: bool = False) -> None:
        with translated():
            writer = opened(folder, make=True).writer(_HEAP_OF_MUCH if much else _HEAP, _THREADS)
            # To merge damaged segments would spread the damage.
            Watch(folder).look()
        self._writer: tantivy.IndexWriter | None = writer

    def put(self, documents: Iterable[IndexDoc]) -> int:
        """How many documents were given; one whose key is there replaces it."""
        writer, given = self._open(), 0
        for document in documents:
            with translated():
                writer.delete_documents_by_term(KEY, document.key)
                writer.add_document(_row(document))
            given += 1
        return given

    def drop(self, keys: Iterable[str]) -> int:
        """How many keys were given, whether they were there or not."""
        writer, given = self._open(), 0
        for key in keys:
            with translated():
                writer.delete_documents_by_term(KEY, key)
            given += 1
        return given

    def commit(self) -> None:
        writer = self._open()
        with translated():
            writer.commit()

    def settle(self) -> None:
        writer = self._open()
        self._writer = None
        with translated():
            writer.wait_merging_threads()

    def close(self) -> None:
        # The lock goes with the writer; whatever it merges beside is begun again by the next one.
        self._writer = None

    def _open(self) -> tantivy.IndexWriter:
        if self._writer is None:
            raise EngineFailed("Dieser Suchindex wird nicht mehr beschrieben.")
        return self._writer


def _row(document: IndexDoc) -> tantivy.Document:
    moment = seconds(document.starts)
    columns: dict[str, str | list[str]] = {}
    for name, values in document.facets.items():
        columns.update(columns_for(name, values))
    row: dict[str, object] = {
        KEY: document.key,
        NEWEST: newest_first(moment, document.key),
        OLDEST: oldest_first(moment, document.key),
        STANDING: _as_weight(standing(document.starts, document.weight)),
        FACETS: columns,
        COLUMNS: [column for column, value in columns.items() if value],
        MARKS: [as_mark(name, value) for name, values in document.marks.items() for value in values],
        TITLE_EXACT: document.tokens.title_exact,
        EXACT: document.tokens.exact,
        ANYWHERE: document.tokens.anywhere,
    }
    if moment is not None:
        row[STARTS] = moment
    for zone in Zone:
        tokens = document.tokens.zones.get(zone, _NOTHING)
        row[STEMS[zone]] = tokens.stems
        row[PARTS[zone]] = tokens.parts
    return tantivy.Document.from_dict(row, SCHEMA)


def _as_weight(factor: float) -> float:
    """The library multiplies a score with log2(2 + value) and takes no value below 0: all factors times eight."""
    return 2.0 ** (factor * 8.0) - 2.0
