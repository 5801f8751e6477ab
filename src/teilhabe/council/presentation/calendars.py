"""Meetings for calendars (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext
from icalendar import Event

from teilhabe.core.addresses import whole
from teilhabe.core.calendars import uid
from teilhabe.core.text import without_controls
from teilhabe.search.models import Entry

from .. import rules
from ..indexing import event_number
from ..models import AgendaItem, Meeting, Organization
from .meetings import place_of


def event(meeting: Meeting, committees: Sequence[Organization], items: Sequence[AgendaItem]) -> Event:
    """The meeting with its public agenda. Its identity stays when date or place change; its stamp is its last change,
    so the same calendar is the same file."""
    names = ", ".join(one.name for one in committees) or meeting.name
    address = whole(meeting.get_absolute_url())
    agenda = [f"{item.number} {item.name}".strip() for item in items if rules.may_be_named(item)]
    found = Event()
    found.add("uid", uid(event_number(meeting)))
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


def event_of_entry(entry: Entry, why: Sequence[str] = ()) -> Event:
    """A meeting as the index knows it, for the calendar of a search: the same event as ``event`` makes, without the
    agenda. ``entry.starts`` is known; ``why`` are lines that say what the meeting has to do with the calendar."""
    facts, address = entry.facts, whole(entry.url)
    names = ", ".join(facts.get("committees", ())) or entry.title
    if body := facts.get("body"):
        names = f"{names} ({body})"
    found = Event()
    found.add("uid", uid(facts.get("event") or f"sitzung-{entry.ref}"))
    found.add("dtstamp", entry.changed)
    found.add("last-modified", entry.changed)
    found.add("dtstart", entry.starts)
    if entry.ends:
        found.add("dtend", entry.ends)
    found.add("summary", gettext("Fällt aus: %(name)s") % {"name": names} if facts.get("cancelled") else names)
    found.add("status", "CANCELLED" if facts.get("cancelled") else "CONFIRMED")
    if place := facts.get("place"):
        found.add("location", place)
    found.add("description", "\n".join([*(without_controls(line) for line in why), address]))
    found.add("url", address)
    return found
