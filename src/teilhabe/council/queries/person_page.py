"""What a person's page asks: roles, meetings of their committees, papers they brought in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, F, Q
from django.utils import timezone

from ..models import Meeting, MeetingOrganization, Membership, Organization, Paper, Person
from .bodies import PUBLIC_STATES

MOST_MEETINGS = 5
MOST_PAPERS = 10
MOST_LOOKED_THROUGH = 500
_MEETING_KINDS = (Organization.Kind.COUNCIL, Organization.Kind.COMMITTEE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeMeeting:
    """A meeting with those of its committees that the person sits in."""

    meeting: Meeting
    committees: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtIn:
    """The newest papers that name the person as an originator, and how many there are."""

    papers: tuple[Paper, ...] = ()
    count: int = 0


def person_at(body: str, slug: str) -> Person | None:
    return Person.objects.select_related("record__source", "body__record").filter(body__slug=body, slug=slug).first()


def memberships_of(person: Person) -> list[Membership]:
    """What the person is or was a member of; only organizations that are known and public."""
    return list(
        person.memberships.filter(
            record__state__in=PUBLIC_STATES, organization__record__state__in=PUBLIC_STATES
        ).select_related("organization__body", "on_behalf_of")
    )


def coming_meetings(memberships: Sequence[Membership], now: datetime) -> list[CommitteeMeeting]:
    """The next meetings of the person's committees, one more than is shown if there are more."""
    return _meetings(memberships, Q(meeting__start__gte=now), "meeting__start")


def past_meetings(memberships: Sequence[Membership], now: datetime) -> list[CommitteeMeeting]:
    """The last ones, of the time in which the person was a member; one more than is shown if there are more."""
    return _meetings(memberships, Q(meeting__start__lt=now), "-meeting__start")


def _meetings(memberships: Sequence[Membership], when: Q, order: str) -> list[CommitteeMeeting]:
    seats = [one for one in memberships if one.organization and one.organization.kind in _MEETING_KINDS]
    if not seats:
        return []
    windows = Q()
    for seat in seats:
        windows |= _window(seat)
    rows = (
        MeetingOrganization.objects.filter(windows, when, meeting__record__state__in=PUBLIC_STATES)
        .select_related("meeting__body", "meeting__location", "organization")
        .order_by(order, "meeting", "order")
    )
    # Several committees may meet together, so there may be more rows than meetings.
    found: dict[int, tuple[Meeting, list[str]]] = {}
    for row in rows[: 4 * (MOST_MEETINGS + 1)]:
        if row.organization:
            found.setdefault(row.meeting_id, (row.meeting, []))[1].append(row.organization.name)
    shown = list(found.values())[: MOST_MEETINGS + 1]
    return [CommitteeMeeting(meeting=meeting, committees=tuple(names)) for meeting, names in shown]


def _window(seat: Membership) -> Q:
    """The committee's meetings from the first to the last day of the membership."""
    window = Q(organization=seat.organization_id)
    if seat.start:
        window &= Q(meeting__start__gte=_midnight(seat.start))
    if seat.end:
        window &= Q(meeting__start__lt=_midnight(seat.end + timedelta(days=1)))
    return window


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def brought_in_by(person: Person) -> BroughtIn:
    """Papers that name the person. Sources give names only here, so nothing is said of people with a namesake."""
    namesakes = Person.objects.public().filter(body=person.body_id, name=person.name).exclude(pk=person.pk)
    rows = (
        Paper.objects.public()
        .filter(~Exists(namesakes), body=person.body_id, originators__contains=person.name)
        .filter(originators__gt="")  # which leads through the index paper_brought_in
        .order_by(F("date").desc(nulls_last=True), "-pk")
        .values_list("pk", "originators")
    )
    keys = [key for key, names in rows[:MOST_LOOKED_THROUGH] if person.name in names.split("; ")]
    known = Paper.objects.select_related("body").in_bulk(keys[:MOST_PAPERS])
    return BroughtIn(papers=tuple(known[key] for key in keys[:MOST_PAPERS] if key in known), count=len(keys))
