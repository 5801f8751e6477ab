"""After anything happened to an offer: where it stands now, what readers find, what other portals are told.

The back office publishes, returns and withdraws by its own hand as well as by ours; both end here.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import WorkflowState

from teilhabe.core import audit
from teilhabe.search.actions import drop, put

from ..indexing import offer_entry
from ..models import LISTED, READABLE, ImportedEntry, Offer, OfferFile, State
from .records import keep_record

if TYPE_CHECKING:
    from teilhabe.core.audit import Actor

IMPORTS = audit.SystemActor("import")
"""Who writes what the operator allowed to be published, and what comes as planned: nobody has read it here."""


def next_review(day: date) -> date:
    """When what was confirmed on ``day`` has to be confirmed again."""
    return day + timedelta(days=settings.OFFER_REVIEW_DAYS)


@transaction.atomic
def settle(offer: Offer, verb: str, *, by: Actor, **details: object) -> Offer:
    """Bring state, index and records of ``offer`` in step with what just happened; write the audit. Returns it anew."""
    offer = Offer.objects.select_for_update().select_related("locale").get(pk=offer.pk)
    published = verb == "publish_offer"
    _settle_state(offer, published=published, read=by != IMPORTS)
    if published and offer.live_revision is not None:
        # What was added after the text that is public now waits for the next review.
        reviewed = OfferFile.every.filter(offer=offer, created__lte=offer.live_revision.created_at)
        reviewed.filter(shown=False).update(shown=True)
    if offer.state == State.WITHDRAWN:
        forget_told(offer)
    audit.record(verb, offer, by=by, state=offer.state, **details)
    if _take_translations_along(offer, by=by) and not offer.is_source:
        offer = Offer.objects.select_related("locale").get(pk=offer.pk)
    refresh(offer)
    return offer


def forget_told(offer: Offer) -> None:
    """What a feed told of ``offer`` goes but for its title: nobody needs it while the entry is out, and a name or a
    number would be kept for ever that was taken off the net here. What differs then is a question to an editor."""
    for entry in ImportedEntry.objects.select_for_update(of=("self",)).filter(offer=offer):
        entry.told = {name: value if name in _TOLD_OF_ALL else None for name, value in entry.told.items()}
        entry.save(update_fields=["told"])


_TOLD_OF_ALL = frozenset({"title", "kind", "organisation"})


def refresh(offer: Offer) -> None:
    """What readers find and what other portals are told, from what is stored. A translation speaks with its source."""
    source = offer if offer.is_source else _source_of(offer)
    if source is None:
        return
    if source.state in READABLE:
        put(offer_entry(source))
    else:
        drop("offer", [str(source.pk)])
    keep_record(source, public=source.state in LISTED or source.state == State.ARCHIVED)


def _take_translations_along(offer: Offer, *, by: Actor) -> bool:
    """Readers have translations exactly as long as they have the German row: hidden with it, they come back with it.

    Whether any changed. They are outdated meanwhile, which a translation is for no other reason.
    """
    source = offer if offer.is_source else _source_of(offer)
    if source is None:
        return False
    rows = Offer.objects.filter(translation_key=source.translation_key).exclude(pk=source.pk)
    shown = source.state in READABLE
    found = list(rows.filter(state=State.OUTDATED) if shown else rows.filter(live=True))
    for row in found:
        state = State.PUBLISHED if shown else State.OUTDATED
        Offer.objects.filter(pk=row.pk).update(live=shown, state=state, state_since=timezone.now())
        audit.record("show_translation" if shown else "hide_translation", row, by=by, state=state)
    return bool(found)


def _settle_state(offer: Offer, *, published: bool, read: bool) -> None:
    """``read``: a person has read what is ``published``, or the portal itself vouches for it."""
    waiting = offer.current_workflow_state
    change = State.DRAFT if offer.has_unpublished_changes or not offer.live else ""
    if waiting is not None and waiting.status == WorkflowState.STATUS_IN_PROGRESS:
        change = State.IN_REVIEW if offer.taken_by_id else State.SUBMITTED
    elif waiting is not None and waiting.status == WorkflowState.STATUS_NEEDS_CHANGES:
        change = State.RETURNED
    state = offer.state
    today = timezone.localdate()
    still_due = not read and state == State.REVIEW_DUE and offer.review_due is not None and offer.review_due <= today
    if offer.live:
        if (published and not still_due) or state not in READABLE:
            state = State.PUBLISHED
    elif state not in {State.OUTDATED, State.WITHDRAWN}:
        state, change = change, ""
    elif change == State.DRAFT and not offer.has_unpublished_changes:
        change = ""
    if published:
        if read:
            offer.assured_on = offer.assured_on or today
        if offer.review_due is None or (read and offer.review_due <= today):
            offer.review_due = next_review(today)
        offer.reminded_on = offer.ended_on = None
        offer.state_note = ""
    if change not in {State.SUBMITTED, State.IN_REVIEW} and state not in {State.SUBMITTED, State.IN_REVIEW}:
        offer.taken_by = None
    if state != offer.state or offer.state_since is None:
        offer.state_since = timezone.now()
    offer.state, offer.pending = state, change
    offer.save()


def _source_of(offer: Offer) -> Offer | None:
    same = Offer.objects.source().filter(translation_key=offer.translation_key)
    return same.select_related("locale").first()
