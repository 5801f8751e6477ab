"""What the official files say, as frozen values: behind the parsers everything is trusted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineRecord:
    """One municipality or county. ``outline`` is a GeoJSON geometry in WGS84, longitude first; ``ags`` has eight
    digits, ``ars`` twelve or none; ``designation`` is the official word for it ("Stadt", "Gemeinde", "Kreis")."""

    ags: str
    name: str
    outline: dict[str, Any]
    ars: str = ""
    designation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolRecord:
    """One school. ``line`` is its line in the file; latitude and longitude are WGS84 degrees, both or none."""

    line: int
    number: str
    form: str
    name: str
    ags: str
    short_name: str = ""
    street: str = ""
    postcode: str = ""
    place: str = ""
    phone: str = ""
    email: str = ""
    homepage: str = ""
    private: bool = False
    opened: date | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRecord:
    """One entry of a list of streets, squares, buildings or districts.

    ``where`` is where it stands ("Zeile 3"). ``kind`` is one of Place.Kind, or "district", "borough" or "social-area".
    ``town`` is a key (AGS) or a name, "" where the file does not say: then the point decides. ``shape`` is a geometry
    as ``shapes.cleaned`` gives it, None where the file has none. Records of one place (a street's parts) become one.
    """

    where: str
    kind: str
    name: str
    variants: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    town: str = ""
    district: str = ""
    postcodes: tuple[str, ...] = ()
    shape: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """How an import went. ``left_out`` and ``notes`` are German sentences that name the line; what is left out was not
    stored, a note says what is missing in what was stored. ``outside`` counts rows of places the portal does not
    know."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    outside: int = 0
    left_out: tuple[str, ...] = field(default=())
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceImportReport(ImportReport):
    """As ImportReport. ``flagged`` are German sentences on points an editor should look at, ``flags`` how many of which
    flag (PointFlag) the file brought; ``vanished`` names places of the same source that are no longer in the file and
    stay."""

    flagged: tuple[str, ...] = field(default=())
    flags: tuple[tuple[str, int], ...] = field(default=())
    vanished: tuple[str, ...] = field(default=())
