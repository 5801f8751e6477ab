"""Writes one index."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from ...analysis.tokens import EntryTokens, Joined, Zone
from ..backend import EngineFailed, IndexDoc
from ..ordering import newest_first, oldest_first, seconds
from ..ranking import standing
from .facets import Combinations
from .faults import translated
from .schema import ALL, COLUMNS, FILE, FIRST_DATED, SAME_DAY, as_mark, connected, first_of_day

_KILOBYTES_FOR_MUCH = 100_000
_NOTHING = Joined()
_BETWEEN = "\n"
_NAMES = ", ".join(COLUMNS)
_MARKS = ", ".join("?" * len(COLUMNS))


class Fts5Writer:
    def __init__(self, folder: str, *, much: bool = False) -> None:
        with translated():
            connection = connected(Path(folder) / FILE, make=True)
            try:
                if much:
                    connection.execute(f"PRAGMA cache_size = {-_KILOBYTES_FOR_MUCH:d}")
                # The open transaction is the lock: there is always one, and a killed process leaves none.
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.Error:
                connection.close()
                raise
        self._connection: sqlite3.Connection | None = connection
        self._combinations = Combinations(connection)

    def put(self, documents: Iterable[IndexDoc]) -> int:
        """How many documents were given; one whose key is there replaces it."""
        connection, given = self._open(), 0
        for document in documents:
            with translated():
                self._add(connection, document, self._forget(connection, document.key))
            given += 1
        return given

    def drop(self, keys: Iterable[str]) -> int:
        """How many keys were given, whether they were there or not."""
        connection, given = self._open(), 0
        for key in keys:
            with translated():
                self._forget(connection, key)
            given += 1
        return given

    def commit(self) -> None:
        connection = self._open()
        with translated():
            connection.execute("COMMIT")
            connection.execute("BEGIN IMMEDIATE")

    def settle(self) -> None:
        connection = self._open()
        with translated():
            connection.execute("INSERT INTO word (word) VALUES ('optimize')")
            connection.execute("COMMIT")
        self.close()

    def close(self) -> None:
        if self._connection is not None:
            with translated():
                self._connection.close()
            self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise EngineFailed("Dieser Suchindex wird nicht mehr beschrieben.")
        return self._connection

    def _add(self, connection: sqlite3.Connection, document: IndexDoc, before: int | None) -> None:
        moment = seconds(document.starts)
        row = _free(connection, moment, before)
        connection.execute(
            "INSERT INTO entry (id, combination, standing, moment, newest, oldest, key) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                row,
                self._combinations.number(document.facets),
                standing(document.starts, document.weight),
                moment,
                newest_first(moment, document.key),
                oldest_first(moment, document.key),
                document.key,
            ),
        )
        marks = {as_mark(name, value) for name, values in document.marks.items() for value in values}
        connection.executemany("INSERT INTO mark (said, entry) VALUES (?, ?)", [(said, row) for said in sorted(marks)])
        tokens = _columns(document.tokens)
        sql = f"INSERT INTO word (rowid, {_NAMES}) VALUES (?, {_MARKS})"  # nosec B608 - names of ours
        connection.execute(sql, (row, *tokens))
        packed = zlib.compress(_BETWEEN.join(tokens).encode(), 1)
        connection.execute("INSERT INTO kept (id, tokens) VALUES (?, ?)", (row, packed))

    def _forget(self, connection: sqlite3.Connection, key: str) -> int | None:
        """The row that an entry had."""
        found = connection.execute("SELECT id FROM entry WHERE key = ?", (key,)).fetchone()
        if found is None:
            return None
        (packed,) = connection.execute("SELECT tokens FROM kept WHERE id = ?", found).fetchone()
        tokens = zlib.decompress(packed).decode().split(_BETWEEN)
        sql = f"INSERT INTO word (word, rowid, {_NAMES}) VALUES ('delete', ?, {_MARKS})"  # nosec B608 - names of ours
        connection.execute(sql, (*found, *tokens))
        connection.execute("DELETE FROM kept WHERE id = ?", found)
        connection.execute("DELETE FROM entry WHERE id = ?", found)
        connection.execute("DELETE FROM mark WHERE entry = ?", found)
        return int(found[0])


def _free(connection: sqlite3.Connection, moment: int | None, before: int | None) -> int:
    """A row of the day; the one it had ``before`` if that is of the same day."""
    first = first_of_day(moment)
    behind = FIRST_DATED if moment is None else first + SAME_DAY
    if before is not None and first < before < behind:
        return before
    (last,) = connection.execute("SELECT max(id) FROM entry WHERE id >= ? AND id < ?", (first, behind)).fetchone()
    if last is None:
        return first + 1
    if last + 1 < behind:
        return int(last) + 1
    # A day that is full goes on in the gaps after it: its last entries stand a day too early in lists by moment.
    gap = connection.execute(
        "SELECT one.id + 1 FROM entry AS one WHERE one.id >= ? AND NOT EXISTS"
        " (SELECT 1 FROM entry AS next WHERE next.id = one.id + 1) ORDER BY one.id LIMIT 1",
        (first,),
    ).fetchone()
    return int(gap[0])


def _columns(tokens: EntryTokens) -> Sequence[str]:
    ordered = [tokens.zones.get(zone, _NOTHING) for zone in Zone]
    return [
        *(zone.stems for zone in ordered),
        *(zone.parts for zone in ordered),
        tokens.title_exact,
        f"{ALL} {tokens.exact}",
    ]
