"""What is near, nearest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from teilhabe.core.listing import grouped
from teilhabe.core.outline import Around, Drawing, Mark
from teilhabe.directory.addresses import Located
from teilhabe.directory.gazetteer import Near

from ..queries.places import Nearby
from ..queries.towns import Town
from .map import PlacedRow, drawing, several_here
from .places import Line, distance, nearby_rows, place_kind, ref_url
from .search_filters import Link

MOST_PLACES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class NearbyPage:
    """``others`` are what the address could also mean, to be asked for instead."""

    label: str
    count: str
    more: str
    rows: tuple[PlacedRow, ...]
    schools: tuple[Line, ...]
    places: tuple[Line, ...]
    others: tuple[str, ...]
    drawing: Drawing | None
    caption: str


def nearby_page(
    here: Located,
    others: Sequence[Located],
    found: Sequence[Nearby],
    *,
    total: int,
    metres: int,
    places: Sequence[Near],
    towns: Mapping[str, Town],
    outlines: Mapping[str, Any],
    now: datetime,
) -> NearbyPage:
    """``places`` are those of the directory in the circle, nearest first."""
    rows = nearby_rows(found, now=now)
    schools = [near for near in places if near.row.kind == "school"]
    further = [near for near in places if near.row.kind != "school"]
    count = ngettext("%(n)s Vorlage im Umkreis von %(radius)s", "%(n)s Vorlagen im Umkreis von %(radius)s", total) % {
        "n": grouped(total),
        "radius": distance(metres),
    }
    drawn = _drawing(here, metres, found, outlines)
    return NearbyPage(
        label=here.label,
        count=count,
        more=gettext("Die nächsten %(n)s stehen hier. Ein kleinerer Umkreis zeigt, was am nächsten liegt.")
        % {"n": grouped(len(rows))}
        if total > len(rows)
        else "",
        rows=rows,
        schools=tuple(_line(near, towns) for near in schools),
        places=tuple(_line(near, towns) for near in further[:MOST_PLACES]),
        others=tuple(other.label for other in others[:4]),
        drawing=drawn,
        caption=_caption(metres, drawn),
    )


def _line(near: Near, towns: Mapping[str, Town]) -> Line:
    row = near.row
    town = towns.get(row.municipality_ags)
    url = reverse("place", args=[town.slug, row.url_slug]) if town else ref_url(row.ref, towns, row.municipality_ags)
    return (row.name, url, f"{place_kind(row.kind)}, {distance(near.metres)}")


def _drawing(here: Located, metres: int, found: Sequence[Nearby], outlines: Mapping[str, Any]) -> Drawing | None:
    """The circle with the place and what is near, numbered as in the list."""
    marked = [
        Mark(
            number=number,
            longitude=one.place.longitude or 0.0,
            latitude=one.place.latitude or 0.0,
            kind="rat",
            label=one.entry.title,
            url=f"#e-{number}",
        )
        for number, one in enumerate(found, start=1)
    ]
    return drawing(
        outlines,
        marked,
        around=Around(longitude=here.longitude, latitude=here.latitude, metres=metres),
        here=Mark(
            number="", longitude=here.longitude, latitude=here.latitude, kind="ort", label=here.label, url="#liste"
        ),
    )


def _caption(metres: int, shown: Drawing | None) -> str:
    circle = gettext("Der Kreis ist der Umkreis von %(radius)s. Die Nummern sind die der Liste.") % {
        "radius": distance(metres)
    }
    several = next((pin.number for pin in shown.pins if pin.number.endswith("+")), "") if shown else ""
    return f"{circle} {several_here(several)}".rstrip()


# --- A whole municipality ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeTowns:
    """Where a bare town or postcode leads: a municipality has no neighbourhood, but a page."""

    sentence: str
    links: tuple[Link, ...]


def whole_towns(here: Sequence[Located], towns: Mapping[str, Town]) -> WholeTowns | None:
    """The pages of the municipalities that were meant; None where a place within one was meant."""
    if not here or here[0].kind != "municipality":
        return None
    meant = [
        towns[one.municipality_ags] for one in here if one.kind == "municipality" and one.municipality_ags in towns
    ]
    if not meant:
        return None
    said = ngettext(
        "Das ist eine ganze Kommune und kein Punkt, um den sich ein Umkreis ziehen lässt. Alles dazu steht auf ihrer "
        "Seite; eine Straße dazu genügt für die Antwort hier.",
        "Das sind ganze Kommunen und keine Punkte, um die sich ein Umkreis ziehen lässt. Alles dazu steht auf ihren "
        "Seiten; eine Straße dazu genügt für die Antwort hier.",
        len(meant),
    )
    return WholeTowns(
        sentence=said, links=tuple((town.name, reverse("municipality", args=[town.slug])) for town in meant)
    )
