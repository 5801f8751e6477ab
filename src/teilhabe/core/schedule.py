"""Periodic jobs: django-tasks has no calendar, so a scheduler hands due jobs to its queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from .models import ScheduledJob


@dataclass(frozen=True, slots=True)
class Periodic:
    name: str
    every: Callable[[], timedelta]
    enqueue: Callable[[], object]


_periodic: dict[str, Periodic] = {}


def periodically(name: str, *, every: Callable[[], timedelta], enqueue: Callable[[], object]) -> None:
    """Have ``enqueue`` called whenever ``every()`` has passed since the last time. Call it in ``jobs``."""
    _periodic[name] = Periodic(name, every, enqueue)


def registered() -> list[Periodic]:
    return sorted(_periodic.values(), key=lambda job: job.name)


def enqueue_due(now: datetime) -> list[str]:
    """Hand every due job to the queue; return their names. Several schedulers at once enqueue a job only once."""
    enqueued = []
    for job in registered():
        with transaction.atomic():
            mark, new = ScheduledJob.objects.select_for_update().get_or_create(
                name=job.name, defaults={"last_enqueued": now}
            )
            if not new and now - mark.last_enqueued < job.every():
                continue
            mark.last_enqueued = now
            mark.save(update_fields=["last_enqueued"])
            job.enqueue()
            enqueued.append(job.name)
    return enqueued
