"""2,173 real streets with imperfect points: what is stored, which points are not believed, and how long it takes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.models import AuditEntry
from teilhabe.directory.gazetteer import gazetteer, gazetteer_version
from teilhabe.directory.ingest import import_outlines, import_places
from teilhabe.directory.models import Place, PointFlag

pytestmark = pytest.mark.django_db

_DATA = Path(__file__).parents[3] / "shared" / "data"
STREETS = _DATA / "streets" / "aachen-alsdorf-wuerselen.csv"
OUTLINES = _DATA / "geo" / "staedteregion-aachen-gemeinden.geojson"


@pytest.mark.skipif(
    not (STREETS.exists() and OUTLINES.exists()),
    reason="../shared/data/streets and ../shared/data/geo are not here: the import is not tried with real streets",
)
def test_real_streets_are_stored_once_and_points_outside_their_town_are_flagged() -> None:
    import_outlines(OUTLINES, source="© BKG", by=COMMAND_LINE)
    began = time.monotonic()
    report = import_places(STREETS, source="© OpenStreetMap-Mitwirkende", licence="ODbL 1.0", by=COMMAND_LINE)
    took = time.monotonic() - began
    flags = dict(report.flags)
    print(f"\n{report.new} new in {took:.1f} s, {flags}, {len(report.left_out)} left out")
    print("\n".join(report.flagged))

    # One row is an address with its house number, and one street stands there twice, with "ss" and with "ß".
    assert (report.new, report.outside) == (2171, 0)
    assert report.left_out == (
        "Zeile 1871: „Zum Maria-Hauptschacht 68“ ist kein Name eines Ortes, etwa eine Anschrift.",
    )
    # 28 points lie outside of their municipality: five by more than the outlines' error, which are not believed.
    assert (flags[PointFlag.OUTSIDE], flags[PointFlag.BORDER]) == (5, 23)
    assert flags[PointFlag.SHARED] == 44
    assert len(report.flagged) == 28
    assert set(Place.objects.filter(flag=PointFlag.OUTSIDE).values_list("name", flat=True)) >= {"Stolberger Straße"}
    rows = [row for row in gazetteer() if row.kind in ("street", "square", "park")]
    assert len(rows) == report.new
    assert sum(row.latitude is None for row in rows) == 5
    assert len({row.ref for row in rows}) == len(rows)

    version, lines = gazetteer_version(), AuditEntry.objects.count()
    again = import_places(STREETS, source="© OpenStreetMap-Mitwirkende", licence="ODbL 1.0", by=COMMAND_LINE)
    assert (again.new, again.changed, again.unchanged) == (0, 0, report.new)
    assert (again.flags, again.vanished) == (report.flags, ())
    assert (gazetteer_version(), AuditEntry.objects.count()) == (version, lines)
