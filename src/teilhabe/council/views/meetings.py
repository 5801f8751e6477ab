"""A meeting and the text of its documents."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from teilhabe.core.pages import Page

from ..models import Attachment
from ..presentation.meetings import MeetingParts, meeting_page, records_with_history
from ..queries import meeting_page as ask
from ..queries.paper_page import changes_of
from .files import file_page
from .public import elsewhere, public_or_gone, public_page


@public_page
def meeting(request: HttpRequest, body: str, slug: str) -> Page | HttpResponseBase:
    found = ask.meeting_at(body, slug)
    if found is None:
        return elsewhere("council:meeting", body, slug)
    public_or_gone(found.record, found.body.record)
    committees = ask.committees_of(found)
    papers, courses = ask.papers_on(found)
    items = ask.agenda_of(found)
    before, after = ask.neighbours(found, committees[0] if committees else None)
    parts = MeetingParts(
        meeting=found,
        committees=committees,
        items=items,
        papers=papers,
        courses=courses,
        attachments=ask.attachments_in(found),
        versions=changes_of(records_with_history(found, items)),
        before=before,
        after=after,
    )
    return Page("council/meeting.html", {"page": meeting_page(parts, now=timezone.now())})


@public_page
def meeting_file(request: HttpRequest, body: str, slug: str, number: int) -> Page | HttpResponseBase:
    """The text of an invitation, a record or a document of a public point; ``number`` is the file's key."""
    found = ask.meeting_at(body, slug)
    if found is None:
        return elsewhere("council:meeting", body, slug)
    public_or_gone(found.record, found.body.record)
    files = Attachment.objects.filter(
        Q(meeting=found) | Q(agenda_item__meeting=found, agenda_item__public=True), file=number
    )
    return file_page(request, files, found, found.name)
