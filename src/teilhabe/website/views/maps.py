"""The map: page, points, outlines, one point in words. Where somebody looks stands in the address and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from teilhabe.core.limits import RateLimit
from teilhabe.core.pages import Page, with_validator
from teilhabe.council.views.public import public_page
from teilhabe.search.actions import PINNED
from teilhabe.search.choosing import counted
from teilhabe.search.finding import Found, SearchUnavailable, Wanted, find

from ..forms.map import MapForm
from ..presentation.kinds import kind_words
from ..presentation.map import map_page
from ..presentation.map_base import base_map, words_of_map
from ..presentation.places import spot_shown
from ..presentation.search import COUNTED
from ..queries import map as on_map
from ..queries import search as ask
from ..queries.towns import outlines as towns_drawn
from ..queries.towns import towns_by_key
from .map_consent import with_service
from .moved_places import todays_places
from .search import page_number, private_words

SPOT_ROWS = 5
# Behind one connection there may be a school; the list follows each movement of the map.
_limit = RateLimit("map", per_minute=240)


TOO_MANY = Page("core/too_many.html", {}, status=429)


def allowed(request: HttpRequest) -> bool:
    """Whether this connection may ask the map once more: page, frames, points and clicks together."""
    return _limit.allows(request)


@with_service
@private_words
@todays_places
@public_page
def karte(request: HttpRequest) -> Page | HttpResponseBase:
    if not allowed(request):
        return TOO_MANY
    if any(not value.strip() for values in request.GET.lists() for value in values[1]):
        # Forms send their empty fields along; an address to copy names only what was asked.
        said = urlencode([(name, one) for name, values in request.GET.lists() for one in values if one.strip()])
        return redirect(reverse("map") + (f"?{said}" if said else ""))
    return Page("website/map.html", map_context(request))


def map_context(request: HttpRequest, *, number: int | None = None) -> dict[str, object]:
    """For the page and what other sites show of it; ``number`` is the page of the list if not what the address says."""
    now = timezone.now()
    form = MapForm(request.GET, places=ask.places(), now=now)
    wanted = form.wanted()
    number = number or page_number(request.GET.get("seite", ""))
    found, everywhere, there, unavailable = _said(wanted)
    wanted = replace(wanted, text=found.corrected or wanted.text)
    if unavailable:
        # Without the index there are no words to search by; everything else is the database's.
        wanted = replace(wanted, text="")
    page, entries = on_map.listed(wanted, form.box, number=number)
    shown = map_page(
        form,
        found,
        page=page,
        entries=entries,
        places=on_map.places_of(entries, form.box),
        outlines=towns_drawn(),
        committees=ask.committee_names,
        everywhere=everywhere,
        there=there,
        unavailable=unavailable,
        now=now,
    )
    return {
        "page": shown,
        "form": form,
        "base": base_map(request),
        "reset": reverse("map"),
        "words": words_of_map(),
        "follow": True,
    }


def _said(wanted: Wanted) -> tuple[Found, int | None, int | None, str]:
    """What there is to say about the question, with the numbers of the filters among entries that have a place; how
    many papers there are with or without one, and how many with one; and why the search cannot answer, if so."""
    try:
        found = find(wanted, limit=1) if wanted.text.strip() else Found(asked="")
        searched = replace(wanted, text=found.corrected or wanted.text)
        # Only papers can be on the map.
        everywhere, _ = counted(replace(searched, filters={"kind": ("paper",), **searched.filters}))
        # Not by any town as a place: whatever a council does has its town's, whether it has a point or not.
        on_it = replace(searched, filters={**searched.filters, "pinned": (PINNED,)})
        there, facets = counted(on_it, COUNTED)
    except SearchUnavailable as problem:
        return Found(asked=wanted.text), None, None, str(problem)
    return replace(found, facets=facets), everywhere, there, ""


@require_safe
def points(request: HttpRequest) -> HttpResponseBase:
    """Every point of a search as ``{"kinds": [mark, …], "points": [[lon, lat, kind, entries], …]}``, where there are
    too many with ``"cut": true``: for the map, which shows ten thousand. ``/api/places.geojson`` is for others."""
    if not allowed(request):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    form = MapForm(request.GET, places=ask.places(), now=timezone.now())
    try:
        found, cut = on_map.spots(form.wanted())
    except SearchUnavailable:
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    names = sorted({spot.kind for spot in found})
    numbers = {kind: number for number, kind in enumerate(names)}
    return _data(
        request,
        {
            "kinds": [kind_words(kind).mark for kind in names],
            "points": [[spot.longitude, spot.latitude, numbers[spot.kind], spot.count] for spot in found],
            **({"cut": True} if cut else {}),
        },
    )


@require_safe
def outlines(request: HttpRequest) -> HttpResponseBase:
    """The municipalities as GeoJSON, each with its address."""
    drawn = towns_drawn()
    features = [
        {**one, "properties": {**one["properties"], "url": reverse("municipality", args=[one["properties"]["slug"]])}}
        for one in drawn["features"]
    ]
    return _data(request, {**drawn, "features": features})


@private_words
@require_safe
def spot(request: HttpRequest) -> HttpResponseBase:
    """What is at one point of the map, as a piece of a page: ``bei`` is "longitude,latitude" as ``points`` gave it."""
    if not allowed(request):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    longitude, _, latitude = request.GET.get("bei", "")[:60].partition(",")
    form = MapForm(request.GET, places=ask.places(), now=timezone.now())
    try:
        there = on_map.at_spot(form.wanted(), float(longitude), float(latitude), most=SPOT_ROWS)
    except (ValueError, SearchUnavailable) as problem:
        raise Http404 from problem
    shown = spot_shown(there, form.places, now=form.now, towns=towns_by_key())
    response = render(request, "website/map_spot.html", {"spot": shown})
    return with_validator(request, response)


def _data(request: HttpRequest, said: Mapping[str, object]) -> HttpResponseBase:
    response = HttpResponse(
        json.dumps(said, separators=(",", ":"), ensure_ascii=False), content_type="application/json"
    )
    # A frame on another site, without an origin of its own, shows the map, too.
    response["Access-Control-Allow-Origin"] = "*"
    return with_validator(request, response)
