"""Places as GeoJSON: what a municipality's map server gives out, or an extract of OpenStreetMap with its tags."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ..records import PlaceRecord
from ..shapes import UnusableShapeError, cleaned
from .place_files import (
    NotAPlaceFileError,
    Transform,
    UnusableEntryError,
    by_meaning,
    read_text,
    record_of,
    transform_of,
    transformed,
)
from .tags import kind_of_tags, record_of_tags

# One of these and a name: then the properties are tags of OpenStreetMap.
_TAGS = ("highway", "amenity", "leisure", "place", "boundary", "building", "landuse", "tourism", "office")


def read_json(path: Path) -> Any:
    """The file's content; raises NotAPlaceFileError."""
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise NotAPlaceFileError(_("Die Datei „%(path)s“ enthält kein JSON.") % {"path": path}) from error


def read_geojson(content: Any, *, epsg: str = "") -> tuple[list[PlaceRecord], list[str], list[str]]:
    """Places of a FeatureCollection, sentences on entries that cannot be used, and sentences on missing points.

    Properties are found by the same names as columns of a CSV file, or read as tags. Other systems than WGS84 are
    converted when the file (``crs``) or ``epsg`` names them. Raises NotAPlaceFileError.
    """
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise NotAPlaceFileError(_("Die Datei ist keine GeoJSON-Sammlung („FeatureCollection“)."))
    transform = transform_of(_crs(content) or epsg)
    records: list[PlaceRecord] = []
    left_out: list[str] = []
    notes: list[str] = []
    for number, feature in enumerate(features, start=1):
        where = _("Eintrag %(number)s") % {"number": number}
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            left_out.append(_("%(where)s: Es fehlen die Angaben zum Ort („properties“).") % {"where": where})
            continue
        try:
            shape = _shape(feature.get("geometry"), transform)
        except UnusableShapeError:
            shape = None
            notes.append(_("%(where)s: Die Koordinaten ergeben keinen Punkt.") % {"where": where})
        try:
            record = _record(properties, where, shape)
        except UnusableEntryError as error:
            left_out.append(f"{where}: {error}")
            continue
        if record is not None:
            records.append(record)
    return records, left_out, notes


def _record(properties: dict[str, Any], where: str, shape: dict[str, Any] | None) -> PlaceRecord | None:
    if any(key in properties for key in _TAGS):
        kind = kind_of_tags(properties) if properties.get("name") else ""
        if not kind or kind == "school":
            return None
        return record_of_tags(properties, where=where, kind=kind, shape=shape)
    columns = by_meaning(properties)
    return record_of({meaning: properties[column] for meaning, column in columns.items()}, where=where, shape=shape)


def _shape(geometry: Any, transform: Transform) -> dict[str, Any] | None:
    if geometry is None:
        return None
    try:
        moved = {"type": geometry["type"], "coordinates": transformed(geometry["coordinates"], transform)}
    except (TypeError, ValueError, KeyError, IndexError) as error:
        raise UnusableShapeError(str(error)) from error
    return cleaned(moved)


def _crs(content: dict[str, Any]) -> str:
    crs = content.get("crs")
    name = str(crs.get("properties", {}).get("name", "")) if isinstance(crs, dict) else ""
    # GeoJSON's own name for WGS84; it ends in digits that are no code.
    return "" if "CRS84" in name else name
