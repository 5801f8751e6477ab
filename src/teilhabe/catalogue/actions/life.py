"""The life of an offer: handed in, reviewed, returned or published, confirmed again and again, ended."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish import UnpublishAction

from teilhabe.accounts.models import User

from ..models import LISTED, NotReviewed, Offer, State
from ..rules import Gap, gaps
from .settling import next_review, settle

if TYPE_CHECKING:
    from teilhabe.core.audit import Actor


class OfferIncomplete(Exception):
    """What has to be said first, in ``gaps``."""

    def __init__(self, found: list[Gap]) -> None:
        super().__init__(", ".join(gap.field for gap in found))
        self.gaps = found


class UnderReview(Exception):
    """Somebody is looking at the last draft; it has to be decided or taken back first."""


class NotWaiting(Exception):
    """The offer is not in a state in which that can be done: nobody handed it in, or it is not public."""


class NewVersion(NotWaiting):
    """What waits is not the version that was read."""


class NoReview(Exception):
    """The portal has no review for offers: ``teilhabe migrate`` sets it up."""


def anew(offer: Offer) -> Offer:
    """The row as it stands now, for nobody else to change before this transaction ends."""
    return Offer.objects.select_for_update().get(pk=offer.pk)


@transaction.atomic
def submit_offer(offer: Offer, *, by: User) -> Offer:
    """Hand the last draft in. Raises OfferIncomplete, UnderReview; NoReview if the portal has no review set up."""
    offer = anew(offer)
    if offer.workflow_in_progress:
        raise UnderReview
    draft: Offer = offer.get_latest_revision_as_object()
    if missing := gaps(draft):
        raise OfferIncomplete(missing)
    waiting = offer.current_workflow_state
    if waiting is not None:
        waiting.resume(user=by)
    else:
        workflow = offer.get_workflow()
        if workflow is None:
            raise NoReview
        workflow.start(offer, by)
    return Offer.objects.get(pk=offer.pk)


@transaction.atomic
def take_offer(offer: Offer, *, by: User) -> Offer:
    """Say that ``by`` reviews what was handed in; taking it from somebody else is allowed. Raises NotWaiting."""
    offer = anew(offer)
    if not offer.workflow_in_progress:
        raise NotWaiting
    Offer.objects.filter(pk=offer.pk).update(taken_by=by)
    return settle(offer, "take_offer", by=by)


@transaction.atomic
def return_offer(offer: Offer, reasons: str, *, by: User, seen: str | None = None) -> Offer:
    """Give what was handed in back to its author, with reasons; ``seen`` as for ``publish_offer``.

    Raises NotWaiting, NewVersion.
    """
    offer, task = _handed_in(offer, seen)
    task.reject(user=by, comment=reasons)
    return Offer.objects.get(pk=offer.pk)


@transaction.atomic
def take_back_offer(offer: Offer, *, by: User) -> Offer:
    """What was handed in is a draft again, for its author to go on with. Raises NotWaiting."""
    offer = anew(offer)
    waiting = offer.current_workflow_state
    if waiting is None or not offer.workflow_in_progress:
        raise NotWaiting
    waiting.cancel(user=by)
    return Offer.objects.get(pk=offer.pk)


@transaction.atomic
def publish_offer(offer: Offer, *, by: Actor, seen: str | None = None) -> Offer:
    """Make what was handed in public; ``by`` must not have written any of it.

    ``seen`` is the number of the version that ``by`` has read, as their form sends it; None: the last one that
    ``offer`` knows of. Raises NotWaiting, NewVersion, NotReviewed.
    The portal itself (imports, the demonstration) publishes the last draft without a review: the operator decided so.
    """
    if isinstance(by, User):
        offer, task = _handed_in(offer, seen)
        if task.revision_id != offer.latest_revision_id:
            raise NewVersion
        if offer.is_written_by(by):
            raise NotReviewed
        task.approve(user=by)
        return Offer.objects.get(pk=offer.pk)
    offer = anew(offer)
    draft = offer.get_latest_revision_as_object()
    if missing := gaps(draft):
        raise OfferIncomplete(missing)
    _publish(offer.get_latest_revision(), by)
    return Offer.objects.get(pk=offer.pk)


@transaction.atomic
def confirm_offer(offer: Offer, *, by: Actor, name: str) -> Offer:
    """Everything in it still holds: ``name`` (an organisation or office) vouches for it from today on.

    An outdated offer is public again. Raises NotWaiting for one that is neither public nor outdated.
    """
    offer = anew(offer)
    if offer.state not in (*LISTED, State.OUTDATED):
        raise NotWaiting
    today = timezone.localdate()
    # The row still says what a second person published; a change that waits for its review goes on waiting.
    Offer.objects.filter(pk=offer.pk).update(
        live=True,
        assured_on=today,
        assured_by=name,
        review_due=next_review(today),
        reminded_on=None,
        state=State.PUBLISHED,
        state_since=timezone.now(),
    )
    return settle(offer, "confirm_offer", by=by)


@transaction.atomic
def archive_offer(offer: Offer, *, ended: date, by: Actor, note: str = "") -> Offer:
    """It has ended: its page stays and says so, lists and exports leave it out. Raises NotWaiting if not public.

    What was approved for later does not appear any more.
    """
    offer = anew(offer)
    if offer.state not in LISTED:
        raise NotWaiting
    _unschedule(offer)
    Offer.objects.filter(pk=offer.pk).update(
        state=State.ARCHIVED, ended_on=ended, state_note=note, state_since=timezone.now()
    )
    return settle(offer, "archive_offer", by=by)


@transaction.atomic
def withdraw_offer(offer: Offer, *, by: Actor, reason: str = "") -> Offer:
    """Take it out of the public; its address says that it was withdrawn.

    What was only approved for later is a draft again. Raises NotWaiting if it is neither.
    """
    offer = anew(offer)
    if not offer.live:
        if not _unschedule(offer):
            raise NotWaiting
        Offer.objects.filter(pk=offer.pk).update(state_note=reason)
        return settle(offer, "unschedule_offer", by=by)
    return _hide(offer, State.WITHDRAWN, "withdraw_offer", by, reason)


@transaction.atomic
def outdate_offer(offer: Offer, *, by: Actor) -> Offer:
    """Nobody has confirmed it in time: hidden until somebody does, explained at its address. Raises NotWaiting."""
    offer = anew(offer)
    if offer.state not in LISTED:
        raise NotWaiting
    return _hide(offer, State.OUTDATED, "outdate_offer", by)


def _handed_in(offer: Offer, seen: str | None) -> tuple[Offer, Any]:
    """The row as it stands now and the task of its review, if what waits is the version that was read."""
    known = str(offer.latest_revision_id) if seen is None else seen
    offer = anew(offer)
    task = offer.current_workflow_task_state
    if task is None or not offer.workflow_in_progress:
        raise NotWaiting
    if str(offer.latest_revision_id) != known:
        raise NewVersion
    return offer, task


def _unschedule(offer: Offer) -> bool:
    """Whether anything was approved for later; it is no more."""
    found: int = offer.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
    return found > 0


def _publish(revision: Any, by: Actor) -> None:
    revision.published_by = by
    revision.publish(user=by if isinstance(by, User) else None, skip_permission_checks=True)


def _hide(offer: Offer, state: State, verb: str, by: Actor, note: str = "") -> Offer:
    """Wagtail forgets which revision was public when it takes one back; a later confirmation needs to know."""
    shown, changed = offer.live_revision_id, offer.has_unpublished_changes
    offer.state, offer.state_note, offer.state_since = state, note, timezone.now()
    offer.hidden = (verb, by)
    # Who may is asked before: providers hold no right of the back office.
    UnpublishAction(offer, user=by if isinstance(by, User) else None).execute(skip_permission_checks=True)
    Offer.objects.filter(pk=offer.pk).update(live_revision_id=shown, has_unpublished_changes=changed)
    return Offer.objects.get(pk=offer.pk)
