"""How far the index of each node is, told in the database: for the doctor, and so that old changes can go."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone

from ..models import IndexReader
from . import outbox
from .generations import State

# A node that has said nothing for longer builds its index anew when it comes back.
KEPT_FOR = timedelta(days=7)
_AT_MOST_EVERY = 5.0
_AT_LEAST_EVERY = 60.0
# Milliseconds to wait for others who write to SQLite: what is told here can be told later.
_PATIENCE = 200


class Report:
    """Tells how far this node is: a note at once, all else a few seconds after it changed, and every minute."""

    def __init__(self) -> None:
        self._told: tuple[object, ...] | None = None
        self._at = 0.0

    def tell(self, state: State | None = None, *, note: str = "") -> None:
        what = (state and state.position, note)
        since = time.monotonic() - self._at
        told_note = self._told[1] if self._told else ""
        if what == self._told and since < _AT_LEAST_EVERY:
            return
        if self._told is not None and note == told_note and since < _AT_MOST_EVERY:
            return
        fields: dict[str, object] = {"note": note, "seen": timezone.now()}
        if state is not None:
            fields |= {
                "transaction": state.position.transaction,
                "change": state.position.change,
                "entries": state.entries,
            }
        if _quickly(lambda: IndexReader.objects.update_or_create(node=settings.SEARCH_NODE, defaults=fields)):
            self._told, self._at = what, time.monotonic()


def forget_old_changes() -> int:
    """Delete changes that every node of the last days has read, and nodes that have not been seen since; returns how
    many changes, 0 also if somebody else writes for long."""
    gone = 0

    def forget() -> None:
        nonlocal gone
        since = timezone.now() - KEPT_FOR
        IndexReader.objects.filter(seen__lt=since).delete()
        gone = outbox.prune(IndexReader.objects.all())

    _quickly(forget)
    return gone


def _quickly(write: Callable[[], object]) -> bool:
    """Whether it could be written; the database's other writers go first."""
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
