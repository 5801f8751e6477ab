"""The lists of papers, meetings and committees over all bodies."""

from __future__ import annotations

from django.core.paginator import Page as DjangoPage
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from teilhabe.core.listing import Facet, Row
from teilhabe.core.pages import Page

from ..forms import CommitteeFilter, ListFilter, MeetingFilter, PaperFilter
from ..presentation import lists as show
from ..presentation.committee_list import committee_list_page
from ..presentation.rows import meeting_rows, paper_rows
from ..queries import listing as ask
from ..queries.body_page import listed_organizations, next_meetings
from .public import public_page

COMMITTEES_PER_PAGE = 60


@public_page
def papers(request: HttpRequest) -> Page:
    form = PaperFilter(request.GET)
    hits = ask.Hits(form.wanted())
    page = hits.get_page(request.GET.get("seite"))
    counts = ask.choice_counts(hits)
    facets = (
        show.body_facet(form, ask.bodies(), counts),
        show.standing_facet(form, counts),
        show.type_facet(form, ask.types_of_papers(), counts),
        show.committee_facet(form, ask.committees(form.bodies)),
    )
    words = (gettext("Vorlagen und Beschlüsse"), ngettext("eine Vorlage", "%(count)s Vorlagen", hits.count))
    context = _list(form, hits, page, paper_rows(ask.entries(list(page.object_list))), facets, words)
    return Page("council/papers.html", {"page": context, "form": form, "tabs": show.tabs("papers")})


@public_page
def meetings(request: HttpRequest) -> Page:
    now = timezone.now()
    form = MeetingFilter(request.GET, now=now)
    hits = ask.Hits(form.wanted())
    page = hits.get_page(request.GET.get("seite"))
    facets = (
        show.time_facet(form),
        show.body_facet(form, ask.bodies(), ask.choice_counts(hits)),
        show.committee_facet(form, ask.committees(form.bodies)),
    )
    words = (gettext("Sitzungen"), ngettext("eine Sitzung", "%(count)s Sitzungen", hits.count))
    context = _list(form, hits, page, meeting_rows(ask.entries(list(page.object_list)), now=now), facets, words)
    return Page("council/meetings.html", {"page": context, "form": form, "tabs": show.tabs("meetings")})


@public_page
def committees(request: HttpRequest) -> Page:
    form = CommitteeFilter(request.GET)
    now = timezone.now()
    found = listed_organizations(form.bodies, form.kinds, timezone.localdate(now), past_too=form.past_too)
    page = Paginator(found, COMMITTEES_PER_PAGE).get_page(request.GET.get("seite"))
    shown = committee_list_page(form, page, ask.bodies(), next_meetings(page, now), asked=request.GET)
    return Page("council/committees.html", {"page": shown, "tabs": show.tabs("committees")})


def _list(
    form: ListFilter,
    hits: ask.Hits,
    page: DjangoPage[int],
    rows: tuple[Row, ...],
    facets: tuple[Facet, ...],
    words: tuple[str, str],
) -> show.ListPage:
    """``words`` are the title and the words for the count; these hold ``%(count)s`` if they are a plural."""
    title, counted = words
    active = show.active_filters(form, facets, ask.committee_name)
    return show.ListPage(
        title=title,
        rows=rows,
        page=page,
        count=show.count_sentence(hits, counted),
        too_many=show.too_many_sentence(hits),
        facets=facets,
        days=(form["von"], form["bis"]),
        active=active,
        active_count=len(active),
        all_url="?",
        orders=show.orders(form),
        suggestions=show.suggestions(active),
        search=show.search_within(form),
    )
