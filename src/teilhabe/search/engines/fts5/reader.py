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
from .faults import translated
from .ranked import Hits, by_fit, by_moment
from .schema import FILE, connected
from .translate import conditions, expression

_MOST_VALUES = 200


class Fts5Reader:
    """One connection for each search that runs at the same time."""

    def __init__(self, folder: str) -> None:
        self._path = Path(folder) / FILE
        self._idle: queue.SimpleQueue[tuple[int, sqlite3.Connection]] = queue.SimpleQueue()
        self._file = 0
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
        with self._connection() as connection:
            held = conditions(filters=wanted.filters, since=wanted.since, until=wanted.until)
            hits = Hits(match, held)
            total = hits.count(connection)
            if order is Order.FIT:
                keys, following = by_fit(connection, hits, wanted, total, place)
            else:
                keys, following = by_moment(connection, hits, wanted, order, place)
            facets = _counted(connection, hits, wanted)
        return Result(keys, total, facets, written(following) if following else "", (perf_counter() - began) * 1000)

    def frequency(self, stem: str) -> int:
        match = expression(Term(said=stem, exact="", stems=(stem,)))
        if not match:
            return 0
        with self._connection() as connection:
            (count,) = connection.execute("SELECT count(*) FROM word WHERE word MATCH ?", (match,)).fetchone()
        return int(count)

    def size(self) -> int:
        with self._connection() as connection:
            (count,) = connection.execute("SELECT count(*) FROM entry").fetchone()
        return int(count)

    def refresh(self) -> None:
        """Every search sees what is committed; here it is seen whether the file is still the same."""
        if self._closed:
            raise EngineFailed("Dieser Suchindex wurde geschlossen.")
        with translated():
            try:
                self._file = self._path.stat().st_ino
            except FileNotFoundError as error:
                raise EngineFailed("Der Suchindex fehlt und wird neu aufgebaut.") from error

    def close(self) -> None:
        self._closed = True
        while not self._idle.empty():
            self._idle.get_nowait()[1].close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """All that is asked through it is of one state of the index."""
        self.refresh()
        with translated():
            file, connection = self._taken()
            try:
                connection.execute("BEGIN")
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.close()
                raise
            self._idle.put((file, connection))

    def _taken(self) -> tuple[int, sqlite3.Connection]:
        while True:
            try:
                file, connection = self._idle.get_nowait()
            except queue.Empty:
                return self._file, connected(self._path, make=False)
            if file == self._file:
                return file, connection
            connection.close()


def _counted(connection: sqlite3.Connection, hits: Hits, wanted: Search) -> Mapping[str, Mapping[str, int]]:
    """A facet that is itself filtered is counted among what the other filters let through."""
    free = [name for name in wanted.count if name not in wanted.filters]
    counts = _counts(connection, hits, free)
    for name in set(wanted.count) & set(wanted.filters):
        others = {other: values for other, values in wanted.filters.items() if other != name}
        without = conditions(filters=others, since=wanted.since, until=wanted.until)
        counts |= _counts(connection, Hits(hits.match, without), [name])
    return {name: counts[name] for name in wanted.count}


def _counts(connection: sqlite3.Connection, hits: Hits, names: list[str]) -> dict[str, dict[str, int]]:
    if not names:
        return {}
    inner = f"SELECT {hits.row} AS id {hits.source}"
    if hits.match and not hits.held.values:
        inner = "SELECT rowid AS id FROM word WHERE word MATCH ?"
    marks = ", ".join("?" * len(names))
    rows = connection.execute(
        "SELECT value.name, value.value, counted.number FROM (SELECT facet.value AS value, count(*) AS number"
        f" FROM ({inner}) AS hit CROSS JOIN facet ON facet.entry = hit.id GROUP BY facet.value) AS counted"
        f" JOIN value ON value.id = counted.value WHERE value.name IN ({marks})"  # nosec B608 - names of ours
        " ORDER BY counted.number DESC, value.value",
        (*hits.values, *names),
    )
    counts: dict[str, dict[str, int]] = {name: {} for name in names}
    for name, value, number in rows:
        if len(counts[name]) < _MOST_VALUES:
            counts[name][value] = number
    return counts
