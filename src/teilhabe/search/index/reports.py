"""How far the index of each node is, told in the database: for the doctor, and so that old changes can go."""

from __future__ import annotations

import time
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from teilhabe.core.patience import written_quickly

from ..models import IndexReader
from . import outbox
from .generations import State

# A node that has said nothing for longer builds its index anew when it comes back.
KEPT_FOR = timedelta(days=7)
_AT_MOST_EVERY = 5.0
_AT_LEAST_EVERY = 60.0


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
        if written_quickly(lambda: IndexReader.objects.update_or_create(node=settings.SEARCH_NODE, defaults=fields)):
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

    written_quickly(forget)
    return gone
