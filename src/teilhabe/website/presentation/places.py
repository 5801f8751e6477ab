"""Pages of places, points of the map in words, and what is near."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext, pgettext

from teilhabe.catalogue.presentation.rows import offer_rows
from teilhabe.core.listing import Row, grouped
from teilhabe.core.outline import Drawing, Mark
from teilhabe.council.presentation.rows import meeting_rows, paper_rows
from teilhabe.directory.models import School
from teilhabe.directory.vocabulary import school_form
from teilhabe.search.models import Entry

from ..queries.map import AtSpot
from ..queries.places import Here, Inside, Matters, Nearby, slug_of
from ..queries.search import Place
from ..queries.towns import Town
from .map import PlacedRow, drawing, placed_row
from .search_filters import Link

Line = tuple[str, str, str]
"""Words, address, remark."""


def place_kind(kind: str) -> str:
    """What a place is, in one word."""
    return {
        "street": gettext("Straße"),
        "square": gettext("Platz"),
        "park": gettext("Park"),
        "building": gettext("Gebäude"),
        "district": gettext("Ortsteil"),
        "school": gettext("Schule"),
        "municipality": gettext("Kommune"),
    }.get(kind) or pgettext("irgendwo", "Ort")


def place_url(here: Here) -> str:
    if here.kind == "municipality":
        return reverse("municipality", args=[here.town.slug])
    return reverse("place", args=[here.town.slug, here.slug])


def ref_url(ref: str, towns: Mapping[str, Town], ags: str) -> str:
    """The page of a place that an entry names; empty where its municipality has none."""
    town = towns.get(ags)
    if town is None:
        return ""
    if ref.startswith("municipality:"):
        return reverse("municipality", args=[town.slug])
    return reverse("place", args=[town.slug, slug_of(ref)])


# --- The page of a place -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePage:
    """``now`` are papers under way, ``lately`` those that came to an end. ``inside`` are the places in it,
    ``districts`` those of a municipality. ``gap`` says that its council is not read (or not any more), if so.
    ``follow`` are ways to hear of what comes."""

    here: Here
    title: str
    kicker: str
    lede: str
    remarks: tuple[str, ...]
    gap: str
    now: tuple[Row, ...]
    lately: tuple[Row, ...]
    meetings: tuple[Row, ...]
    offers: tuple[Row, ...]
    offers_url: str
    schools: tuple[Line, ...]
    schools_title: str
    districts: tuple[Line, ...]
    inside: tuple[Line, ...]
    inside_title: str
    drawing: Drawing | None
    all_url: str
    map_url: str
    council_url: str
    follow: tuple[Link, ...]
    feed_url: str
    crumbs: tuple[Link, ...]
    address: tuple[str, ...]

    @property
    def empty(self) -> bool:
        return not (self.now or self.lately or self.meetings)


def place_page(
    here: Here,
    *,
    matters: Matters,
    schools: Sequence[School],
    districts: Sequence[Inside],
    inside: Sequence[Inside],
    outlines: Mapping[str, Any],
    council: str,
    gap: str,
    now: datetime,
) -> PlacePage:
    """``council`` is the address of the municipality's council, empty if it has none here."""
    whole = here.kind == "municipality"
    narrowed = {"kommune": here.town.slug} if whole else {"ort": here.ref}
    feed = reverse("municipality_atom", args=[here.town.slug]) if whole else _below("place_atom", here)
    return PlacePage(
        here=here,
        title=here.name,
        kicker=gettext("Mein Ort")
        if whole
        else gettext("%(kind)s in %(town)s") % {"kind": place_kind(here.kind), "town": here.town.name},
        lede=_lede(here),
        remarks=_remarks(here),
        gap=gap,
        now=paper_rows(matters.now, with_body=not whole),
        lately=paper_rows(matters.lately, with_body=not whole),
        meetings=meeting_rows(matters.meetings, now=now, with_body=False),
        offers=offer_rows(matters.offers, now=now, towns={here.town.ags: here.town.name}),
        offers_url=f"{reverse('catalogue:list')}?{urlencode({'ort': here.town.slug})}",
        schools=tuple(_school_line(here, school) for school in schools),
        schools_title=gettext("Schulen in %(town)s") % {"town": here.name} if whole else gettext("Schulen in der Nähe"),
        districts=tuple(_inside_line(here.town, one) for one in districts),
        inside=tuple(_inside_line(here.town, one) for one in inside),
        inside_title=gettext("Wovon am meisten die Rede ist") if whole else gettext("Straßen und Plätze"),
        drawing=_drawing(here, outlines),
        all_url=f"{reverse('search')}?{urlencode({**narrowed, 'art': 'vorlage', 'sortierung': 'neu'})}",
        map_url=f"{reverse('map')}?{urlencode(narrowed)}",
        council_url=council,
        follow=(
            (gettext("Neues als Feed (Atom)"), feed),
            (
                gettext("Sitzungen als Kalender (iCal)"),
                reverse("municipality_ics", args=[here.town.slug]) if whole else _below("place_ics", here),
            ),
        ),
        feed_url=feed,
        crumbs=_crumbs(here),
        address=_address(here),
    )


def _below(name: str, here: Here) -> str:
    return reverse(name, args=[here.town.slug, here.slug])


def _crumbs(here: Here) -> tuple[Link, ...]:
    way: list[Link] = [(gettext("Mein Ort"), reverse("places"))]
    if here.kind != "municipality":
        way.append((here.town.name, reverse("municipality", args=[here.town.slug])))
    if here.district_slug:
        way.append((here.district, reverse("place", args=[here.town.slug, here.district_slug])))
    return tuple(way)


def _lede(here: Here) -> str:
    if here.kind == "municipality":
        return gettext("Was in %(place)s beraten wird, was entschieden ist und was es hier gibt.") % {
            "place": here.name
        }
    return gettext("Was die Räte zu diesem Ort beraten und entschieden haben.")


def _remarks(here: Here) -> tuple[str, ...]:
    said = []
    if here.district:
        said.append(gettext("Ortsteil %(name)s") % {"name": here.district})
    if here.also:
        said.append(gettext("auch: %(names)s") % {"names": ", ".join(here.also)})
    if here.formerly:
        said.append(gettext("früher: %(names)s") % {"names": ", ".join(here.formerly)})
    return tuple(said)


def _address(here: Here) -> tuple[str, ...]:
    school = here.school
    if school is None:
        return ()
    town = f"{school.postcode} {school.place or here.town.name}".strip()
    return tuple(part for part in (school_form(school.form), school.street, town) if part)


def _school_line(here: Here, school: School) -> Line:
    return (school.name, reverse("place", args=[here.town.slug, school.slug]), school_form(school.form))


def _inside_line(town: Town, one: Inside) -> Line:
    count = (
        ngettext("%(n)s Vorlage", "%(n)s Vorlagen", one.entries) % {"n": grouped(one.entries)} if one.entries else ""
    )
    return (one.name, reverse("place", args=[town.slug, one.slug]), count)


def _drawing(here: Here, outlines: Mapping[str, Any]) -> Drawing | None:
    """Its municipality with a mark where the place is; of a municipality all of them, itself standing out."""
    if here.kind == "municipality":
        drawn = drawing(outlines)
        if drawn is None:
            return None
        areas = tuple(replace(area, marked=area.name == here.name) for area in drawn.areas)
        return replace(drawn, areas=areas)
    if here.latitude is None or here.longitude is None:
        return None
    mark = Mark(
        number="",
        longitude=here.longitude,
        latitude=here.latitude,
        kind="ort",
        label=here.name,
        url=place_url(here),
    )
    return drawing(outlines, [mark], only_towns=frozenset({here.town.slug}))


def why_here(here: Here, papers: Sequence[Entry]) -> tuple[str, ...]:
    """What a meeting has to do with the place, line by line; nothing where no paper is named."""
    if not papers:
        return ()
    said = gettext("Auf der Tagesordnung steht etwas zu „%(place)s“:") % {"place": here.name}
    return (said, *(" ".join(filter(None, (paper.facts.get("reference"), paper.title))) for paper in papers))


# --- A point of the map --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotShown:
    """``more`` is what leads to everything about the place."""

    title: str
    url: str
    kind: str
    rows: tuple[PlacedRow, ...]
    more: str


def spot_shown(there: AtSpot, places: Sequence[Place], *, now: datetime, towns: Mapping[str, Town]) -> SpotShown:
    """What a click on a point of the map shows."""
    names = {place.ags: place.name for place in places}
    first = there.places[0] if there.places else None
    more = there.total - len(there.entries)
    return SpotShown(
        title=" / ".join(dict.fromkeys(place.name for place in there.places)),
        url=ref_url(first.ref, towns, first.municipality) if first else "",
        kind=f"{place_kind(first.kind)}, {names.get(first.municipality, '')}".rstrip(", ") if first else "",
        rows=tuple(placed_row(entry, (), now=now) for entry in there.entries),
        more=ngettext("%(n)s weiterer Eintrag", "%(n)s weitere Einträge", more) % {"n": grouped(more)} if more else "",
    )


def embed_rows(entries: Sequence[Entry], *, now: datetime) -> tuple[PlacedRow, ...]:
    """For a list on another site: papers and meetings alike."""
    return tuple(placed_row(entry, (), now=now) for entry in entries)


# --- Near ----------------------------------------------------------------------------------------------------------


def nearby_rows(found: Sequence[Nearby], *, now: datetime) -> tuple[PlacedRow, ...]:
    return tuple(
        placed_row(one.entry, (one.place,), number=number, now=now, at=(distance(one.metres),))
        for number, one in enumerate(found, start=1)
    )


def distance(metres: int) -> str:
    """ "240 m", "1,3 km", "2 km": to ten metres, further away to a hundred; nobody measured more exactly."""
    if metres < 995:
        return gettext("%(n)s m") % {"n": max(round(metres, -1), 10)}
    whole, tenths = divmod(round(metres / 100), 10)
    comma = pgettext("zwischen Einern und Zehnteln", ",")
    return gettext("%(n)s km") % {"n": f"{whole}{comma}{tenths}" if tenths else str(whole)}
