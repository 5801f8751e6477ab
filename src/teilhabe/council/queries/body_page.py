"""What the pages of a body and of all bodies ask."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Substr

from teilhabe.search.models import Entry, EntryFacet

from ..models import Body, MeetingOrganization, Organization
from .bodies import PUBLIC_STATES

DECIDED = ("decided", "decided_with_changes")
KEPT_SECONDS = 300


def body_at(slug: str) -> Body | None:
    return Body.objects.select_related("record__source", "municipality").filter(slug=slug).first()


def public_bodies() -> list[Body]:
    return list(Body.objects.public().select_related("record__source", "municipality"))


def lately_decided(body: str = "", most: int = 6) -> list[Entry]:
    """The papers decided last, in one body or in all."""
    found = Entry.objects.of_kind("paper").with_facet("standing", *DECIDED)
    if body:
        found = found.with_facet("body", body)
    return list(found.latest().defer("body")[:most])


def coming_meetings(now: datetime, body: str = "", most: int = 6) -> list[Entry]:
    found = Entry.objects.of_kind("meeting")
    if body:
        found = found.with_facet("body", body)
    return list(found.upcoming(now).defer("body")[:most])


def organizations_of(body: Body) -> list[Organization]:
    """Councils, committees and groups of a body, present and former."""
    kinds = [Organization.Kind.COUNCIL, Organization.Kind.COMMITTEE, Organization.Kind.GROUP]
    return list(body.organizations.public().filter(kind__in=kinds).order_by("-is_main", "name"))


def papers_by_year(body: Body) -> list[tuple[str, int]]:
    """("2026", 41), newest year first, by the moment that the list of papers is ordered by.

    Counted once in five minutes. The year is cut from the text of the moment: a function of the database would be
    called for every single row.
    """
    key = f"council-papers-by-year-{body.pk}"
    known: list[tuple[str, int]] | None = cache.get(key)
    if known is None:
        known = list(
            Entry.objects.of_kind("paper")
            .with_facet("body", body.slug)
            .filter(starts__isnull=False)
            .order_by()
            .annotate(year=Substr(Cast("starts", CharField()), 1, 4))
            .values_list("year")
            .annotate(n=Count("pk"))
            .order_by("-year")
        )
        cache.set(key, known, KEPT_SECONDS)
    return known


def papers_by_body() -> dict[str, int]:
    """How many papers each body has, by its slug; counted once in five minutes."""
    known: dict[str, int] | None = cache.get("council-papers-by-body")
    if known is None:
        rows = EntryFacet.objects.filter(name="body", entry__kind="paper").values_list("value").annotate(n=Count("pk"))
        known = dict(rows)
        cache.set("council-papers-by-body", known, KEPT_SECONDS)
    return known


def listed_organizations(
    bodies: list[str], kinds: list[str], now: datetime, *, past_too: bool
) -> QuerySet[Organization]:
    """Organizations for the list of committees, with the moment of their next meeting."""
    following = (
        MeetingOrganization.objects.filter(
            organization=OuterRef("pk"),
            meeting__start__gte=now,
            meeting__cancelled=False,
            meeting__record__state__in=PUBLIC_STATES,
        )
        .order_by("meeting__start")
        .values("meeting__start")[:1]
    )
    found = Organization.objects.public().filter(body__record__state__in=PUBLIC_STATES)
    found = found.filter(kind__in=kinds) if kinds else found.committees()
    if bodies:
        found = found.filter(body__slug__in=bodies)
    if not past_too:
        found = found.exclude(end__lt=now.date())
    return (
        found.select_related("body")
        .annotate(next_meeting=Subquery(following))
        .order_by("body__name", "-is_main", "name", "pk")
    )
