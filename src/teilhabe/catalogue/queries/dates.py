"""Dates of offers between two moments, for the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from teilhabe.search.models import Entry

from ..rules.schedule import BadSchedule, Occurrence, occurrences
from .entries import listed

if TYPE_CHECKING:
    from ..models import Offer

MOST_OFFERS = 2_000


@dataclass(frozen=True, slots=True)
class Date:
    """One date of an offer, with what the index knows of the offer."""

    when: Occurrence
    entry: Entry
    offer: Offer


def offers_with_dates(**facets: Sequence[str]) -> tuple[dict[int, Entry], list[Offer]]:
    """Listed offers that have dates, and their entries by the key of the offer; two queries."""
    from ..models import Offer

    entries = {
        int(entry.ref): entry
        for entry in listed(**facets).filter(starts__isnull=False).order_by("starts")[:MOST_OFFERS]
    }
    offers = Offer.objects.source().listed().filter(pk__in=entries).select_related("organisation").defer("body")
    return entries, list(offers)


def dates_between(since: datetime, until: datetime, **facets: Sequence[str]) -> list[Date]:
    """Every date that ends after ``since`` and begins before ``until``, in order. A schedule that cannot be read has
    none. ``facets`` narrow the offers."""
    entries, offers = offers_with_dates(**facets)
    found = []
    for offer in offers:
        try:
            times = occurrences(offer.schedule, since=since, until=until)
        except BadSchedule:  # of an import that nobody has looked at yet
            continue
        found += [Date(when, entries[offer.pk], offer) for when in times]
    return sorted(found, key=lambda date: (date.when.starts, date.entry.title))
