"""SQLite FTS5: for where no extension can be installed. Right as the other engine is, but slower where words are
frequent.

``schema`` and ``facets`` have the tables, ``writer`` fills them, ``translate`` makes expressions and conditions of
nodes and filters, ``ranked`` and ``reader`` ask them; ``faults`` says what went wrong.
"""

from __future__ import annotations

from .reader import Fts5Reader
from .writer import Fts5Writer


class Fts5Backend:
    name = "fts5"
    version = "4"

    def writer(self, folder: str, *, much: bool = False) -> Fts5Writer:
        return Fts5Writer(folder, much=much)

    def reader(self, folder: str) -> Fts5Reader:
        return Fts5Reader(folder)
