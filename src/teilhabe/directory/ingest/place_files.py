"""What files of places have in common: columns and tags by their many names, coordinates of other systems."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from teilhabe.core.text import fold

from ..models import District, Place
from ..place_names import LONGEST, is_name, kind_of_name, told, written_out
from ..records import PlaceRecord

Transform = Callable[[float, float], tuple[float, float]]


class NotAPlaceFileError(ValueError):
    """The file as a whole is unusable; the message is a German sentence."""


class UnusableEntryError(ValueError):
    """One entry cannot be used; the message is a German sentence without the place in the file."""


# What lists call their columns, folded and without anything but letters and digits; the first column that fits counts.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": (
        "name", "strasse", "strassenname", "street", "streetname", "strname", "strassenbezeichnung", "bezeichnung",
        "platz", "gebaeude", "objekt",
    ),
    "kind": ("kind", "art", "typ", "kategorie", "type"),
    "variants": ("variants", "varianten", "auchgenannt", "weiterenamen", "altname", "kurzname", "aliases"),
    "former": ("former", "frueher", "fruehererename", "frueherenamen", "ehemals", "oldname", "altername"),
    "ags": ("ags", "gemeindeschluessel", "gemeindekennziffer", "gkz", "ars", "regionalschluessel"),
    "town": ("municipality", "gemeinde", "kommune", "stadt", "gemeindename", "ort", "city", "town"),
    "district": ("district", "ortsteil", "stadtteil", "stadtbezirk", "bezirk", "ortschaft", "suburb"),
    "postcodes": ("postcodes", "postcode", "plz", "postleitzahl", "postleitzahlen", "zip"),
    "latitude": ("latitude", "lat", "breite", "breitengrad", "y", "hochwert", "nordwert", "utmhochwert", "northing"),
    "longitude": (
        "longitude", "lon", "lng", "long", "laenge", "laengengrad", "x", "rechtswert", "ostwert", "utmrechtswert",
        "easting",
    ),
    "epsg": ("epsg", "crs", "srid", "koordinatensystem"),
}  # fmt: skip

_KINDS = {
    "strasse": Place.Kind.STREET,
    "street": Place.Kind.STREET,
    "weg": Place.Kind.STREET,
    "platz": Place.Kind.SQUARE,
    "square": Place.Kind.SQUARE,
    "park": Place.Kind.PARK,
    "gruenflaeche": Place.Kind.PARK,
    "gruenanlage": Place.Kind.PARK,
    "park oder gruenflaeche": Place.Kind.PARK,
    "gebaeude": Place.Kind.BUILDING,
    "oeffentliches gebaeude": Place.Kind.BUILDING,
    "building": Place.Kind.BUILDING,
    "sonstiges": Place.Kind.OTHER,
    "sonstiger ort": Place.Kind.OTHER,
    "other": Place.Kind.OTHER,
    "ortsteil": District.Kind.DISTRICT,
    "stadtteil": District.Kind.DISTRICT,
    "district": District.Kind.DISTRICT,
    "stadtbezirk": District.Kind.BOROUGH,
    "bezirk": District.Kind.BOROUGH,
    "borough": District.Kind.BOROUGH,
    "sozialraum": District.Kind.SOCIAL_AREA,
    "social-area": District.Kind.SOCIAL_AREA,
}


def read_text(path: Path) -> str:
    """The file's text in UTF-8 or Windows-1252; raises NotAPlaceFileError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise NotAPlaceFileError(_("Die Datei „%(path)s“ lässt sich nicht lesen.") % {"path": path}) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def by_meaning(columns: Iterable[str]) -> dict[str, str]:
    """Which column means what: {"name": "Straßenname", "postcodes": "PLZ"}."""
    written = {re.sub(r"[^a-z0-9]", "", fold(column)): column for column in reversed([*columns])}
    return {
        meaning: next(written[name] for name in names if name in written)
        for meaning, names in COLUMNS.items()
        if any(name in written for name in names)
    }


def record_of(said: Mapping[str, Any], *, where: str, shape: dict[str, Any] | None) -> PlaceRecord:
    """A record from values by meaning; raises UnusableEntryError."""
    name = written_out(told(said.get("name")))
    if not name:
        raise UnusableEntryError(_("Der Name fehlt."))
    refuse_unless_name(name)
    return PlaceRecord(
        where=where,
        kind=_kind(told(said.get("kind")), name),
        name=name,
        variants=names_in(said.get("variants")),
        former=names_in(said.get("former")),
        town=told(said.get("ags")) or told(said.get("town")),
        district=told(said.get("district")),
        postcodes=postcodes_in(said.get("postcodes")),
        shape=shape,
    )


def refuse_unless_name(name: str) -> None:
    """Raise UnusableEntryError for what no place is called."""
    if len(name) > LONGEST:
        raise UnusableEntryError(_("Der Name „%(name)s …“ ist zu lang.") % {"name": name[:40]})
    if not is_name(name):
        raise UnusableEntryError(_("„%(name)s“ ist kein Name eines Ortes, etwa eine Anschrift.") % {"name": name})


def names_in(text: object) -> tuple[str, ...]:
    """Several names in one value, as lists and OpenStreetMap write them: "Am Tor; Torgasse"."""
    if not text:
        return ()
    names = (written_out(told(part)) for part in re.split(r"[;|\n]", str(text)))
    return tuple(dict.fromkeys(name for name in names if is_name(name)))


def postcodes_in(text: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(re.findall(r"(?<!\d)\d{5}(?!\d)", str(text)))) if text else ()


def transform_of(epsg: str) -> Transform:
    """From a system of coordinates (x, y) to WGS84 (longitude, latitude); raises NotAPlaceFileError."""
    code = re.search(r"(\d{4,5})\s*$", epsg)
    if not epsg or (code is not None and code[1] in ("4326", "4258")):
        return lambda x, y: (x, y)
    from pyproj import Transformer
    from pyproj.exceptions import CRSError

    try:
        if code is None:
            raise CRSError(epsg)
        return Transformer.from_crs(f"EPSG:{code[1]}", "EPSG:4326", always_xy=True).transform
    except CRSError as error:
        raise NotAPlaceFileError(_("Das Koordinatensystem „%(code)s“ ist nicht bekannt.") % {"code": epsg}) from error


def transformed(coordinates: Any, transform: Transform) -> Any:
    """Coordinates of a GeoJSON geometry, nested as they are, in another system; raises ValueError or TypeError."""
    if coordinates and isinstance(coordinates[0], int | float):
        longitude, latitude = transform(float(coordinates[0]), float(coordinates[1]))
        if not math.isfinite(longitude):
            raise ValueError(coordinates)
        return [longitude, latitude]
    return [transformed(part, transform) for part in coordinates]


def _kind(text: str, name: str) -> str:
    return str(_KINDS.get(fold(text)) or kind_of_name(name))
