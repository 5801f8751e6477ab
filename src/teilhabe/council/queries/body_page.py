"""What the pages of a body and of all bodies ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.core.cache import cache
from django.db.models import CharField, Count, QuerySet
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from teilhabe.search.models import Entry

from ..models import Body, Meeting, MeetingOrganization, Organization, Record, RecordKind
from .bodies import BodyQuerySet, has_public_record
from .listing import Wanted, first

DECIDED = ("decided", "decided_with_changes")
KEPT_SECONDS = 300


def body_at(slug: str) -> Body | None:
    return _bodies().filter(slug=slug).first()


def body_of(record: Record) -> Body | None:
    """The public body whose paper, meeting, organization or person this is; None of anything else."""
    owners = {
        RecordKind.PAPER: "papers",
        RecordKind.MEETING: "meetings",
        RecordKind.ORGANIZATION: "organizations",
        RecordKind.PERSON: "persons",
    }
    owner = owners.get(RecordKind(record.kind))
    return Body.objects.public().filter(**{f"{owner}__record": record}).first() if owner else None


def public_bodies() -> list[Body]:
    return list(_bodies().public())


def _bodies() -> BodyQuerySet:
    """With what their pages say of them; the outline of a municipality is long and drawn elsewhere."""
    return Body.objects.select_related("record__source", "municipality").defer("municipality__outline")


def lately_decided(body: str = "", most: int = 6) -> list[Entry]:
    """The papers decided last, in one body or in all."""
    facets = {"standing": list(DECIDED)} | ({"body": [body]} if body else {})
    return first(Wanted("paper", facets), most)


def coming_meetings(now: datetime, body: str = "", most: int = 6) -> list[Entry]:
    facets = {"body": [body]} if body else {}
    return first(Wanted("meeting", facets, start=now, order="oldest"), most)


def organizations_of(body: Body) -> list[Organization]:
    """Councils, committees and groups of a body, present and former."""
    kinds = [Organization.Kind.COUNCIL, Organization.Kind.COMMITTEE, Organization.Kind.GROUP]
    return list(body.organizations.public().filter(kind__in=kinds).order_by("-is_main", "name"))


def papers_by_year(body: Body) -> list[tuple[str, int]]:
    """("2026", 41), newest year first, by the moment that the list of papers is ordered by.

    Counted once in five minutes. The hour is cut from the text of the moment, which is in UTC, and put on our clock
    here: a function of the database for time zones would be called for every single row. The official key leads to the
    body's entries without touching them.
    """
    key = f"council-papers-by-year-{body.pk}"
    known: list[tuple[str, int]] | None = cache.get(key)
    if known is None:
        ags = body.municipality.ags if body.municipality else body.ags
        papers = Entry.objects.of_kind("paper")
        alone = ags and not Body.objects.filter(ags=ags).exclude(pk=body.pk).exists()
        papers = papers.in_municipality(ags) if alone else papers.with_facet("body", body.slug)
        years: dict[str, int] = defaultdict(int)
        for hour, number in (
            papers.filter(starts__isnull=False)
            .order_by()
            .annotate(hour=Substr(Cast("starts", CharField()), 1, 13))
            .values_list("hour")
            .annotate(n=Count("*"))
        ):
            years[_year_in_berlin(hour)] += number
        known = sorted(years.items(), reverse=True)
        cache.set(key, known, KEPT_SECONDS)
    return known


def _year_in_berlin(hour: str) -> str:
    """ "2025-12-31 23", an hour in UTC, is in "2026"."""
    year = int(hour[:4])
    if hour[5:10] == "12-31" and timezone.localtime(datetime.fromisoformat(f"{hour}:00+00:00")).year > year:
        return f"{year + 1:04}"
    return f"{year:04}"


def listed_organizations(bodies: list[str], kinds: list[str], day: date, *, past_too: bool) -> QuerySet[Organization]:
    """Organizations for the list of committees; without ``past_too`` only those that exist on ``day``."""
    found = Organization.objects.public().filter(has_public_record("body__record"))
    found = found.filter(kind__in=kinds) if kinds else found.committees()
    if bodies:
        found = found.filter(body__slug__in=bodies)
    if not past_too:
        found = found.exclude(end__lt=day)
    return found.select_related("body").order_by("body__name", "-is_main", "name", "pk")


def next_meetings(organizations: Iterable[Organization], now: datetime) -> dict[int, datetime]:
    """When each of these organizations meets next, by its key; those without a date are missing.

    From what is to come to who meets, because a committee has far more meetings behind it than before it.
    """
    coming = Meeting.objects.public().filter(
        body__in={one.body_id for one in organizations}, start__gte=now, cancelled=False
    )
    starts = {key: start for key, start in coming.values_list("pk", "start") if start}
    found: dict[int, datetime] = {}
    for meeting, organization in (
        MeetingOrganization.objects.filter(meeting__in=list(starts), organization__isnull=False)
        .order_by()
        .values_list("meeting", "organization")
    ):
        assert organization is not None  # the filter says so
        found[organization] = min(starts[meeting], found.get(organization, starts[meeting]))
    return found
