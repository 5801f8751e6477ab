"""Works off one queue. What a killed worker left half done is queued again when a worker of its name starts."""

from __future__ import annotations

import socket
from datetime import datetime, timedelta

import structlog
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

log = structlog.get_logger("teilhabe.worker")

# A task that was under way so often when its worker died is taken to be the reason.
MOST_ATTEMPTS = 3
# A worker whose machine is gone never comes back under its name; nothing runs as long as this.
ABANDONED_AFTER = timedelta(hours=24)
POLL_SECONDS = 1.0


class WorkerDied(RuntimeError):
    """Recorded at a task that was under way in MOST_ATTEMPTS workers that died."""


def work_off(queue: str, *, batch: bool = False) -> None:
    """Run the tasks of ``queue`` until SIGTERM, or, with ``batch``, until none is left."""
    name = worker_name(queue)
    requeue_orphans(name)
    worker = Worker(
        queue_names=[queue],
        excluded_queue_names=[],
        interval=POLL_SECONDS,
        batch=batch,
        backend_name="default",
        startup_delay=not batch,
        max_tasks=None,
        worker_id=name,
    )
    worker.configure_signals()
    worker.run()


def worker_name(queue: str) -> str:
    """The same after every start, at most 64 characters: so a worker knows what its predecessor left."""
    return f"{socket.gethostname()[: 60 - len(queue)]}/{queue}"


def requeue_orphans(worker: str) -> int:
    """Queue again what was under way in a worker of this name; there is never more than one of a name."""
    return _requeue(
        [
            task
            for task in DBTaskResult.objects.running().filter(queue_name=worker.rpartition("/")[2])
            if task.worker_ids and task.worker_ids[-1] == worker
        ]
    )


def requeue_abandoned(now: datetime) -> int:
    """Queue again what has been under way for longer than anything takes."""
    return _requeue(list(DBTaskResult.objects.running().filter(started_at__lt=now - ABANDONED_AFTER)))


def _requeue(tasks: list[DBTaskResult]) -> int:
    for task in tasks:
        if len(task.worker_ids) >= MOST_ATTEMPTS:
            task.set_failed(WorkerDied(f"{len(task.worker_ids)} workers died while they ran this task"))
            log.error("task given up", task=task.task_path, attempts=len(task.worker_ids))
        else:
            task.status = TaskResultStatus.READY
            task.started_at = None
            task.run_after = timezone.now()
            task.save(update_fields=["status", "started_at", "run_after"])
            log.warning("task queued again", task=task.task_path, attempts=len(task.worker_ids))
    return len(tasks)
