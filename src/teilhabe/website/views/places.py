"""Mein Ort: a page for every municipality, district, street, square, building and school, with what to follow."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from teilhabe.core.addresses import whole
from teilhabe.core.calendars import calendar
from teilhabe.core.limits import RateLimit
from teilhabe.core.pages import Page
from teilhabe.core.text import without_controls
from teilhabe.council.presentation.calendars import event_of_entry
from teilhabe.council.views.public import public_page
from teilhabe.directory.addresses import LONGEST, find_address
from teilhabe.search.models import Entry

from ..presentation.places import place_page, place_url, why_here
from ..presentation.places_list import located_url, places_page
from ..queries import places as ask
from ..queries.towns import Town, outlines, town_at, towns_by_key
from ..sentences import gap_in_council
from .search import private_words

PER_FEED = 50
PER_CALENDAR = 200
LOOK_BACK = timedelta(days=120)
KEPT_SECONDS = 900
# Each question is compared with all names of the region.
_limit = RateLimit("places", per_minute=60)


@private_words
@public_page
def all_places(request: HttpRequest) -> Page | HttpResponseBase:
    """With ``q`` the way to the place that is called so: its page, or what can be meant."""
    asked, meant = request.GET.get("q", "").strip()[:LONGEST], []
    towns = towns_by_key()
    if asked:
        if not _limit.allows(request):
            return Page("core/too_many.html", {}, status=429)
        meant = [one for one in find_address(asked) if located_url(one, towns)]
        # A postcode names one town or several; of one there is nothing to choose.
        if meant and (meant[0].sure or (asked.isdigit() and len(meant) == 1)):
            return redirect(located_url(meant[0], towns))
    return Page("website/places.html", {"page": places_page(towns, outlines(), asked=asked, meant=meant)})


@public_page
def municipality(request: HttpRequest, town: str) -> Page | HttpResponseBase:
    here = ask.town_here(_town(town))
    if here.town.slug != town:
        return redirect("municipality", town=here.town.slug, permanent=True)
    return _page(here)


@public_page
def place(request: HttpRequest, town: str, place: str) -> Page | HttpResponseBase:
    here = _here(town, place)
    if (here.town.slug, here.slug) != (town, place):
        return redirect(place_url(here), permanent=True)
    return _page(here)


def _page(here: ask.Here) -> Page:
    now = timezone.now()
    whole_town = here.kind == "municipality"
    council, source = ask.council_of(here.town) if whole_town else (None, None)
    page = place_page(
        here,
        matters=ask.matters(here, now),
        schools=ask.schools_of(here),
        districts=ask.districts_of(here.town) if whole_town else (),
        inside=ask.busiest(here.town)
        if whole_town
        else ask.places_in_district(here)
        if here.kind == "district"
        else (),
        outlines=outlines(),
        council=council.get_absolute_url() if council else "",
        gap=gap_in_council(here.town, source, council=council is not None) if whole_town else "",
        now=now,
    )
    return Page("website/place.html", {"page": page})


def _town(slug: str) -> Town:
    town = town_at(slug)
    if town is None:
        raise Http404
    return town


def _here(town: str, slug: str) -> ask.Here:
    here = ask.here_at(_town(town), slug)
    if here is None:
        raise Http404
    return here


# --- Feeds ---------------------------------------------------------------------------------------------------------


@require_safe
def municipality_atom(request: HttpRequest, town: str) -> HttpResponse:
    return _atom(request, ask.town_here(_town(town)))


@require_safe
def place_atom(request: HttpRequest, town: str, place: str) -> HttpResponse:
    return _atom(request, _here(town, place))


@require_safe
def municipality_ics(request: HttpRequest, town: str) -> HttpResponse:
    return _ics(ask.town_here(_town(town)))


@require_safe
def place_ics(request: HttpRequest, town: str, place: str) -> HttpResponse:
    return _ics(_here(town, place))


def _atom(request: HttpRequest, here: ask.Here) -> HttpResponse:
    """The newest entries about the place."""
    entries = ask.entries_at(here, "paper", "meeting").newest_first()[:PER_FEED]
    title = gettext("Neues zu %(place)s") % {"place": _full_name(here)}
    feed = Atom1Feed(
        title=without_controls(title),
        author_name=without_controls(settings.PORTAL_NAME),
        link=whole(place_url(here)),
        description="",
        feed_url=whole(request.path),
        language=get_language() or "de",
    )
    for entry in entries:
        _add(feed, entry)
    return _kept(HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"))


def _add(feed: Atom1Feed, entry: Entry) -> None:
    feed.add_item(
        title=without_controls(entry.title),
        link=whole(entry.url),
        # The same as in the feed of a search: who follows both sees an entry once.
        unique_id=f"urn:teilhabe:{entry.kind}:{entry.ref}",
        description=without_controls(" · ".join(p for p in (entry.facts.get("body", ""), entry.summary) if p)),
        pubdate=entry.published,
        updateddate=entry.changed,
    )


def _ics(here: ask.Here) -> HttpResponse:
    """Coming meetings and those of the last months: of a municipality, or with a point about the place."""
    found = ask.meetings_about(here, timezone.now() - LOOK_BACK, most=PER_CALENDAR)
    name = gettext("Sitzungen: %(question)s") % {"question": _full_name(here)}
    content = calendar(name, [event_of_entry(one.meeting, why_here(here, one.papers)) for one in found])
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{here.slug or here.town.slug}.ics"'
    return _kept(response)


def _full_name(here: ask.Here) -> str:
    return here.name if here.kind == "municipality" else f"{here.name}, {here.town.name}"


def _kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response["X-Robots-Tag"] = "noindex"
    return response
