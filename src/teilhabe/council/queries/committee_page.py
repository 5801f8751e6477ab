"""What the pages of committees, groups and offices ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q

from ..models import Meeting, Membership, Organization, Paper, PaperLead
from .bodies import PUBLIC_STATES

MOST_MEMBERS = 400
MOST_MEETINGS = 8
MOST_SORTED = 1_000


def committee_at(body: str, slug: str) -> Organization | None:
    """The committee, group or office at this address in any state."""
    return (
        Organization.objects.select_related("record__source", "body__record").filter(body__slug=body, slug=slug).first()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A membership, present or former, with its person; ``on_behalf_of`` names a parliamentary group or nothing."""

    person: int
    name: str
    family_name: str
    slug: str
    role: str
    start: date | None
    end: date | None
    on_behalf_of: str


def seats_of(committee: Organization) -> list[Seat]:
    """Memberships of persons that are public."""
    rows = (
        committee.memberships.filter(record__state__in=PUBLIC_STATES, person__record__state__in=PUBLIC_STATES)
        .order_by("person__family_name", "person__given_name", "pk")
        .values_list(
            "person",
            "person__name",
            "person__family_name",
            "person__slug",
            "role",
            "start",
            "end",
            "on_behalf_of__name",
        )
    )
    return [
        Seat(
            person=person,
            name=name,
            family_name=family_name,
            slug=slug,
            role=role,
            start=start,
            end=end,
            on_behalf_of=on_behalf_of or "",
        )
        for person, name, family_name, slug, role, start, end, on_behalf_of in rows[:MOST_MEMBERS]
    ]


def groups_of(persons: Sequence[int], day: date) -> dict[int, str]:
    """The parliamentary group of each person on ``day``, where the source lists groups as organizations."""
    rows = (
        Membership.objects.filter(
            Q(start__isnull=True) | Q(start__lte=day),
            Q(end__isnull=True) | Q(end__gte=day),
            person__in=persons,
            organization__kind=Organization.Kind.GROUP,
            organization__record__state__in=PUBLIC_STATES,
            record__state__in=PUBLIC_STATES,
        )
        .order_by("pk")
        .values_list("person_id", "organization__name")
    )
    return dict(rows)


def coming_meetings(committee: Organization, now: datetime) -> list[Meeting]:
    found = Meeting.objects.public().of_committee(committee).upcoming(now)
    return list(found.select_related("body", "location")[:MOST_MEETINGS])


def past_meetings(committee: Organization, now: datetime) -> list[Meeting]:
    found = Meeting.objects.public().of_committee(committee).past(now)
    return list(found.select_related("body", "location")[:MOST_MEETINGS])


def papers_led_by(office: Organization, most: int = 20) -> list[Paper]:
    """The newest papers that an office is in charge of."""
    leads = PaperLead.objects.filter(organization=office)
    papers = Paper.objects.public().order_by(F("last_discussed").desc(nulls_last=True), "-pk")
    if leads[: MOST_SORTED + 1].count() > MOST_SORTED:
        # So many that soon enough are met among the body's newest papers.
        papers = papers.filter(Exists(leads.filter(paper=OuterRef("pk"))), body=office.body)
    else:
        papers = papers.filter(leads__organization=office)
    keys = list(papers.values_list("pk", flat=True)[:most])
    known = Paper.objects.select_related("body").in_bulk(keys)
    return [known[key] for key in keys if key in known]
