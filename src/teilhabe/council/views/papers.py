"""A paper and the text of its files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from ..models import Attachment
from ..presentation.file_text import file_text_page
from ..presentation.papers import PaperParts, paper_page, records_with_history
from ..queries import paper_page as ask
from ..queries.addresses import moved_paper
from .public import Page, newest, public_or_gone, public_page, tidied


@public_page
def paper(request: HttpRequest, body: str, slug: str) -> Page | HttpResponseBase:
    found = ask.paper_at(body, slug)
    if found is None:
        return _elsewhere(body, slug)
    public_or_gone(found.record)
    consultations = ask.consultations_of(found)
    meetings = [one.meeting_id for one in consultations if one.meeting_id]
    parts = PaperParts(
        paper=found,
        leads=ask.leads_of(found),
        consultations=consultations,
        sections=ask.sections_of(found),
        attachments=ask.attachments_of(found, meetings),
        relations=ask.relations_of(found),
        versions=ask.changes_of(records_with_history(found, consultations)),
    )
    modified = newest(
        found.record,
        *(one.record for one in consultations),
        *(one.meeting.record for one in consultations if one.meeting),
        *(one.agenda_item.record for one in consultations if one.agenda_item),
    )
    return Page("council/paper.html", {"page": paper_page(parts, now=timezone.now())}, modified)


@public_page
def paper_file(request: HttpRequest, body: str, slug: str, number: int) -> Page | HttpResponseBase:
    """The text of one of the paper's files, page by page; ``number`` is the file's key."""
    found = ask.paper_at(body, slug)
    if found is None:
        return _elsewhere(body, slug)
    public_or_gone(found.record)
    attachment = (
        Attachment.objects.filter(paper=found, file=number).select_related("file__blob", "file__record").first()
    )
    if attachment is None:
        raise Http404
    public_or_gone(attachment.file.record)
    page = file_text_page(
        attachment,
        owner=found.reference or found.name,
        owner_url=found.get_absolute_url(),
        body=found.body,
        asked=request.GET.get("seite", ""),
    )
    return Page("council/file.html", {"page": page}, newest(attachment.file.record))


def _elsewhere(body: str, slug: str) -> HttpResponseBase:
    """Redirect from another reference or a carelessly typed address; 404 if there is nothing behind it."""
    moved = moved_paper(body, slug)
    if moved is not None:
        return redirect(moved, permanent=True)
    return redirect("council:paper", body=body, slug=tidied(slug), permanent=True)
