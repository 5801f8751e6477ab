"""The text of a file, as the pages of papers and of meetings share it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from teilhabe.core.pages import Page

from ..models import Attachment, Meeting, Paper
from ..presentation.file_text import file_text_page
from .public import public_or_gone


def file_page(request: HttpRequest, found: QuerySet[Attachment], owner: Paper | Meeting, name: str) -> Page:
    """The text of the one file that is ``found``, page by page; ``name`` is what it leads back to."""
    attachment = found.select_related("file__blob", "file__record").first()
    if attachment is None:
        raise Http404
    public_or_gone(attachment.file.record)
    page = file_text_page(
        attachment,
        owner=name,
        owner_url=owner.get_absolute_url(),
        body=owner.body,
        asked=request.GET.get("seite", ""),
    )
    return Page("council/file.html", {"page": page})
