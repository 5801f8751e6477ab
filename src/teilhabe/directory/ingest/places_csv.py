"""Lists of streets and places as CSV, as municipalities and open-data portals give them out."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ..records import PlaceRecord
from ..shapes import UnusableShapeError, cleaned
from .place_files import NotAPlaceFileError, UnusableEntryError, by_meaning, read_text, record_of, transform_of

_DELIMITERS = ";\t,|"
_transform_of = cache(transform_of)


def read_places_csv(path: Path, *, epsg: str = "") -> tuple[list[PlaceRecord], list[str], list[str]]:
    """Places of a file, sentences on rows that cannot be used, and sentences on points that are none.

    UTF-8 or Windows-1252, any usual delimiter (a first line ``sep=;`` names it), columns in any order by their many
    names, decimal commas. Coordinates are degrees unless a column or ``epsg`` names another system. Raises
    NotAPlaceFileError.
    """
    rows, columns, first = _open(path)
    try:
        return _read(rows, columns, first, epsg)
    except csv.Error as error:
        raise NotAPlaceFileError(
            _("Die Datei „%(path)s“ ist ab Zeile %(line)s keine Tabelle mehr.")
            % {"path": path, "line": rows.line_num + first}
        ) from error


def _read(
    rows: csv.DictReader[str], columns: dict[str, str], first: int, epsg: str
) -> tuple[list[PlaceRecord], list[str], list[str]]:
    records: list[PlaceRecord] = []
    left_out: list[str] = []
    notes: list[str] = []
    for row in rows:
        if not any(value and str(value).strip() for value in row.values() if not isinstance(value, list)):
            continue
        where = _("Zeile %(line)s") % {"line": rows.line_num + first}
        said = {meaning: row.get(column) for meaning, column in columns.items()}
        try:
            shape = _point(said, epsg)
        except UnusableShapeError:
            shape = None
            notes.append(_("%(where)s: Die Koordinaten ergeben keinen Punkt.") % {"where": where})
        try:
            records.append(record_of(said, where=where, shape=shape))
        except UnusableEntryError as error:
            left_out.append(f"{where}: {error}")
    return records, left_out, notes


def _open(path: Path) -> tuple[csv.DictReader[str], dict[str, str], int]:
    text = read_text(path)
    if "\0" in text:
        raise NotAPlaceFileError(_("Die Datei „%(path)s“ ist keine Tabelle im Format CSV.") % {"path": path})
    head, _end, rest = text.partition("\n")
    announced = re.fullmatch(r"sep=(.)\s*", head)
    if announced:
        delimiter, text, skipped = announced[1], rest, 1
    else:
        delimiter, skipped = max(_DELIMITERS, key=head.count), 0
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        columns = by_meaning([name for name in rows.fieldnames or () if name])
    except csv.Error as error:
        raise NotAPlaceFileError(_("Die Datei „%(path)s“ ist keine Tabelle im Format CSV.") % {"path": path}) from error
    if "name" not in columns:
        raise NotAPlaceFileError(
            _("In der ersten Zeile von „%(path)s“ fehlt eine Spalte mit den Namen, etwa „Straße“ oder „Name“.")
            % {"path": path}
        )
    return rows, columns, skipped


def _point(said: dict[str, Any], epsg: str) -> dict[str, Any] | None:
    east, north = (str(said.get(name) or "").strip().replace(",", ".") for name in ("longitude", "latitude"))
    if not east and not north:
        return None
    try:
        x, y = float(east), float(north)
        longitude, latitude = _transform_of(str(said.get("epsg") or "").strip() or epsg)(x, y)
    except (ValueError, NotAPlaceFileError) as error:
        raise UnusableShapeError(str(error)) from error
    if (longitude, latitude) == (0.0, 0.0):
        # Where nothing was known, programs write zeros: a point in the Atlantic.
        raise UnusableShapeError("0, 0")
    return cleaned({"type": "Point", "coordinates": [longitude, latitude]})
