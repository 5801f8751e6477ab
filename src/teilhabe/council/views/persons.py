"""A person in public roles."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from teilhabe.core.pages import Page

from ..presentation.persons import person_page
from ..queries import person_page as ask
from ..queries.cancelled import all_cancelled
from .public import elsewhere, public_or_gone, public_page


@public_page
def person(request: HttpRequest, body: str, slug: str) -> Page | HttpResponseBase:
    found = ask.person_at(body, slug)
    if found is None:
        return elsewhere("council:person", body, slug)
    public_or_gone(found.record, found.body.record)
    now = timezone.now()
    memberships = ask.memberships_of(found)
    brought_in = ask.brought_in_by(found)
    page = person_page(
        found,
        memberships,
        coming=ask.coming_meetings(memberships, now),
        past=ask.past_meetings(memberships, now),
        brought_in=brought_in,
        cancelled=all_cancelled(brought_in.papers),
        now=now,
    )
    return Page("council/person.html", {"page": page})
