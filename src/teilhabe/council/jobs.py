"""Background work of the council: harvests, files, and what time alone changes.

Web processes load this module to put work into the queue. What only the work itself needs (readers of foreign pages,
the client, PDF) is loaded inside the jobs: six megabytes that no web process ever touches.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from teilhabe.core.audit import SCHEDULER, SystemActor
from teilhabe.core.locks import AlreadyHeld
from teilhabe.core.schedule import periodically

from .actions.forgetting import forget_content
from .actions.place_corrections import forget_words
from .actions.places import has_due, match_due
from .actions.refresh import mark_due, refresh_stale
from .ingest.locks import places_lock
from .models import Source

log = structlog.get_logger(__name__)
HARVESTER = SystemActor("harvest")
FETCHER = SystemActor("files")
ARCHIVIST = SystemActor("archive")
CARETAKER = SystemActor("place-corrections")
FILES_AT_ONCE = 500
# Of looking for places, in seconds; then other work of the queue has its turn.
PLACES_AT_ONCE = 60


@task(queue_name="harvest")
def harvest_source(source_id: int, mode: str = "") -> str:
    """Harvest one source and hand its new files on; returns how the run ended, or why there was none."""
    from .ingest.run import HarvestRefused, Mode, harvest

    source = Source.objects.filter(pk=source_id).first()
    if source is None:
        return "gone"
    try:
        run = harvest(source, by=HARVESTER, mode=Mode(mode) if mode else None)
    except HarvestRefused as refusal:
        log.info("harvest.refused", source=source.slug, why=str(refusal))
        return str(refusal)
    fetch_source_files.enqueue(source.pk)
    match_soon()
    return str(run.state)


@task(queue_name="harvest")
def harvest_due() -> int:
    """Put every source into the queue that may be asked now; returns how many."""
    now = timezone.now()
    due = Source.objects.exclude(state=Source.State.PAUSED).filter(Q(not_before=None) | Q(not_before__lte=now))
    sources = list(due.values_list("pk", flat=True))
    for pk in sources:
        harvest_source.enqueue(pk)
    log.info("harvest.due", sources=len(sources), by=SCHEDULER.audit_name)
    return len(sources)


@task(queue_name="files")
def fetch_source_files(source_id: int) -> str:
    """Fetch a slice of one source's files and put the next slice behind the other work; returns how it went."""
    from .ingest.files import fetch_files, has_due_files

    source = Source.objects.filter(pk=source_id).first()
    if source is None or not has_due_files(source):
        return "nothing to do"
    try:
        report = fetch_files(source, limit=FILES_AT_ONCE, by=FETCHER)
    except AlreadyHeld:
        return "already under way"
    log.info("files.fetched", source=source.slug, stored=report.stored, failed=report.failed, why=report.ended)
    if report.stored:
        match_soon()
    source.refresh_from_db()
    if not report.ended and has_due_files(source):
        fetch_source_files.enqueue(source.pk)
    return report.ended or f"{report.stored} stored, {report.failed} failed"


@task(queue_name="files")
def fetch_due_files() -> int:
    """Go on with every source that has files to fetch: after a kill, and when the pause of failed ones is over."""
    from .ingest.files import has_due_files

    due = [source.pk for source in Source.objects.all() if has_due_files(source)]
    for pk in due:
        fetch_source_files.enqueue(pk)
    return len(due)


@task(queue_name="files")
def match_due_places() -> str:
    """Look for places in a slice of the papers that are due, and put the next slice behind the other work."""
    try:
        with places_lock():
            done = match_due(seconds=PLACES_AT_ONCE)
    except AlreadyHeld:
        return "already under way"
    if done.done:
        log.info("places.matched", papers=done.done, changed=done.changed, failed=done.failed)
    if has_due():
        match_soon()
    return f"{done.done} looked at, {done.changed} changed, {done.failed} failed"


def match_soon() -> bool:
    """Have places looked for, unless a job for it waits already: one slice after the other, and files in between.

    Returns whether it took another job.
    """
    waits = DBTaskResult.objects.ready().filter(task_path=match_due_places.module_path).exists()
    if not waits:
        match_due_places.enqueue()
    return not waits


def _look_for_places() -> None:
    """Whatever made papers due: a harvest by hand, files, an edited gazetteer, a new release."""
    if has_due():
        match_soon()


@task()
def forget_words_of_corrections() -> int:
    """Delete what people wrote beside their corrections of places a while ago; returns of how many."""
    return forget_words(timezone.now(), by=CARETAKER)


@task()
def refresh_due() -> int:
    """Derive again what time has changed (plans whose day has passed) and what was left stale; returns how many."""
    mark_due()
    return refresh_stale()


@task()
def forget_taken_content() -> int:
    """Delete the content of files that sources took away a while ago, and what was replaced; returns how many."""
    return forget_content()


@task(queue_name="harvest")
def prune_archive() -> int:
    """Delete answers that nothing needs any more, with their files; returns how many answers.

    A source that is being harvested right now has its turn tomorrow.
    """
    from .ingest.archive_care import prune_answers, sweep_archive

    pruned = 0
    for source in Source.objects.all():
        with suppress(AlreadyHeld):
            pruned += prune_answers(source, by=ARCHIVIST)
    swept = sweep_archive()
    log.info("archive.pruned", answers=pruned, files=swept)
    return pruned


def _every() -> timedelta:
    return timedelta(minutes=settings.HARVEST_EVERY_MINUTES)


periodically("council.harvest", every=_every, enqueue=harvest_due.enqueue)
periodically("council.fetch_due_files", every=lambda: timedelta(minutes=15), enqueue=fetch_due_files.enqueue)
periodically("council.places", every=lambda: timedelta(minutes=1), enqueue=_look_for_places)
periodically("council.forget_corrections", every=lambda: timedelta(days=1), enqueue=forget_words_of_corrections.enqueue)
periodically("council.refresh_due", every=lambda: timedelta(hours=1), enqueue=refresh_due.enqueue)
periodically("council.forget_content", every=lambda: timedelta(days=1), enqueue=forget_taken_content.enqueue)
periodically("council.prune_archive", every=lambda: timedelta(days=1), enqueue=prune_archive.enqueue)
