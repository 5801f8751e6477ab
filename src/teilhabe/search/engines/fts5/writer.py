"""Writes one index."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ...analysis.tokens import Tokens, Zone
from ..backend import EngineFailed, IndexDoc
from ..ordering import newest_first, oldest_first, seconds
from ..ranking import standing
from .faults import translated
from .schema import ALL, COLUMNS, FILE, FIRST_DATED, SAME_DAY, connected, first_of_day

_NOTHING = Tokens()
_BETWEEN = "\n"
_NAMES = ", ".join(COLUMNS)
_MARKS = ", ".join("?" * len(COLUMNS))


class Fts5Writer:
    def __init__(self, folder: str) -> None:
        with translated():
            connection = connected(Path(folder) / FILE, make=True)
            try:
                # The open transaction is the lock: there is always one, and a killed process leaves none.
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.Error:
                connection.close()
                raise
        self._connection: sqlite3.Connection | None = connection
        self._values: dict[tuple[str, str], int] = {}

    def put(self, documents: Iterable[IndexDoc]) -> int:
        """How many documents were given; one whose key is there replaces it."""
        connection, given = self._open(), 0
        for document in documents:
            with translated():
                self._forget(connection, document.key)
                self._add(connection, document)
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

    def close(self) -> None:
        if self._connection is not None:
            with translated():
                self._connection.close()
            self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise EngineFailed("Dieser Suchindex wird nicht mehr beschrieben.")
        return self._connection

    def _add(self, connection: sqlite3.Connection, document: IndexDoc) -> None:
        moment = seconds(document.starts)
        row = _free(connection, moment)
        connection.execute(
            "INSERT INTO entry (id, key, moment, newest, oldest, standing) VALUES (?, ?, ?, ?, ?, ?)",
            (
                row,
                document.key,
                moment,
                newest_first(moment, document.key),
                oldest_first(moment, document.key),
                standing(document.starts, document.weight),
            ),
        )
        tokens = _columns(document.zones)
        connection.execute(f"INSERT INTO word (rowid, {_NAMES}) VALUES (?, {_MARKS})", (row, *tokens))  # nosec B608 - names of ours
        packed = zlib.compress(_BETWEEN.join(tokens).encode(), 1)
        connection.execute("INSERT INTO kept (id, tokens) VALUES (?, ?)", (row, packed))
        for name, values in document.facets.items():
            for value in filter(None, dict.fromkeys(values)):
                number = self._value(connection, name, value)
                connection.execute("INSERT INTO facet (entry, value) VALUES (?, ?)", (row, number))

    def _forget(self, connection: sqlite3.Connection, key: str) -> None:
        found = connection.execute("SELECT id FROM entry WHERE key = ?", (key,)).fetchone()
        if found is None:
            return
        (packed,) = connection.execute("SELECT tokens FROM kept WHERE id = ?", found).fetchone()
        tokens = zlib.decompress(packed).decode().split(_BETWEEN)
        sql = f"INSERT INTO word (word, rowid, {_NAMES}) VALUES ('delete', ?, {_MARKS})"  # nosec B608 - names of ours
        connection.execute(sql, (*found, *tokens))
        connection.execute("DELETE FROM kept WHERE id = ?", found)
        connection.execute("DELETE FROM facet WHERE entry = ?", found)
        connection.execute("DELETE FROM entry WHERE id = ?", found)

    def _value(self, connection: sqlite3.Connection, name: str, value: str) -> int:
        known = self._values.get((name, value))
        if known is None:
            connection.execute("INSERT OR IGNORE INTO value (name, value) VALUES (?, ?)", (name, value))
            found = connection.execute("SELECT id FROM value WHERE name = ? AND value = ?", (name, value)).fetchone()
            known = self._values[name, value] = int(found[0])
        return known


def _free(connection: sqlite3.Connection, moment: int | None) -> int:
    first = first_of_day(moment)
    behind = FIRST_DATED if moment is None else first + SAME_DAY
    (last,) = connection.execute("SELECT max(id) FROM entry WHERE id >= ? AND id < ?", (first, behind)).fetchone()
    if last is None:
        return first + 1
    if last + 1 < behind:
        return int(last) + 1
    # The day was full once: look for what became free.
    for number in range(first + 1, behind):
        if not connection.execute("SELECT 1 FROM entry WHERE id = ?", (number,)).fetchone():
            return number
    raise EngineFailed("An einem Tag liegen mehr Einträge, als dieser Suchindex fassen kann.")


def _columns(zones: Mapping[Zone, Tokens]) -> Sequence[str]:
    ordered = [zones.get(zone, _NOTHING) for zone in Zone]
    exact = dict.fromkeys([ALL, *(word for tokens in ordered for word in tokens.exact)])
    return [
        *(" ".join(tokens.stems) for tokens in ordered),
        *(" ".join(tokens.parts) for tokens in ordered),
        " ".join(zones.get(Zone.TITLE, _NOTHING).exact),
        " ".join(exact),
    ]
