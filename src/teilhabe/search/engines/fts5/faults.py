"""Whatever SQLite refuses becomes one of our errors, with a sentence that says what it means."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from ..backend import EngineFailed, Locked, NoRoom, NotNow, Unclear


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except EngineFailed:
        raise
    except (sqlite3.Error, OSError) as error:
        raise _as_ours(error) from error


def _as_ours(error: Exception) -> EngineFailed:
    said = str(error).lower()
    if "full" in said or "no space left" in said:
        return NoRoom("Der Datenträger ist voll: Der Suchindex kann nicht geschrieben werden.")
    if "locked" in said or "busy" in said:
        return Locked("Ein anderer Prozess schreibt gerade diesen Suchindex.")
    if "readonly" in said or "permission" in said or "unable to open" in said:
        return NotNow("Auf den Suchindex darf nicht zugegriffen werden: Es fehlen Rechte auf seinem Ordner.")
    kind = EngineFailed if "malformed" in said or "not a database" in said else Unclear
    return kind("Der Suchindex ist beschädigt und wird neu aufgebaut.")
