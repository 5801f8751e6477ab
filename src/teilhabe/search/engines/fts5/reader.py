"""Answers questions from one index."""

from __future__ import annotations

import queue
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from ...question.nodes import Everything, Term
from ..backend import EngineFailed, Order, Result, Search
from ..cursors import read, written
from ..ordering import order_of
from .facets import Known
from .faults import translated
from .ranked import Hits, by_fit, by_moment
from .schema import FILE, connected
from .translate import conditions, expression


class Fts5Reader:
    """One connection for each search that runs at the same time."""

    def __init__(self, folder: str) -> None:
        self._path = Path(folder) / FILE
        self._idle: queue.SimpleQueue[tuple[sqlite3.Connection, Known]] = queue.SimpleQueue()
        self._file = 0
        self._known = Known()
        self._closed = False
        self.refresh()
        with self._connection():
            pass

    def search(self, wanted: Search) -> Result:
        began = perf_counter()
        order = order_of(wanted)
        place = read(wanted.cursor, order) if wanted.cursor else None
        match = "" if isinstance(wanted.question, Everything) else expression(wanted.question)
        if not match and not isinstance(wanted.question, Everything):
            return Result((), 0, {name: {} for name in wanted.count}, "", (perf_counter() - began) * 1000)
        with self._connection() as (connection, known):
            held = conditions(filters=wanted.filters, since=wanted.since, until=wanted.until)
            hits = Hits(match, held)
            total = hits.count(connection)
            if order is Order.FIT:
                keys, following = by_fit(connection, hits, wanted, total, place)
            else:
                keys, following = by_moment(connection, hits, wanted, order, place)
            facets = _counted(connection, known, hits, wanted)
        return Result(keys, total, facets, written(following) if following else "", (perf_counter() - began) * 1000)

    def frequency(self, stem: str) -> int:
        match = expression(Term(said=stem, exact="", stems=(stem,)))
        if not match:
            return 0
        with self._connection() as (connection, _):
            (count,) = connection.execute("SELECT count(*) FROM word WHERE word MATCH ?", (match,)).fetchone()
        return int(count)

    def size(self) -> int:
        with self._connection() as (connection, _):
            (count,) = connection.execute("SELECT count(*) FROM entry").fetchone()
        return int(count)

    def refresh(self) -> None:
        """Every search sees what is committed; here it is seen whether the file is still the same."""
        if self._closed:
            raise EngineFailed("Dieser Suchindex wurde geschlossen.")
        with translated():
            try:
                file = self._path.stat().st_ino
            except FileNotFoundError as error:
                raise EngineFailed("Der Suchindex fehlt und wird neu aufgebaut.") from error
        if file != self._file:
            self._file, self._known = file, Known()

    def close(self) -> None:
        self._closed = True
        while not self._idle.empty():
            self._idle.get_nowait()[0].close()

    @contextmanager
    def _connection(self) -> Iterator[tuple[sqlite3.Connection, Known]]:
        """All that is asked through it is of one state of the index; with it what is known of its file."""
        self.refresh()
        with translated():
            connection, known = self._taken(self._known)
            try:
                connection.execute("BEGIN")
                yield connection, known
                connection.execute("COMMIT")
            except BaseException:
                connection.close()
                raise
            self._idle.put((connection, known))

    def _taken(self, known: Known) -> tuple[sqlite3.Connection, Known]:
        while True:
            try:
                connection, of_file = self._idle.get_nowait()
            except queue.Empty:
                return connected(self._path, make=False), known
            if of_file is known:
                return connection, known
            connection.close()


def _counted(
    connection: sqlite3.Connection, known: Known, hits: Hits, wanted: Search
) -> Mapping[str, Mapping[str, int]]:
    """A facet that is itself filtered is counted among what the other filters let through."""
    free = [name for name in wanted.count if name not in wanted.filters]
    counts = known.counts(connection, hits.source, hits.values, free) if free else {}
    for name in set(wanted.count) & set(wanted.filters):
        others = {other: values for other, values in wanted.filters.items() if other != name}
        without = conditions(filters=others, since=wanted.since, until=wanted.until)
        wider = Hits(hits.match, without)
        counts |= known.counts(connection, wider.source, wider.values, [name])
    return {name: counts[name] for name in wanted.count}
