"""``/api/search``: the search of the portal for programs, with the same filters."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from teilhabe.search.engines.backend import BadCursor, Order
from teilhabe.search.finding import Hit, SearchUnavailable, Wanted, find

from .frame import Problem, refuse_unknown

router = Router(tags=["Suche"])
MOST_HITS = 100
_FILTERS = ("kind", "municipality", "body", "committee", "theme", "year", "standing", "language", "place")
COUNTED = ("kind", "municipality", "committee", "theme", "year", "standing", "language")
Values = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=20)]


class Asked(Schema):
    """Several values of one filter are alternatives; all filters hold."""

    q: str = Field("", description="Suchwörter wie im Suchfeld: „Wortgruppe“, -ohne, Anfang*, Nummern, ODER.")
    kind: Values = Field([], description="paper, meeting, committee, person")
    municipality: Values = Field([], description="Amtlicher Gemeindeschlüssel, acht Stellen")
    body: Values = Field([], description="Kürzel des Rates wie in /rat/…/")
    committee: Values = Field([], description="rat/gremium, wie facets.committee sie nennt")
    theme: Values = Field([], description="Schlüssel eines Themas")
    year: Values = Field([], description="Jahr, vierstellig")
    standing: Values = Field([], description="Stand einer Vorlage, wie facets.standing ihn nennt")
    language: Values = Field([], description="Sprache des Inhalts, zum Beispiel de")
    place: Values = Field([], description="Ort, wie /api/places.geojson ihn nennt, zum Beispiel street:05334002/…")
    since: date | None = Field(None, description="Erster Tag des Zeitraums")
    until: date | None = Field(None, description="Letzter Tag des Zeitraums")
    order: Literal["fit", "newest", "oldest"] = "fit"
    literal: bool = Field(False, description="Die Wörter so suchen, wie sie geschrieben sind, ohne Korrektur")
    limit: int = Field(20, ge=1, le=MOST_HITS)
    cursor: str = Field("", max_length=500, description="„next“ der vorigen Antwort")
    facets: bool = Field(False, description="Auch zählen, wie viele Treffer auf jeden Wert entfallen")


class HitOut(Schema):
    kind: str
    ref: str
    url: str = Field(description="Seite im Portal")
    title: str
    snippet: str = Field(description="Stelle mit den gesuchten Wörtern, als Text")
    language: str
    municipality: str
    starts: datetime | None
    ends: datetime | None
    published: datetime
    changed: datetime
    facts: dict[str, Any]


class SearchOut(Schema):
    total: int
    corrected: str | None = Field(description="Wonach stattdessen gesucht wurde, weil es für q keine Treffer gab")
    suggestion: str | None = Field(description="Was auch gemeint sein kann; gesucht wurde q")
    next: str = Field(description="Cursor der nächsten Treffer; leer am Ende")
    hits: list[HitOut]
    facets: dict[str, dict[str, int]] | None


@router.get("/search", response={200: SearchOut, 400: Problem, 422: Problem, 503: Problem}, summary="Suchen")
def search(request: HttpRequest, asked: Query[Asked]) -> SearchOut:
    refuse_unknown(request, Asked)
    try:
        found = find(wanted_of(asked), limit=asked.limit, cursor=asked.cursor, count=COUNTED if asked.facets else ())
    except BadCursor as problem:
        raise HttpError(400, "Diesen cursor gibt es nicht; bitte mit „next“ der vorigen Antwort fragen.") from problem
    except SearchUnavailable as problem:
        raise HttpError(503, str(problem)) from problem
    return SearchOut(
        total=found.total,
        corrected=found.corrected or None,
        suggestion=found.suggestion or None,
        next=found.next,
        hits=[_hit(one) for one in found.hits],
        facets={name: dict(counts) for name, counts in found.facets.items()} if asked.facets else None,
    )


def wanted_of(asked: Asked) -> Wanted:
    chosen = {name: tuple(getattr(asked, name)) for name in _FILTERS}
    return Wanted(
        text=asked.q,
        filters={name: values for name, values in chosen.items() if values},
        since=_midnight(asked.since),
        until=_midnight(asked.until, days=1),
        order=Order(asked.order),
        literal=asked.literal,
    )


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    if day is None:
        return None
    try:
        return timezone.make_aware(datetime.combine(day + timedelta(days=days), time()))
    except (OverflowError, ValueError):  # where the calendar ends
        return None


def _hit(hit: Hit) -> HitOut:
    entry = hit.entry
    return HitOut(
        kind=entry.kind,
        ref=entry.ref,
        url=settings.PORTAL_URL + entry.url,
        title=entry.title,
        snippet="".join(part.text for part in hit.text),
        language=entry.language,
        municipality=entry.municipality,
        starts=entry.starts,
        ends=entry.ends,
        published=entry.published,
        changed=entry.changed,
        facts=entry.facts,
    )
