"""A committee, group or office."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from ..models import Organization
from ..presentation.committees import committee_page
from ..queries import committee_page as ask
from ..queries import listing
from ..queries.addresses import moved_committee
from .public import Page, newest, public_or_gone, public_page, tidied

PAPERS_PER_PAGE = 10


@public_page
def committee(request: HttpRequest, body: str, slug: str) -> Page | HttpResponseBase:
    found = ask.committee_at(body, slug)
    if found is None:
        moved = moved_committee(body, slug)
        if moved is not None:
            return redirect(moved, permanent=True)
        return redirect("council:committee", body=body, slug=tidied(slug), permanent=True)
    public_or_gone(found.record)
    now = timezone.now()
    members = ask.members_of(found)
    is_office = found.kind == Organization.Kind.OFFICE
    is_group = found.kind == Organization.Kind.GROUP
    papers = None
    if not is_office and not is_group:
        wanted = listing.Wanted(kind="paper", facets={"committee": [f"{body}/{slug}"]})
        papers = listing.Hits(wanted, PAPERS_PER_PAGE).get_page(request.GET.get("seite"))
    page = committee_page(
        found,
        members=members,
        groups={} if is_group or not members else ask.groups_of([one.person_id for one in members], now.date()),
        coming=[] if is_office else ask.coming_meetings(found, now),
        past=[] if is_office else ask.past_meetings(found, now),
        papers=listing.entries(list(papers.object_list)) if papers else [],
        papers_page=papers,
        led=ask.papers_led_by(found) if is_office else [],
        now=now,
    )
    modified = newest(found.record)
    return Page("council/committee.html", {"page": page}, modified)
