"""The search page and its suggestions. What people look for is written down nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from teilhabe.core.limits import RateLimit
from teilhabe.core.pages import Page
from teilhabe.core.patience import written_quickly
from teilhabe.council.views.public import public_page
from teilhabe.search.finding import Found, SearchUnavailable, find
from teilhabe.search.suggesting import suggest

from ..actions.unmet import count_unmet
from ..forms.search import SearchForm
from ..presentation.search import COUNTED, MOST_LISTED, PER_KIND, PER_PAGE, search_page
from ..presentation.search_filters import kept
from ..presentation.search_follow import feed_url, follow_links
from ..presentation.search_start import start_page, unavailable_page
from ..presentation.search_suggestions import suggestions_shown
from ..queries import search as ask
from ..senders import sender_of
from .moved_places import todays_places

log = structlog.get_logger(__name__)

RETRY_SECONDS = 60
SUGGESTION_SECONDS = 300
# A person who types fast asks five times a second for a while; nobody does it for a minute.
_suggestions_limit = RateLimit("search.suggestions", per_minute=150)
# Behind one connection there may be a school.
_limit = RateLimit("search", per_minute=240)
# Nobody misses more than that; whoever tries words by program would fill the list of what the region lacks.
_unmet_limit = RateLimit("search.unmet", per_minute=10)

View = Callable[[HttpRequest], HttpResponseBase]


def private_words(view: View) -> View:
    """What was asked stands in the address: nobody is told it, and no machine keeps the answer."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        response = view(request)
        response["Referrer-Policy"] = "no-referrer"
        if request.GET:
            response["X-Robots-Tag"] = "noindex"
        if response.status_code == 503:
            response["Retry-After"] = str(RETRY_SECONDS)
            response["Cache-Control"] = "no-store"
        return response

    return answer


@private_words
@todays_places
@public_page
def search(request: HttpRequest) -> Page:
    now = timezone.now()
    form = SearchForm(request.GET, places=ask.places() if request.GET else (), now=now)
    if not form.asks_something:
        return Page("website/search_start.html", {"page": start_page(ask.examples(), ask.themes())})
    if not _limit.allows(request):
        return Page("core/too_many.html", {}, status=429)
    number = page_number(request.GET.get("seite", ""))
    try:
        found = _find(form, number)
        if number > (last := max(1, -(-min(found.total, MOST_LISTED) // PER_PAGE))):
            # An address of before, when there were more hits.
            number, found = last, _find(form, last)
    except SearchUnavailable as error:
        shown = unavailable_page(form.text[:200], str(error), kept(form.asked, leave_out=("q",)))
        return Page("website/search_start.html", {"page": shown}, status=503)
    if found.total == 0 and not form.wanted().narrows:
        _count_unmet(request, found.asked)
    page = search_page(form, found, number=number, committees=ask.committee_names, examples=ask.examples, now=now)
    page = replace(page, follow=follow_links(form))
    return Page("website/search.html", {"page": page, "form": form, "feed_url": feed_url(form.asked)})


def _find(form: SearchForm, number: int) -> Found:
    return find(
        form.wanted(),
        limit=PER_PAGE,
        skip=(number - 1) * PER_PAGE,
        per_kind=PER_KIND if number == 1 else 0,
        count=COUNTED,
        now=form.now,
    )


def _count_unmet(request: HttpRequest, text: str) -> None:
    """For the list of what the region lacks. A database that is busy writing is no reason to keep a reader waiting."""
    if not _unmet_limit.allows(request):
        return
    today = timezone.localdate()
    try:
        written_quickly(lambda: count_unmet(text, sender=sender_of(request, today), today=today))
    except DatabaseError as problem:
        log.warning("search without hits not counted", reason=str(problem))


@private_words
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Options for the list below a search field; none at all where there is nothing to say."""
    if not _suggestions_limit.allows(request):
        return HttpResponse(status=429)
    try:
        found = suggest(request.GET.get("q", ""))
    except SearchUnavailable:
        return HttpResponse(status=204)
    response = render(request, "website/search_suggestions.html", {"suggestions": suggestions_shown(found)})
    # The same for everybody; the language stands in the address.
    response["Cache-Control"] = f"public, max-age={SUGGESTION_SECONDS}"
    return response


def page_number(asked: str) -> int:
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return min(max(number, 1), MOST_LISTED // PER_PAGE)
