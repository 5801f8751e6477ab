"""The tables of the index.

``word`` keeps postings and no text (contentless). Before SQLite 3.43 such a table can only forget a row if it is told
what was in it: ``kept`` holds the tokens, packed, about 1 KB an entry. That is exact, whatever became of the entry in
the database and whatever the analysis says today; rows that are only marked as gone would make the index grow with
every change and count in the ranking for ever.

Rows are numbered by day, so that the newest hits come first without looking at the others: the postings of a word stand
in the order of these numbers.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from ...analysis.tokens import Zone
from ..backend import EngineFailed
from . import facets

FILE: Final = "index.sqlite"
# The columns of ``word``; surface forms as in the other engine once for the title and once for everything.
STEMS: Final = {zone: f"{zone.value}_stem" for zone in Zone}
PARTS: Final = {zone: f"{zone.value}_part" for zone in Zone}
TITLE_EXACT: Final = "title_exact"
EXACT: Final = "exact"
COLUMNS: Final = (*STEMS.values(), *PARTS.values(), TITLE_EXACT, EXACT)
# A token that every entry has, for questions that only say what they do not want.
ALL: Final = "*"

_DAY: Final = 86_400
# As many entries of one day are in their order, and before the first day there is room for those without a moment.
SAME_DAY: Final = 2**14
_FIRST_DAY: Final = 2**17
FIRST_DATED: Final = _FIRST_DAY * SAME_DAY
_DAYS_BEFORE_1970: Final = 140_000

# Everything that is not a letter or digit of ours is a part of a token, too; tokens come joined by blanks.
_PUNCTUATION: Final = "!#$%&()*+,-./:;<=>?@[]^_`{|}~\\" + "''" + '""'  # quotes as SQL wants them
_TABLES: Final = f"""
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, combination INTEGER NOT NULL, standing REAL NOT NULL, moment INTEGER,
    newest INTEGER NOT NULL, oldest INTEGER NOT NULL, key TEXT NOT NULL UNIQUE
);
CREATE INDEX entry_by_newest ON entry (newest);
CREATE INDEX entry_by_oldest ON entry (oldest);
{facets.TABLES}
CREATE TABLE mark (said TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (said, entry)) WITHOUT ROWID;
CREATE INDEX mark_by_entry ON mark (entry);
CREATE TABLE kept (id INTEGER PRIMARY KEY, tokens BLOB NOT NULL);
CREATE VIRTUAL TABLE word USING fts5 ({", ".join(COLUMNS)}, content='', tokenize="ascii tokenchars '{_PUNCTUATION}'");
INSERT INTO word (word, rank) VALUES ('hashsize', 8000000);
"""  # nosec B608 - names of ours


def as_mark(name: str, value: str) -> str:
    return f"{name}={value}"


def first_of_day(moment: int | None) -> int:
    """The first row number of the day of a moment in seconds since 1970; all others of this day follow it. 0 for None:
    the rows without a moment are numbered until ``FIRST_DATED``."""
    if moment is None:
        return 0
    return FIRST_DATED + max(moment // _DAY + _DAYS_BEFORE_1970, 0) * SAME_DAY


def connected(path: Path, *, make: bool) -> sqlite3.Connection:
    """A connection for one thread at a time; with ``make`` the tables are made where there are none."""
    if not make and not path.is_file():
        raise EngineFailed("Der Suchindex fehlt und wird neu aufgebaut.")
    if make:
        path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=0.2, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA cache_size = -16000")
    connection.execute("PRAGMA temp_store = MEMORY")
    if make:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'word'").fetchone():
            connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} COMMIT;")
    else:
        connection.execute("PRAGMA query_only = true")
        connection.execute("SELECT 1 FROM entry LIMIT 1").fetchone()
    return connection
