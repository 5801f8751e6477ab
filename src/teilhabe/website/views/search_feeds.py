"""A search to subscribe to: its newest hits as an Atom feed, its meetings as a calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from teilhabe.core.addresses import whole
from teilhabe.core.calendars import calendar
from teilhabe.core.limits import RateLimit
from teilhabe.core.text import without_controls
from teilhabe.council.presentation.calendars import event_of_entry
from teilhabe.search.engines.backend import Order
from teilhabe.search.finding import Found, SearchUnavailable, find

from ..forms.search import SearchForm
from ..queries.search import places
from .moved_places import todays_places

PER_FEED = 50
LOOK_BACK = timedelta(days=120)
KEPT_SECONDS = 900
_limit = RateLimit("search-feeds", per_minute=30)


@require_safe
@todays_places
def atom(request: HttpRequest) -> HttpResponse:
    """The fifty newest hits, the newest first. Whoever reads the feed hears of each entry once."""
    form = _form(request)
    answer = _found(request, form, filters=form.filters())
    if isinstance(answer, HttpResponse):
        return answer
    title = (
        gettext("Suche: %(question)s") % {"question": answer.asked} if answer.asked else gettext("Neues aus den Räten")
    )
    query = request.META["QUERY_STRING"]
    page = whole(request.path.removesuffix(".atom")) + (f"?{query}" if query else "")
    feed = Atom1Feed(
        title=without_controls(title),
        author_name=without_controls(settings.PORTAL_NAME),
        link=page,
        description="",
        feed_url=whole(request.get_full_path()),
        language=get_language() or "de",
    )
    for hit in answer.hits:
        entry = hit.entry
        feed.add_item(
            title=without_controls(entry.title),
            link=whole(entry.url),
            # A feed reader knows an entry again by this, whatever becomes of its address.
            unique_id=f"urn:teilhabe:{entry.kind}:{entry.ref}",
            description=without_controls(" · ".join(p for p in (entry.facts.get("body", ""), entry.summary) if p)),
            pubdate=entry.published,
            updateddate=entry.changed,
        )
    return _kept(HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"))


@require_safe
@todays_places
def ics(request: HttpRequest) -> HttpResponse:
    """Coming meetings, and those of the last months, that the search finds."""
    form = _form(request)
    answer = _found(request, form, filters={**form.filters(), "kind": ("meeting",)})
    if isinstance(answer, HttpResponse):
        return answer
    name = gettext("Sitzungen")
    if answer.asked:
        name = gettext("Sitzungen: %(question)s") % {"question": answer.asked}
    events = [event_of_entry(hit.entry) for hit in answer.hits if hit.entry.starts]
    response = HttpResponse(calendar(name, events), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="suche.ics"'
    return _kept(response)


def _form(request: HttpRequest) -> SearchForm:
    return SearchForm(request.GET, places=places(), now=timezone.now())


def _found(request: HttpRequest, form: SearchForm, *, filters: Mapping[str, Sequence[str]]) -> Found | HttpResponse:
    """The hits, or the answer that says why there are none: programs read the status, people the sentence."""
    if not _limit.allows(request):
        text = gettext("Zu viele Anfragen in kurzer Zeit. Bitte in einer Minute noch einmal.")
        return _said(text, status=429, after=60)
    wanted = replace(form.wanted(), filters=filters, order=Order.NEWEST)
    if tuple(filters.get("kind", ())) == ("meeting",) and not (wanted.since or wanted.until):
        wanted = replace(wanted, since=form.now - LOOK_BACK)
    try:
        return find(wanted, limit=PER_FEED)
    except SearchUnavailable as problem:
        return _said(str(problem), status=503, after=60)


def _said(text: str, *, status: int, after: int) -> HttpResponse:
    headers = {"Retry-After": str(after)}
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)


def _kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response["X-Robots-Tag"] = "noindex"
    return response
