"""Meetings in the index, with the public points of their agendas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from teilhabe.search.actions import NewEntry

from ..models import AgendaItem, Meeting, MeetingOrganization
from ..queries.bodies import PUBLIC_STATES
from .frame import MOST_TEXT, address, body_facts, is_public, its_body, municipality_of, ref
from .places import own_town

# An agenda names every paper; who looks for a matter wants the paper before the meeting that had it.
WEIGHT, WEIGHT_CANCELLED = 0.8, 0.6


def meetings_with_their_frame() -> QuerySet[Meeting]:
    return Meeting.objects.select_related("record").prefetch_related(its_body())


def meeting_entries(meetings: Iterable[Meeting], *, now: datetime) -> Iterator[NewEntry]:
    """Entries of those ``meetings`` that are public."""
    public = [meeting for meeting in meetings if is_public(meeting)]
    keys = [meeting.pk for meeting in public]
    committees: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for meeting_id, name, own_slug in (
        MeetingOrganization.objects.filter(meeting__in=keys, organization__record__state__in=PUBLIC_STATES)
        .order_by("meeting_id", "order")
        .values_list("meeting_id", "organization__name", "organization__slug")
    ):
        committees[meeting_id].append((name, own_slug))
    items: dict[int, list[str]] = defaultdict(list)
    for meeting_id, name in (
        AgendaItem.objects.filter(meeting__in=keys, public=True, record__state__in=PUBLIC_STATES)
        .order_by("meeting_id", "order")
        .values_list("meeting_id", "name")
    ):
        items[meeting_id].append(name)
    for meeting in public:
        yield _meeting_entry(meeting, committees.get(meeting.pk, []), items.get(meeting.pk, []), now)


def _meeting_entry(meeting: Meeting, committees: list[tuple[str, str]], items: list[str], now: datetime) -> NewEntry:
    body = meeting.body
    return NewEntry(
        kind="meeting",
        ref=ref(body.slug, meeting.slug),
        url=address("meeting", body.slug, meeting.slug),
        title=meeting.name,
        body="\n".join(items)[:MOST_TEXT].replace("\0", ""),
        weight=WEIGHT_CANCELLED if meeting.cancelled else WEIGHT,
        starts=meeting.start,
        ends=meeting.end if meeting.start else None,
        municipality=municipality_of(body),
        published=meeting.record.first_seen,
        facts={
            **body_facts(body),
            "committee": committees[0][0] if committees else "",
            "committees": [name for name, _ in committees],
            "place": meeting.room,
            "items": len(items),
            "cancelled": meeting.cancelled,
            "state": meeting_state(meeting, now),
            "event": event_number(meeting),
        },
        facets={
            "body": [body.slug],
            "committee": [ref(body.slug, own_slug) for _, own_slug in committees],
            "state": [meeting_state(meeting, now)],
            "year": [str(timezone.localtime(meeting.start).year)] if meeting.start else [],
            # Of the council, never of the room: where people meet says nothing about what they talk of.
            "place": own_town(municipality_of(body)),
        },
    )


def meeting_state(meeting: Meeting, now: datetime) -> str:
    """planned, held or cancelled; without a date it is yet to come."""
    if meeting.cancelled:
        return "cancelled"
    return "planned" if meeting.start is None or meeting.start > now else "held"


def event_number(meeting: Meeting) -> str:
    """What calendars know the meeting by, whether they have it from its page, its committee or a search."""
    return f"sitzung-{meeting.record_id}"
