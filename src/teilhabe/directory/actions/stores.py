"""Records of official files become municipalities and schools. Storing the same twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from teilhabe.core.audit import Actor, record
from teilhabe.core.text import fold, slug

from ..geometry import bounds, middle
from ..models import Municipality, School
from ..records import ImportReport, OutlineRecord, SchoolRecord
from .flags import flag_points_again
from .place_addresses import taken_addresses
from .version import renew_version

_KINDS = {
    "stadt": Municipality.Kind.CITY,
    "gemeinde": Municipality.Kind.MUNICIPALITY,
    "kreisfreie stadt": Municipality.Kind.INDEPENDENT_CITY,
    "stadtkreis": Municipality.Kind.INDEPENDENT_CITY,
    "kreis": Municipality.Kind.COUNTY,
    "landkreis": Municipality.Kind.COUNTY,
}
_REGION_NAMES = ("staedteregion", "region", "regionalverband")
_MARGIN = 0.05  # degrees: a coarse outline may leave a school at the edge outside
_SCHOOL_FIELDS = (
    "form",
    "name",
    "short_name",
    "street",
    "postcode",
    "place",
    "phone",
    "email",
    "homepage",
    "private",
    "opened",
    "latitude",
    "longitude",
)


class NoMunicipalityYetError(Exception):
    """Schools need a municipality to lie in; the message is a German sentence that says what to do."""


@transaction.atomic
def store_outlines(records: Iterable[OutlineRecord], *, source: str, by: Actor) -> ImportReport:
    """Add or correct municipalities and their outlines; ``source`` is the attribution to show with the map.

    Addresses (slugs) of known municipalities stay. Municipalities and their county are bound by their keys.
    """
    known = {town.ags: town for town in Municipality.objects.select_for_update()}
    taken = {town.slug for town in known.values()}
    new = changed = unchanged = 0
    redrawn = []
    for entry in records:
        town = known.get(entry.ags)
        values = _municipality_values(entry, source)
        if town is None:
            town = Municipality(ags=entry.ags, slug=_address(entry, taken), **values)
            town.save(force_insert=True)
            known[entry.ags] = town
            taken.add(town.slug)
            record("municipality-added", town, by=by, source=source)
            new += 1
        elif differing := [name for name, value in values.items() if getattr(town, name) != value]:
            _set_and_save(town, values, differing)
            record("municipality-corrected", town, by=by, source=source, fields=sorted(differing))
            changed += 1
            if "outline" in differing:
                redrawn.append(town)
        else:
            unchanged += 1
    _bind_to_counties(known)
    flag_points_again(redrawn)
    renew_version()
    return ImportReport(new=new, changed=changed, unchanged=unchanged)


@transaction.atomic
def store_schools(records: Iterable[SchoolRecord], *, source: str, by: Actor) -> ImportReport:
    """Add or correct schools; those of counties the portal does not know are counted as ``outside``.

    Raises NoMunicipalityYetError if the portal does not know any.
    """
    towns = {town.ags: town for town in Municipality.objects.all()}
    if not towns:
        raise NoMunicipalityYetError(
            _("Das Portal kennt noch keine Kommune; zuerst: teilhabe directory import-outlines DATEI.")
        )
    counties = {ags[:5] for ags in towns}
    known = {school.number: school for school in School.objects.select_for_update()}
    taken = {school.slug for school in known.values()}
    below: dict[Municipality, set[str]] = {}  # districts and places have pages below their town, too
    new = changed = unchanged = outside = 0
    left_out: list[str] = []
    notes: list[str] = []
    for entry in records:
        town = towns.get(entry.ags)
        if town is None:
            if entry.ags[:5] in counties:
                left_out.append(
                    _("Zeile %(line)s: Die Kommune %(ags)s der Schule %(number)s ist nicht bekannt.")
                    % {"line": entry.line, "ags": entry.ags, "number": entry.number}
                )
            else:
                outside += 1
            continue
        values = {name: getattr(entry, name) for name in _SCHOOL_FIELDS} | {
            "municipality_id": town.pk,
            "source": source,
        }
        if _is_far_off(entry, town):
            values |= {"latitude": None, "longitude": None}
            notes.append(
                _("Zeile %(line)s: Der Ort der Schule %(number)s liegt nicht in %(town)s und bleibt leer.")
                % {"line": entry.line, "number": entry.number, "town": town.name}
            )
        school = known.get(entry.number)
        if school is None:
            address = slug(entry.short_name or f"{entry.place} {entry.name}") or entry.number
            if town not in below:
                below[town] = taken_addresses(town)
            address = f"{address}-{entry.number}" if address in taken or address in below[town] else address
            school = School(number=entry.number, slug=address, **values)
            school.save(force_insert=True)
            taken.add(address)
            record("school-added", school, by=by, source=source)
            new += 1
        elif differing := [name for name, value in values.items() if getattr(school, name) != value]:
            _set_and_save(school, values, differing)
            record("school-corrected", school, by=by, source=source, fields=sorted(differing))
            changed += 1
        else:
            unchanged += 1
    renew_version()
    return ImportReport(
        new=new, changed=changed, unchanged=unchanged, outside=outside, left_out=tuple(left_out), notes=tuple(notes)
    )


def municipality_kind(designation: str, name: str, ags: str) -> str:
    """What an area is, from its official word; regions are listed as counties but call themselves regions."""
    if ags.endswith("000") and fold(name).startswith(_REGION_NAMES):
        return Municipality.Kind.REGION
    default = Municipality.Kind.COUNTY if ags.endswith("000") else Municipality.Kind.MUNICIPALITY
    return _KINDS.get(designation.strip().lower(), default)


def outline_values(outline: dict[str, Any] | None) -> dict[str, Any]:
    """An outline with what is derived from it, as fields of Municipality."""
    if outline is None:
        return {"outline": None}
    west, south, east, north = bounds(outline)
    longitude, latitude = middle(outline)
    return {
        "outline": outline,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "middle_longitude": longitude,
        "middle_latitude": latitude,
    }


def _municipality_values(entry: OutlineRecord, source: str) -> dict[str, Any]:
    return {
        "ars": entry.ars,
        "name": entry.name,
        "official_name": f"{entry.designation} {entry.name}".strip(),
        "kind": municipality_kind(entry.designation, entry.name, entry.ags),
        "outline_source": source,
        **outline_values(entry.outline),
    }


def _address(entry: OutlineRecord, taken: set[str]) -> str:
    """ "stolberg" for "Stolberg (Rhld.)"; with the addition, then the key, if that is taken."""
    for candidate in (slug(entry.name.split("(")[0]), slug(entry.name)):
        if candidate and candidate not in taken:
            return candidate
    return slug(f"{entry.name} {entry.ags}")


def _bind_to_counties(known: dict[str, Municipality]) -> None:
    for town in known.values():
        county = known.get(town.ags[:5] + "000")
        if county is not None and county != town and town.parent_id != county.pk:
            town.parent = county
            town.save(update_fields=["parent"])


def _is_far_off(entry: SchoolRecord, town: Municipality) -> bool:
    if entry.latitude is None or entry.longitude is None:
        return False
    if town.west is None or town.south is None or town.east is None or town.north is None:
        return False
    return not (
        town.west - _MARGIN <= entry.longitude <= town.east + _MARGIN
        and town.south - _MARGIN <= entry.latitude <= town.north + _MARGIN
    )


def _set_and_save(thing: Municipality | School, values: dict[str, Any], differing: list[str]) -> None:
    for name in differing:
        setattr(thing, name, values[name])
    thing.save(update_fields=differing)
