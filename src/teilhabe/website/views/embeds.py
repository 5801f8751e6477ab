"""Map and list for other sites: the only pages that others may frame. Nothing is asked of strangers there either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt

from teilhabe.core.pages import Page
from teilhabe.council.views.public import public_page
from teilhabe.search.finding import SearchUnavailable, find

from ..forms.map import MapForm
from ..presentation.map_base import base_map
from ..presentation.places import embed_rows
from ..presentation.search_filters import kept
from ..queries import places as ask_places
from ..queries import search as ask
from .maps import TOO_MANY, allowed, map_context
from .moved_places import todays_places
from .search import private_words

PER_LIST = 10


def for_other_sites(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """May be shown in a frame on any site, and is no page of its own for search engines."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        # Read by the policy's middleware.
        response._csp_replace = {"frame-ancestors": ["*"]}  # type: ignore[attr-defined]  # its own way to be told
        return response

    return xframe_options_exempt(answer)


@public_page
def advice(request: HttpRequest) -> Page:
    """How to show map and list elsewhere, with the lines to copy for a chosen municipality."""
    chosen = request.GET.get("kommune", "")
    towns = [(place.slug, place.name, place.slug == chosen) for place in ask.places()]
    asked = {"kommune": chosen} if any(current for _, _, current in towns) else {}
    address = urlencode(asked)
    # The preview comes from where the reader is, the lines lead to where the portal is for everybody.
    shown = {name: reverse(f"embed_{name}") + (f"?{address}" if address else "") for name in ("map", "list")}
    links = {name: settings.PORTAL_URL + path for name, path in shown.items()}
    context = {"towns": towns, "links": links, "shown": shown, "chosen": chosen if asked else ""}
    return Page("website/embed_advice.html", context)


@for_other_sites
@private_words
@todays_places
@public_page
def embedded_map(request: HttpRequest) -> Page:
    if not allowed(request):
        return TOO_MANY
    context = map_context(request, number=1)
    return Page(
        "website/embed_map.html",
        {**context, "base": base_map(request, ours_only=True), "follow": False, **_whole(request, "map")},
    )


@for_other_sites
@private_words
@todays_places
@public_page
def embedded_list(request: HttpRequest) -> Page:
    if not allowed(request):
        return TOO_MANY
    form = MapForm(request.GET, places=ask.places(), now=timezone.now())
    wanted = form.wanted()
    try:
        if wanted.text.strip():
            wanted = replace(wanted, text=find(wanted, limit=1).corrected or wanted.text)
        entries = ask_places.newest(wanted, form.box, most=PER_LIST)
    except SearchUnavailable as problem:
        context = {"unavailable": str(problem), **_whole(request, "search")}
        return Page("website/embed_list.html", context, status=503)
    rows = embed_rows(entries, now=form.now)
    return Page("website/embed_list.html", {"rows": rows, **_whole(request, "search")})


def _whole(request: HttpRequest, name: str) -> dict[str, str]:
    """The page of the portal that shows all of it."""
    address = urlencode(kept(request.GET)) or ("art=vorlage" if name == "search" else "")
    return {"whole_url": settings.PORTAL_URL + reverse(name) + (f"?{address}" if address else "")}
