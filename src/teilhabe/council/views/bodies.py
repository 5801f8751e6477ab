"""All bodies, and one of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils import timezone

from teilhabe.core.pages import Page

from ..presentation.bodies import body_page, index_page
from ..queries import body_page as ask
from ..queries.listing import papers_by_body
from .public import public_or_gone, public_page


@public_page
def index(request: HttpRequest) -> Page:
    now = timezone.now()
    page = index_page(
        ask.public_bodies(),
        decided=ask.lately_decided(most=8),
        coming=ask.coming_meetings(now, most=8),
        papers=papers_by_body(),
        now=now,
    )
    return Page("council/index.html", {"page": page})


@public_page
def body(request: HttpRequest, body: str) -> Page:
    found = ask.body_at(body)
    if found is None:
        raise Http404
    public_or_gone(found.record)
    now = timezone.now()
    page = body_page(
        found,
        decided=ask.lately_decided(found.slug),
        coming=ask.coming_meetings(now, found.slug),
        organizations=ask.organizations_of(found),
        years=ask.papers_by_year(found),
        papers=papers_by_body().get(found.slug, 0),
        now=now,
    )
    return Page("council/body.html", {"page": page})
