"""GeoJSON outlines of municipalities and counties, as the Bundesamt für Kartographie und Geodäsie publishes them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ..records import OutlineRecord

_DECIMALS = 5  # of a degree: about a metre
_LAND = {"4", "04", "9"}  # "Geofaktor" of the official files: land with municipalities; the rest is sea and lakes
Place = Callable[[float, float], tuple[float, float]]


class NotAnOutlineFileError(ValueError):
    """The file is no GeoJSON collection of areas; the message is a German sentence."""


class _UnusableError(ValueError):
    """One entry cannot be used; the message is the reason as a German clause."""


def read_outlines(path: Path, *, only: Sequence[str] = ()) -> tuple[list[OutlineRecord], list[str]]:
    """Outlines of a file, and one German sentence for each entry that cannot be used.

    Keys may be written in any case. Areas of one key in several entries become one. Other systems than WGS84 are
    converted when the file names them (``crs``).
    """
    features, place = _open(path)
    found: dict[str, OutlineRecord] = {}
    left_out = []
    for number, feature in enumerate(features, start=1):
        try:
            record = _record(feature, place, only)
        except _UnusableError as error:
            left_out.append(_("Eintrag %(number)s: %(reason)s") % {"number": number, "reason": error})
            continue
        if record is not None:
            found[record.ags] = _joined(found[record.ags], record) if record.ags in found else record
    return list(found.values()), left_out


def _open(path: Path) -> tuple[list[Any], Place]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise NotAnOutlineFileError(_("Die Datei „%(path)s“ lässt sich nicht lesen.") % {"path": path}) from error
    except ValueError as error:
        raise NotAnOutlineFileError(_("Die Datei „%(path)s“ enthält kein JSON.") % {"path": path}) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise NotAnOutlineFileError(
            _("Die Datei „%(path)s“ ist keine GeoJSON-Sammlung („FeatureCollection“).") % {"path": path}
        )
    return features, _converter(content.get("crs"))


def _converter(crs: Any) -> Place:
    name = str(crs.get("properties", {}).get("name", "")) if isinstance(crs, dict) else ""
    code = re.search(r"EPSG:+(?:[\d.]*:)?(\d+)", name)
    if code is None or code[1] == "4326":
        return lambda x, y: (x, y)
    from pyproj import Transformer
    from pyproj.exceptions import CRSError

    try:
        transformer = Transformer.from_crs(f"EPSG:{code[1]}", "EPSG:4326", always_xy=True)
    except CRSError as error:
        raise NotAnOutlineFileError(
            _("Das Koordinatensystem EPSG:%(code)s ist nicht bekannt.") % {"code": code[1]}
        ) from error
    return transformer.transform


def _record(feature: Any, place: Place, only: Sequence[str]) -> OutlineRecord | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise _UnusableError(_("Es fehlen die Angaben zur Kommune („properties“)."))
    said = {str(key).upper(): "" if value is None else str(value).strip() for key, value in properties.items()}
    if said.get("GF", "4") not in _LAND:
        return None
    ags = _padded(said.get("AGS", ""), 8)
    if only and not ags.startswith(tuple(only)):
        return None
    if not ags:
        raise _UnusableError(
            _("„%(ags)s“ ist kein Gemeindeschlüssel (AGS) mit fünf oder acht Ziffern.") % {"ags": said.get("AGS", "")}
        )
    if not said.get("GEN"):
        raise _UnusableError(_("Zum Schlüssel %(ags)s fehlt der Name (GEN).") % {"ags": ags})
    return OutlineRecord(
        ags=ags,
        ars=_padded(said.get("ARS", ""), 12),
        name=said["GEN"],
        designation=said.get("BEZ", ""),
        outline=_geometry(feature.get("geometry"), place, said["GEN"]),
    )


def _padded(key: str, length: int) -> str:
    """The key with its zeros: counties are listed with their first five digits. Empty if it is no key."""
    if not re.fullmatch(rf"\d{{5}}|\d{{9}}|\d{{{length}}}", key) or len(key) > length:
        return ""
    return key.ljust(length, "0")


def _geometry(geometry: Any, place: Place, name: str) -> dict[str, Any]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise _UnusableError(_("Der Umriss von %(name)s ist keine Fläche.") % {"name": name})
    parts = geometry.get("coordinates")
    try:
        if kind == "Polygon":
            return {"type": kind, "coordinates": [_ring(ring, place) for ring in parts]}
        return {"type": kind, "coordinates": [[_ring(ring, place) for ring in part] for part in parts]}
    except (TypeError, ValueError, IndexError) as error:
        raise _UnusableError(
            _("Der Umriss von %(name)s hat Punkte, die keine Längen- und Breitengrade sind.") % {"name": name}
        ) from error


def _ring(ring: Any, place: Place) -> list[list[float]]:
    points = []
    for point in ring:
        longitude, latitude = place(float(point[0]), float(point[1]))
        if not (math.isfinite(longitude) and abs(longitude) <= 180 and abs(latitude) <= 90):
            raise ValueError(point)
        points.append([round(longitude, _DECIMALS), round(latitude, _DECIMALS)])
    if points and points[0] != points[-1]:
        points.append(points[0])
    if len(points) < 4:
        raise ValueError("a ring needs three corners")
    return points


def _joined(one: OutlineRecord, other: OutlineRecord) -> OutlineRecord:
    parts = [
        part
        for record in (one, other)
        for part in (
            [record.outline["coordinates"]] if record.outline["type"] == "Polygon" else record.outline["coordinates"]
        )
    ]
    return OutlineRecord(
        ags=one.ags,
        ars=one.ars,
        name=one.name,
        designation=one.designation,
        outline={"type": "MultiPolygon", "coordinates": parts},
    )
