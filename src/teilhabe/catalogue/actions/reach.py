"""How often offers are read: a number for each day, nothing about who read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from django.db.models import F

from ..models import Offer, OfferReach

KEPT_DAYS = 366

What = Literal["views", "steps"]


def count_reach(offer: Offer, what: What, *, day: date) -> None:
    """One more. Not audited: nothing that anybody decided has changed."""
    more = {what: F(what) + 1}
    if not OfferReach.objects.filter(offer=offer, day=day).update(**more):
        OfferReach.objects.get_or_create(offer=offer, day=day)
        OfferReach.objects.filter(offer=offer, day=day).update(**more)


def forget_reach(today: date) -> int:
    """Delete what was counted more than KEPT_DAYS ago; returns how many days of offers. Not audited either."""
    return OfferReach.objects.filter(day__lt=today - timedelta(days=KEPT_DAYS)).delete()[0]
