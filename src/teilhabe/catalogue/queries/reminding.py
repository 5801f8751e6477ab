"""Which offers their providers have to hear of today."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import F, Q

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..models import Offer
    from .offers import OfferQuerySet

SOON = timedelta(days=14)
"""The first reminder comes so long before the day an offer has to be confirmed by, the second on that day."""


def to_remind_of(today: date) -> dict[int, list[Offer]]:
    """Listed offers that are due soon or today and whose providers have not heard of it, by organisation (key).

    A day on which nothing ran is made up for.
    """
    listed = _written_here().listed().filter(review_due__lte=today + SOON)
    unheard = Q(reminded_on__isnull=True) | Q(reminded_on__lt=F("review_due") - SOON)
    on_the_day = Q(review_due__lte=today, reminded_on__lt=F("review_due"))
    return _by_organisation(listed.filter(unheard | on_the_day).order_by("review_due", "title"))


def to_tell_of_hiding() -> dict[int, list[Offer]]:
    """Offers that grew outdated and whose providers have not heard of it since, by organisation (key)."""
    hidden = _written_here().filter(state="outdated").exclude(reminded_on__gte=F("state_since__date"))
    return _by_organisation(hidden.order_by("title"))


def _written_here() -> OfferQuerySet:
    """What comes from a feed is confirmed where it comes from."""
    found: OfferQuerySet = apps.get_model("catalogue", "Offer").objects.source().filter(origin="")
    return found


def _by_organisation(offers: Iterable[Offer]) -> dict[int, list[Offer]]:
    found: dict[int, list[Offer]] = defaultdict(list)
    for offer in offers:
        found[offer.organisation_id].append(offer)
    return dict(found)
