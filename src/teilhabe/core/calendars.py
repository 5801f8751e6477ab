"""Calendars (RFC 5545) that programs may subscribe to; whoever has dates makes the events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from icalendar import Calendar, Event

from .text import without_controls

REFRESH = timedelta(hours=6)


def calendar(name: str, events: Sequence[Event], *, about: str = "Rat") -> bytes:
    """``about`` is the part of the portal that it comes from."""
    name = without_controls(name)
    found = Calendar()
    found.add("prodid", f"-//Teilhabe//{about}//DE")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    found.add("name", name)
    found.add("x-wr-calname", name)
    found.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in events:
        found.add_component(event)
    return found.to_ical()


def uid(number: str) -> str:
    """What calendars know an event by, whatever becomes of its date."""
    return f"{number}@{urlsplit(settings.PORTAL_URL).hostname or 'localhost'}"


def calendar_file(content: bytes, name: str, *, attachment: bool = False) -> HttpResponse:
    kind = "attachment" if attachment else "inline"
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'{kind}; filename="{name}"'},
    )
