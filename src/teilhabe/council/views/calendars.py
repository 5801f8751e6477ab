"""Meetings as iCalendar: one to take along, a committee's to subscribe to."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from teilhabe.core.calendars import calendar, calendar_file
from teilhabe.core.pages import with_validator

from ..presentation import calendars as make
from ..queries import committee_page, meeting_page
from .public import public_or_gone, public_page

LOOK_BACK = timedelta(days=120)


@public_page
def meeting(request: HttpRequest, body: str, slug: str) -> HttpResponseBase:
    found = meeting_page.meeting_at(body, slug)
    if found is None or found.start is None:
        raise Http404
    public_or_gone(found.record, found.body.record)
    event = make.event(found, meeting_page.committees_of(found), meeting_page.agenda_of(found))
    response = calendar_file(calendar(found.name, [event]), f"sitzung-{found.slug}.ics", attachment=True)
    return with_validator(request, response)


@public_page
def committee(request: HttpRequest, body: str, slug: str) -> HttpResponseBase:
    found = committee_page.committee_at(body, slug)
    if found is None:
        raise Http404
    public_or_gone(found.record, found.body.record)
    meetings = meeting_page.meetings_for_calendar(found, timezone.now() - LOOK_BACK)
    events = [make.event(one, [found], []) for one in meetings]
    response = calendar_file(calendar(f"{found.name}, {found.body.name}", events), f"{found.slug}.ics")
    return with_validator(request, response)
