"""What the councils have before them in this week: what was heard since Monday, and what is still to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import CharField, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from teilhabe.council.models import Body, Consultation, Meeting
from teilhabe.search.models import Entry

PAPERS_SHOWN = 6
MOST_READ = 1_000
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Heard:
    """A paper and when it is before a council."""

    paper: Entry
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilWeek:
    """The week of ``first`` (a Monday) to ``last``. ``shown`` are its papers around now in the order of days, ``more``
    how many were left out; ``left`` says whether something is still to come, ``following`` how many papers the week
    after this one has."""

    first: date
    last: date
    shown: tuple[Heard, ...] = ()
    more: int = 0
    left: bool = False
    following: int = 0
    is_next: bool = False


def council_week(now: datetime) -> CouncilWeek:
    """This week; the next one where there is nothing in this week at all. One query."""
    monday = timezone.localdate(now) - timedelta(days=timezone.localtime(now).weekday())
    heard, middle = _heard(monday), _midnight(monday + WEEK)
    this, following = [one for one in heard if one.at < middle], [one for one in heard if one.at >= middle]
    if not this and following:
        return _week(monday + WEEK, following, now=now, is_next=True)
    return _week(monday, this, now=now, following=len(following))


def _week(
    monday: date, heard: Sequence[Heard], *, now: datetime, following: int = 0, is_next: bool = False
) -> CouncilWeek:
    past, coming = [one for one in heard if one.at < now], [one for one in heard if one.at >= now]
    # Half of what is shown lies on either side of now, more of it where the other side has less.
    after = max(PAPERS_SHOWN // 2, PAPERS_SHOWN - len(past))
    next_ones = coming[:after]
    before = PAPERS_SHOWN - len(next_ones)
    shown = (*past[max(len(past) - before, 0) :], *next_ones)
    return CouncilWeek(
        first=monday,
        last=monday + WEEK - timedelta(days=1),
        shown=shown,
        more=len(heard) - len(shown),
        left=bool(coming),
        following=following,
        is_next=is_next,
    )


def _heard(monday: date) -> list[Heard]:
    """Papers before a council in the fortnight from ``monday`` on, each once, in the order of time."""
    begin, end = _midnight(monday), _midnight(monday + 2 * WEEK)
    papers = Entry.objects.of_kind("paper")
    # An entry begins at its last hearing; one more may follow, and those are found by the meetings. Each way by its own
    # index: asked for together, a database reads all papers there are.
    meetings = Meeting.objects.filter(body__in=Body.objects.public(), start__gte=begin, start__lt=end)
    steps = Consultation.objects.filter(paper__isnull=False, meeting__in=meetings.order_by().values("pk")).order_by()
    named = steps.annotate(named=Concat("paper__body__slug", Value("/"), "paper__slug", output_field=CharField()))
    keys = (
        papers.filter(starts__gte=begin, starts__lt=end)
        .values("pk")
        .union(papers.filter(ref__in=named.values("named")).values("pk"))
    )
    found = Entry.objects.filter(pk__in=keys).defer("body", "annex").order_by("starts", "ref")[:MOST_READ]
    heard = [Heard(paper, at) for paper in found if (at := _moment(paper, begin, end))]
    return sorted(heard, key=lambda one: (one.at, one.paper.ref))


def _moment(paper: Entry, begin: datetime, end: datetime) -> datetime | None:
    """When a paper is heard in this time, the next time rather than the last; None if it was only filed then."""
    for name in ("next", "last"):
        said = paper.facts.get(name)
        at = parse_datetime(said) if said else None
        if at is not None and begin <= at < end:
            return at
    return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
