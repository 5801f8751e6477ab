"""``/api/places.geojson``: what stands on the map, for programs; with the filters of ``/api/search``."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from teilhabe.search.finding import SearchUnavailable

from ..forms.map import NoBoxError, read_box
from ..queries.map import DECIMALS, Box, page_of_places
from .frame import Problem, refuse_unknown
from .search import Asked, Values, wanted_of

router = Router(tags=["Karte"])
MOST_FEATURES = 1_000


class PlacesAsked(Schema):
    """As for the search; words find the 5,000 entries that fit best."""

    q: str = Field("", max_length=1_000, description="Suchwörter wie im Suchfeld")
    bbox: str = Field("", max_length=120, description="Ausschnitt in Grad: West,Süd,Ost,Nord")
    kind: Values = Field([], description="paper, meeting")
    municipality: Values = Field([], description="Amtlicher Gemeindeschlüssel des Rates, acht Stellen")
    committee: Values = Field([], description="rat/gremium")
    theme: Values = Field([], description="Schlüssel eines Themas")
    year: Values = Field([], description="Jahr, vierstellig")
    standing: Values = Field([], description="Stand einer Vorlage")
    language: Values = Field([], description="Sprache des Inhalts, zum Beispiel de")
    place: Values = Field(
        [],
        description=(
            "Wählt die Einträge, die von diesem Ort handeln, so wie properties.place.ref ihn nennt; auch ein Ortsteil "
            "oder eine Kommune. Nennt ein solcher Eintrag weitere Orte, stehen auch diese in der Antwort: Der Filter "
            "wählt Einträge, nicht Punkte. Punkte wählt bbox."
        ),
    )
    since: date | None = Field(None, description="Erster Tag des Zeitraums")
    until: date | None = Field(None, description="Letzter Tag des Zeitraums")
    limit: int = Field(200, ge=1, le=MOST_FEATURES)
    after: int = Field(0, ge=0, lt=2**63, description="„next“ der vorigen Antwort: Es geht dahinter weiter")


class Point(Schema):
    type: str = "Point"
    coordinates: Annotated[list[float], Field(description="Länge, Breite (WGS84)")]


class PlaceOut(Schema):
    ref: str
    kind: str
    name: str
    municipality: str


class Properties(Schema):
    kind: str
    ref: str
    url: str = Field(description="Seite im Portal")
    title: str
    starts: datetime | None
    place: PlaceOut
    grade: str = Field(description="official: die Quelle nennt den Ort; certain: sicher gemeint")
    reason: str = Field(description="Warum der Eintrag an diesem Ort steht")


class Feature(Schema):
    type: str = "Feature"
    id: int
    geometry: Point
    properties: Properties


class Places(Schema):
    """Ein Eintrag mit drei Orten kommt dreimal vor, einer über eine ganze Kommune nicht: Sie ist kein Punkt."""

    type: str = "FeatureCollection"
    features: list[Feature]
    next: int | None = Field(description="Für „after“; null am Ende")


@router.get(
    "/places.geojson",
    response={200: Places, 400: Problem, 422: Problem, 503: Problem},
    summary="Orte auf der Karte als GeoJSON",
    description=(
        "Jeder Punkt steht für einen Eintrag an einem Ort. Alle Filter wählen Einträge: place=… liefert die Einträge "
        "zu diesem Ort mit allen ihren Punkten. Nur bbox wählt Punkte. Angaben, die es hier nicht gibt, werden mit 422 "
        "und ihren Namen abgewiesen."
    ),
    url_name="places",
)
def places(request: HttpRequest, response: HttpResponse, asked: Query[PlacesAsked]) -> dict[str, Any]:
    refuse_unknown(request, PlacesAsked)
    response["Content-Type"] = "application/geo+json; charset=utf-8"
    box = _box(asked.bbox)
    said = asked.dict(exclude={"bbox", "limit", "after"})
    try:
        rows, following = page_of_places(wanted_of(Asked(**said)), box, after=asked.after, most=asked.limit)
    except SearchUnavailable as problem:
        raise HttpError(503, str(problem)) from problem
    return {
        "features": [
            {
                "id": row.pk,
                "geometry": {
                    "coordinates": [round(row.longitude or 0.0, DECIMALS), round(row.latitude or 0.0, DECIMALS)]
                },
                "properties": {
                    "kind": row.entry.kind,
                    "ref": row.entry.ref,
                    "url": settings.PORTAL_URL + row.entry.url,
                    "title": row.entry.title,
                    "starts": row.entry.starts,
                    "place": {"ref": row.ref, "kind": row.kind, "name": row.name, "municipality": row.municipality},
                    "grade": row.grade,
                    "reason": row.reason,
                },
            }
            for row in rows
        ],
        "next": following,
    }


def _box(text: str) -> Box | None:
    if not text:
        return None
    try:
        return read_box(text)
    except NoBoxError as problem:
        raise HttpError(400, f"bbox: {problem}") from problem
