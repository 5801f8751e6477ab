"""Everything that a text can name as a place, as frozen rows: streets, squares, buildings, districts, schools, towns.

for row in gazetteer(): …                     all rows; gazetteer(["05334004"]) those of a town
gazetteer_version()                           changes with every change that can matter to matching
places_by_ref(["street:05334004/rathausstrasse"])
within(50.77, 6.09, 1000)                     rows with a trusted point, nearest first
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import astuple, dataclass
from hashlib import blake2b
from typing import Any

from django.db.models import Q, QuerySet

from .geometry import box_around, contains, metres_between
from .matching.rows import PlaceRow, is_county
from .models import UNTRUSTED, District, GazetteerVersion, Municipality, Place, PlaceName, School
from .queries import short_name
from .vocabulary import OFFICE_FORMS

THE_ONLY = 1  # key of the one row of GazetteerVersion
_PLACES = (
    "pk",
    "kind",
    "name",
    "slug",
    "municipality__ags",
    "district__name",
    "district__slug",
    "postcodes",
    "latitude",
    "longitude",
    "flag",
)


@dataclass(frozen=True, slots=True)
class Near:
    """A place and how far away it is."""

    row: PlaceRow
    metres: int


def gazetteer(municipalities: Collection[str] | None = None) -> Iterator[PlaceRow]:
    """Rows of everything matchable, in a stable order: towns and counties, districts, places, schools.

    ``municipalities`` are keys (AGS); a county's key stands for all of its municipalities. Seven queries, however many
    rows. Points that are not believed are left out of the rows; hidden places are left out altogether. The
    ``url_slug`` of a town is its own address, of everything else the part below it: ``/ort/<town>/<url_slug>/``.
    """
    keys = None if municipalities is None else _with_members(municipalities)
    yield from _rows(
        Municipality.objects.all() if keys is None else Municipality.objects.filter(ags__in=keys),
        District.objects.all() if keys is None else District.objects.filter(municipality__ags__in=keys),
        Place.objects.all() if keys is None else Place.objects.filter(municipality__ags__in=keys),
        School.objects.all() if keys is None else School.objects.filter(municipality__ags__in=keys),
    )


def gazetteer_version() -> str:
    """A digest of all rows: whoever keeps what was found with them looks again when it differs. One query; the first
    time ever it reads all rows and stores what came of it."""
    # Called only if it is the first; the stubs do not know that it may be.
    stored, _added = GazetteerVersion.objects.get_or_create(
        pk=THE_ONLY,
        defaults={"digest": digest_of_rows},  # type: ignore[misc]  # see above
    )
    return stored.digest


def digest_of_rows() -> str:
    """The digest of the rows as they are now; reads all of them. The actions keep it."""
    digest = blake2b(digest_size=12)
    for row in gazetteer():
        digest.update(repr(astuple(row)).encode())
    return digest.hexdigest()


def places_by_ref(refs: Iterable[str]) -> dict[str, PlaceRow]:
    """The rows of some refs; those that are unknown or hidden are missing. At most seven queries."""
    wanted = set(refs)
    towns, numbers, districts, places = set(), set(), Q(pk__in=()), Q(pk__in=())
    slugs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for ref in wanted:
        kind, _, rest = ref.partition(":")
        if kind == "municipality":
            towns.add(rest)
        elif kind == "school":
            numbers.add(rest)
        else:
            ags, _, slug = rest.partition("/")
            slugs[kind, ags].add(slug)
    for (kind, ags), some in slugs.items():
        if kind == "district":
            districts |= Q(municipality__ags=ags, slug__in=some)
        else:
            places |= Q(municipality__ags=ags, kind=kind, slug__in=some)
    rows = _rows(
        Municipality.objects.filter(ags__in=towns),
        District.objects.filter(districts),
        Place.objects.filter(places),
        School.objects.filter(number__in=numbers),
    )
    return {row.ref: row for row in rows if row.ref in wanted}


def within(latitude: float, longitude: float, metres: float) -> list[Near]:
    """Places, districts and schools whose trusted point lies in the circle, nearest first (WGS84 degrees, metres).

    Three queries; the rows have no further names, and those of schools no district: nobody shows them here.
    """
    west, south, east, north = box_around(latitude, longitude, metres)
    box = {"latitude__range": (south, north), "longitude__range": (west, east)}
    found = [
        Near(row, round(away))
        for row in _rows(
            Municipality.objects.none(),
            District.objects.filter(**box),
            Place.objects.filter(**box),
            School.objects.filter(**box),
            bare=True,
        )
        if row.latitude is not None
        and row.longitude is not None
        and (away := metres_between(latitude, longitude, row.latitude, row.longitude)) <= metres
    ]
    return sorted(found, key=lambda near: (near.metres, near.row.name))


def _with_members(keys: Collection[str]) -> set[str]:
    # A town that is its own county has such a key, too: no other municipality shares its first five digits.
    counties = [key[:5] for key in keys if key.endswith("000")]
    members = Q(ags__in=keys)
    for county in counties:
        members |= Q(ags__startswith=county)
    return set(Municipality.objects.filter(members).values_list("ags", flat=True))


def _rows(
    towns: QuerySet[Municipality],
    districts: QuerySet[District],
    places: QuerySet[Place],
    schools: QuerySet[School],
    *,
    bare: bool = False,
) -> Iterator[PlaceRow]:
    yield from _town_rows(towns)
    yield from _district_rows(districts.filter(hidden=False), bare=bare)
    yield from _place_rows(places.filter(hidden=False), bare=bare)
    yield from _school_rows(schools.exclude(form__in=OFFICE_FORMS), bare=bare)


def _town_rows(towns: QuerySet[Municipality]) -> Iterator[PlaceRow]:
    for town in towns.defer("outline").order_by("ags"):
        names = dict.fromkeys((short_name(town), town.official_name))
        yield PlaceRow(
            ref=f"municipality:{town.ags}",
            kind="municipality",
            name=town.name,
            names=tuple(name for name in names if name and name != town.name),
            municipality_ags=town.ags,
            latitude=town.middle_latitude,
            longitude=town.middle_longitude,
            url_slug=town.slug,
            is_county=is_county(town.kind),
        )


def _district_rows(districts: QuerySet[District], *, bare: bool) -> Iterator[PlaceRow]:
    names = {} if bare else _names(PlaceName.objects.filter(district__in=districts), "district_id")
    for district in districts.select_related("municipality").defer("municipality__outline").order_by("pk"):
        variants, former = names.get(district.pk, ((), ()))
        latitude, longitude = district.point or (None, None)
        yield PlaceRow(
            ref=district.ref,
            kind="district",
            name=district.name,
            names=variants,
            former=former,
            municipality_ags=district.municipality.ags,
            latitude=latitude,
            longitude=longitude,
            url_slug=district.slug,
        )


def _place_rows(places: QuerySet[Place], *, bare: bool) -> Iterator[PlaceRow]:
    names = {} if bare else _names(PlaceName.objects.filter(place__in=places), "place_id")
    # Plain values: twenty thousand model objects would cost a second.
    for said in places.order_by("pk").values(*_PLACES).iterator(chunk_size=2000):
        variants, former = names.get(said["pk"], ((), ()))
        trusted = said["flag"] not in UNTRUSTED
        ags, district = said["municipality__ags"], said["district__slug"]
        yield PlaceRow(
            ref=f"{said['kind']}:{ags}/{said['slug']}",
            kind=said["kind"],
            name=said["name"],
            names=variants,
            former=former,
            municipality_ags=ags,
            district=said["district__name"] or "",
            district_ref=f"district:{ags}/{district}" if district else "",
            postcodes=tuple(said["postcodes"].split()),
            latitude=said["latitude"] if trusted else None,
            longitude=said["longitude"] if trusted else None,
            url_slug=said["slug"],
        )


def _school_rows(schools: QuerySet[School], *, bare: bool) -> Iterator[PlaceRow]:
    shapes: dict[str, list[tuple[str, str, dict[str, Any]]]] | None = {} if bare else None
    for school in schools.select_related("municipality").defer("municipality__outline").order_by("number"):
        if shapes is None:
            shapes = _district_shapes()
        ags = school.municipality.ags
        district, ref = _district_at(shapes.get(ags, ()), school.latitude, school.longitude)
        yield PlaceRow(
            ref=f"school:{school.number}",
            kind="school",
            name=school.name,
            names=(school.short_name,) if school.short_name and school.short_name != school.name else (),
            municipality_ags=ags,
            district=district,
            district_ref=ref,
            postcodes=(school.postcode,) if school.postcode else (),
            latitude=school.latitude,
            longitude=school.longitude,
            url_slug=school.slug,
        )


def _names(names: QuerySet[PlaceName], of: str) -> dict[int, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Variants and former names by what they belong to."""
    found: dict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for owner, name, kind in names.order_by("name").values_list(of, "name", "kind"):
        found[owner][kind == PlaceName.Kind.FORMER].append(name)
    return {owner: (tuple(variants), tuple(former)) for owner, (variants, former) in found.items()}


def _district_shapes() -> dict[str, list[tuple[str, str, dict[str, Any]]]]:
    shapes: dict[str, list[tuple[str, str, dict[str, Any]]]] = defaultdict(list)
    drawn = District.objects.filter(hidden=False, outline__isnull=False).select_related("municipality")
    for district in drawn.defer("municipality__outline").order_by("kind", "pk"):
        assert district.outline is not None  # the filter says so
        shapes[district.municipality.ags].append((district.name, district.ref, district.outline))
    return dict(shapes)


def _district_at(
    shapes: Iterable[tuple[str, str, dict[str, Any]]], latitude: float | None, longitude: float | None
) -> tuple[str, str]:
    if latitude is None or longitude is None:
        return "", ""
    return next(((name, ref) for name, ref, shape in shapes if contains(shape, longitude, latitude)), ("", ""))
