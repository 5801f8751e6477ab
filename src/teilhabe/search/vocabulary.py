"""The words of one generation of the index, for corrections and suggestions: ``words.sqlite`` beside the index.

One process writes (``VocabularyWriter``, the index worker), many threads read (``Vocabulary``). Counts only grow: an
entry that is withdrawn or indexed again leaves its words counted until the next rebuild, so who shows a word to people
asks the index first whether it finds anything now.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import log
from pathlib import Path
from typing import Any

from rapidfuzz.distance import OSA

from .engines.backend import EngineFailed, Locked, NoRoom
from .question.nearness import cost, most_edits, pieces_near, pieces_of, skeleton

SCHEMA = 1
LONGEST = 60
"""Longer words, and words with digits, are nobody's typo: they are not kept."""
SHORTEST = 2
_AT_ONCE = 100_000
_PARAMETERS = 900
_COMPARED = 60
"""So many of the nearest words are weighed letter by letter."""
# A word a hundred times as frequent may be a letter's slip further away and still be what was meant.
_FREQUENT = 0.16

_TABLES = f"""
    CREATE TABLE words (
        folded TEXT PRIMARY KEY, skeleton TEXT NOT NULL, stem TEXT NOT NULL, parts TEXT NOT NULL,
        shown TEXT NOT NULL, votes INTEGER NOT NULL, documents INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX words_by_skeleton ON words (skeleton);
    CREATE TABLE stems (stem TEXT PRIMARY KEY, documents INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE pieces (piece INTEGER NOT NULL, skeleton TEXT NOT NULL, PRIMARY KEY (piece, skeleton)) WITHOUT ROWID;
    PRAGMA user_version = {SCHEMA};
"""

Seen = tuple[str, str, Sequence[str], str]
"""A word of a document: folded surface, stem, stems of its parts, form as written."""


@dataclass(frozen=True, slots=True)
class Known:
    """A word of the index. ``shown`` is how people write it most often; ``documents`` in about how many entries it
    stands. ``away`` is how far it is from the word asked for, in mistakes (``nearness.cost``)."""

    folded: str
    shown: str
    stem: str
    parts: tuple[str, ...]
    documents: int
    away: float = 0.0

    @property
    def rank(self) -> float:
        """The lower, the more likely meant."""
        return self.away - _FREQUENT * log(1 + self.documents)


@dataclass(slots=True)
class _Pending:
    stem: str
    parts: str
    documents: int = 0
    forms: Counter[str] = field(default_factory=Counter)


class VocabularyWriter:
    """Adds words; what was added since the last ``commit`` is lost with the process. Raises ``EngineFailed``."""

    def __init__(self, path: str | Path) -> None:
        self._pending: dict[str, _Pending] = {}
        with _failing(path):
            self._connection = sqlite3.connect(path, timeout=10, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise
        self._path = path

    def _prepare(self) -> None:
        execute = self._connection.execute
        execute("PRAGMA journal_mode = WAL")
        # Lost with the machine's power only, and made anew from the database then.
        execute("PRAGMA synchronous = NORMAL")
        execute("PRAGMA cache_size = -16000")
        if not execute("SELECT 1 FROM sqlite_master").fetchone():
            self._connection.executescript(f"BEGIN; {_TABLES} COMMIT;")
        _check_schema(self._connection)
        execute("BEGIN")

    def add(self, words: Iterable[Seen]) -> None:
        """Count words, each given once for every document it stands in."""
        self.count((word, 1) for word in words)

    def count(self, words: Iterable[tuple[Seen, int]]) -> None:
        """Count words, each with the number of documents it stands in."""
        pending = self._pending
        for (folded, stem, parts, shown), documents in words:
            known = pending.get(folded)
            if known is None:
                if not SHORTEST <= len(folded) <= LONGEST or not folded.isalpha():
                    continue
                known = pending[folded] = _Pending(stem, " ".join(parts))
            known.documents += documents
            known.forms[shown] += documents
        if len(pending) >= _AT_ONCE:
            with _failing(self._path):
                self._write()

    def commit(self) -> None:
        with _failing(self._path):
            self._write()
            self._connection.execute("COMMIT")
            self._connection.execute("BEGIN")

    def close(self) -> None:
        with _failing(self._path):
            try:
                self._connection.execute("ROLLBACK")
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                self._connection.close()

    def _write(self) -> None:
        """Shown forms are chosen by votes: a form gains with each document that writes so and loses with each other."""
        known = self._known(list(self._pending))
        new, again, stems = [], [], Counter[str]()
        for folded, seen in self._pending.items():
            # Whole words in capitals are headings: they win only where nobody writes the word otherwise.
            shown, votes = max(seen.forms.items(), key=lambda form: (not form[0].isupper(), form[1], form[0]))
            if folded in known:
                again.append((seen.documents, seen.stem, seen.parts, votes, shown, folded))
            else:
                new.append((folded, skeleton(folded), seen.stem, seen.parts, shown, votes, seen.documents))
            for stem in {seen.stem, *seen.parts.split()}:
                stems[stem] += seen.documents
        run = self._connection.executemany
        run(
            "UPDATE words SET documents = documents + ?1, stem = ?2, parts = ?3,"
            " shown = CASE WHEN votes < ?4 THEN ?5 ELSE shown END,"
            " votes = CASE WHEN shown = ?5 THEN votes + ?4 ELSE abs(votes - ?4) END WHERE folded = ?6",
            again,
        )
        run("INSERT INTO words VALUES (?, ?, ?, ?, ?, ?, ?)", new)
        run(
            "INSERT INTO stems VALUES (?, ?)"
            " ON CONFLICT (stem) DO UPDATE SET documents = documents + excluded.documents",
            stems.items(),
        )
        pieces = [(piece, bones) for bones in {row[1] for row in new} for piece in pieces_of(bones)]
        run("INSERT OR IGNORE INTO pieces VALUES (?, ?)", sorted(pieces))
        self._pending = {}

    def _known(self, words: list[str]) -> set[str]:
        known: set[str] = set()
        for start in range(0, len(words), _PARAMETERS):
            some = words[start : start + _PARAMETERS]
            marks = ", ".join("?" * len(some))
            # Only question marks are put in.
            rows = self._connection.execute(f"SELECT folded FROM words WHERE folded IN ({marks})", some)  # nosec B608
            known.update(folded for (folded,) in rows)
        return known


class Vocabulary:
    """Reads; safe to use from several threads, each of which gets a connection of its own. ``close`` when the
    generation changes: whoever still asks then gets ``EngineFailed``, as with a file that is missing or damaged."""

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        self._local = threading.local()
        self._open: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._closed = False
        self._guard = threading.Lock()
        with self._reading():
            pass

    def knows(self, folded: str) -> bool:
        return bool(self._rows("SELECT 1 FROM words WHERE folded = ?", folded))

    def knows_stem(self, *stems: str) -> int:
        """In about how many entries a word or a part of a compound has one of these stems."""
        return sum(self.stems(stems).values())

    def stems(self, wanted: Iterable[str]) -> dict[str, int]:
        """Those of the stems, at most some hundred, that words or parts of compounds have, and in how many entries."""
        stems = list(wanted)
        marks = ", ".join("?" * len(stems))
        # Only question marks are put in.
        return dict(self._rows(f"SELECT stem, documents FROM stems WHERE stem IN ({marks})", *stems))  # nosec B608

    def word(self, folded: str) -> Known | None:
        found = self._known("folded = ?", folded)
        return found[0] if found else None

    def parts(self, folded: str) -> tuple[str, ...]:
        """The stems of the parts of a known compound."""
        found = self.word(folded)
        return found.parts if found else ()

    def starting_with(self, folded: str, most: int = 10) -> list[Known]:
        """The most frequent words that begin so, one for each stem."""
        if len(folded) < SHORTEST:
            return []
        found = self._known(
            "folded >= ? AND folded < ? ORDER BY documents DESC, folded LIMIT ?",
            folded,
            folded + "\U0010ffff",
            4 * most,
        )
        by_stem: dict[str, Known] = {}
        for known in found:
            by_stem.setdefault(known.stem, known)
        return list(by_stem.values())[:most]

    def near(self, folded: str, most: int = 8) -> list[Known]:
        """Known words that could have been meant, the most likely first; the word itself is not among them.

        At most two letters are missing, too many, wrong or changed about (one in words of fewer than five letters);
        the e of umlauts and doubled letters do not count.
        """
        if not SHORTEST < len(folded) <= LONGEST:
            return []
        bones, edits = skeleton(folded), most_edits(folded)
        keys = pieces_near(bones, edits)
        # Only question marks are put in.
        sql = f"SELECT DISTINCT skeleton FROM pieces WHERE piece IN ({', '.join('?' * len(keys))})"  # nosec B608
        close: list[list[str]] = [[] for _ in range(edits + 1)]
        for (bone,) in self._rows(sql, *keys):
            away = OSA.distance(bones, bone, score_cutoff=edits)
            if away <= edits:
                close[away].append(bone)
        nearest = [bone for bones_away in close for bone in bones_away]
        found = self._known(
            f"skeleton IN ({', '.join('?' * len(nearest[:400]))}) AND folded <> ?", *nearest[:400], folded
        )
        roughly = sorted(
            found, key=lambda known: OSA.distance(folded, known.folded) - _FREQUENT * log(1 + known.documents)
        )
        weighed = (
            Known(k.folded, k.shown, k.stem, k.parts, k.documents, cost(folded, k.folded)) for k in roughly[:_COMPARED]
        )
        return sorted(weighed, key=lambda known: (known.rank, known.folded))[:most]

    def size(self) -> int:
        return int(self._rows("SELECT count(*) FROM words")[0][0])

    def close(self) -> None:
        with self._guard:
            self._closed = True
            opened = list(self._open)
        for connection in opened:
            connection.close()

    def _known(self, where: str, *values: object) -> list[Known]:
        # ``where`` is one of the conditions above; values go in as values.
        sql = f"SELECT folded, shown, stem, parts, documents FROM words WHERE {where}"  # nosec B608
        return [
            Known(folded, shown, stem, tuple(parts.split()), documents)
            for folded, shown, stem, parts, documents in self._rows(sql, *values)
        ]

    def _rows(self, sql: str, *values: object) -> list[Any]:
        with self._reading() as connection:
            return connection.execute(sql, values).fetchall()

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        mine: _Connection | None = getattr(self._local, "mine", None)
        with _failing(self._path):
            if mine is None:
                with self._guard:
                    if self._closed:
                        raise EngineFailed(f"{self._path.name}: closed")
                    mine = self._local.mine = _Connection(self._path)
                    self._open.add(mine)
            with mine.lock:
                yield mine.connection


class _Connection:
    """A connection of one thread. The lock keeps another one from closing it in the middle of a question."""

    def __init__(self, path: Path) -> None:
        # Not read-only for SQLite, or nobody could read after the writer was killed: the first one to come tidies up.
        self.connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=2, check_same_thread=False
        )
        self.lock = threading.Lock()
        try:
            self.connection.execute("PRAGMA query_only = ON")
            self.connection.execute("PRAGMA cache_size = -4000")
            self.connection.execute("PRAGMA mmap_size = 67108864")
            _check_schema(self.connection)
        except BaseException:
            self.connection.close()
            raise

    def close(self) -> None:
        with self.lock:
            self.connection.close()


def _check_schema(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != SCHEMA:
        raise EngineFailed(f"words of version {version}, not {SCHEMA}")


@contextlib.contextmanager
def _failing(path: str | Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, UnicodeError) as error:
        kind = NoRoom if "full" in str(error) else Locked if "locked" in str(error) else EngineFailed
        raise kind(f"{Path(path).name}: {error}") from error
