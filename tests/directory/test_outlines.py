"""Official outlines: what the operator's file says is what the map shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.models import AuditEntry
from teilhabe.directory.commands import app
from teilhabe.directory.geometry import contains, middle
from teilhabe.directory.ingest import NotAnOutlineFileError, import_outlines
from teilhabe.directory.models import Municipality

pytestmark = pytest.mark.django_db

OFFICIAL = Path(__file__).parents[3] / "shared" / "data" / "geo"
SQUARE = [[[6.0, 50.0], [6.2, 50.0], [6.2, 50.2], [6.0, 50.2], [6.0, 50.0]]]


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": SQUARE} if geometry is None else geometry,
    }


def collection(path: Path, *features: Any, **more: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **more}), encoding="utf-8")
    return path


def test_an_operator_imports_a_town_and_its_county_in_any_order(tmp_path: Path) -> None:
    file = collection(
        tmp_path / "a.geojson",
        feature(AGS="05999004", ARS="059990004004", GEN="Musterbach (Rhld.)", BEZ="Stadt"),
        feature(ags="05999", gen="Städteregion Muster", bez="Kreis"),
    )
    report = import_outlines(file, source="© Amt", by=COMMAND_LINE)
    assert (report.new, report.left_out) == (2, ())
    town = Municipality.objects.get(ags="05999004")
    assert (town.slug, town.kind, town.outline_source) == ("musterbach", "city", "© Amt")
    assert town.parent is not None
    assert (town.parent.ags, town.parent.kind) == ("05999000", "region")
    assert (town.west, town.south, town.east, town.north) == (6.0, 50.0, 6.2, 50.2)


def test_the_same_file_again_changes_nothing_and_a_corrected_one_only_what_it_corrects(tmp_path: Path) -> None:
    file = collection(tmp_path / "a.geojson", feature(AGS="05999004", GEN="Musterbach", BEZ="Gemeinde"))
    import_outlines(file, source="© Amt", by=COMMAND_LINE)
    again = import_outlines(file, source="© Amt", by=COMMAND_LINE)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    assert AuditEntry.objects.count() == 1
    collection(file, feature(AGS="05999004", GEN="Musterbach", BEZ="Stadt"))
    corrected = import_outlines(file, source="© Amt", by=COMMAND_LINE)
    assert corrected.changed == 1
    assert AuditEntry.objects.latest("pk").details["fields"] == ["kind", "official_name"]


def test_every_bad_entry_is_named_and_loses_nothing_else(tmp_path: Path) -> None:
    file = collection(
        tmp_path / "a.geojson",
        feature(AGS="5999", GEN="Kurz"),
        feature(AGS="05999008"),
        feature(geometry={"type": "Point", "coordinates": [6, 50]}, AGS="05999012", GEN="Punkt"),
        feature(
            geometry={"type": "Polygon", "coordinates": [[[2_500_000, 5_600_000]] * 4]}, AGS="05999016", GEN="Meter"
        ),
        "Unsinn",
        feature(AGS="05999020", GEN="Gut", BEZ="Gemeinde"),
    )
    report = import_outlines(file, source="© Amt", by=COMMAND_LINE)
    assert report.new == 1
    assert [sentence.split(":")[0] for sentence in report.left_out] == [f"Eintrag {n}" for n in (1, 2, 3, 4, 5)]
    assert "Punkt ist keine Fläche" in report.left_out[2]


def test_a_file_in_metres_is_converted_when_it_says_so(tmp_path: Path) -> None:
    metres = [[[290_000, 5_620_000], [300_000, 5_620_000], [300_000, 5_630_000], [290_000, 5_620_000]]]
    file = collection(
        tmp_path / "a.geojson",
        feature(geometry={"type": "Polygon", "coordinates": metres}, AGS="05999004", GEN="Musterbach"),
        crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}},
    )
    import_outlines(file, source="© Amt", by=COMMAND_LINE)
    town = Municipality.objects.get()
    assert town.west == pytest.approx(6.03, abs=0.01)
    assert town.south == pytest.approx(50.69, abs=0.01)


def test_lakes_are_skipped_and_parts_of_one_town_become_one(tmp_path: Path) -> None:
    island = {"type": "Polygon", "coordinates": [[[7, 51], [7.1, 51], [7.1, 51.1], [7, 51]]]}
    file = collection(
        tmp_path / "a.geojson",
        feature(AGS="05999004", GEN="Musterbach", GF=4),
        feature(geometry=island, AGS="05999004", GEN="Musterbach", GF=4),
        feature(AGS="05999004", GEN="Mustersee", GF=2),
    )
    report = import_outlines(file, source="© Amt", by=COMMAND_LINE)
    town = Municipality.objects.get()
    assert (report.new, report.left_out, town.name) == (1, (), "Musterbach")
    assert town.outline is not None
    assert len(town.outline["coordinates"]) == 2


@pytest.mark.parametrize("content", ["kein JSON", "[]", '{"type": "Feature"}'])
def test_a_file_that_is_no_collection_gets_one_sentence_and_no_traceback(tmp_path: Path, content: str) -> None:
    file = tmp_path / "a.geojson"
    file.write_text(content)
    with pytest.raises(NotAnOutlineFileError):
        import_outlines(file, source="© Amt", by=COMMAND_LINE)
    said = CliRunner().invoke(app, ["import-outlines", str(file)])
    assert said.exit_code == 2
    assert len(said.output.strip().splitlines()) == 1
    assert "Traceback" not in said.output


def test_the_command_limits_a_national_file_to_the_region(tmp_path: Path) -> None:
    file = collection(tmp_path / "a.geojson", feature(AGS="05999004", GEN="Hier"), feature(AGS="09999004", GEN="Fern"))
    said = CliRunner().invoke(app, ["import-outlines", str(file), "--only", "05999", "--source", "© Amt 2026"])
    assert said.exit_code == 0
    assert "1 neu" in said.output
    assert list(Municipality.objects.values_list("name", "outline_source")) == [("Hier", "© Amt 2026")]


def test_a_name_stands_inside_a_bent_municipality() -> None:
    horseshoe = [[0, 0], [10, 0], [10, 10], [7, 10], [7, 2], [3, 2], [3, 10], [0, 10], [0, 0]]
    shape = {"type": "Polygon", "coordinates": [[[x / 100, y / 100] for x, y in horseshoe]]}
    assert contains(shape, *middle(shape))
    assert not contains(shape, 0.05, 0.05)  # where its centre of gravity lies


@pytest.mark.skipif(not OFFICIAL.exists(), reason="no ../shared/data/geo: the official outlines are not at hand")
def test_the_official_outlines_of_ten_towns_and_five_counties_import() -> None:
    towns = import_outlines(OFFICIAL / "staedteregion-aachen-gemeinden.geojson", source="© BKG", by=COMMAND_LINE)
    counties = import_outlines(OFFICIAL / "nachbarkreise.geojson", source="© BKG", by=COMMAND_LINE)
    assert (towns.new, towns.left_out) == (10, ())
    assert (counties.new, counties.left_out) == (5, ())
    assert Municipality.objects.get(ags="05334000").members.count() == 10
    for town in Municipality.objects.all():
        assert town.outline is not None
        assert contains(town.outline, town.middle_longitude or 0, town.middle_latitude or 0)
    again = import_outlines(OFFICIAL / "staedteregion-aachen-gemeinden.geojson", source="© BKG", by=COMMAND_LINE)
    assert (again.new, again.changed) == (0, 0)
