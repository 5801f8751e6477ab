"""Dates of offers between two moments, for the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from teilhabe.search.models import Entry

from ..rules.schedule import BadSchedule, Occurrence, occurrences
from .entries import listed

if TYPE_CHECKING:
    from ..models import Offer


@dataclass(frozen=True, slots=True)
class Date:
    """One date of an offer, with what the index knows of the offer."""

    when: Occurrence
    entry: Entry
    offer: Offer


def offers_with_dates(
    *, since: datetime, until: datetime, **facets: Sequence[str]
) -> tuple[dict[int, Entry], list[Offer]]:
    """Listed offers that may have dates between two moments, and their entries by the key of the offer; two queries.
    None is cut off."""
    from ..models import Offer

    dated = listed(**facets).filter(starts__isnull=False)
    if since > timezone.now():
        # The index knows the next date: where that is behind the end, no other is before it.
        dated = dated.filter(starts__lt=until)
    entries = {int(entry.ref): entry for entry in dated.order_by("starts")}
    offers = Offer.objects.source().listed().filter(pk__in=entries).select_related("organisation").defer("body")
    return entries, list(offers)


def dates_between(since: datetime, until: datetime, **facets: Sequence[str]) -> list[Date]:
    """Every date that ends after ``since`` and begins before ``until``, in order. A schedule that cannot be read has
    none. ``facets`` narrow the offers."""
    entries, offers = offers_with_dates(since=since, until=until, **facets)
    found = []
    for offer in offers:
        try:
            times = occurrences(offer.schedule, since=since, until=until)
        except BadSchedule:  # of an import that nobody has looked at yet
            continue
        found += [Date(when, entries[offer.pk], offer) for when in times]
    return sorted(found, key=lambda date: (date.when.starts, date.entry.title))
