"""What the back office does by its own hand, taken up: every publication, return and withdrawal ends in ``settle``."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from wagtail.log_actions import log
from wagtail.models import Revision
from wagtail.signals import (
    published,
    task_rejected,
    task_submitted,
    unpublished,
    workflow_approved,
    workflow_cancelled,
)

from teilhabe.core.audit import Actor, SystemActor

from .actions.easy import outdate_easy_text
from .actions.settling import settle
from .actions.translations import bring_new_words, say_which_words
from .models import Offer
from .review_mails import mail_decision, tell_of_reviews_in_our_words, tell_reviewers_soon

BACK_OFFICE = SystemActor("back-office")


def follow_the_back_office() -> None:
    """Connect once, when the app is ready."""
    tell_of_reviews_in_our_words()
    published.connect(_published, sender=Offer, dispatch_uid="catalogue.published")
    unpublished.connect(_unpublished, sender=Offer, dispatch_uid="catalogue.unpublished")
    task_submitted.connect(_submitted, dispatch_uid="catalogue.submitted")
    task_rejected.connect(_returned, dispatch_uid="catalogue.returned")
    workflow_cancelled.connect(_taken_back, dispatch_uid="catalogue.taken_back")
    workflow_approved.connect(_approved, dispatch_uid="catalogue.approved")
    post_save.connect(_written, sender=Revision, dispatch_uid="catalogue.written")


def _written(instance: Revision, created: bool, **_rest: Any) -> None:
    """The history in the back office lists its own log; versions written elsewhere would be missing there."""
    if not created or instance.content_type.model_class() is not Offer:
        return
    offer = Offer.objects.filter(pk=instance.object_id).first()
    if offer is not None:
        first = not offer.revisions.exclude(pk=instance.pk).exists()
        action = "wagtail.create" if first else "wagtail.edit"
        log(instance=offer, action=action, user=instance.user, revision=instance, content_changed=True)


def _published(instance: Offer, revision: Any, **_rest: Any) -> None:
    if not instance.live:  # approved for a later moment, see jobs.keep_schedules
        settle(instance, "schedule_offer", by=getattr(revision, "published_by", None) or BACK_OFFICE)
        return
    settle(instance, "publish_offer", by=getattr(revision, "published_by", None) or BACK_OFFICE)
    if instance.is_source:
        # What translations are compared with.
        say_which_words(instance)
        bring_new_words(instance)
        outdate_easy_text(instance, by=BACK_OFFICE)
    elif not instance.source_digest:
        say_which_words(instance)


def _unpublished(instance: Offer, **_rest: Any) -> None:
    verb, by = getattr(instance, "hidden", ("withdraw_offer", BACK_OFFICE))
    settle(instance, verb, by=by)


def _submitted(instance: Any, user: Actor | None = None, **_rest: Any) -> None:
    offer = instance.workflow_state.content_object
    if isinstance(offer, Offer):
        settle(offer, "submit_offer", by=user or BACK_OFFICE)
        tell_reviewers_soon()


def _returned(instance: Any, user: Actor | None = None, **_rest: Any) -> None:
    offer = instance.workflow_state.content_object
    if isinstance(offer, Offer):
        Offer.objects.filter(pk=offer.pk).update(state_note=instance.comment)
        settle(offer, "return_offer", by=user or BACK_OFFICE)
        _tell(instance.workflow_state, "returned", instance.comment)


def _approved(instance: Any, **_rest: Any) -> None:
    if isinstance(instance.content_object, Offer):
        _tell(instance, "published")


def _tell(review: Any, what: str, reasons: str = "") -> None:
    """Whoever handed it in hears what became of it."""
    if review.requested_by_id is not None:
        mail_decision.enqueue(review.requested_by_id, int(review.object_id), what, reasons)


def _taken_back(instance: Any, user: Actor | None = None, **_rest: Any) -> None:
    if isinstance(instance.content_object, Offer):
        settle(instance.content_object, "take_back_offer", by=user or BACK_OFFICE)
