"""What time does to offers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from teilhabe.search.models import Entry

from ..models import LISTED, Offer, State
from ..rules.schedule import BadSchedule, upcoming
from .life import archive_offer, outdate_offer
from .records import told_otherwise
from .settling import refresh, settle

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from teilhabe.core.audit import Actor

PER_BATCH = 500


def let_time_pass(today: date, *, by: Actor) -> dict[str, int]:
    """End what has ended, hide what nobody confirmed in time, say what is due: how many of each.

    What is due stays public for ``OFFER_GRACE_DAYS``, then it is outdated.
    """
    listed = Offer.objects.source().filter(state__in=LISTED)
    too_old = today - timedelta(days=settings.OFFER_GRACE_DAYS)

    def end(offer: Offer) -> None:
        archive_offer(offer, ended=offer.valid_to or today, by=by)

    def hide(offer: Offer) -> None:
        outdate_offer(offer, by=by)

    def say_due(offer: Offer) -> None:
        Offer.objects.filter(pk=offer.pk).update(state=State.REVIEW_DUE)
        settle(offer, "offer_review_due", by=by)

    return {
        "archived": _each(listed.filter(valid_to__lt=today), end),
        "outdated": _each(listed.filter(review_due__lt=too_old), hide),
        "due": _each(Offer.objects.source().due(today), say_due),
    }


def _each(found: QuerySet[Offer], deed: Callable[[Offer], None]) -> int:
    """To how many of ``found`` it was done, each by itself; not to those confirmed or ended since the search."""
    done = 0
    for key in list(found.values_list("pk", flat=True)):
        with transaction.atomic():
            offer = found.select_for_update(of=("self",)).filter(pk=key).first()
            if offer is not None:
                deed(offer)
                done += 1
    return done


def write_coming_dates(now: datetime) -> int:
    """Write offers whose next date has begun to the index with the dates that come next: how many."""
    begun = Entry.objects.filter(kind="offer", starts__lt=now).exclude(ends__gt=now)
    known = {int(ref): starts for ref, starts in begun.values_list("ref", "starts")}
    done, keys = 0, sorted(known)
    for first in range(0, len(keys), PER_BATCH):
        offers = Offer.objects.source().listed().filter(pk__in=keys[first : first + PER_BATCH])
        for offer in offers.select_related("locale", "organisation"):
            # A whole day is still under way: the index says so already.
            if _next_date(offer, now) != known[offer.pk]:
                refresh(offer)
                done += 1
    return done


def tell_anew() -> int:
    """Bring index and records in step where an offer looks different without a change of its own, such as with the
    new name of its organisation: how many."""
    found = [offer.pk for offer in told_otherwise()]
    for key in found:
        with transaction.atomic():
            offer = Offer.objects.select_for_update().filter(pk=key).first()
            if offer is not None:  # deleted since
                refresh(offer)
    return len(found)


def _next_date(offer: Offer, now: datetime) -> datetime | None:
    try:
        return next((date.starts for date in upcoming(offer.schedule, now=now, most=1)), None)
    except BadSchedule:  # of an import that nobody has looked at yet
        return None
