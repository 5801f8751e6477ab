"""Write an offer and change it: always a draft first, whatever is public stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Locale

from teilhabe.accounts.models import User
from teilhabe.directory.models import Organisation

from ..models import Offer
from ..rules.schedule import BadSchedule, check
from .located import locate
from .settling import settle

if TYPE_CHECKING:
    from teilhabe.core.audit import Actor

RESERVED = frozenset({"anbieter", "daten", "kalender", "liste", "merkliste", "neu"})
"""What stands at this place of the address itself."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
CONFIRMATION = ("assured_on", "assured_by", "review_due")
"""Who has confirmed that an offer still holds, when, and until when that is believed."""
# What belongs to one entry and its reviews, not to what it says.
_OF_ONE_LIFE = frozenset({*CONFIRMATION, "first_published_at", "go_live_at", "expire_at"})


@transaction.atomic
def create_offer(details: Mapping[str, Any], *, organisation: Organisation, by: Actor) -> Offer:
    """A new offer as a draft. ``details`` are fields of ``Offer`` by name; raises ValidationError by field."""
    offer = Offer(
        **_checked(details),
        organisation=organisation,
        locale=Locale.get_default(),
        created_by=by if isinstance(by, User) else None,
    )
    offer.slug = free_address(offer.slug or offer.title)
    locate(offer)
    offer.full_clean(exclude=["translation_key"])
    offer.save()
    offer.save_revision(user=by if isinstance(by, User) else None)
    return settle(offer, "create_offer", by=by)


@transaction.atomic
def change_offer(offer: Offer, details: Mapping[str, Any], *, by: Actor) -> Offer:
    """The next draft of ``offer``. Raises UnderReview while the last one is looked at, ValidationError by field."""
    from .life import UnderReview, anew

    offer = anew(offer)
    if offer.workflow_in_progress:
        raise UnderReview
    draft: Offer = offer.get_latest_revision_as_object()
    _keep_confirmation(offer, draft)
    for name, value in _checked(details).items():
        setattr(draft, name, value)
    locate(draft)
    draft.full_clean(exclude=["translation_key"])
    draft.save_revision(user=by if isinstance(by, User) else None, changed=True)
    return settle(offer, "change_offer", by=by, fields=sorted(details))


def _keep_confirmation(offer: Offer, draft: Offer) -> None:
    """``confirm_offer`` writes no version: the next one must not take back what was said after the last."""
    if offer.assured_on is not None and (draft.assured_on is None or draft.assured_on < offer.assured_on):
        for name in CONFIRMATION:
            setattr(draft, name, getattr(offer, name))
    draft.review_due = draft.review_due or offer.review_due


@transaction.atomic
def duplicate_offer(offer: Offer, *, title: str, by: Actor) -> Offer:
    """A new draft with everything the last draft of ``offer`` says, but dates of confirmation; its files stay there."""
    draft: Offer = offer.get_latest_revision_as_object()
    left_out = {"title", "slug", "organisation", "locale", "translation_key", *_OF_ONE_LIFE}
    if draft.place_ref:  # found by its address, and will be found again
        left_out |= {"latitude", "longitude"}
    kept = {
        field.name: getattr(draft, field.name)
        for field in Offer._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in left_out | Offer.OWN
    }
    return create_offer({**kept, "title": title}, organisation=offer.organisation, by=by)


def free_address(words: str) -> str:
    """An address (slug) for a title that neither a German row nor a page of the catalogue has yet."""
    wanted = address_of(words)
    taken = set(Offer.objects.source().filter(slug__startswith=wanted).values_list("slug", flat=True))
    taken |= RESERVED
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(name for name in chain([wanted], numbered) if name not in taken)


def address_of(words: str) -> str:
    """What the address of a title begins with, whoever has it already."""
    return slugify(words.translate(_UMLAUTS))[:100].strip("-") or "eintrag"


def _checked(details: Mapping[str, Any]) -> dict[str, Any]:
    own = sorted(set(details) & Offer.OWN)
    if own:
        raise ValueError(f"not for editing: {own}")
    if details.get("schedule"):
        try:
            check(details["schedule"])
        except BadSchedule as wrong:
            raise ValidationError({"schedule": str(wrong)}) from wrong
    return dict(details)
