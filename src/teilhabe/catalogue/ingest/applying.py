"""Taking over what a plan says, slice by slice: other feeds get their turn in between."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING

from django.db import OperationalError
from django.db.models import F
from django.utils import timezone

from ..actions.importing import create_many, finish_applying, take_over, take_over_quietly, who_writes
from ..models import ImportRun

if TYPE_CHECKING:
    from teilhabe.core.audit import Actor

log = logging.getLogger(__name__)
SLICE = 20.0
"""Seconds. Other feeds and what other editors uploaded wait in the same queue."""
_QUIET = ("unchanged", "kept")
_PER_BATCH = 500
_AT_ONCE = 100
"""New entries in one transaction: so much a crash makes undone, and so long others who write have to wait."""


def apply_slice(run: ImportRun, *, seconds: float = SLICE) -> bool:
    """Go on with ``run`` where it stopped, for about so long; whether everything is done. Several at once do no harm.

    Each change is a transaction of its own with what is remembered of it, so a crash loses nothing and doubles nothing;
    new drafts come a hundred at once.
    """
    until = monotonic() + seconds
    quiet = run.rows.filter(verdict__in=_QUIET, done=False)
    while batch := list(quiet[:_PER_BATCH]):
        take_over_quietly(run, batch)
        _say_how_far(run, len(batch))
        if monotonic() > until:
            return False
    by, last = who_writes(run), 0
    new = run.rows.filter(verdict="new", done=False, problem="")
    while keys := list(new.filter(number__gt=last).order_by("number").values_list("pk", "number")[:_AT_ONCE]):
        last = keys[-1][1]
        _say_how_far(run, _made_at_once(run, [key for key, _number in keys], by))
        if run.feed.publishes:
            break
        if monotonic() > until:
            return False
    # Conflicts that nobody has decided and rows that were refused wait for an editor; so does what was decided, if
    # nobody has said since that it is taken over.
    planned = run.started_by_id is None and run.applied_by_id is None and run.feed.every_hours > 0
    loud = run.rows.filter(verdict__in=["new", "changed", "back", "conflict"], done=False, problem="")
    last, done = 0, 0
    while rows := list(loud.filter(number__gt=last).order_by("number").only("number", *_ASKED)[:_PER_BATCH]):
        for row in rows:
            last = row.number
            if row.verdict != "conflict" or (row.is_decided and not planned):
                take_over(row.pk)
            done += 1
            if done % 20 == 0:
                _say_how_far(run, 20)
            if monotonic() > until:
                return False
    finish_applying(run)
    return True


def _made_at_once(run: ImportRun, keys: Sequence[int], by: Actor) -> int:
    try:
        return create_many(run, keys, by=by)
    except OperationalError:
        raise
    except Exception:
        # None of them is stored. Each is tried for itself below, and the one that cannot be stored says why.
        log.exception("Übernahme %s: hundert neue Einträge ließen sich nicht zusammen anlegen", run.feed.slug)
        return 0


_ASKED = ("verdict", "conflicts", "choices")


def _say_how_far(run: ImportRun, more: int) -> None:
    ImportRun.objects.filter(pk=run.pk).update(progress=F("progress") + more, touched=timezone.now())
