"""What visitors suggest and what mistakes they report: received without an account, decided by editors, forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from teilhabe.accounts.models import User
from teilhabe.core import audit
from teilhabe.core.audit import Actor
from teilhabe.directory.models import Organisation

from ..models import Offer, Proposal
from .editing import create_offer
from .providers import PER_HOUR, VISITOR, AlreadyDecided, TooManyMessages


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProposal:
    """A checked message: a mistake in ``offer``, or without one the suggestion of another."""

    text: str
    offer: Offer | None = None
    title: str = ""
    provider: str = ""
    url: str = ""
    email: str = ""
    sender: str = ""


@transaction.atomic
def receive_proposal(new: NewProposal, *, by: Actor = VISITOR) -> Proposal:
    """Keep it for an editor. Raises TooManyMessages."""
    since = timezone.now() - timedelta(hours=1)
    if new.sender and Proposal.objects.from_sender_since(new.sender, since).count() >= PER_HOUR:
        raise TooManyMessages
    proposal = Proposal.objects.create(
        kind=Proposal.Kind.MISTAKE if new.offer else Proposal.Kind.SUGGESTION,
        offer=new.offer,
        title=new.title,
        provider=new.provider,
        url=new.url,
        text=new.text,
        email=new.email,
        sender=new.sender,
    )
    audit.record("receive_proposal", proposal, by=by, kind=proposal.kind)
    return proposal


@transaction.atomic
def settle_proposal(proposal: Proposal, *, done: bool, note: str, by: User) -> Proposal:
    """Write down what became of it. Raises AlreadyDecided."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state != Proposal.State.OPEN:
        raise AlreadyDecided
    proposal.state = Proposal.State.DONE if done else Proposal.State.REFUSED
    proposal.note, proposal.decided = note, timezone.now()
    proposal.save(update_fields=["state", "note", "decided"])
    audit.record("settle_proposal" if done else "refuse_proposal", proposal, by=by, kind=proposal.kind)
    return proposal


@transaction.atomic
def draft_from_proposal(proposal: Proposal, *, organisation: Organisation, by: User) -> Offer:
    """A draft of ``organisation`` with what the visitor wrote; the proposal is done by it. Raises AlreadyDecided."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state != Proposal.State.OPEN:
        raise AlreadyDecided
    offer = create_offer(
        # What a visitor wrote may name people: it becomes no title and no address.
        {"title": proposal.title or f"{gettext('Vorschlag')} {proposal.pk}", "homepage": proposal.url},
        organisation=organisation,
        by=by,
    )
    Proposal.objects.filter(pk=proposal.pk).update(offer=offer)
    settle_proposal(proposal, done=True, note="", by=by)
    return offer


@transaction.atomic
def forget_proposals(now: datetime, *, by: Actor) -> int:
    """Delete what was written more than FEEDBACK_DAYS ago; returns how many messages."""
    old = Proposal.objects.filter(created__lt=now - timedelta(days=settings.FEEDBACK_DAYS))
    for proposal in old:
        audit.record("forget_proposal", proposal, by=by)
    return old.delete()[0]
