"""The reader's own list ("Merkliste"): shown from its address, as a page, a sheet to print and a PDF."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from teilhabe.core.languages import reading
from teilhabe.core.limits import RateLimit
from teilhabe.core.pages import Page, public_page

from ..presentation.notes import Notes, noted_in, notes_page
from ..presentation.sheet import can_make_sheets, make_sheet, sheet_lines
from ..queries import entries as ask
from ..queries.offer_page import offers_for_sheet

_limit = RateLimit("catalogue.sheet", per_minute=10)


@public_page
def notes(request: HttpRequest) -> Page:
    return Page("catalogue/notes.html", {"page": _notes(request)})


def _notes(request: HttpRequest) -> Notes:
    slugs = noted_in(request.GET)
    found = ask.by_slugs(slugs) if slugs else []
    return notes_page(slugs, found, towns=ask.municipalities(), now=timezone.now(), pdf=can_make_sheets())


@public_page
def pdf(request: HttpRequest) -> Page | HttpResponseBase:
    """A4, made by WeasyPrint; 404 where its system libraries are missing, as the page does not link it there."""
    slugs = noted_in(request.GET)
    if not slugs or not can_make_sheets():
        raise Http404
    if not _limit.allows(request):
        return Page("core/too_many.html", {}, status=429)
    page = _notes(request)
    towns = ask.town_names(ask.municipalities())
    lines = sheet_lines(offers_for_sheet(slugs, reading()), towns=towns, now=timezone.now())
    html = render_to_string("catalogue/sheet.html", {"page": page, "offers": lines, "language": get_language() or "de"})
    return HttpResponse(
        make_sheet(html),
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="merkliste.pdf"', "Cache-Control": "private, no-store"},
    )
