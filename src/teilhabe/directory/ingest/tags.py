"""What OpenStreetMap's tags say about a place; Overpass answers and GeoJSON made of them carry them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models import District, Place
from ..place_names import kind_of_name, told, written_out
from ..records import PlaceRecord
from .place_files import names_in, postcodes_in, refuse_unless_name

_VARIANTS = ("alt_name", "short_name", "official_name", "loc_name", "name:de", "nickname")
_FORMER = ("old_name", "was:name", "old_name:de", "historic_name")
_DISTRICTS = frozenset({"suburb", "quarter", "village", "hamlet", "neighbourhood", "town", "isolated_dwelling"})
_LEVELS = {"9": District.Kind.BOROUGH, "10": District.Kind.DISTRICT, "11": District.Kind.DISTRICT}
_PARKS = frozenset({"park", "garden", "playground", "nature_reserve", "recreation_ground", "pitch", "sports_centre"})
_LAND = frozenset({"recreation_ground", "village_green", "cemetery", "allotments"})
# Buildings that papers of councils are about; shops and practices are not.
_AMENITIES = frozenset({
    "townhall", "library", "community_centre", "social_facility", "social_centre", "theatre", "arts_centre",
    "kindergarten", "childcare", "fire_station", "police", "hospital", "courthouse", "music_school", "university",
    "college", "public_building", "events_venue", "youth_centre", "place_of_worship", "grave_yard", "bus_station",
    "marketplace", "exhibition_centre", "conference_centre",
})  # fmt: skip
_TOURISM = frozenset({"museum", "gallery", "attraction", "zoo"})
_BUILDINGS = frozenset({"public", "civic", "government", "train_station", "sports_hall", "museum", "castle", "church"})
_LEISURE = frozenset({"stadium", "sports_hall", "swimming_pool", "ice_rink"})
_NO_PLACES = frozenset({"platform", "rest_area", "services", "bus_stop", "crossing", "proposed", "construction"})


def kind_of_tags(tags: Mapping[str, Any]) -> str:
    """What kind of place the tags describe, "school" for schools; "" for what no paper would mean by its name.

    >>> kind_of_tags({"highway": "residential", "name": "Kaiserplatz"})
    'square'
    >>> kind_of_tags({"amenity": "townhall"}), kind_of_tags({"shop": "bakery"}), kind_of_tags({"place": "suburb"})
    ('building', '', 'district')
    """
    place, amenity, leisure = (str(tags.get(key, "")) for key in ("place", "amenity", "leisure"))
    if place == "square":
        return Place.Kind.SQUARE.value
    if place == "borough":
        return District.Kind.BOROUGH.value
    if place in _DISTRICTS:
        return District.Kind.DISTRICT.value
    if tags.get("boundary") == "administrative":
        level = _LEVELS.get(str(tags.get("admin_level", "")))
        return level.value if level else ""
    if amenity == "school" or tags.get("building") == "school":
        return "school"
    if "highway" in tags and tags["highway"] not in _NO_PLACES:
        return kind_of_name(str(tags.get("name", "")))
    if leisure in _PARKS or tags.get("landuse") in _LAND:
        return Place.Kind.PARK.value
    public = amenity in _AMENITIES or leisure in _LEISURE or tags.get("tourism") in _TOURISM
    if public or tags.get("building") in _BUILDINGS or tags.get("office") == "government":
        return Place.Kind.BUILDING.value
    return Place.Kind.OTHER.value if place == "locality" else ""


def record_of_tags(
    tags: Mapping[str, Any], *, where: str, kind: str, shape: dict[str, Any] | None, town: str = ""
) -> PlaceRecord:
    """A record of a tagged thing; raises UnusableEntryError for names no place has."""
    name = written_out(told(tags.get("name")))
    refuse_unless_name(name)
    variants = dict.fromkeys(other for key in _VARIANTS for other in names_in(tags.get(key)))
    former = dict.fromkeys(other for key in _FORMER for other in names_in(tags.get(key)))
    return PlaceRecord(
        where=where,
        kind=kind,
        name=name,
        variants=tuple(other for other in variants if other != name and other not in former),
        former=tuple(other for other in former if other != name),
        town=town,
        district=told(tags.get("addr:suburb")),
        postcodes=postcodes_in(tags.get("postal_code") or tags.get("addr:postcode")),
        shape=shape,
    )
