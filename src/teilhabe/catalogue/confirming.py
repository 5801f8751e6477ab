"""The link in a reminder: signed, for one member, bound to the day by which each offer had to be confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing

from teilhabe.accounts.models import User

from .models import LISTED, Offer, State
from .queries.reminding import SOON
from .rules import is_of_provider

_SALT = "catalogue.confirm"
# After the offer is hidden, somebody back from a long leave may still say that all of it holds.
_AFTER_DAYS = 60
MOST_TOGETHER = 100
"""Offers in one link; the address of more would be longer than web servers take."""


class NoSuchLink(Exception):
    """Forged, expired, or of somebody who no longer writes for the organisation."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the link asks: ``offers`` are still to be confirmed, ``settled`` how many are not any more."""

    user: User
    offers: list[Offer]
    settled: int


def link_token(user: User, offers: Iterable[Offer]) -> str:
    """For the address ``/anbieter/bestaetigen/<token>``."""
    said = [[offer.pk, offer.review_due.isoformat() if offer.review_due else ""] for offer in offers]
    return signing.dumps([user.pk, said], salt=_SALT, compress=True)


def read_token(token: str) -> Asked:
    """Raises NoSuchLink."""
    lasts = SOON + timedelta(days=settings.OFFER_GRACE_DAYS + _AFTER_DAYS)
    try:
        user_id, said = signing.loads(token, salt=_SALT, max_age=lasts)
    except signing.BadSignature:
        raise NoSuchLink from None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NoSuchLink
    due = dict(said)
    found = Offer.objects.source().filter(pk__in=due).select_related("organisation", "locale").order_by("title", "pk")
    own = [offer for offer in found if is_of_provider.test(user, offer)]
    if not own:
        raise NoSuchLink
    waiting = [offer for offer in own if _waits(offer, due[offer.pk])]
    return Asked(user, waiting, len(own) - len(waiting))


def _waits(offer: Offer, due: str) -> bool:
    """Whether nobody has confirmed or changed it since the mail."""
    day = offer.review_due.isoformat() if offer.review_due else ""
    return offer.state in (*LISTED, State.OUTDATED) and day == due
