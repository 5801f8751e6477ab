"""Official files in, frozen records out, and on to the actions.

report = import_outlines(path, source="© GeoBasis-DE / BKG 2025 (Daten verändert)", by=COMMAND_LINE)
report = import_schools(path, source="…", by=COMMAND_LINE)
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from teilhabe.core.audit import Actor

from ..actions import store_outlines, store_schools
from ..records import ImportReport
from .outlines import NotAnOutlineFileError, read_outlines
from .schools import NotASchoolListError, read_schools

__all__ = ["NotASchoolListError", "NotAnOutlineFileError", "import_outlines", "import_schools"]


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
