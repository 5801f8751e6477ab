"""The map and its list: the same entries twice, with the same numbers and shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.forms import BoundField
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from teilhabe.catalogue.presentation.rows import offer_rows
from teilhabe.core.addresses import in_language
from teilhabe.core.listing import Facet, Row, grouped, without
from teilhabe.core.outline import Around, Drawing, Mark, Shape, draw, sheet_of
from teilhabe.council.presentation.rows import meeting_rows, paper_rows
from teilhabe.directory.geometry import rings
from teilhabe.search.finding import Found
from teilhabe.search.models import Entry, EntryPlace

from ..forms.map import BOX, MapForm
from ..queries.map import MOST_LISTED
from ..queries.towns import town_names
from .kinds import kind_words
from .search import hint, orders, remarks
from .search_filters import Link, Names, active_filters, kept, offered, only, period_facet, suggestions

DRAWN_WIDTH = 400
_TOUCHING = 22
"""Marks of the drawing that are nearer than this, in its units, are one mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRow(Row):
    """A row with the number and shape that it has on the map."""

    number: int = 0
    kind: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A row's place on the map; ``label`` says which row, ``at`` where."""

    number: int
    longitude: float
    latitude: float
    kind: str
    label: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage:
    """``drawing`` stands where no script draws the map; ``pins`` are for the script. ``elsewhere`` are entries of the
    same search that have no place: how many, in words, and where they are listed. ``towns`` are slugs of the
    municipalities that the map is about, all where it is empty. ``keep`` is what a new question keeps of this one,
    ``keep_text`` what new filters keep."""

    title: str
    text: str
    count: str
    too_many: str
    unavailable: str
    hint: SafeString
    remarks: tuple[SafeString, ...]
    rows: tuple[PlacedRow, ...]
    page: Page[Any]
    drawing: Drawing | None
    pins: tuple[dict[str, Any], ...]
    points_url: str
    facets: tuple[Facet, ...]
    period: Facet
    days: tuple[BoundField, ...]
    active: tuple[Link, ...]
    all_url: str
    orders: tuple[tuple[str, str, bool], ...]
    keep: tuple[Link, ...]
    keep_text: tuple[Link, ...]
    suggestions: tuple[Link, ...]
    elsewhere: Link | None
    whole_map: str
    towns: str
    asked: bool

    @property
    def empty(self) -> bool:
        return not self.rows

    @property
    def active_count(self) -> int:
        return len(self.active)


def map_page(
    form: MapForm,
    found: Found,
    *,
    page: Page[Any],
    entries: Sequence[Entry],
    places: Mapping[int, Sequence[EntryPlace]],
    outlines: Mapping[str, Any],
    committees: Names,
    everywhere: int | None,
    there: int | None,
    unavailable: str = "",
    now: datetime,
) -> MapPage:
    """``found`` has the numbers of the filters and what is to be said about the question; ``everywhere`` is how many
    papers the search finds with or without a place, ``there`` with one; None if unknown."""
    facets = tuple(offered(form, found, committees))
    active = active_filters(form, facets)
    first = page.start_index() if page.paginator.count else 1
    rows = tuple(
        placed_row(entry, places.get(entry.pk, ()), number=number, now=now)
        for number, entry in enumerate(entries, start=first)
    )
    pins = tuple(
        _pin(row, place) for row, entry in zip(rows, entries, strict=True) for place in places.get(entry.pk, ())[:5]
    )
    address = urlencode([(name, value) for name, value in kept(form.asked)])
    keep_box: tuple[Link, ...] = ((BOX, form.asked.get(BOX, "")),) if form.box else ()
    return MapPage(
        title=gettext("Karte: %(question)s") % {"question": found.asked} if found.asked else gettext("Karte"),
        text=found.asked,
        count=_count(_exact(page.paginator.count, form, there), inside=form.box is not None),
        too_many=_too_many(page.paginator.count),
        unavailable=unavailable,
        hint=hint(form, found),
        remarks=remarks(found),
        rows=rows,
        page=page,
        drawing=drawing(outlines, marks(pins), only_towns=_only_towns(form)),
        pins=tuple(asdict(pin) for pin in pins),
        points_url=_points_url(form, found),
        facets=facets,
        period=period_facet(form),
        days=(form["von"], form["bis"]),
        active=active,
        all_url=only(form.asked, "q", "sortierung", "genau"),
        orders=orders(form),
        keep=(*kept(form.asked, leave_out=("q", "genau")), *keep_box),
        keep_text=(
            *((name, value) for name, value in kept(form.asked) if name in ("q", "sortierung", "genau", "ort")),
            *keep_box,
        ),
        suggestions=suggestions(active),
        elsewhere=_elsewhere(everywhere, page.paginator.count, address) if form.box is None else None,
        whole_map=without(form.asked, BOX) if form.box else "",
        towns=",".join(sorted(_only_towns(form))),
        asked=bool(form.asked),
    )


def _points_url(form: MapForm, found: Found) -> str:
    """The points of what the list shows. Nothing is corrected there: the words that were searched are sent."""
    said = [(name, found.corrected or value if name == "q" else value) for name, value in kept(form.asked)]
    return reverse("map_points") + (f"?{urlencode(said)}" if said else "")


def _exact(listed: int, form: MapForm, there: int | None) -> int | None:
    """How many entries are on the map; None where only a list was counted, and it was cut."""
    if listed <= MOST_LISTED:
        return listed
    return there if form.box is None and not form.text else None


def _count(number: int | None, *, inside: bool) -> str:
    if number is None:
        return gettext("Mehr als %(n)s Einträge") % {"n": grouped(MOST_LISTED)}
    words = (
        ngettext("%(n)s Eintrag in diesem Ausschnitt", "%(n)s Einträge in diesem Ausschnitt", number)
        if inside
        else ngettext("%(n)s Eintrag auf der Karte", "%(n)s Einträge auf der Karte", number)
    )
    return words % {"n": grouped(number)}


def _too_many(number: int) -> str:
    if number <= MOST_LISTED:
        return ""
    return gettext(
        "Die Liste zeigt die ersten %(count)s, die Karte mehr. Ein Filter oder ein Ausschnitt hilft weiter."
    ) % {"count": grouped(MOST_LISTED)}


def _elsewhere(everywhere: int | None, here: int, address: str) -> Link | None:
    if everywhere is None or everywhere <= here or here > MOST_LISTED:
        return None
    number = everywhere - here
    words = ngettext(
        "%(n)s weiterer Eintrag hat keinen bestimmten Ort.",
        "%(n)s weitere Einträge haben keinen bestimmten Ort.",
        number,
    )
    only_papers = "" if "art=" in address else "art=vorlage"
    return words % {"n": grouped(number)}, reverse("search") + f"?{'&'.join(filter(None, (address, only_papers)))}"


def _only_towns(form: MapForm) -> frozenset[str]:
    """Slugs of the municipalities that are filtered by; empty for all."""
    chosen = set(form.filters().get("municipality", ()))
    return frozenset(one for place in form.places if place.ags in chosen for one in (place.slug, *place.also))


# --- Rows and pins -------------------------------------------------------------------------------------------------


def placed_row(
    entry: Entry, places: Sequence[EntryPlace], *, number: int = 0, now: datetime, at: Sequence[str] = ()
) -> PlacedRow:
    """An entry with its place and why it stands there; ``at`` are further remarks that come first."""
    if entry.kind == "paper":
        row = paper_rows([entry])[0]
    elif entry.kind == "meeting":
        row = meeting_rows([entry], now=now)[0]
    elif entry.kind == "offer":
        row = offer_rows([entry], now=now, towns=town_names())[0]
    else:
        row = Row(title=entry.title, url=in_language(entry.url), lang=entry.language)
    known = {field.name: getattr(row, field.name) for field in fields(Row)}
    known |= {"day": None, "meta": (*at, *where(places), *row.meta)}
    return PlacedRow(**known, number=number, kind=kind_words(entry.kind).mark, id=f"e-{number}" if number else "")


def where(places: Sequence[EntryPlace]) -> tuple[str, ...]:
    """The first place with its reason, and how many more there are."""
    if not places:
        return ()
    first = places[0]
    reason = gettext(first.reason) if first.reason else ""
    said = gettext("%(place)s (%(reason)s)") % {"place": first.name, "reason": reason} if reason else first.name
    more = len(places) - 1
    if not more:
        return (said,)
    return (said, ngettext("%(n)s weiterer Ort", "%(n)s weitere Orte", more) % {"n": grouped(more)})


def _pin(row: PlacedRow, place: EntryPlace) -> Pin:
    assert place.longitude is not None  # only those with a point are asked for
    assert place.latitude is not None
    return Pin(
        number=row.number,
        longitude=place.longitude,
        latitude=place.latitude,
        kind=row.kind,
        label=row.title,
        at=place.name,
    )


def marks(pins: Iterable[Pin]) -> list[Mark]:
    """For the drawing."""
    return [
        Mark(
            number=pin.number,
            longitude=pin.longitude,
            latitude=pin.latitude,
            kind=pin.kind,
            label=f"{pin.label}, {pin.at}",
            url=f"#e-{pin.number}",
        )
        for pin in pins
    ]


def several_here(number: str) -> str:
    """What "3+" means that stands on a mark; nothing where none has it."""
    if not number:
        return ""
    return gettext(
        "„%(number)s+“ heißt: Hier liegt Nummer %(number)s, weitere liegen am selben Punkt oder dicht daneben."
    ) % {"number": number.rstrip("+")}


def drawing(
    outlines: Mapping[str, Any],
    marked: Sequence[Mark] = (),
    *,
    only_towns: frozenset[str] = frozenset(),
    around: Around | None = None,
    here: Mark | None = None,
    width: int = DRAWN_WIDTH,
) -> Drawing | None:
    """The towns (or some of them) with marks as ``<c-map :drawing>`` takes them; marks that would cover each other are
    one. ``around`` is a circle to show alone, ``here`` a mark that stays what it is below the others. None as long as
    no outline was imported."""
    features = [one for one in outlines["features"] if not only_towns or one["properties"]["slug"] in only_towns]
    if not features:
        return None
    shapes = [
        Shape(
            name=one["properties"]["name"],
            rings=rings(one["geometry"]),
            url=reverse("municipality", args=[one["properties"]["slug"]]),
            middle=_middle(one["properties"]["middle"]),
        )
        for one in features
    ]
    west, south, east, north = sheet = sheet_of(shapes, around)
    # What lies beside the sheet could be neither seen nor left out by who goes from link to link.
    shapes = [shape for shape in shapes if _touches(sheet_of([shape]), sheet)]
    inside = [mark for mark in marked if west <= mark.longitude <= east and south <= mark.latitude <= north]
    pins = [*([here] if here else ()), *_apart(inside, (east - west) / width)]
    return draw(shapes, marks=pins, around=around, width=width)


def _touches(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two boxes (west, south, east, north) have something in common."""
    return one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]


def _middle(point: Sequence[float | None]) -> tuple[float, float] | None:
    longitude, latitude = point
    return None if longitude is None or latitude is None else (longitude, latitude)


def _apart(marked: Sequence[Mark], unit: float) -> list[Mark]:
    """Marks that do not cover each other; ``unit`` is the width of one unit of the drawing in degrees of longitude."""
    kept_apart: list[tuple[Mark, list[Mark]]] = []
    for mark in marked:
        for first, others in kept_apart:
            # A degree of latitude is about one and a half of longitude here.
            across, along = (mark.longitude - first.longitude) / unit, (mark.latitude - first.latitude) * 1.6 / unit
            if abs(across) < _TOUCHING and abs(along) < _TOUCHING:
                others.append(mark)
                break
        else:
            kept_apart.append((mark, []))
    return [_together(first, others) for first, others in kept_apart]


def _together(first: Mark, others: Sequence[Mark]) -> Mark:
    further = sorted({str(mark.number) for mark in others} - {str(first.number)}, key=int)
    if not further:
        return first
    return Mark(
        number=f"{first.number}+",
        longitude=first.longitude,
        latitude=first.latitude,
        kind=first.kind,
        label=gettext("%(first)s; hier auch %(others)s") % {"first": first.label, "others": ", ".join(further)},
        url=first.url,
    )
