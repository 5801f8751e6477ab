"""Records of lists and maps become streets, squares, parks, buildings and districts. The same twice changes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from teilhabe.core.audit import Actor, record
from teilhabe.core.text import fold

from ..geometry import contains
from ..matching.rows import is_county
from ..models import District, Municipality, Place, PlaceName, PointFlag
from ..place_names import same_name
from ..points import flag_in_words, flag_of_point, points_told_twice
from ..queries import short_name
from ..records import PlaceImportReport, PlaceRecord
from ..shapes import is_scattered, point_in, united
from .place_addresses import free_address, identity_of, taken_addresses
from .stores import NoMunicipalityYetError
from .version import renew_version

_DISTRICTS = frozenset(District.Kind.values)
_BATCH = 500


class NoSuchMunicipalityError(Exception):
    """The portal does not know a municipality of this key or name; the message is a German sentence."""


@dataclass(slots=True)
class _Tally:
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    outside: int = 0
    left_out: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    flagged: list[str] = field(default_factory=list)
    flags: Counter[str] = field(default_factory=Counter)
    vanished: list[str] = field(default_factory=list)


def municipality_called(text: str) -> Municipality:
    """The municipality with this key (AGS), address or name; raises NoSuchMunicipalityError."""
    found = _Towns().called(text)
    if found is None:
        raise NoSuchMunicipalityError(_("Das Portal kennt keine Kommune „%(text)s“.") % {"text": text})
    return found


@transaction.atomic
def store_places(
    records: Iterable[PlaceRecord], *, source: str, licence: str, by: Actor, town: Municipality | None = None
) -> PlaceImportReport:
    """Add or correct places and districts; records of one place become one.

    ``town`` holds the records that name none; without it the point decides. What an editor decided stays, what a file
    does not say stays too, unless an earlier state of the same ``source`` had said it. Nothing is deleted: what the
    source no longer has is named in the report. Addresses never change. Raises NoMunicipalityYetError.
    """
    towns = _Towns()
    if not towns:
        raise NoMunicipalityYetError(
            _("Das Portal kennt noch keine Kommune; zuerst: teilhabe directory import-outlines DATEI.")
        )
    tally = _Tally()
    sorted_out: dict[Municipality, list[PlaceRecord]] = defaultdict(list)
    for one in records:
        if (where := towns.of(one, town, tally)) is not None:
            sorted_out[where].append(one)
    for where, some in sorted_out.items():
        _Town(where, source=source, licence=licence, by=by, tally=tally).store(some)
    renew_version()
    return PlaceImportReport(
        new=tally.new,
        changed=tally.changed,
        unchanged=tally.unchanged,
        outside=tally.outside,
        left_out=tuple(tally.left_out),
        notes=tuple(dict.fromkeys(tally.notes)),
        flagged=tuple(tally.flagged),
        flags=tuple(sorted(tally.flags.items())),
        vanished=tuple(tally.vanished),
    )


class _Towns:
    """The municipalities by everything a file may call them."""

    def __init__(self) -> None:
        towns = [town for town in Municipality.objects.order_by("ags") if not is_county(town.kind)]
        self.known: dict[str, Municipality | None] = {}
        self.drawn = [town for town in towns if town.outline]
        for town in towns:
            # Tables drop the zero in front.
            self.known[town.ags] = self.known[town.ags.lstrip("0")] = self.known[town.ars or town.ags] = town
            for name in {fold(town.name), fold(short_name(town)), fold(town.official_name), town.slug}:
                # A name of two is nobody's.
                self.known[name] = None if self.known.get(name, town) != town else town
        self.known.pop("", None)

    def __bool__(self) -> bool:
        return bool(self.known)

    def called(self, text: str) -> Municipality | None:
        return self.known.get(text.strip()) or self.known.get(fold(text))

    def of(self, one: PlaceRecord, default: Municipality | None, tally: _Tally) -> Municipality | None:
        if one.town:
            if (town := self.called(one.town)) is None:
                tally.outside += 1
            return town
        if default is not None:
            return default
        if one.shape is None:
            tally.left_out.append(
                _("%(where)s: Bei „%(name)s“ fehlen Kommune und Punkt.") % {"where": one.where, "name": one.name}
            )
            return None
        latitude, longitude = point_in(one.shape)
        near = (town for town in self.drawn if _may_hold(town, longitude, latitude))
        town = next((town for town in near if _holds(town, longitude, latitude)), None)
        tally.outside += town is None
        return town


class _Town:
    """One municipality while a file is stored into it."""

    def __init__(self, town: Municipality, *, source: str, licence: str, by: Actor, tally: _Tally) -> None:
        self.town, self.source, self.licence, self.by, self.tally = town, source, licence, by, tally
        self.districts = list(District.objects.filter(municipality=town).prefetch_related("names").order_by("pk"))
        self.places = list(Place.objects.filter(municipality=town).prefetch_related("names").order_by("pk"))
        self.called: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for place in self.places:
            self.called[identity_of(place.kind, place.name)].append(place)
        self.taken = taken_addresses(town)
        self.added: list[Place] = []
        self.names_added: list[PlaceName] = []

    def store(self, records: list[PlaceRecord]) -> None:
        """Districts first: streets may lie in them."""
        touched: set[int] = set()
        before = (self.tally.new, self.tally.changed)
        for districts in (True, False):
            together: dict[tuple[Any, ...], list[PlaceRecord]] = defaultdict(list)
            for one in records:
                if (one.kind in _DISTRICTS) is districts:
                    together[self._identity(one, districts)].append(one)
            for same in (together if districts else self._with_their_district(together)).values():
                if (thing := self._store(_as_one(same))) is not None:
                    touched.add(id(thing))
        # Together: a list has thousands of streets.
        Place.objects.bulk_create(self.added, batch_size=_BATCH)
        PlaceName.objects.bulk_create(self.names_added, batch_size=_BATCH)
        self._flag_shared()
        self._look_for_vanished(touched)
        new, changed = self.tally.new - before[0], self.tally.changed - before[1]
        if new or changed:
            # One line for a file and a town: a line for each of thousands of streets would bury all others.
            record("places-imported", self.town, by=self.by, source=self.source, new=new, changed=changed)

    def _identity(self, one: PlaceRecord, is_district: bool) -> tuple[Any, ...]:
        if is_district:
            return (same_name(one.name),)
        district = self._district_called(one.district)
        return *identity_of(one.kind, one.name), district.pk if district else None

    def _with_their_district(
        self, together: dict[tuple[Any, ...], list[PlaceRecord]]
    ) -> dict[tuple[Any, ...], list[PlaceRecord]]:
        """Records that name no district join the only place of their name that the file puts into one. Where it could
        be several, they come last and are left out by name."""
        found = {key: same for key, same in together.items() if key[-1] is not None}
        districts: dict[tuple[Any, ...], set[int]] = defaultdict(set)
        for *identity, district in found:
            known = {place.district_id for place in self.called[tuple(identity)]}
            districts[tuple(identity)] |= {district, *(one for one in known if one is not None)}
        for (*identity, district), same in together.items():
            if district is None:
                only = districts.get(tuple(identity), set())
                key = (*identity, next(iter(only)) if len(only) == 1 else None)
                found[key] = [*found.get(key, ()), *same]
        return found

    def _store(self, one: PlaceRecord) -> Place | District | None:
        district = None
        if one.kind in _DISTRICTS:
            thing: Place | District | None = self._district_called(one.name, kind=one.kind)
        else:
            district = self._district_called(one.district)
            if one.district and district is None:
                self.tally.notes.append(
                    _("Der Ortsteil „%(district)s“ ist in %(town)s nicht bekannt; Orte darin bleiben ohne Ortsteil.")
                    % {"district": one.district, "town": self.town.name}
                )
            try:
                thing = self._known_place(one, district)
            except LookupError:
                self.tally.left_out.append(
                    _("%(where)s: „%(name)s“ gibt es in %(town)s mehrfach; es fehlt der Ortsteil.")
                    % {"where": one.where, "name": one.name, "town": self.town.name}
                )
                return None
        values = self._values(one, thing, district)
        if thing is None:
            thing = self._new(one, values)
            self._store_names(one, thing, {})
            self.tally.new += 1
        else:
            held = {name.name: name for name in thing.names.all()}
            differing = _set_and_save(thing, values)
            if self._store_names(one, thing, held, forgets="source" not in differing) or differing:
                self.tally.changed += 1
            else:
                self.tally.unchanged += 1
        if thing.flag not in ("", PointFlag.SHARED) and not thing.hidden:
            self.tally.flags[thing.flag] += 1
            if words := flag_in_words(thing.flag, thing.name, self.town, thing.latitude, thing.longitude):
                self.tally.flagged.append(words)
        return thing

    def _known_place(self, one: PlaceRecord, district: District | None) -> Place | None:
        """The place a record means; raises LookupError where it could be several."""
        same = self.called[identity_of(one.kind, one.name)]
        if district is None:
            if len(same) > 1:
                raise LookupError(one.name)
            return same[0] if same else None
        exact = [place for place in same if place.district_id == district.pk]
        return next(iter(exact or [place for place in same if place.district_id is None]), None)

    def _values(self, one: PlaceRecord, thing: Place | District | None, district: District | None) -> dict[str, Any]:
        """What the file says, field by field, without what an editor decided."""
        forgets = thing is None or thing.source == self.source
        kept = set() if thing is None else set(thing.kept)
        values: dict[str, Any] = {"source": self.source, "licence": self.licence}
        if "name" not in kept:
            values["name"] = one.name
        if "point" not in kept and (one.shape is not None or forgets):
            point = point_in(one.shape) if one.shape else (None, None)
            outline = one.shape if one.shape and one.shape["type"] != "Point" else None
            scattered = bool(outline and is_scattered(outline))
            values |= {
                "latitude": point[0],
                "longitude": point[1],
                "outline": outline,
                "flag": flag_of_point(self.town, *point, scattered=scattered),
            }
        if one.kind in _DISTRICTS:
            return values if thing is not None else {**values, "kind": one.kind}
        if thing is None:
            values["kind"] = one.kind
        if "postcodes" not in kept and (one.postcodes or forgets):
            values["postcodes"] = " ".join(one.postcodes)
        if "district" not in kept:
            found = district or self._district_around(values.get("latitude"), values.get("longitude"))
            if found is not None or forgets:
                values["district_id"] = found.pk if found else None
        return values

    def _new(self, one: PlaceRecord, values: dict[str, Any]) -> Place | District:
        address = free_address(one.name, kind=one.kind, district=one.district, taken=self.taken)
        self.taken.add(address)
        if one.kind in _DISTRICTS:
            district = District(municipality=self.town, slug=address, **values)
            district.save(force_insert=True)
            # Every record asks each district for its names.
            prefetch_related_objects([district], "names")
            self.districts.append(district)
            return district
        place = Place(municipality=self.town, slug=address, **values)
        self.added.append(place)
        self.places.append(place)
        self.called[identity_of(place.kind, place.name)].append(place)
        return place

    def _store_names(
        self, one: PlaceRecord, thing: Place | District, held: dict[str, PlaceName], *, forgets: bool = False
    ) -> bool:
        """Whether anything changed. ``forgets``: the file is a newer state of the one that said the names held."""
        if "names" in thing.kept:
            return False
        said = dict.fromkeys(one.former, PlaceName.Kind.FORMER) | dict.fromkeys(one.variants, PlaceName.Kind.VARIANT)
        said.pop(thing.name, None)
        of = {"district": thing} if isinstance(thing, District) else {"place": thing}
        changed = False
        for name, kind in said.items():
            if name not in held:
                self.names_added.append(PlaceName(name=name, kind=kind, **of))
            elif held[name].kind != kind:
                PlaceName.objects.filter(pk=held[name].pk).update(kind=kind)
            else:
                continue
            changed = True
        gone = [name.pk for name in held.values() if name.name not in said] if forgets else []
        if gone:
            PlaceName.objects.filter(pk__in=gone).delete()
        return changed or bool(gone)

    def _district_called(self, text: str, *, kind: str = District.Kind.DISTRICT) -> District | None:
        if not (wanted := same_name(text)):
            return None
        named = [
            one
            for one in self.districts
            if wanted == same_name(one.name) or any(wanted == same_name(name.name) for name in one.names.all())
        ]
        # A part of the town before a borough of the same name: whoever writes a list of streets means the smaller one.
        return min(named, key=lambda one: (one.kind != kind, one.pk), default=None)

    def _district_around(self, latitude: float | None, longitude: float | None) -> District | None:
        if latitude is None or longitude is None:
            return None
        around = [one for one in self.districts if not one.hidden and _holds(one, longitude, latitude)]
        return min(around, key=lambda one: (one.kind != District.Kind.DISTRICT, one.pk), default=None)

    def _flag_shared(self) -> None:
        shared = points_told_twice(self.places)
        for place in self.places:
            fits = place.flag in ("", PointFlag.SHARED) and "point" not in place.kept
            wanted = PointFlag.SHARED if place.pk in shared else ""
            if fits and place.flag != wanted:
                place.flag = wanted
                place.save(update_fields=["flag"])
        if together := sum(place.flag == PointFlag.SHARED and not place.hidden for place in self.places):
            self.tally.flags[PointFlag.SHARED] += together

    def _look_for_vanished(self, touched: set[int]) -> None:
        self.tally.vanished += [
            f"{place.name} ({self.town.name})"
            for place in self.places
            if place.source == self.source and not place.hidden and id(place) not in touched
        ]


def _set_and_save(thing: Place | District, values: dict[str, Any]) -> list[str]:
    """Save what differs and name it."""
    differing = [name for name, value in values.items() if getattr(thing, name) != value]
    if "latitude" not in differing and "longitude" not in differing and thing.flag == PointFlag.SHARED:
        # Said by the neighbours, not by the point: they are asked again when all are stored.
        differing = [name for name in differing if name != "flag" or values["flag"]]
    for name in differing:
        setattr(thing, name, values[name])
    if differing:
        thing.save(update_fields=differing)
    return differing


def _as_one(same: list[PlaceRecord]) -> PlaceRecord:
    """Parts of one place as one record: names and postcodes of all, the first part's kind and name."""
    first = same[0]
    if len(same) == 1:
        return first
    return PlaceRecord(
        where=first.where,
        kind=first.kind,
        name=first.name,
        variants=tuple(dict.fromkeys(name for one in same for name in one.variants)),
        former=tuple(dict.fromkeys(name for one in same for name in one.former)),
        town=first.town,
        district=first.district,
        postcodes=tuple(sorted({code for one in same for code in one.postcodes})),
        shape=united(one.shape for one in same if one.shape),
    )


def _holds(area: Municipality | District, longitude: float, latitude: float) -> bool:
    return area.outline is not None and contains(area.outline, longitude, latitude)


def _may_hold(town: Municipality, longitude: float, latitude: float) -> bool:
    """Most points lie outside of most towns: their boxes say so faster."""
    if town.west is None or town.south is None or town.east is None or town.north is None:
        return True
    return town.west <= longitude <= town.east and town.south <= latitude <= town.north
