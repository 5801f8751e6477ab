"""A committee, group or office."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from teilhabe.core.pages import Page

from ..models import Organization
from ..presentation.committees import committee_page
from ..queries import committee_page as ask
from ..queries import listing
from ..queries.cancelled import all_cancelled
from .public import elsewhere, public_or_gone, public_page

PAPERS_PER_PAGE = 10


@public_page
def committee(request: HttpRequest, body: str, slug: str) -> Page | HttpResponseBase:
    found = ask.committee_at(body, slug)
    if found is None:
        return elsewhere("council:committee", body, slug)
    public_or_gone(found.record, found.body.record)
    now = timezone.now()
    seats = ask.seats_of(found)
    is_office = found.kind == Organization.Kind.OFFICE
    is_group = found.kind == Organization.Kind.GROUP
    papers = None
    if not is_office and not is_group:
        wanted = listing.Wanted(kind="paper", facets={"committee": [f"{body}/{slug}"]})
        papers = listing.Hits(wanted, PAPERS_PER_PAGE).get_page(request.GET.get("seite"))
    led = ask.papers_led_by(found) if is_office else []
    page = committee_page(
        found,
        seats=seats,
        groups={} if is_group or not seats else ask.groups_of([one.person for one in seats], timezone.localdate(now)),
        coming=[] if is_office else ask.coming_meetings(found, now),
        past=[] if is_office else ask.past_meetings(found, now),
        papers=listing.entries(list(papers.object_list)) if papers else [],
        papers_page=papers,
        led=led,
        cancelled=all_cancelled(led),
        now=now,
    )
    return Page("council/committee.html", {"page": page})
