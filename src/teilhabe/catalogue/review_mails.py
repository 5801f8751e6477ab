"""Who hears of a review: those who review that something waits, those who wrote what became of it.

The back office would write of its own accord, in its own words and with links that organisations cannot open.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult
from wagtail.admin import signal_handlers
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from teilhabe.accounts.models import Membership, User

from .mailing import send
from .models import Offer
from .queries.tasks import titles, to_review
from .rules import is_of_provider

COLLECT = timedelta(minutes=10)
"""One mail tells of everything that was handed in meanwhile."""
_NAMED = 10
_STATE = "workflow_state_%s"


def tell_of_reviews_in_our_words() -> None:
    """Take the back office's mails off for offers: they would be sent before the page answers, each to everybody.

    Ours stand under the same names, so it does not matter which app is ready first.
    """
    for signal, sender, notifier, name in (
        (task_submitted, TaskState, signal_handlers.task_submission_email_notifier, "group_approval_task_submitted"),
        (workflow_submitted, WorkflowState, signal_handlers.workflow_submission_email_notifier, _STATE % "submitted"),
        (workflow_rejected, WorkflowState, signal_handlers.workflow_rejection_email_notifier, _STATE % "rejected"),
        (workflow_approved, WorkflowState, signal_handlers.workflow_approval_email_notifier, _STATE % "approved"),
    ):
        uid = f"{name}_email_notification"
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(_but_of_offers(notifier), sender=sender, dispatch_uid=uid, weak=False)


def _but_of_offers(notifier: Callable[..., Any]) -> Callable[..., Any]:
    def receiver(instance: Any, **rest: Any) -> None:
        review = instance.workflow_state if isinstance(instance, TaskState) else instance
        if not isinstance(review.content_object, Offer):
            notifier(instance, **rest)

    return receiver


def tell_reviewers_soon() -> None:
    """Something was handed in. Unless a mail about it is on its way already, there will be one in a while."""
    waits = DBTaskResult.objects.filter(task_path=mail_reviewers.module_path, status=TaskResultStatus.READY)
    if not waits.exists():
        mail_reviewers.using(run_after=timezone.now() + COLLECT).enqueue()


@task()
def mail_reviewers() -> int:
    """Tell everybody who reviews what waits for them; returns how many mails."""
    roles = (Membership.Role.REVIEWER, Membership.Role.EDITOR)
    sent = 0
    for user in User.objects.filter(memberships__role__in=roles, is_active=True).distinct():
        waiting = to_review(user, most=_NAMED)
        if waiting.count:
            named = titles(waiting.first).values()
            link = settings.PORTAL_URL + reverse("provider:reviews")
            send("waiting", user.email, user=user, titles=named, count=waiting.count, link=link)
            sent += 1
    return sent


@task()
def mail_decision(user_id: int, offer_id: int, what: str, reasons: str = "") -> None:
    """Tell whoever handed an offer in for their organisation: it was ``returned`` with reasons, or ``published``."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    offer = Offer.objects.filter(pk=offer_id).select_related("organisation").first()
    if user is None or offer is None or not is_of_provider.test(user, offer):
        return  # left the organisation meanwhile
    public = settings.PORTAL_URL + reverse("catalogue:offer", args=[offer.slug]) if offer.live else ""
    own = settings.PORTAL_URL + reverse("provider:offer", args=[offer.pk])
    send(what, user.email, user=user, offer=offer, reasons=reasons, public=public, link=own)
