"""The calendar of offers, to look at and to subscribe to; new offers as a feed."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext

from teilhabe.core.addresses import in_language, whole
from teilhabe.core.calendars import calendar, calendar_file
from teilhabe.core.limits import RateLimit
from teilhabe.core.pages import Page, public_page, with_validator
from teilhabe.core.text import without_controls
from teilhabe.search.finding import Wanted

from ..forms.calendar import CalendarQuestion
from ..presentation.calendar import event_of, month_page, worth_showing
from ..presentation.rows import said
from ..queries import entries as ask
from ..queries.dates import dates_of, times_between

PER_FEED = 50
AHEAD = timedelta(days=92)
MOST_IN_FEED = 500
"""Whoever subscribes asks again every day: a portal with more dates gives out those of the next weeks."""
_limit = RateLimit("catalogue.feeds", per_minute=60)
_month_limit = RateLimit("catalogue.month", per_minute=60)


@public_page
def month(request: HttpRequest) -> Page:
    if not _month_limit.allows(request):
        return Page("core/too_many.html", {}, status=429)
    now, towns = timezone.now(), ask.municipalities()
    question = CalendarQuestion(request.GET, towns, today=timezone.localdate(now))
    found = times_between(question.month, question.end, **question.facets())
    counts = ask.counts(Wanted(filters=ask.LISTED), ("theme", "audience"))
    # What began before the month and still goes on stands in the month in which it began.
    times = [one for one in found if one.day >= question.month.toordinal()]
    page = month_page(question, dates_of(worth_showing(times)), counts, times=times, towns=towns, now=now)
    return Page("catalogue/calendar.html", {"page": page, "asked": bool(request.GET)})


@public_page
def ics(request: HttpRequest) -> HttpResponseBase:
    """The next MOST_IN_FEED dates of the next three months, narrowed as the page is."""
    if not _limit.allows(request):
        return HttpResponse(status=429)
    today = timezone.localdate()
    question = CalendarQuestion(request.GET, ask.municipalities(), today=today)
    times = times_between(today - timedelta(days=1), today + AHEAD, **question.facets())
    events = [event_of(one.offer, one.when) for one in dates_of(times[:MOST_IN_FEED])]
    name = gettext("Angebote: Termine")
    return with_validator(request, calendar_file(calendar(name, events, about="Angebote"), "angebote.ics"))


@public_page
def atom(request: HttpRequest) -> HttpResponseBase:
    """The fifty newest offers."""
    if not _limit.allows(request):
        return HttpResponse(status=429)
    feed = Atom1Feed(
        title=without_controls(gettext("Neue Angebote")),
        author_name=without_controls(settings.PORTAL_NAME),
        link=whole(request.path.removesuffix("/neu.atom") + "/"),
        description="",
        feed_url=whole(request.get_full_path()),
        language=get_language() or "de",
    )
    for entry in ask.newest(PER_FEED):
        title, summary, _language = said(entry)
        feed.add_item(
            title=without_controls(title),
            link=whole(in_language(entry.url)),
            # A feed reader knows an entry again by this, whatever becomes of its address.
            unique_id=f"urn:uuid:{entry.facts['key']}",
            description=without_controls(" · ".join(p for p in (str(entry.facts.get("provider", "")), summary) if p)),
            pubdate=entry.published,
            updateddate=entry.changed,
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    return with_validator(request, response)
