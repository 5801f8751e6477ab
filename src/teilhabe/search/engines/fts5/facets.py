"""Values of facets, kept as combinations: entries with the same values share one.

A frequent word has a hundred thousand hits, but they have few combinations; to count these and add up afterwards looks
at one number a hit.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

MOST_VALUES: Final = 200

TABLES: Final = """
CREATE TABLE value (id INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (name, value));
CREATE TABLE combination (id INTEGER PRIMARY KEY, members TEXT NOT NULL UNIQUE);
CREATE TABLE member (value INTEGER NOT NULL, combination INTEGER NOT NULL, PRIMARY KEY (value, combination))
    WITHOUT ROWID;
"""
# Entries of the combinations that hold one of the values; the number of values is filled in.
CONDITION: Final = (
    "entry.combination IN (SELECT combination FROM member WHERE value IN"
    " (SELECT id FROM value WHERE name = ? AND value IN ({marks})))"
)


class Combinations:
    """Gives combinations their numbers, for one writer."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._values: dict[tuple[str, str], int] = {}

    def number(self, facets: Mapping[str, Sequence[str]]) -> int:
        pairs = [(name, value) for name, values in facets.items() for value in values if value]
        numbers = sorted({self._value(name, value) for name, value in pairs})
        members = ",".join(map(str, numbers))
        asked = "SELECT id FROM combination WHERE members = ?"
        found = self._connection.execute(asked, (members,)).fetchone()
        if found is None:
            made = self._connection.execute("INSERT INTO combination (members) VALUES (?)", (members,)).lastrowid
            self._connection.executemany(
                "INSERT INTO member (value, combination) VALUES (?, ?)", [(number, made) for number in numbers]
            )
            found = (made,)
        return int(found[0])

    def _value(self, name: str, value: str) -> int:
        known = self._values.get((name, value))
        if known is None:
            asked = "SELECT id FROM value WHERE name = ? AND value = ?"
            self._connection.execute("INSERT OR IGNORE INTO value (name, value) VALUES (?, ?)", (name, value))
            known = int(self._connection.execute(asked, (name, value)).fetchone()[0])
            self._values[name, value] = known
        return known


class Known:
    """The combinations of one file as a reader knows them; none is ever changed or taken away."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0
        self._members: dict[int, list[tuple[str, str]]] = {}
        self._values: dict[int, tuple[str, str]] = {}

    def counts(
        self, connection: sqlite3.Connection, hits: str, values: Sequence[object], names: Sequence[str]
    ) -> dict[str, dict[str, int]]:
        """``hits`` is the part of a question behind SELECT that gives rows of ``entry``."""
        found = Counter(number for (number,) in connection.execute(f"SELECT entry.combination {hits}", values))  # nosec B608 - names of ours
        with self._lock:
            self._learn(connection)
        sums: dict[str, Counter[str]] = {name: Counter() for name in names}
        for number, often in found.items():
            for name, value in self._members[number]:
                if name in sums:
                    sums[name][value] += often
        return {
            name: dict(sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:MOST_VALUES])
            for name, counted in sums.items()
        }

    def _learn(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute("SELECT id, members FROM combination WHERE id > ?", (self._last,)).fetchall()
        if not rows:
            return
        known = max(self._values, default=0)
        for number, name, value in connection.execute("SELECT id, name, value FROM value WHERE id > ?", (known,)):
            self._values[number] = (name, value)
        for number, members in rows:
            self._members[number] = [self._values[int(member)] for member in members.split(",") if member]
            self._last = max(self._last, number)
