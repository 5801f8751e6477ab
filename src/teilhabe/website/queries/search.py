"""What the search page asks besides the search itself: names of places and committees, and examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from django.core.cache import cache
from django.db.models import Q

from teilhabe.council.models import Body
from teilhabe.directory.models import Place as DirectoryPlace
from teilhabe.directory.queries import short_name, towns
from teilhabe.directory.themes import THEMES
from teilhabe.search.finding import SearchUnavailable, finds_anything, values_of
from teilhabe.search.models import Entry, EntryPlace

KEPT_SECONDS = 300
_PLACES = "website.search.places"


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality as addresses and people call it: its council's slug, or its own where it has no council here.

    ``also`` are other slugs that an address may use for it.
    """

    ags: str
    slug: str
    name: str
    also: tuple[str, ...] = ()


def places() -> tuple[Place, ...]:
    """All municipalities by name, and councils above them; two queries, kept for five minutes."""
    known: tuple[Place, ...] | None = cache.get(_PLACES)
    if known is None:
        known = _places()
        cache.set(_PLACES, known, KEPT_SECONDS)
    return known


def _places() -> tuple[Place, ...]:
    found: dict[str, Place] = {}
    for town in towns():
        found[town.ags] = Place(town.ags, town.slug, short_name(town))
    bodies = (
        Body.objects.public().order_by("name").values_list("slug", "short_name", "name", "municipality__ags", "ags")
    )
    named: set[str] = set()
    for slug, short, name, municipality, own in bodies:
        ags = municipality or own
        if not ags:
            continue
        place = found.get(ags)
        if ags in named and place:  # a second council of the same place
            found[ags] = Place(ags, place.slug, place.name, (*place.also, slug))
            continue
        named.add(ags)
        found[ags] = Place(ags, slug, place.name if place else short or name, (place.slug,) if place else ())
    return tuple(sorted(found.values(), key=lambda place: place.name))


def committee_names(refs: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Ref of a committee ("alsdorf/rat") → its name and its council's, in one query; unknown ones are left out."""
    wanted = list(refs)
    if not wanted:
        return {}
    rows = Entry.objects.of_kind("committee").filter(ref__in=wanted).values_list("ref", "title", "facts")
    return {ref: (title, str(facts.get("body", ""))) for ref, title, facts in rows}


def place_names(refs: Iterable[str]) -> dict[str, str]:
    """Ref of a place ("street:05334002/jakobstrasse") → "Jakobstraße, Aachen"; unknown ones are left out. One query
    where any of them is no municipality, and one more where no entry names a street or other place of them."""
    towns = {place.ags: place.name for place in places()}
    wanted = set(refs)
    found = {f"municipality:{ags}": name for ags, name in towns.items() if f"municipality:{ags}" in wanted}
    if others := wanted - found.keys():
        rows = (
            EntryPlace.objects.filter(ref__in=others).order_by().values_list("ref", "name", "municipality").distinct()
        )
        for ref, name, ags in rows:
            found[ref] = ", ".join(part for part in (name, towns.get(ags, "")) if part)
        found |= _of_directory(others - found.keys(), towns)
    return found


def _of_directory(refs: Iterable[str], towns: Mapping[str, str]) -> dict[str, str]:
    """Streets and other places that no entry is about; their page leads to an empty map all the same."""
    said = {
        ref: tuple(ref.partition(":")[2].split("/", 1))
        for ref in refs
        if ref.partition(":")[0] in DirectoryPlace.Kind.values
    }
    if not said:
        return {}
    wanted = Q(pk__in=())
    for ags, slug in (address for address in said.values() if len(address) == 2):
        wanted |= Q(municipality__ags=ags, slug=slug)
    rows = DirectoryPlace.objects.filter(wanted, hidden=False).values_list("municipality__ags", "slug", "name")
    names = {(ags, slug): ", ".join(part for part in (name, towns.get(ags, "")) if part) for ags, slug, name in rows}
    return {ref: names[address] for ref, address in said.items() if address in names}


# Words of the field, the most telling first; those that find something here and now are offered.
_TOPICS = (
    "Ganztag", "Sprachförderung", "Schulentwicklungsplanung", "Integrationsrat", "Kita", "Jugendhilfe",
    "Klimaschutz", "Radverkehr", "Haushalt", "Feuerwehr",
)  # fmt: skip
_THEMES = "website.search.themes"
_EXAMPLES = "website.search.examples"
MOST_EXAMPLES = 3


def themes() -> tuple[str, ...]:
    """Keys of the themes that entries are about, in the order of ``THEMES``; kept for five minutes."""
    known: tuple[str, ...] | None = cache.get(_THEMES)
    if known is None:
        try:
            found = values_of("theme")
        except SearchUnavailable:
            found = {}
        known = tuple(theme for theme in THEMES if theme in found)
        cache.set(_THEMES, known, KEPT_SECONDS if known else 10)
    return known


def examples() -> tuple[str, ...]:
    """Questions that find something; kept for five minutes. None while nothing can be found. Asks no database."""
    known: tuple[str, ...] | None = cache.get(_EXAMPLES)
    if known is None:
        known = _examples()
        cache.set(_EXAMPLES, known, KEPT_SECONDS if known else 10)
    return known


def _examples() -> tuple[str, ...]:
    try:
        return tuple(islice(filter(finds_anything, _TOPICS), MOST_EXAMPLES))
    except SearchUnavailable:
        return ()
