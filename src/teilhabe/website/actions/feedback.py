"""Receive, settle, forget: the life of a visitor's message."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from teilhabe.core import audit
from teilhabe.core.audit import SystemActor

from ..models import Feedback

if TYPE_CHECKING:
    from teilhabe.accounts.models import User
    from teilhabe.core.audit import Actor

VISITOR = SystemActor("visitor")
PER_HOUR = 5
"""Messages that one sender may leave within an hour."""

# Without 0/O, 1/I/L: numbers are read out on the telephone.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class TooManyMessages(Exception):
    """This sender has left PER_HOUR messages within the last hour."""


@dataclass(frozen=True, slots=True)
class NewFeedback:
    """A checked message: ``page`` is a path of this portal or empty, ``sender`` the keyed hash of an address."""

    reason: str
    message: str
    page: str = ""
    email: str = ""
    language: str = "de"
    sender: str = ""


@transaction.atomic
def receive_feedback(new: NewFeedback, *, by: Actor = VISITOR) -> Feedback:
    """Keep the message under a new number. Raises TooManyMessages."""
    since = timezone.now() - timedelta(hours=1)
    if new.sender and Feedback.objects.from_sender_since(new.sender, since).count() >= PER_HOUR:
        raise TooManyMessages
    feedback = Feedback.objects.create(
        number="R-" + "".join(secrets.choice(_LETTERS) for _ in range(6)),
        reason=new.reason,
        page=new.page,
        message=new.message,
        email=new.email,
        language=new.language,
        sender=new.sender,
    )
    audit.record("receive_feedback", feedback, by=by, reason=feedback.reason)
    return feedback


@transaction.atomic
def settle_feedback(feedback: Feedback, *, done: bool, note: str, by: User) -> Feedback:
    """Write down how far the matter is; opening it again clears who settled it."""
    state = Feedback.State.DONE if done else Feedback.State.NEW
    if feedback.state != state or (done and feedback.settled is None):
        feedback.state = state
        feedback.settled = timezone.now() if done else None
        feedback.settled_by = by if done else None
        audit.record("settle_feedback" if done else "reopen_feedback", feedback, by=by)
    feedback.note = note
    feedback.save(update_fields=["state", "settled", "settled_by", "note"])
    return feedback


@transaction.atomic
def forget_feedback(now: datetime, *, by: Actor) -> int:
    """Delete what is older than FEEDBACK_DAYS, settled or not; returns how many."""
    old = Feedback.objects.received_before(now - timedelta(days=settings.FEEDBACK_DAYS))
    forgotten = list(old)
    for feedback in forgotten:
        audit.record("forget_feedback", feedback, by=by)
    old.delete()
    return len(forgotten)
