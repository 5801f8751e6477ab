"""What editors decide about single places and districts. It outlasts every import: ``kept`` remembers what it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from teilhabe.core.audit import Actor, record

from ..models import UNTRUSTED, District, Municipality, Place, PlaceName, PointFlag
from ..points import flag_of_point
from ..vocabulary import BY_HAND
from .place_addresses import free_address, identity_of, taken_addresses
from .version import renew_version

# The part of ``kept`` that a changed field belongs to.
_KEPT = {"latitude": "point", "longitude": "point", "district_id": "district"}


class PlaceExistsError(Exception):
    """The town has a place of this kind and name; the message is a German sentence."""


class PointFarOutsideError(Exception):
    """The point lies outside of the town, and nobody said that this is right; the message is a German sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDetails:
    """What an editor says about a place. ``latitude`` and ``longitude`` are WGS84 degrees, both or none;
    ``point_is_right`` says that somebody looked: the point is believed whatever speaks against it. Of a district,
    ``kind`` is one of District.Kind, ``district`` and ``postcodes`` are not used."""

    name: str
    kind: str
    district: District | None = None
    postcodes: str = ""
    latitude: float | None = None
    longitude: float | None = None
    point_is_right: bool = False
    variants: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    hidden: bool = False


@transaction.atomic
def add_place(town: Municipality, details: PlaceDetails, *, by: Actor) -> Place:
    """Add a street, square, park, building or other place. Raises PlaceExistsError and PointFarOutsideError."""
    _refuse_namesakes(town, details)
    place = Place(
        municipality=town,
        slug=free_address(
            details.name,
            kind=details.kind,
            district=details.district.name if details.district else "",
            taken=taken_addresses(town),
        ),
        source=BY_HAND,
        flag=_flag(town, details),
        kept=sorted({"name", "names", "point", "postcodes", "district"}),
        **_fields(Place, details),
    )
    place.save(force_insert=True)
    _say_names(place, details)
    record("place-added", place, by=by, name=place.name)
    renew_version()
    return place


@transaction.atomic
def correct_place(place: Place | District, details: PlaceDetails, *, by: Actor) -> Place | District:
    """Correct what differs; the address stays. Nothing happens where nothing differs.

    Raises PlaceExistsError and PointFarOutsideError.
    """
    place = type(place).objects.select_for_update().select_related("municipality").get(pk=place.pk)
    if isinstance(place, Place):
        _refuse_namesakes(place.municipality, details, place)
    values = _fields(type(place), details)
    changed = {name for name, value in values.items() if getattr(place, name) != value}
    moved = bool(changed & {"latitude", "longitude"})
    flag = _flag(place.municipality, details) if moved or details.point_is_right else place.flag
    confirmed = details.point_is_right and "point" not in place.kept and details.latitude is not None
    if moved and place.flag in UNTRUSTED:
        # What was drawn is as wrong as the point was.
        values["outline"] = None
    for name, value in values.items():
        setattr(place, name, value)
    if _say_names(place, details):
        changed.add("names")
    if confirmed or flag != place.flag:
        changed.add("flag")
    if not changed:
        return place
    place.flag = flag
    said = {_KEPT.get(name, name) for name in changed - {"flag", "hidden", "kind"}} | (
        {"point"} if confirmed else set()
    )
    place.kept = sorted({*place.kept, *said})
    place.save()
    verb = "district-corrected" if isinstance(place, District) else "place-corrected"
    record(verb, place, by=by, fields=sorted(changed))
    renew_version()
    return place


def _fields(model: type[Place] | type[District], details: PlaceDetails) -> dict[str, Any]:
    fields = {
        "name": details.name,
        "kind": details.kind,
        "latitude": details.latitude,
        "longitude": details.longitude,
        "hidden": details.hidden,
    }
    if model is Place:
        fields |= {
            "district_id": details.district.pk if details.district else None,
            "postcodes": " ".join(details.postcodes.split()),
        }
    return fields


def _flag(town: Municipality, details: PlaceDetails) -> str:
    flag = flag_of_point(town, details.latitude, details.longitude)
    if flag == PointFlag.MISSING:
        return flag
    if flag == PointFlag.OUTSIDE and not details.point_is_right:
        raise PointFarOutsideError(
            _("Der Punkt liegt außerhalb von %(town)s. Stimmt er trotzdem, bestätigen Sie ihn bitte.")
            % {"town": town.name}
        )
    # An editor's word counts more than an outline.
    return ""


def _refuse_namesakes(town: Municipality, details: PlaceDetails, place: Place | None = None) -> None:
    wanted = identity_of(details.kind, details.name)
    others = Place.objects.filter(municipality=town, district=details.district)
    for pk, kind, name in others.values_list("pk", "kind", "name"):
        if identity_of(kind, name) == wanted and (place is None or pk != place.pk):
            raise PlaceExistsError(
                _("„%(name)s“ gibt es in %(town)s schon. Liegt der Ort woanders, nennen Sie seinen Ortsteil.")
                % {"name": name, "town": town.name}
            )


def _say_names(place: Place | District, details: PlaceDetails) -> bool:
    """Make the further names those of the details; whether anything changed."""
    of = {"district": place} if isinstance(place, District) else {"place": place}
    said = _kinds(details.former, PlaceName.Kind.FORMER) | _kinds(details.variants, PlaceName.Kind.VARIANT)
    said.pop(details.name, None)
    held = {one.name: one for one in PlaceName.objects.filter(**of)}
    if {name: one.kind for name, one in held.items()} == said:
        return False
    PlaceName.objects.filter(**of).delete()
    PlaceName.objects.bulk_create(PlaceName(name=name, kind=kind, **of) for name, kind in said.items())
    return True


def _kinds(names: Iterable[str], kind: str) -> dict[str, str]:
    return {name: str(kind) for name in (" ".join(one.split()) for one in names) if name}
