"""Writing that can wait: what is only counted or told must keep nobody waiting for it."""

from __future__ import annotations

from collections.abc import Callable

from django.db import OperationalError, connection

# Milliseconds to wait for others who write to SQLite.
_PATIENCE = 200


def written_quickly(write: Callable[[], object]) -> bool:
    """Whether it could be written; the database's other writers go first. Outside any transaction."""
    try:
        if connection.vendor != "sqlite":
            write()
            return True
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            (usual,) = cursor.fetchone()
            cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE:d}")
            try:
                write()
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {usual:d}")
    except OperationalError:
        return False
    return True
