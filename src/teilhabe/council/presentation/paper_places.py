"""The places of a paper for its page: a list with reasons, a small map, and the marks in its text."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from teilhabe.core.outline import Drawing, Mark
from teilhabe.directory.queries import map_areas

from ..models import Paper, PaperSection, PlaceMention
from ..placing import Placed
from .place_marks import Span, mark_places

MOST_SHOWN = 12
MOST_SNIPPETS = 3
_ROOM = 0.012  # degrees: about a kilometre

KINDS: dict[str, Promise] = {
    "street": _("Straße"),
    "square": _("Platz"),
    "park": _("Park oder Grünfläche"),
    "building": _("Gebäude"),
    "district": _("Ortsteil"),
    "school": _("Schule"),
    "municipality": _("Kommune"),
    "other": _("Ort"),
}
GRADES: dict[str, Promise] = {
    "official": _("amtlich"),
    "certain": _("sicher"),
    "likely": _("wahrscheinlich"),
    "mentioned": _("nur erwähnt"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A place as the page shows it. ``number`` is that of its pin, empty without one; ``anchor`` leads to where it is
    marked in the text; ``path`` is its page below ``/ort/``."""

    ref: str
    name: str
    kind: str
    town: str
    grade: str
    reason: str
    number: str
    anchor: str
    path: str
    unclear: bool
    snippets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPlaces:
    """``shown`` are those the paper is about, ``mentioned`` those of which that is open."""

    shown: tuple[PlaceRow, ...] = ()
    mentioned: tuple[PlaceRow, ...] = ()
    drawing: Drawing | None = None
    map_query: str = ""
    """The part of the large map around them, as the end of its address."""
    more: int = 0
    """How many there are besides those shown."""


def paper_places(paper: Paper) -> PaperPlaces:
    """One question to the database, for the outlines; none for a paper without a point."""
    places = [Placed.of_json(said) for said in paper.places]
    about = [place for place in places if place.grade != "mentioned"]
    pins = _pins(about[:MOST_SHOWN])
    return PaperPlaces(
        shown=tuple(_row(place, pins) for place in about[:MOST_SHOWN]),
        mentioned=tuple(_row(place, pins) for place in places if place.grade == "mentioned")[:MOST_SHOWN],
        drawing=_drawing(about, pins),
        map_query=_around([place for place in about if _is_drawn(place)]),
        more=max(0, len(about) - MOST_SHOWN),
    )


def explained(paper: Paper, mentions: Iterable[PlaceMention]) -> tuple[PlaceRow, ...]:
    """All places with the words that name them, for the page on which they can be corrected."""
    said: dict[str, list[str]] = {}
    for mention in mentions:
        known = said.setdefault(mention.ref or mention.text.casefold(), [])
        if mention.snippet and mention.snippet not in known and len(known) < MOST_SNIPPETS:
            known.append(mention.snippet)
    return tuple(
        _row(place, {}, snippets=tuple(said.get(place.ref or place.name.casefold(), ())))
        for place in map(Placed.of_json, paper.places)
    )


def with_marks(sections: Sequence[PaperSection], paper: Paper) -> list[PaperSection]:
    """Copies of the sections, the places marked in their HTML; the first mark of a place has its anchor."""
    spans: dict[str, list[Span]] = {}
    for place in map(Placed.of_json, paper.places):
        for number, (part, offset, length) in enumerate(place.marks):
            spans.setdefault(part, []).append(Span(offset, length, _anchor(place) if number == 0 else ""))
    return [_marked(section, spans.get(section.anchor, ())) for section in sections]


def _marked(section: PaperSection, spans: Sequence[Span]) -> PaperSection:
    if not spans:
        return section
    marked = copy.copy(section)
    marked.html = mark_places(section.html, section.text, spans)
    return marked


def _row(place: Placed, pins: Mapping[str, int], snippets: tuple[str, ...] = ()) -> PlaceRow:
    return PlaceRow(
        ref=place.ref,
        name=place.name,
        kind=str(KINDS.get(place.kind, KINDS["other"])) if place.ref else "",
        town=place.town,
        grade=str(GRADES[place.grade]),
        reason=gettext(place.reason),
        number=str(pins.get(place.ref, "")),
        anchor=_anchor(place) if place.marks else "",
        path=place.path,
        unclear=not place.ref,
        snippets=snippets,
    )


def _pins(places: Sequence[Placed]) -> dict[str, int]:
    """Numbers of those that are a point on the map: what is sure, but no whole town, whose outline stands out."""
    pinned = [place.ref for place in places if _is_drawn(place) and place.kind != "municipality"]
    return {ref: number for number, ref in enumerate(pinned, start=1)}


def _is_drawn(place: Placed) -> bool:
    return place.is_sure and (place.kind == "municipality" or place.latitude is not None)


def _drawing(places: Sequence[Placed], pins: Mapping[str, int]) -> Drawing | None:
    shown = [place for place in places if _is_drawn(place)]
    if not shown:
        return None
    towns = {place.municipality for place in shown}
    # One town is drawn large; several among their neighbours, so that one knows where they lie.
    return map_areas(
        only=towns if len(towns) == 1 else (),
        marked={place.municipality for place in shown if place.kind == "municipality"},
        marks=_marks([place for place in shown if place.ref in pins], pins),
        width=320,
    )


def _marks(places: Iterable[Placed], pins: Mapping[str, int]) -> list[Mark]:
    """A mark for each point; of several places at one point it has the first number and a plus."""
    points: dict[tuple[float, float], list[Placed]] = {}
    for place in places:
        if place.longitude is not None and place.latitude is not None:
            points.setdefault((round(place.longitude, 3), round(place.latitude, 3)), []).append(place)
    return [
        Mark(
            number=f"{pins[here[0].ref]}{'+' if len(here) > 1 else ''}",
            longitude=longitude,
            latitude=latitude,
            kind="rat",
            label=", ".join(place.name for place in here),
            url=f"#ort-{pins[here[0].ref]}",
        )
        for (longitude, latitude), here in points.items()
    ]


def _around(places: Sequence[Placed]) -> str:
    """West, south, east and north with some room around the points."""
    points = [(one.longitude, one.latitude) for one in places if one.longitude is not None and one.latitude is not None]
    if not points:
        return ""
    longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
    west, south = min(longitudes) - _ROOM, min(latitudes) - _ROOM
    east, north = max(longitudes) + _ROOM, max(latitudes) + _ROOM
    return f"?ausschnitt={west:.3f},{south:.3f},{east:.3f},{north:.3f}"


def _anchor(place: Placed) -> str:
    name = place.ref.partition(":")[2] or place.name.casefold()
    return "stelle-" + "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in name)[:80]
