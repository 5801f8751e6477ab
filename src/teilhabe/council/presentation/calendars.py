"""Meetings for calendars (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext
from icalendar import Calendar, Event

from .. import rules
from ..models import AgendaItem, Meeting, Organization
from .addresses import whole
from .meetings import place_of

REFRESH = timedelta(hours=6)


def calendar(name: str, events: Sequence[Event]) -> bytes:
    """A calendar that programs may subscribe to."""
    found = Calendar()
    found.add("prodid", "-//Teilhabe//Rat//DE")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    found.add("name", name)
    found.add("x-wr-calname", name)
    found.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in events:
        found.add_component(event)
    return found.to_ical()


def event(meeting: Meeting, committees: Sequence[Organization], items: Sequence[AgendaItem]) -> Event:
    """The meeting with its public agenda. Its identity stays when date or place change; its stamp is its last change,
    so the same calendar is the same file."""
    names = ", ".join(one.name for one in committees) or meeting.name
    address = whole(meeting.get_absolute_url())
    host = urlsplit(settings.PORTAL_URL).hostname or "localhost"
    agenda = [f"{item.number} {item.name}".strip() for item in items if rules.may_be_named(item)]
    found = Event()
    found.add("uid", f"sitzung-{meeting.record_id}@{host}")
    found.add("dtstamp", meeting.record.last_changed)
    found.add("last-modified", meeting.record.last_changed)
    found.add("dtstart", meeting.start)
    if meeting.end:
        found.add("dtend", meeting.end)
    found.add("summary", gettext("Fällt aus: %(name)s") % {"name": names} if meeting.cancelled else names)
    found.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    if place := place_of(meeting):
        found.add("location", place)
    found.add("description", "\n".join([*agenda, address]))
    found.add("url", address)
    return found
