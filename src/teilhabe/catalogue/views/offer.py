"""The page of an offer, its text in Leichte Sprache, its dates as a calendar."""

from __future__ import annotations

import re
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language

from teilhabe.core.calendars import calendar, calendar_file
from teilhabe.core.languages import reading
from teilhabe.core.pages import Page, public_page, with_validator

from ..models import READABLE, Offer, State
from ..presentation.calendar import events_of
from ..presentation.easy import easy_page
from ..presentation.linked_data import offer_data
from ..presentation.notes import noted_in
from ..presentation.offer import explained, offer_page
from ..queries import entries as ask
from ..queries.mentions import papers_that_mention
from ..queries.offer_page import around, offer_at
from ..reach import count_view

AHEAD = timedelta(days=366)
_CODE = re.compile(r"[a-z]{2,3}")


@public_page
def offer(request: HttpRequest, slug: str) -> Page:
    source, rows = offer_at(slug)
    if source is None:
        raise Http404
    if source.state not in READABLE:
        return _explained(source)
    now, towns = timezone.now(), ask.municipalities()
    names = ask.town_names(towns)
    asked = request.GET.get("sprache", "")
    language = asked if _CODE.fullmatch(asked) and asked in rows else _reader()
    page = offer_page(
        source,
        rows,
        language=language,
        around=around(source),
        mentions=papers_that_mention(source),
        towns=names,
        noted=noted_in(request.GET),
        now=now,
    )
    data = offer_data(
        source,
        page.offer,
        address=page.address,
        dates=page.dates,
        towns=[names[ags] for ags in source.municipalities if ags in names],
        way=page.crumbs,
        org_url=page.organisation_url,
    )
    count_view(request, source)
    request.said_in = frozenset(rows)  # type: ignore[attr-defined]  # a word to the frame of this one request
    return Page("catalogue/offer.html", {"page": page, "linked": data})


def _reader() -> str:
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


def _explained(source: Offer) -> Page:
    """What was outdated may come back to its address, so the page is there (200) and not for search engines; what was
    taken back is gone (410). Of anything that never was public nobody hears."""
    if source.state not in (State.OUTDATED, State.WITHDRAWN) or source.first_published_at is None:
        raise Http404
    like = ask.similar(source.pk, themes=source.themes, audience=source.audience, most=4)
    towns = ask.town_names(ask.municipalities())
    page = explained(source, like, towns=towns, now=timezone.now())
    return Page("catalogue/gone.html", {"page": page}, status=410 if source.state == State.WITHDRAWN else 200)


@public_page
def easy(request: HttpRequest, slug: str) -> Page:
    """The text in Leichte Sprache, while it says what the offer says."""
    source, _rows = offer_at(slug)
    if source is None or source.state not in READABLE:
        raise Http404
    text = getattr(source, "easy", None)
    if text is None or text.state != text.State.CURRENT:
        raise Http404
    request.said_in = frozenset()  # type: ignore[attr-defined]  # it is German in every language
    return Page("catalogue/easy.html", {"page": easy_page(source, text)})


@public_page
def ics(request: HttpRequest, slug: str) -> HttpResponseBase:
    source, rows = offer_at(slug)
    if source is None or source.state not in (State.PUBLISHED, State.REVIEW_DUE):
        raise Http404
    now = timezone.now()
    shown = rows.get(reading(), source)
    events = events_of(source, shown, since=now - timedelta(days=1), until=now + AHEAD)
    content = calendar(shown.title, events, about="Angebote")
    return with_validator(request, calendar_file(content, f"{source.slug}.ics", attachment=True))
