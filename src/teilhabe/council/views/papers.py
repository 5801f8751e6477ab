"""A paper and the text of its files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from teilhabe.core.pages import Page
from teilhabe.search.beside import beside

from ..indexing import ref
from ..models import Attachment
from ..presentation.papers import PaperParts, paper_page, records_with_history
from ..queries import paper_page as ask
from ..queries.addresses import paper_with_number
from .files import file_page
from .public import elsewhere, public_or_gone, public_page


@public_page
def paper(request: HttpRequest, body: str, slug: str) -> Page | HttpResponseBase:
    found, leads = ask.paper_and_leads(body, slug)
    if found is None:
        return _elsewhere(body, slug)
    public_or_gone(found.record, found.body.record)
    consultations = ask.consultations_of(found)
    meetings = [one.meeting_id for one in consultations if one.meeting_id]
    relations, cancelled = ask.relations_of(found)
    parts = PaperParts(
        paper=found,
        leads=leads,
        consultations=consultations,
        sections=ask.sections_of(found),
        attachments=ask.attachments_of(found, meetings),
        relations=relations,
        cancelled=cancelled,
        versions=ask.changes_of(records_with_history(found, consultations)),
    )
    context = {"page": paper_page(parts, now=timezone.now()), "beside": beside("paper", ref(body, slug))}
    return Page("council/paper.html", context)


@public_page
def paper_file(request: HttpRequest, body: str, slug: str, number: int) -> Page | HttpResponseBase:
    """The text of one of the paper's files, page by page; ``number`` is the file's key."""
    found = ask.paper_at(body, slug)
    if found is None:
        return _elsewhere(body, slug)
    public_or_gone(found.record, found.body.record)
    files = Attachment.objects.filter(paper=found, file=number)
    return file_page(request, files, found, found.reference or found.name)


def _elsewhere(body: str, slug: str) -> HttpResponseBase:
    """Redirect from a paper's number as people type it; 404 if there is nothing behind it."""
    numbered = paper_with_number(body, slug)
    if numbered is not None:
        return redirect(numbered, permanent=True)
    return elsewhere("council:paper", body, slug)
