"""What a map shows: places of the entries that a search finds, within what is seen of the map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef
from django.db.models.expressions import OrderBy

from teilhabe.search.choosing import chosen, keys_of, narrowed
from teilhabe.search.engines.backend import Order
from teilhabe.search.finding import Wanted
from teilhabe.search.models import Entry, EntryPlace
from teilhabe.search.queries import EntryPlaceQuerySet, EntryQuerySet

PER_PAGE = 20
MOST_LISTED = 1_000
MOST_POINTS = 20_000
"""Points that one answer for the map holds."""
DECIMALS = 5
"""About a metre: as exact as a map can show."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map, in degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the map: how many entries are there, and their kind (the most frequent one)."""

    longitude: float
    latitude: float
    kind: str
    count: int


def pinned(box: Box | None = None) -> EntryPlaceQuerySet:
    """Places that may be shown on a map, see ``EntryPlaceQuerySet.pinned``."""
    found = EntryPlace.objects.pinned()
    return found.in_box(west=box.west, south=box.south, east=box.east, north=box.north) if box else found


def papers_on_map() -> int:
    """How many papers the whole map shows, as it says itself; one query."""
    return pinned().of_kind("paper").order_by().values("entry").distinct().count()


def on_map(wanted: Wanted, box: Box | None) -> EntryQuerySet:
    """Entries of a search with at least one point (within ``box``), in no order."""
    return chosen(wanted).filter(Exists(pinned(box).filter(entry=OuterRef("pk"))))


def listed(wanted: Wanted, box: Box | None, *, number: int) -> tuple[Page[Any], list[Entry]]:
    """A page of the entries on the map and the pager around it. Three queries at most; with words in the order that
    the engine gives, else by time. Raises SearchUnavailable where there are words."""
    if wanted.text.strip() and wanted.order is Order.FIT:
        best = keys_of(wanted)
        there = set(
            narrowed({})
            .filter(pk__in=best)
            .filter(Exists(pinned(box).filter(entry=OuterRef("pk"))))
            .values_list("pk", flat=True)
        )
        keys: Sequence[int] = [key for key in best if key in there]
    else:
        late_first: list[OrderBy | str] = [F("starts").desc(nulls_last=True), "kind", "-ref"]
        early_first: list[OrderBy | str] = [F("starts").asc(nulls_last=True), "kind", "ref"]
        order = early_first if wanted.order is Order.OLDEST else late_first
        keys = list(on_map(wanted, box).order_by(*order).values_list("pk", flat=True)[: MOST_LISTED + 1])
    page: Page[Any] = Paginator(keys, PER_PAGE).get_page(number)
    known = {entry.pk: entry for entry in Entry.objects.defer("body", "annex").filter(pk__in=list(page.object_list))}
    return page, [known[key] for key in page.object_list if key in known]


def places_of(entries: Iterable[Entry], box: Box | None) -> dict[int, list[EntryPlace]]:
    """Entry → its points (within ``box``), the one that is surest first; one query."""
    found: dict[int, list[EntryPlace]] = {entry.pk: [] for entry in entries}
    rows = pinned(box).filter(entry__in=list(found))
    for place in sorted(rows, key=lambda place: (place.grade != EntryPlace.Grade.OFFICIAL, place.pk)):
        found[place.entry_id].append(place)
    return found


def spots(wanted: Wanted) -> tuple[list[Spot], bool]:
    """Every point of the map of a search with the number of its entries, those with most first, in one query; and
    whether there are more than ``MOST_POINTS``, which are left out. Raises SearchUnavailable where there are words."""
    rows = pinned()
    if wanted.text.strip() or wanted.narrows:
        rows = rows.filter(entry__in=chosen(wanted).values("pk"))
    # Counted where they are: there are many more places of entries than points.
    grouped = (
        rows.order_by()
        .values_list("latitude", "longitude", "entry_kind")
        .annotate(entries=Count("entry", distinct=True))
        .order_by("-entries", "latitude", "longitude", "entry_kind")
    )
    found = list(grouped[: MOST_POINTS + 1])
    counted: dict[tuple[float, float], dict[str, int]] = {}
    for latitude, longitude, kind, entries in found[:MOST_POINTS]:
        assert longitude is not None  # only those with a point are asked for
        assert latitude is not None
        point = (round(longitude, DECIMALS), round(latitude, DECIMALS))
        kinds = counted.setdefault(point, {})
        kinds[kind] = kinds.get(kind, 0) + entries
    spots = [
        Spot(longitude, latitude, max(kinds, key=lambda kind: (kinds[kind], kind)), sum(kinds.values()))
        for (longitude, latitude), kinds in counted.items()
    ]
    return spots, len(found) > MOST_POINTS


def page_of_places(wanted: Wanted, box: Box | None, *, after: int, most: int) -> tuple[list[EntryPlace], int | None]:
    """Places of a search with their entries in the order of their keys, behind the key ``after``; and the key to go on
    after, None at the end. One query. Raises SearchUnavailable where there are words."""
    rows = pinned(box).filter(pk__gt=after).select_related("entry").defer("entry__body", "entry__annex")
    if wanted.text.strip() or wanted.narrows:
        rows = rows.filter(entry__in=chosen(wanted).values("pk"))
    found = list(rows.order_by("pk")[: most + 1])
    return found[:most], found[most - 1].pk if len(found) > most else None


@dataclass(frozen=True, slots=True)
class AtSpot:
    """What is at one point: its places, how many entries, and the newest of them."""

    places: tuple[EntryPlace, ...]
    entries: tuple[Entry, ...]
    total: int


_SAME = 0.6 * 10**-DECIMALS


def at_spot(wanted: Wanted, longitude: float, latitude: float, *, most: int) -> AtSpot:
    """The entries of a search at a point of ``spots``, the newest ``most``; two queries. Raises SearchUnavailable where
    there are words."""
    box = Box(longitude - _SAME, latitude - _SAME, longitude + _SAME, latitude + _SAME)
    rows = pinned(box)
    if wanted.text.strip() or wanted.narrows:
        rows = rows.filter(entry__in=chosen(wanted).values("pk"))
    places: dict[str, EntryPlace] = {}
    keys: dict[int, None] = {}
    for place in rows.order_by(F("starts").desc(nulls_last=True), "pk")[:MOST_LISTED]:
        places.setdefault(place.ref, place)
        keys.setdefault(place.entry_id)
    newest = list(keys)[:most]
    known = {entry.pk: entry for entry in Entry.objects.defer("body", "annex").filter(pk__in=newest)}
    return AtSpot(tuple(places.values()), tuple(known[key] for key in newest if key in known), len(keys))
