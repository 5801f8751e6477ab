"""A run through its life: begun, read into a plan, chosen from, taken over, or left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from teilhabe.accounts.models import User
from teilhabe.core import audit

from ...models import Feed, ImportedEntry, ImportRow, ImportRun
from ...rules.merging import OURS, THEIRS

if TYPE_CHECKING:
    from teilhabe.core.audit import Actor

    from ...queries.imports import RowQuerySet

_State = ImportRun.State
_PER_BATCH = 500
WRITTEN = ("new", "changed", "back", "conflict")
"""Verdicts of rows that are written to the catalogue."""


class RunUnderWay(Exception):
    """The feed is being read or taken over at this moment."""


class NotNow(Exception):
    """The run is not in a state in which that can be done; somebody else may have done it already."""


class FaultyRows(Exception):
    """All or nothing was asked for, and not all of it can be taken over. Nothing was."""


@transaction.atomic
def begin_run(feed: Feed, *, by: Actor, file_name: str = "", size: int = 0, state: str = _State.READING) -> ImportRun:
    """A run of ``feed``; what an earlier one only planned is discarded, but for what somebody has chosen in it (see
    ``say_planned``). Raises RunUnderWay."""
    feed = _locked_feed(feed.pk)
    for earlier in feed.runs.under_way():
        if earlier.is_busy:
            raise RunUnderWay
        _discard(earlier, by=by).filter(choices={}).delete()
    feed.runs.filter(state=_State.REFUSED).update(state=_State.DISCARDED)
    # Whatever waits in earlier runs is found anew by this one: plans are worth nothing afterwards.
    ImportRow.objects.filter(run__feed=feed, verdict__in=["unchanged", "kept"]).delete()
    Feed.objects.filter(pk=feed.pk).update(last_tried=timezone.now())
    run = ImportRun.objects.create(
        feed=feed, started_by=by if isinstance(by, User) else None, file_name=file_name, size=size, state=state
    )
    audit.record("begin_import", run, by=by, feed=feed.slug)
    return run


@transaction.atomic
def read_columns_as(run: ImportRun, columns: Mapping[str, str], *, by: Actor) -> ImportRun:
    """Headings mean these fields, now and the next time. Raises NotNow."""
    run = _locked(run, _State.COLUMNS, _State.READY, _State.REFUSED)
    Feed.objects.filter(pk=run.feed_id).update(columns=dict(columns))
    run.state = _State.READING
    run.save(update_fields=["state"])
    audit.record("map_columns", run.feed, by=by)
    return run


@transaction.atomic
def say_planned(run: ImportRun, counts: Mapping[str, int], *, problem: str = "") -> ImportRun:
    """The plan stands; with a ``problem`` nothing of it is taken over unless an editor says so. Raises NotNow.

    What was chosen in earlier plans and not taken over holds for the same conflict of this one.
    """
    run = _locked(run, _State.READING)
    run.counts, run.problem = dict(counts), problem
    run.state = _State.REFUSED if problem else _State.READY
    run.progress = run.total = sum(count for name, count in counts.items() if name in ImportRow.Verdict.values)
    run.touched = timezone.now()
    run.save()
    _bring_choices(run)
    state = Feed.State.STOPPED if problem else Feed.State.OK
    feed = _locked_feed(run.feed_id)
    feed.failures = 0
    if feed.state != Feed.State.PAUSED:
        feed.state, feed.state_reason = state, problem
    if not problem:
        feed.last_success = timezone.now()
    feed.save()
    return run


@transaction.atomic
def fail_run(run: ImportRun, problem: str) -> None:
    """It could not be had or read; the catalogue stays as it is. ``problem``: a sentence for editors. Raises NotNow."""
    run = _locked(run, _State.READING)
    run.rows.all().delete()
    run.state, run.problem, run.touched = _State.FAILED, problem, timezone.now()
    run.save(update_fields=["state", "problem", "touched"])
    Feed.objects.filter(pk=run.feed_id).update(failures=F("failures") + 1, state_reason=problem)


@transaction.atomic
def go_on(run: ImportRun, *, by: Actor) -> ImportRun:
    """An editor believes what looked wrong. Raises NotNow."""
    run = _locked(run, _State.REFUSED)
    run.state, run.touched = _State.READY, timezone.now()
    run.save(update_fields=["state", "touched"])
    Feed.objects.filter(pk=run.feed_id, state=Feed.State.STOPPED).update(state=Feed.State.OK, state_reason="")
    audit.record("believe_import", run, by=by, problem=run.problem)
    return run


@transaction.atomic
def discard_run(run: ImportRun, *, by: Actor) -> None:
    """Nothing of it is taken over any more. Raises NotNow."""
    _discard(run, by=by).delete()
    _no_longer_stopped(run)


def _no_longer_stopped(run: ImportRun) -> None:
    """What a feed was stopped for is gone; nobody can say any more whether it is believed."""
    Feed.objects.filter(pk=run.feed_id, state=Feed.State.STOPPED).update(state=Feed.State.OK, state_reason="")


@transaction.atomic
def choose(row: ImportRow, choices: Mapping[str, str], *, by: Actor) -> ImportRow:
    """Say for fields on which both sides differ which one holds. Raises NotNow when it is taken over already."""
    _locked(row.run, _State.READY, _State.DONE)
    row = ImportRow.objects.select_for_update().get(pk=row.pk)
    if row.done:
        raise NotNow
    said = {name: side for name, side in choices.items() if name in row.conflicts and side in {OURS, THEIRS}}
    row.choices = {**row.choices, **said}
    row.save(update_fields=["choices"])
    ImportRun.objects.filter(pk=row.run_id).update(touched=timezone.now())
    audit.record("choose_import", row, by=by, choices=said)
    return row


@transaction.atomic
def choose_all(run: ImportRun, side: str, *, by: Actor) -> int:
    """The same for every field that nobody has decided yet; returns how many rows. Raises NotNow."""
    if side not in {OURS, THEIRS}:
        raise ValueError(side)
    run = _locked(run, _State.READY, _State.DONE)
    rows = list(run.rows.filter(verdict="conflict", done=False).only("pk", "conflicts", "choices"))
    for row in rows:
        row.choices = {**dict.fromkeys(row.conflicts, side), **row.choices}
    ImportRow.objects.bulk_update(rows, ["choices"], batch_size=_PER_BATCH)
    ImportRun.objects.filter(pk=run.pk).update(touched=timezone.now())
    audit.record("choose_import", run, by=by, all=side, rows=len(rows))
    return len(rows)


@transaction.atomic
def begin_applying(run: ImportRun, *, by: Actor, whole: bool = False) -> ImportRun:
    """From now on the rows are taken over, one after the other; ``whole``: only if nothing is faulty or undecided.

    Also for what waited in a run that is done: an editor has chosen since. Raises NotNow, FaultyRows.
    """
    run = _locked(run, _State.READY, _State.DONE)
    if run.feed.runs.first() != run:
        raise NotNow
    if whole and (run.rows.filter(verdict="unreadable").exists() or _undecided(run)):
        raise FaultyRows
    again = run.state == _State.DONE
    run.state, run.touched, run.applied_by = _State.APPLYING, timezone.now(), by if isinstance(by, User) else None
    run.problem = ""
    run.total = run.rows.filter(done=False).count()
    run.progress = 0
    run.save()
    if again:
        run.rows.filter(done=False).exclude(problem="").update(problem="")
    audit.record("begin_taking_over", run, by=by, whole=whole)
    return run


@transaction.atomic
def finish_applying(run: ImportRun) -> bool:
    """Nothing is left to take over: what is missing since today, how many entries there are. False if it was done."""
    try:
        run = _locked(run, _State.APPLYING)
    except NotNow:
        return False
    if run.applied is None:
        _say_what_is_gone(run)
    now = timezone.now()
    run.state, run.applied, run.touched = _State.DONE, now, now
    run.counts = {
        **run.counts,
        "taken": run.rows.filter(done=True, verdict__in=["new", "changed", "back", "conflict"]).count(),
    }
    run.save()
    known = run.feed.known.filter(missing_since=None).count()
    Feed.objects.filter(pk=run.feed_id).update(entries=known)
    return True


@transaction.atomic
def stop_applying(run: ImportRun, *, by: Actor) -> None:
    """Leave what has not been taken over yet; what was stays, and the feed can be read again. Raises NotNow."""
    run = _locked(run, _State.APPLYING)
    run.state, run.touched = _State.DONE, timezone.now()
    run.save(update_fields=["state", "touched"])
    taken = run.rows.filter(done=True, verdict__in=WRITTEN).count()
    ImportRun.objects.filter(pk=run.pk).update(counts={**run.counts, "taken": taken})
    Feed.objects.filter(pk=run.feed_id).update(entries=run.feed.known.filter(missing_since=None).count())
    audit.record("stop_import", run, by=by, taken=taken)


def _say_what_is_gone(run: ImportRun) -> None:
    now = timezone.now()
    gone: dict[str, Any] = {row.key: row for row in run.rows.filter(verdict="gone", done=False).iterator(_PER_BATCH)}
    keys = sorted(gone)
    for first in range(0, len(keys), _PER_BATCH):
        known = list(ImportedEntry.objects.filter(feed=run.feed, key__in=keys[first : first + _PER_BATCH]))
        for entry in known:
            entry.missing_since = entry.missing_since or now
            entry.missing_runs = min(entry.missing_runs + 1, 1000)
            entry.gone_said = " ".join(note[2] for note in gone[entry.key].notes)[:300]
        ImportedEntry.objects.bulk_update(known, ["missing_since", "missing_runs", "gone_said"])
    run.rows.filter(verdict="gone").update(done=True)


def _discard(run: ImportRun, *, by: Actor) -> RowQuerySet:
    """The rows are left to the caller."""
    run = _locked(run, _State.COLUMNS, _State.READY, _State.REFUSED)
    run.state, run.touched = _State.DISCARDED, timezone.now()
    run.save(update_fields=["state", "touched"])
    audit.record("discard_import", run, by=by)
    found: RowQuerySet = ImportRow.objects.filter(run=run)
    return found


def _bring_choices(run: ImportRun) -> None:
    """What somebody has chosen in earlier runs of the feed, where both sides say what they said then."""
    waited = ImportRow.objects.filter(run__feed=run.feed, run__lt=run.pk, verdict="conflict", done=False)
    chosen = {row.key: row for row in waited.exclude(choices={}).only("key", "conflicts", "choices").order_by("run_id")}
    keys = sorted(chosen)
    for first in range(0, len(keys), _PER_BATCH):
        rows = list(run.rows.filter(verdict="conflict", key__in=keys[first : first + _PER_BATCH]))
        for row in rows:
            seen = chosen[row.key]
            row.choices = {
                name: side for name, side in seen.choices.items() if seen.conflicts.get(name) == row.conflicts.get(name)
            }
        ImportRow.objects.bulk_update(rows, ["choices"])
    ImportRow.objects.filter(run__feed=run.feed, run__lt=run.pk, run__state=_State.DISCARDED).delete()


def _undecided(run: ImportRun) -> bool:
    rows = run.rows.filter(verdict="conflict", done=False).only("conflicts", "choices")
    return any(not row.is_decided for row in rows.iterator(_PER_BATCH))


def _locked_feed(key: int) -> Feed:
    # Whoever takes over writes rows that name the feed meanwhile: its key is theirs, too.
    return Feed.objects.select_for_update(no_key=True).get(pk=key)


def _locked(run: ImportRun, *states: str) -> ImportRun:
    """Everybody locks in the same order, or two of them wait for each other: feed, run, rows."""
    _locked_feed(run.feed_id)
    found = ImportRun.objects.select_for_update().get(pk=run.pk)
    if found.state not in states:
        raise NotNow
    return found
