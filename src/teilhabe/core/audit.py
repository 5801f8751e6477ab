"""The audit: who did what to which object and when. Every action writes it in its own transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Model

from .models import AuditEntry


class Actor(Protocol):
    """Whoever acts: a signed-in user, a job, a command. Users get this from accounts.User."""

    @property
    def audit_name(self) -> str:
        """Stable and free of personal data, such as ``user:12`` or ``harvest``."""
        ...


@dataclass(frozen=True, slots=True)
class SystemActor:
    """A part of the portal that acts on its own."""

    audit_name: str


SCHEDULER = SystemActor("scheduler")
COMMAND_LINE = SystemActor("command-line")


def record(verb: str, subject: Model, *, by: Actor, **details: Any) -> AuditEntry:
    """Write one line of audit; ``details`` must be JSON and carry no personal data."""
    return AuditEntry.objects.create(
        verb=verb,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        actor=by.audit_name,
        details=details,
    )
