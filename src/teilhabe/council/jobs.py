"""Background work of the council: harvests."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from teilhabe.core.audit import SCHEDULER, SystemActor
from teilhabe.core.schedule import periodically

from .ingest.run import HarvestRefused, Mode, harvest
from .models import Source

log = structlog.get_logger(__name__)
HARVESTER = SystemActor("harvest")


@task(queue_name="harvest")
def harvest_source(source_id: int, mode: str = "") -> str:
    """Harvest one source and hand its new files on; returns how the run ended, or why there was none."""
    source = Source.objects.filter(pk=source_id).first()
    if source is None:
        return "gone"
    try:
        run = harvest(source, by=HARVESTER, mode=Mode(mode) if mode else None)
    except HarvestRefused as refusal:
        log.info("harvest.refused", source=source.slug, why=str(refusal))
        return str(refusal)
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


def _every() -> timedelta:
    return timedelta(minutes=settings.HARVEST_EVERY_MINUTES)


periodically("council.harvest", every=_every, enqueue=harvest_due.enqueue)
