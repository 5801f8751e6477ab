"""Dates of offers between two moments, for the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.core.cache import cache
from django.utils import timezone

from teilhabe.search.models import Entry

from ..rules.schedule import ZONE, BadSchedule, Occurrence, occurrences
from .entries import listed
from .published import last_change

if TYPE_CHECKING:
    from ..models import Offer

KEPT_SECONDS = 600


class Time(NamedTuple):
    """One date of the offer with the number ``offer``: ``day`` as ``date.toordinal``, moments as seconds since 1970."""

    day: int
    starts: float
    ends: float | None
    whole_day: bool
    note: str
    offer: int


@dataclass(frozen=True, slots=True)
class Date:
    """One date of an offer, with what the index knows of the offer."""

    when: Occurrence
    entry: Entry
    offer: Offer


def times_between(since: date, until: date, **facets: Sequence[str]) -> list[Time]:
    """Every date of listed offers that ends after the beginning of ``since`` and begins before that of ``until``, in
    order; ``facets`` narrow the offers. One to three queries, and nothing is cut off."""
    found = _all_times(since, until)
    if not facets:
        return found
    keys = {int(ref) for ref in listed(**facets).order_by().values_list("ref", flat=True)}
    return [one for one in found if one.offer in keys]


def dates_of(times: Sequence[Time]) -> list[Date]:
    """``times`` with their offers; two queries. What has just gone is left out."""
    from ..models import Offer

    keys = {one.offer for one in times}
    entries = Entry.objects.filter(kind="offer", ref__in=[str(key) for key in keys]).defer("body", "annex")
    known = {int(entry.ref): entry for entry in entries}
    offers = Offer.objects.filter(pk__in=keys).select_related("organisation").defer("body").in_bulk()
    return [
        Date(_occurrence(one), known[one.offer], offers[one.offer])
        for one in times
        if one.offer in known and one.offer in offers
    ]


def _all_times(since: date, until: date) -> list[Time]:
    """Of all offers; kept until anything changes, because a rule costs more than a page may."""
    changed = last_change()
    fresh = changed is None or timezone.now() - changed < timedelta(seconds=2)
    key = f"catalogue.times:{since}:{until}:{changed.timestamp() if changed else 0}"
    kept = None if fresh else cache.get(key)
    if kept is None:
        kept = [tuple(one) for one in _found(since, until)]
        if not fresh:
            cache.set(key, kept, KEPT_SECONDS)
    return [Time._make(one) for one in kept]


def _found(since: date, until: date) -> Iterable[Time]:
    from ..models import Offer

    first, last = (datetime(day.year, day.month, day.day, tzinfo=ZONE) for day in (since, until))
    dated = Offer.objects.source().listed().exclude(schedule=[]).order_by().values_list("pk", "title", "schedule")
    found = []
    for key, title, schedule in dated:
        try:
            times = occurrences(schedule, since=first, until=last)
        except BadSchedule:  # of an import that nobody has looked at yet
            continue
        for when in times:
            ends = when.ends.timestamp() if when.ends else None
            day, starts = when.starts.date().toordinal(), when.starts.timestamp()
            found.append((starts, title, Time(day, starts, ends, when.whole_day, when.note, key)))
    return [one for _starts, _title, one in sorted(found, key=lambda row: row[:2])]


def _occurrence(one: Time) -> Occurrence:
    ends = datetime.fromtimestamp(one.ends, ZONE) if one.ends is not None else None
    return Occurrence(datetime.fromtimestamp(one.starts, ZONE), ends, one.whole_day, one.note)
