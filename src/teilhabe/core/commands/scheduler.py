"""Hands due periodic jobs to their queues, again and again."""

from __future__ import annotations

import time
from datetime import datetime

import structlog
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from ..schedule import enqueue_due
from .worker import requeue_abandoned

log = structlog.get_logger("teilhabe.scheduler")

EVERY_SECONDS = 20.0


def keep_schedule() -> None:
    """Tick until the process is ended; a database that is away for a while only delays the jobs."""
    while True:
        try:
            tick(timezone.now())
        except DatabaseError as problem:
            log.warning("database not available", reason=str(problem))
        close_old_connections()
        time.sleep(EVERY_SECONDS)


def tick(now: datetime) -> list[str]:
    """What one look at the clock does; returns the names of the jobs that were handed over."""
    requeue_abandoned(now)
    names = enqueue_due(now)
    for name in names:
        log.info("job enqueued", job=name)
    return names
