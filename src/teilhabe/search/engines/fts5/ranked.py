"""Hits in their orders.

To score every hit costs a microsecond each, and a frequent word has a hundred thousand. So the newest ones are scored,
and of the older ones those that have it in their titles: the one old paper that is about it is not lost.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..backend import Order, Search
from ..cursors import Place
from ..ordering import moment_in
from .schema import FIRST_DATED, SAME_DAY, first_of_day
from .translate import SCORE, TITLE, Conditions

_NEWEST: Final = 5_000
_IN_TITLES: Final = 2_000
# How far a hit may have moved between two pages.
_MOVED: Final = 48

# Score, number of ``newest_first``, key.
_Row = tuple[float, int, str]


@dataclass(frozen=True, slots=True)
class Hits:
    """The rows of ``entry`` that are found; ``match`` is empty when nothing was asked. The postings are read first:
    left to itself SQLite would begin with the conditions and look up each of their rows in the postings."""

    match: str
    held: Conditions

    @property
    def source(self) -> str:
        if not self.match:
            return f"FROM entry WHERE {self.held.sql}"
        return f"FROM word CROSS JOIN entry ON entry.id = word.rowid WHERE word MATCH ? AND {self.held.sql}"

    @property
    def values(self) -> tuple[object, ...]:
        return (self.match, *self.held.values) if self.match else self.held.values

    @property
    def row(self) -> str:
        return "word.rowid" if self.match else "entry.id"

    def count(self, connection: sqlite3.Connection) -> int:
        source, values = self.source, self.values
        if self.match and not self.held.values:
            source, values = "FROM word WHERE word MATCH ?", (self.match,)
        return int(connection.execute(f"SELECT count(*) {source}", values).fetchone()[0])


def by_fit(
    connection: sqlite3.Connection, hits: Hits, wanted: Search, total: int, place: Place | None
) -> tuple[tuple[str, ...], Place | None]:
    skip = place.given if place else wanted.skip
    rows = _best(connection, hits, total, skip + wanted.limit + 1 + (_MOVED if place else 0))
    begin = _after(rows, place) if place else skip
    page = rows[begin : begin + wanted.limit]
    keys = tuple(key for _, _, key in page)
    if not page or begin + len(page) >= len(rows):
        return keys, None
    score, number, key = page[-1]
    return keys, Place(order=Order.FIT, key=key, number=number, score=score, given=begin + len(page))


def _best(connection: sqlite3.Connection, hits: Hits, total: int, most: int) -> Sequence[_Row]:
    scored = f"SELECT word.rowid AS id, {SCORE} * entry.standing AS score {hits.source} ORDER BY word.rowid DESC LIMIT"
    sources, values = [f"SELECT * FROM ({scored} {_NEWEST})"], list(hits.values)  # nosec B608 - names of ours
    if total > _NEWEST:
        sources.append(f"SELECT * FROM ({scored} {_IN_TITLES})")  # nosec B608 - names of ours
        values += [f"{hits.match} AND ({TITLE} : {hits.match})", *hits.held.values]
    # Only names and numbers of our own are put in; words and values go by parameters.
    return connection.execute(
        f"WITH best (id, score) AS ({' UNION ALL '.join(sources)})"  # nosec B608 - names of ours
        " SELECT max(best.score) AS most, entry.newest, entry.key FROM best JOIN entry ON entry.id = best.id"
        " GROUP BY best.id ORDER BY most DESC, entry.newest DESC, entry.key LIMIT ?",
        (*values, most),
    ).fetchall()


def _after(rows: Sequence[_Row], place: Place) -> int:
    """Behind the last hit itself if it is still near, else behind whatever was as good: a commit in between changes
    every score a little."""
    first = max(place.given - 1 - _MOVED, 0)
    for at in range(first, min(place.given + _MOVED, len(rows))):
        if rows[at][2] == place.key:
            return at + 1
    last = (-place.score, -place.number, place.key)
    return next((at for at, (score, n, key) in enumerate(rows) if (-score, -n, key) > last), len(rows))


def by_moment(
    connection: sqlite3.Connection, hits: Hits, wanted: Search, order: Order, place: Place | None
) -> tuple[tuple[str, ...], Place | None]:
    field = "newest" if order is Order.NEWEST else "oldest"
    skip = 0 if place else wanted.skip
    need = skip + wanted.limit + 1
    source, values = hits.source, list(hits.values)
    if place:
        source += f" AND (entry.{field} < ? OR (entry.{field} = ? AND entry.key > ?))"
        values += [place.number, place.number, place.key]
    if hits.match:
        bounds, numbers = _bounds(connection, hits, source, values, order, place, need)
        source, values = source + bounds, values + numbers
    rows = connection.execute(
        f"SELECT entry.{field}, entry.key {source} ORDER BY entry.{field} DESC, entry.key LIMIT ? OFFSET ?",
        (*values, wanted.limit + 1, skip),
    ).fetchall()
    page = rows[: wanted.limit]
    keys = tuple(key for _, key in page)
    if not page or len(rows) <= len(page):
        return keys, None
    number, key = page[-1]
    given = (place.given if place else skip) + len(page)
    return keys, Place(order=order, key=key, number=number, given=given)


def _bounds(
    connection: sqlite3.Connection,
    hits: Hits,
    source: str,
    values: list[object],
    order: Order,
    place: Place | None,
    need: int,
) -> tuple[str, list[object]]:
    """The days on which the hits asked for are: rows are numbered by day, within it the field decides."""
    low, high = 0, 2**62
    newest = order is Order.NEWEST
    moment = moment_in(place.number, oldest=not newest) if place else None
    if place and newest:
        high = FIRST_DATED if moment is None else first_of_day(moment) + SAME_DAY
    elif place:
        low = 0 if moment is None else first_of_day(moment)
    if not newest and (place is None or moment is not None):
        # First those that have a moment; when they are too few, all.
        low = max(low, FIRST_DATED)
    found = connection.execute(
        f"SELECT {hits.row} {source} AND {hits.row} >= ? AND {hits.row} < ?"
        f" ORDER BY {hits.row} {'DESC' if newest else 'ASC'} LIMIT 1 OFFSET ?",
        (*values, low, high, need - 1),
    ).fetchone()
    if found is None:
        low = low if newest else 0
    elif newest:
        low = _day_of(found[0])
    else:
        high = FIRST_DATED if found[0] < FIRST_DATED else _day_of(found[0]) + SAME_DAY
    return f" AND {hits.row} >= ? AND {hits.row} < ?", [low, high]


def _day_of(row: int) -> int:
    return 0 if row < FIRST_DATED else row - (row - FIRST_DATED) % SAME_DAY
