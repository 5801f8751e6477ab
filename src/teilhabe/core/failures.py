"""Background tasks that failed and were not made good since: what the doctor names until somebody mends it.

A task is made good by a later run of the same task with the same arguments that succeeded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from .audit import Actor, record


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A task that keeps failing. ``name`` says what with which numbers: ``council.jobs.fetch_source_files(3)``.

    ``reason`` is the class of its last exception, such as ``ValueError``. What that said may hold a person's address
    (a mail server that refuses a recipient); it stands in the log of the worker.
    """

    name: str
    times: int
    last: datetime
    reason: str


def open_failures() -> list[Failure]:
    """What failed and was not made good, the latest first."""
    found: dict[tuple[str, str], list[DBTaskResult]] = {}
    for task in _not_made_good():
        found.setdefault(_key(task), []).append(task)
    failures = []
    for tasks in found.values():
        latest = max(tasks, key=_finished)
        failures.append(Failure(name=_name(latest), times=len(tasks), last=_finished(latest), reason=_reason(latest)))
    return sorted(failures, key=lambda failure: failure.last, reverse=True)


@transaction.atomic
def acknowledge_failures(*, by: Actor) -> int:
    """Forget what failed: somebody has seen it. Returns how many tasks that were; the audit keeps their names."""
    return _forget(_not_made_good(), by=by)


def forget_made_good() -> int:
    """Delete failed tasks that a later run made good; returns how many.

    To be called before successful runs are forgotten, or the failures would come back.
    """
    failed = {task.pk for task in _failed()} - {task.pk for task in _not_made_good()}
    return DBTaskResult.objects.filter(pk__in=failed).delete()[0]


def _not_made_good() -> list[DBTaskResult]:
    failed = list(_failed())
    paths = {task.task_path for task in failed}
    good: dict[tuple[str, str], datetime] = {}
    for task in DBTaskResult.objects.successful().filter(task_path__in=paths).order_by("finished_at"):
        good[_key(task)] = _finished(task)
    return [task for task in failed if _key(task) not in good or good[_key(task)] <= _finished(task)]


def _failed() -> Iterable[DBTaskResult]:
    return DBTaskResult.objects.failed().filter(finished_at__isnull=False)


def _forget(tasks: Iterable[DBTaskResult], *, by: Actor) -> int:
    forgotten = 0
    for task in tasks:
        record("failure-acknowledged", task, by=by, task=_name(task), exception=task.exception_class_path)
        forgotten += task.delete()[0]
    return forgotten


def _finished(task: DBTaskResult) -> datetime:
    assert task.finished_at is not None  # only ended tasks are asked for
    return task.finished_at


def _key(task: DBTaskResult) -> tuple[str, str]:
    return task.task_path, json.dumps(task.args_kwargs, sort_keys=True)


def _name(task: DBTaskResult) -> str:
    """Without what may be a person's: of the arguments only numbers are shown."""
    given = task.args_kwargs
    shown = [str(value) if isinstance(value, int) else "…" for value in given.get("args", [])]
    shown += [f"{name}={value if isinstance(value, int) else '…'}" for name, value in given.get("kwargs", {}).items()]
    return f"{task.task_path.removeprefix('teilhabe.')}({', '.join(shown)})"


def _reason(task: DBTaskResult) -> str:
    return task.exception_class_path.removeprefix("builtins.")
