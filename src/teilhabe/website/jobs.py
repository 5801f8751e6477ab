"""Feedback goes to the operator by mail; it and what was searched for in vain go away after a while."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_tasks import task

from teilhabe.core import audit
from teilhabe.core.schedule import periodically

from .actions.feedback import forget_feedback
from .actions.unmet import forget_unmet
from .models import Feedback


@task()
def mail_feedback(feedback_id: int) -> None:
    """Tell the operator, who answers straight to the visitor. Without an address of the operator nothing is sent."""
    feedback = Feedback.objects.filter(pk=feedback_id).first()
    if feedback is None or not settings.OPERATOR_MAIL:
        return
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "feedback": feedback,
            "portal_name": settings.PORTAL_NAME,
            "page_url": settings.PORTAL_URL + feedback.page if feedback.page else "",
            "office_url": f"{settings.PORTAL_URL}/verwaltung/",
            "days": settings.FEEDBACK_DAYS,
        }
        EmailMessage(
            subject=f"[{settings.PORTAL_NAME}] {feedback.number}: {feedback.get_reason_display()}",
            body=render_to_string("website/mail/feedback.txt", context),
            to=[settings.OPERATOR_MAIL],
            reply_to=[feedback.email] if feedback.email else None,
        ).send()


@task()
def forget_old_feedback() -> int:
    return forget_feedback(timezone.now(), by=audit.SCHEDULER)


@task()
def forget_old_searches() -> int:
    return forget_unmet(timezone.localdate())


periodically("website.forget_old_feedback", every=lambda: timedelta(days=1), enqueue=forget_old_feedback.enqueue)
periodically("website.forget_old_searches", every=lambda: timedelta(hours=6), enqueue=forget_old_searches.enqueue)
