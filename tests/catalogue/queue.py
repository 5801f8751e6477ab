"""What waits in the queue."""

from __future__ import annotations

from typing import Any

from django_tasks_db.models import DBTaskResult


def queued(task: Any) -> list[list[Any]]:
    """The arguments of each call of ``task`` that waits, oldest first."""
    rows = DBTaskResult.objects.filter(task_path=task.module_path).order_by("enqueued_at")
    return [row.args_kwargs["args"] for row in rows]
