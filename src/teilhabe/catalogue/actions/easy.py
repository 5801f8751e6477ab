"""An offer in Leichte Sprache: written, handed in, checked by a second person, outdated when the offer changes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from teilhabe.accounts.models import User
from teilhabe.core import audit
from teilhabe.core.models import AuditEntry

from ..models import EasyText, NotReviewed, Offer
from ..rules.words import digest_of
from .life import NewVersion, NotWaiting, UnderReview

if TYPE_CHECKING:
    from teilhabe.core.audit import Actor

State = EasyText.State


@transaction.atomic
def write_easy_text(offer: Offer, *, title: str, body: str, by: User, seen: str | None = None) -> EasyText:
    """The text of the German row ``offer`` as a draft, or its next draft: readers lose it until it is checked again.

    ``seen`` is the ``EasyText.version`` that ``by`` went on from, None: whichever is stored. Words that are there
    already change nothing. Raises UnderReview while somebody checks it, NewVersion.
    """
    text = EasyText.objects.select_for_update().filter(offer=offer).first()
    if text is not None and (text.title, text.body) == (title, body):
        return text
    if text is not None and text.state == State.IN_REVIEW:
        raise UnderReview
    if text is not None and seen is not None and text.version != seen:
        raise NewVersion
    text, _new = EasyText.objects.update_or_create(
        offer=offer,
        defaults={
            "title": title,
            "body": body,
            "state": State.DRAFT,
            "written_by": by,
            "checked_by": "",
            "checked_on": None,
        },
    )
    audit.record("write_easy_text", text, by=by, offer=offer.pk)
    return text


@transaction.atomic
def hand_in_easy_text(text: EasyText, *, by: User) -> EasyText:
    """Have a second person check it. Raises NotWaiting for what is in review or current."""
    text = EasyText.objects.select_for_update().get(pk=text.pk)
    if text.state not in {State.DRAFT, State.OUTDATED}:
        raise NotWaiting
    text.state = State.IN_REVIEW
    text.save(update_fields=["state", "changed"])
    audit.record("hand_in_easy_text", text, by=by)
    return text


@transaction.atomic
def return_easy_text(text: EasyText, *, by: User, seen: str | None = None) -> EasyText:
    """A draft again, for its author to go on with; ``seen`` as for ``check_easy_text``.

    Raises NotWaiting, NewVersion.
    """
    text = _handed_in(text, seen)
    text.state = State.DRAFT
    text.save(update_fields=["state", "changed"])
    audit.record("return_easy_text", text, by=by)
    return text


@transaction.atomic
def check_easy_text(text: EasyText, *, checked_by: str, day: date, by: User, seen: str | None = None) -> EasyText:
    """Readers may have it: the group or office ``checked_by`` has checked on ``day`` that people understand it.

    ``seen`` is the ``EasyText.version`` that was read, as a form sends it; None: whichever waits.
    Raises NotWaiting, NewVersion, and NotReviewed for whoever wrote any of it since the last check.
    """
    text = _handed_in(text, seen)
    if by.audit_name in _authors_of(text):
        raise NotReviewed
    text.state, text.checked_by, text.checked_on = State.CURRENT, checked_by, day
    text.source_digest = digest_of(text.offer)
    text.save()
    audit.record("check_easy_text", text, by=by)
    return text


def _handed_in(text: EasyText, seen: str | None) -> EasyText:
    """The text as it stands now, if it waits for a check and is the version that was read."""
    text = EasyText.objects.select_for_update(of=("self",)).select_related("offer").get(pk=text.pk)
    if text.state != State.IN_REVIEW:
        raise NotWaiting
    if seen is not None and text.version != seen:
        raise NewVersion
    return text


def _authors_of(text: EasyText) -> set[str]:
    """Who has written in it since it was checked last, as the audit names them."""
    acts = AuditEntry.objects.filter(subject_kind=text._meta.label_lower, subject_id=str(text.pk))
    checked = acts.filter(verb="check_easy_text").order_by("-pk").values_list("pk", flat=True).first() or 0
    return set(acts.filter(verb="write_easy_text", pk__gt=checked).values_list("actor", flat=True))


def outdate_easy_text(offer: Offer, *, by: Actor) -> None:
    """After a publication of the German row ``offer``: its text is outdated if it follows other words."""
    text = EasyText.objects.filter(offer=offer, state=State.CURRENT).first()
    if text is not None and text.source_digest != digest_of(Offer.objects.get(pk=offer.pk)):
        text.state = State.OUTDATED
        text.save(update_fields=["state", "changed"])
        audit.record("outdate_easy_text", text, by=by)
