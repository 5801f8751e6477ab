"""What time does to offers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from teilhabe.search.models import Entry

from ..models import LISTED, Offer, State
from .life import archive_offer, outdate_offer
from .settling import refresh, settle

if TYPE_CHECKING:
    from teilhabe.core.audit import Actor


def let_time_pass(today: date, *, by: Actor) -> dict[str, int]:
    """End what has ended, hide what nobody confirmed in time, say what is due: how many of each.

    What is due stays public for ``OFFER_GRACE_DAYS``, then it is outdated.
    """
    done = {"archived": 0, "outdated": 0, "due": 0}
    listed = Offer.objects.source().filter(state__in=LISTED)
    for offer in listed.filter(valid_to__lt=today):
        archive_offer(offer, ended=offer.valid_to or today, by=by)
        done["archived"] += 1
    for offer in listed.filter(review_due__lt=today - timedelta(days=settings.OFFER_GRACE_DAYS)):
        outdate_offer(offer, by=by)
        done["outdated"] += 1
    for offer in Offer.objects.source().due(today):
        with transaction.atomic():
            Offer.objects.filter(pk=offer.pk).update(state=State.REVIEW_DUE)
            settle(offer, "offer_review_due", by=by)
        done["due"] += 1
    return done


def write_coming_dates(now: datetime) -> int:
    """Write offers whose next date has begun to the index with the dates that come next: how many."""
    begun = Entry.objects.filter(kind="offer", starts__lt=now).values_list("ref", flat=True)
    offers = Offer.objects.source().filter(pk__in=list(map(int, begun))).select_related("locale", "organisation")
    for offer in offers:
        refresh(offer)
    return len(offers)
