"""Official files in, frozen records out, and on to the actions.

report = import_outlines(path, source="© GeoBasis-DE / BKG 2025 (Daten verändert)", by=COMMAND_LINE)
report = import_schools(path, source="…", by=COMMAND_LINE)
report = import_places(path, source="© OpenStreetMap-Mitwirkende", licence="ODbL 1.0", by=COMMAND_LINE)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from teilhabe.core.audit import Actor

from ..actions import municipality_called, store_outlines, store_places, store_schools
from ..records import ImportReport, PlaceImportReport
from .geojson import read_geojson, read_json
from .outlines import NotAnOutlineFileError, read_outlines
from .overpass import is_overpass, read_overpass
from .place_files import NotAPlaceFileError, read_text
from .places_csv import read_places_csv
from .schools import NotASchoolListError, read_schools

__all__ = [
    "NotAPlaceFileError",
    "NotASchoolListError",
    "NotAnOutlineFileError",
    "import_outlines",
    "import_places",
    "import_schools",
]


def import_outlines(path: Path, *, source: str, by: Actor, only: Sequence[str] = ()) -> ImportReport:
    """Store every outline of a GeoJSON file; ``only`` keeps those whose key begins with one of the given digits.

    Raises NotAnOutlineFileError with a German sentence if the file as a whole is unusable.
    """
    records, left_out = read_outlines(path, only=only)
    stored = store_outlines(records, source=source, by=by)
    return ImportReport(
        new=stored.new, changed=stored.changed, unchanged=stored.unchanged, left_out=(*left_out, *stored.left_out)
    )


def import_schools(path: Path, *, source: str, by: Actor) -> ImportReport:
    """Store every school of the list that lies in a known municipality.

    Raises NotASchoolListError with a German sentence if the file as a whole is unusable, NoMunicipalityYetError if
    there is nothing yet for schools to lie in.
    """
    records, left_out, notes = read_schools(path)
    stored = store_schools(records, source=source, by=by)
    return ImportReport(
        new=stored.new,
        changed=stored.changed,
        unchanged=stored.unchanged,
        outside=stored.outside,
        left_out=(*left_out, *stored.left_out),
        notes=(*notes, *stored.notes),
    )


def import_places(
    path: Path, *, source: str, licence: str, by: Actor, municipality: str = "", epsg: str = ""
) -> PlaceImportReport:
    """Store streets, squares, parks, buildings and districts of a CSV, GeoJSON or Overpass file.

    ``municipality`` (key, address or name) holds what names no town of its own; without it the point decides. ``epsg``
    is the system of coordinates where the file does not say and they are no degrees. Raises NotAPlaceFileError,
    NoSuchMunicipalityError and NoMunicipalityYetError, each with a German sentence.
    """
    town = municipality_called(municipality) if municipality else None
    if read_text(path)[:1000].lstrip().startswith(("{", "[")):
        content = read_json(path)
        records, left_out, notes = read_overpass(content) if is_overpass(content) else read_geojson(content, epsg=epsg)
    else:
        records, left_out, notes = read_places_csv(path, epsg=epsg)
    stored = store_places(records, source=source, licence=licence, by=by, town=town)
    return replace(stored, left_out=(*left_out, *stored.left_out), notes=(*notes, *stored.notes))
