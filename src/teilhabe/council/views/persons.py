"""A person in public roles."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from ..presentation.committees import person_page
from ..queries import committee_page as ask
from .public import Page, elsewhere, public_or_gone, public_page


@public_page
def person(request: HttpRequest, body: str, slug: str) -> Page | HttpResponseBase:
    found = ask.person_at(body, slug)
    if found is None:
        return elsewhere("council:person", body, slug)
    public_or_gone(found.record, found.body.record)
    page = person_page(found, ask.memberships_of(found), now=timezone.now())
    return Page("council/person.html", {"page": page})
