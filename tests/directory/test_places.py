"""Lists and maps of streets: what a file says becomes places, and what an editor said stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.models import AuditEntry
from teilhabe.directory.actions import NoMunicipalityYetError, NoSuchMunicipalityError, store_outlines
from teilhabe.directory.addresses import find_address
from teilhabe.directory.commands import app
from teilhabe.directory.gazetteer import gazetteer, gazetteer_version
from teilhabe.directory.geometry import contains
from teilhabe.directory.ingest import NotAPlaceFileError, import_places
from teilhabe.directory.models import District, Municipality, Place, PlaceName, PointFlag
from teilhabe.directory.records import OutlineRecord, PlaceImportReport

pytestmark = pytest.mark.django_db


def square(west: float, south: float, side: float = 0.1) -> dict[str, Any]:
    east, north = west + side, south + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


@pytest.fixture(autouse=True)
def two_towns() -> None:
    """Musterbach in the west and Nachbarstadt in the east, side by side."""
    store_outlines(
        [
            OutlineRecord(ags="05999004", name="Musterbach (Rhld.)", designation="Stadt", outline=square(6.0, 50.0)),
            OutlineRecord(ags="05999008", name="Nachbarstadt", designation="Stadt", outline=square(6.1, 50.0)),
        ],
        source="© Amt",
        by=COMMAND_LINE,
    )


@pytest.fixture
def take(tmp_path: Path) -> Any:
    """Write content into a file and import it."""

    def imported(content: Any, *, source: str = "© Stadt", raw: bytes = b"", **more: Any) -> PlaceImportReport:
        file = tmp_path / "places"
        if raw:
            file.write_bytes(raw)
        else:
            file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return import_places(file, source=source, licence="ODbL 1.0", by=COMMAND_LINE, **more)

    return imported


def place(name: str) -> Place:
    return Place.objects.get(name=name)


LIST = """Straßenname;Art;Gemeinde;Ortsteil;PLZ;Breite;Länge;ehemals;auch genannt
Rathausstr.;;Musterbach;;52999;50,05;6,05;Adolf-Damaschke-Str.|Alte Poststraße;
Kaiserplatz;;05999004;;;50.051;6.051;;Platz vor dem Rathaus
Stadtbücherei;Gebäude;Musterbach (Rhld.);;;50.052;6.052;;
Oberdorf;Ortsteil;musterbach;;;50.08;6.08;;Oberdorp
Am Bach;;Nachbarstadt;;;50.05;6.15;;
Am Bach;;Musterbach;Oberdorf;;50.081;6.081;;
"""


def test_a_list_of_streets_becomes_places_with_their_names(take: Any) -> None:
    report = take(LIST)
    assert (report.new, report.left_out, report.notes, report.flagged) == (6, (), (), ())
    street = place("Rathausstraße")
    assert (street.ref, street.postcodes, street.point) == ("street:05999004/rathausstrasse", "52999", (50.05, 6.05))
    assert (street.source, street.licence) == ("© Stadt", "ODbL 1.0")
    assert list(street.names.values_list("name", "kind")) == [
        ("Adolf-Damaschke-Straße", "former"),
        ("Alte Poststraße", "former"),
    ]
    assert place("Kaiserplatz").ref == "square:05999004/kaiserplatz"
    assert place("Kaiserplatz").names.get().kind == "variant"
    assert place("Stadtbücherei").kind == "building"
    assert District.objects.get().names.get().name == "Oberdorp"
    brooks = {one.municipality.name: one.district for one in Place.objects.filter(name="Am Bach")}
    assert brooks == {"Nachbarstadt": None, "Musterbach (Rhld.)": District.objects.get()}


def test_the_same_list_again_changes_nothing_and_a_corrected_one_only_what_it_corrects(take: Any) -> None:
    take(LIST)
    version, lines = gazetteer_version(), AuditEntry.objects.count()
    again = take(LIST)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 6)
    assert (gazetteer_version(), AuditEntry.objects.count()) == (version, lines)

    corrected = take(LIST.replace("Adolf-Damaschke-Str.|", "").replace("50.051;6.051", "50.0511;6.0511"))
    assert (corrected.new, corrected.changed, corrected.unchanged) == (0, 2, 4)
    assert [name.name for name in place("Rathausstraße").names.all()] == ["Alte Poststraße"]
    assert gazetteer_version() != version
    assert AuditEntry.objects.latest("pk").details == {"source": "© Stadt", "new": 0, "changed": 2}


def test_what_a_list_no_longer_has_stays_and_is_named(take: Any) -> None:
    take(LIST)
    report = take("\n".join(line for line in LIST.splitlines() if not line.startswith("Kaiserplatz")))
    assert report.vanished == ("Kaiserplatz (Musterbach (Rhld.))",)
    assert Place.objects.filter(name="Kaiserplatz").exists()


def test_another_source_adds_what_it_knows_and_forgets_nothing(take: Any) -> None:
    take(LIST)
    report = take("name;gemeinde;plz\nRathausstraße;Musterbach;\nRathausgasse;Musterbach;52998\n", source="© Land")
    street = place("Rathausstraße")
    assert (report.new, report.changed, report.vanished) == (1, 1, ())
    assert (street.postcodes, street.point, street.source) == ("52999", (50.05, 6.05), "© Land")
    assert street.names.count() == 2


def test_an_editors_word_outlasts_every_import(take: Any) -> None:
    take(LIST)
    Place.objects.filter(name="Rathausstraße").update(latitude=50.06, kept=["point", "names"])
    PlaceName.objects.filter(name="Alte Poststraße").delete()
    Place.objects.filter(name="Kaiserplatz").update(hidden=True)
    report = take(LIST)
    assert (report.new, report.changed) == (0, 0)
    street = place("Rathausstraße")
    assert (street.latitude, street.names.count()) == (50.06, 1)
    assert place("Kaiserplatz").hidden
    assert "Kaiserplatz" not in {row.name for row in gazetteer()}


def test_a_point_outside_its_town_is_kept_but_not_believed(take: Any) -> None:
    report = take("name;lat;lon\nFernweg;50.05;6.12\nGrenzweg;50.05;6.1005\nOhneweg;;\n", municipality="Musterbach")
    assert {one.name: one.flag for one in Place.objects.all()} == {
        "Fernweg": PointFlag.OUTSIDE,
        "Grenzweg": PointFlag.BORDER,
        "Ohneweg": PointFlag.MISSING,
    }
    assert report.flags == (("border", 1), ("missing", 1), ("outside", 1))
    assert report.flagged == (
        "Fernweg (Musterbach (Rhld.)): Der Punkt liegt 1428 m außerhalb und kommt nicht auf die Karte.",
        "Grenzweg (Musterbach (Rhld.)): Der Punkt liegt 36 m außerhalb, also knapp.",
    )
    assert (place("Fernweg").latitude, place("Fernweg").point, place("Grenzweg").point) == (
        50.05,
        None,
        (50.05, 6.1005),
    )


def test_a_better_outline_has_all_points_looked_at_again(take: Any) -> None:
    take("name;lat;lon\nFernweg;50.05;6.12\nWestweg;50.05;6.05\nKlarweg;50.05;6.04\n", municipality="Musterbach")
    Place.objects.filter(name="Klarweg").update(kept=["point"])
    version = gazetteer_version()
    store_outlines(
        [OutlineRecord(ags="05999004", name="Musterbach (Rhld.)", designation="Stadt", outline=square(6.11, 50.0))],
        source="© Amt",
        by=COMMAND_LINE,
    )
    assert {one.name: one.flag for one in Place.objects.all()} == {"Fernweg": "", "Westweg": "outside", "Klarweg": ""}
    assert gazetteer_version() != version


def test_two_streets_on_one_exact_point_are_shown_to_an_editor(take: Any) -> None:
    content = (
        "name;lat;lon\nDistelweg;50.051234;6.051234\nFenchelweg;50.051234;6.051234\nWeit;50.05;6.05\nWeg;50.05;6.05\n"
    )
    report = take(content, municipality="05999004")
    assert report.flags == (("shared", 2),)
    assert take(content, municipality="05999004").changed == 0
    # Coarse points coincide without meaning anything, and who is corrected clears the other one, too.
    take(content.replace("Distelweg;50.051234", "Distelweg;50.061234"), municipality="05999004")
    assert not Place.objects.exclude(flag="").exists()


def test_rows_without_a_town_go_where_their_point_lies(take: Any) -> None:
    report = take("name;lat;lon\nWestweg;50.05;6.05\nOstweg;50.05;6.15\nFernweg;48;11\nNirgendweg;;\n")
    assert place("Westweg").municipality.name == "Musterbach (Rhld.)"
    assert place("Ostweg").municipality.name == "Nachbarstadt"
    assert (report.new, report.outside) == (2, 1)
    assert report.left_out == ("Zeile 5: Bei „Nirgendweg“ fehlen Kommune und Punkt.",)


def test_bad_rows_are_named_and_lose_nothing_else(take: Any) -> None:
    report = take(
        "name;lat;lon\nBahnhofstraße 12;50.05;6.05\n;50.05;6.05\nNullweg;0;0\nMeterweg;5620000;290000\n12345;1;1\n"
        f"{'Lang' * 50};1;1\nGutweg;50.05;6.05\n",
        municipality="Musterbach",
    )
    assert set(Place.objects.values_list("name", flat=True)) == {"Nullweg", "Meterweg", "Gutweg"}
    assert [sentence.split(":")[0] for sentence in report.left_out] == ["Zeile 2", "Zeile 3", "Zeile 6", "Zeile 7"]
    assert [sentence.split(":")[0] for sentence in report.notes] == ["Zeile 4", "Zeile 5"]
    assert place("Nullweg").flag == PointFlag.MISSING


def test_windows_files_commas_and_metres_are_read(take: Any) -> None:
    text = 'sep=,\r\nSTRASSE,RECHTSWERT,HOCHWERT,EPSG\r\n"Mühlenweg",289700.5,5548000,EPSG:25832\r\n'
    report = take("", raw=text.encode("cp1252"), municipality="Musterbach")
    assert report.notes == ()
    mill = place("Mühlenweg")
    assert mill.latitude == pytest.approx(50.04, abs=0.01)
    assert mill.longitude == pytest.approx(6.06, abs=0.01)
    assert mill.flag == ""


def test_two_streets_of_one_name_need_their_district(take: Any) -> None:
    take(
        "name;art;ortsteil;lat;lon\nOberdorf;Ortsteil;;50.08;6.08\nUnterdorf;Ortsteil;;50.02;6.02\n"
        "Kirchweg;;Oberdorf;50.08;6.08\nKirchweg;;Unterdorf;50.02;6.02\n",
        municipality="Musterbach",
    )
    assert sorted(Place.objects.values_list("slug", "district__name")) == [
        ("kirchweg", "Oberdorf"),
        ("kirchweg-unterdorf", "Unterdorf"),
    ]
    report = take("name;lat;lon\nKirchweg;50.02;6.02\n", municipality="Musterbach")
    assert report.left_out == ("Zeile 2: „Kirchweg“ gibt es in Musterbach (Rhld.) mehrfach; es fehlt der Ortsteil.",)
    report = take("name;ortsteil\nKirchweg;Hinterdorf\nTalweg;Hinterdorf\n", municipality="Musterbach")
    assert report.notes == (
        "Der Ortsteil „Hinterdorf“ ist in Musterbach (Rhld.) nicht bekannt; Orte darin bleiben ohne Ortsteil.",
    )


@pytest.mark.parametrize(
    "rows", ["Neue Gasse;Oberdorf;\nNeue Gasse;;52999\n", "Neue Gasse;;52999\nNeue Gasse;Oberdorf;\n"]
)
def test_a_street_that_a_list_tells_with_and_without_its_district_is_one_street(take: Any, rows: str) -> None:
    take("name;art\nOberdorf;Ortsteil\n", municipality="Musterbach")
    report = take(f"name;ortsteil;plz\n{rows}", municipality="Musterbach")
    assert (report.new, report.changed, report.left_out) == (1, 0, ())
    street = place("Neue Gasse")
    assert (street.district, street.postcodes) == (District.objects.get(), "52999")
    again = take(f"name;ortsteil;plz\n{rows}", municipality="Musterbach")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)


def test_of_two_streets_of_one_name_a_row_without_district_means_neither(take: Any) -> None:
    take("name;art\nOberdorf;Ortsteil\nUnterdorf;Ortsteil\n", municipality="Musterbach")
    report = take("name;ortsteil\nNeue Gasse;\nNeue Gasse;Oberdorf\nNeue Gasse;Unterdorf\n", municipality="Musterbach")
    assert report.new == 2
    assert report.left_out == ("Zeile 2: „Neue Gasse“ gibt es in Musterbach (Rhld.) mehrfach; es fehlt der Ortsteil.",)


def test_a_town_that_is_its_own_county_holds_places(take: Any) -> None:
    outline = OutlineRecord(
        ags="05997000", name="Großmuster", designation="Kreisfreie Stadt", outline=square(7.0, 51.0)
    )
    store_outlines([outline], source="© Amt", by=COMMAND_LINE)
    assert take("name;gemeinde\nLindenstraße;Großmuster\n").new == 1
    assert take("name;lat;lon\nUlmenstraße;51.05;7.05\n").new == 1
    assert take("name\nEichenstraße\n", municipality="05997000").new == 1
    (found,) = find_address("Lindenstraße 3, Großmuster")
    assert (found.ref, found.sure) == ("street:05997000/lindenstrasse", True)


def test_addresses_below_a_town_never_name_two_things(take: Any) -> None:
    take("name;art;lat;lon\nMarkt;Ortsteil;50.05;6.05\nMarkt;Platz;50.05;6.05\n", municipality="Musterbach")
    assert (District.objects.get().slug, Place.objects.get().slug) == ("markt", "markt-square")


def way(number: int, name: str, line: list[tuple[float, float]], **tags: str) -> dict[str, Any]:
    return {
        "type": "way",
        "id": number,
        "tags": {"highway": "residential", "name": name, **tags},
        "geometry": [{"lon": lon, "lat": lat} for lon, lat in line],
    }


def test_the_ways_of_a_street_become_one_street_per_town(take: Any) -> None:
    report = take(
        {
            "elements": [
                way(
                    1,
                    "Lange Straße",
                    [(6.02, 50.05), (6.04, 50.05)],
                    old_name="Hohlweg; Alter Weg",
                    postal_code="52999",
                ),
                way(2, "Lange Straße", [(6.04, 50.05), (6.05, 50.05)]),
                way(3, "Lange Straße", [(6.12, 50.05), (6.14, 50.05)]),
            ]
        }
    )
    assert report.new == 2
    here, there = Place.objects.order_by("municipality__ags")
    assert here.outline is not None
    assert (here.outline["type"], len(here.outline["coordinates"])) == ("MultiLineString", 2)
    assert (here.latitude, here.longitude) == (50.05, 6.03)
    assert (here.postcodes, list(here.names.values_list("name", flat=True))) == ("52999", ["Alter Weg", "Hohlweg"])
    assert (there.municipality.name, there.longitude) == ("Nachbarstadt", 6.13)
    assert take({"elements": []}).new == 0


def test_two_streets_of_one_name_far_apart_are_not_one_pin(take: Any) -> None:
    report = take(
        {
            "elements": [
                way(1, "Kirchstraße", [(6.01, 50.01), (6.012, 50.01)]),
                way(2, "Kirchstraße", [(6.08, 50.09), (6.085, 50.09)]),
            ]
        }
    )
    assert place("Kirchstraße").flag == PointFlag.SCATTERED
    assert place("Kirchstraße").point is None
    assert report.flagged == ("Kirchstraße (Musterbach (Rhld.)): Die Teile liegen weit auseinander.",)


def test_overpass_brings_squares_parks_buildings_and_districts_and_no_shops(take: Any) -> None:
    ring = [(6.05, 50.05), (6.051, 50.05), (6.051, 50.051), (6.05, 50.05)]
    elements = [
        {"type": "node", "id": 1, "lat": 50.05, "lon": 6.05, "tags": {"place": "suburb", "name": "Oberdorf"}},
        {"type": "node", "id": 2, "lat": 50.05, "lon": 6.05, "tags": {"shop": "bakery", "name": "Backstube"}},
        {
            "type": "way",
            "id": 3,
            "center": {"lat": 50.05, "lon": 6.05},
            "tags": {"amenity": "library", "name": "Bücherei"},
        },
        way(4, "Marktplatz", ring, highway="pedestrian", area="yes"),
        {"type": "way", "id": 5, "tags": {"amenity": "school", "name": "Schule am Park"}, "nodes": []},
        {"type": "way", "id": 6, "nodes": [7, 8, 7], "tags": {"highway": "path", "name": "Trampelpfad"}},
        {"type": "node", "id": 7, "lat": 50.06, "lon": 6.06},
        {"type": "node", "id": 8, "lat": 50.061, "lon": 6.061},
        {
            "type": "relation",
            "id": 9,
            "tags": {"leisure": "park", "name": "Kurpark"},
            "members": [
                {"type": "way", "ref": 1, "role": "outer", "geometry": [{"lon": x, "lat": y} for x, y in part]}
                for part in ([(6.02, 50.02), (6.03, 50.02), (6.03, 50.03)], [(6.02, 50.02), (6.03, 50.03)])
            ],
        },
        "Unsinn",
    ]
    report = take({"elements": elements})
    assert {one.name: one.kind for one in Place.objects.all()} == {
        "Bücherei": "building",
        "Marktplatz": "square",
        "Trampelpfad": "street",
        "Kurpark": "park",
    }
    assert District.objects.get().name == "Oberdorf"
    assert report.notes == ("1 Schule wurde übergangen: Schulen kommen aus der amtlichen Liste.",)
    park = place("Kurpark")
    assert park.outline is not None
    assert (park.outline["type"], park.flag) == ("Polygon", "")


def test_an_answer_of_overpass_that_broke_off_is_refused(take: Any) -> None:
    with pytest.raises(NotAPlaceFileError, match="unvollständig"):
        take({"elements": [], "remark": 'runtime error: Query timed out in "query" at line 3'})
    assert not Place.objects.exists()


def test_geojson_of_a_map_server_and_with_tags_are_read_alike(take: Any) -> None:
    def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
        return {"type": "Feature", "properties": properties, "geometry": geometry}

    line = {"type": "LineString", "coordinates": [[6.02, 50.05], [6.04, 50.05]]}
    report = take(
        {
            "type": "FeatureCollection",
            "features": [
                feature(line, STRASSENNAME="Lange Str.", PLZ="52999", GEMEINDE="Musterbach"),
                feature(line, STRASSENNAME="Lange Straße", PLZ="52998", GEMEINDE="Musterbach"),
                feature(square(6.05, 50.05, 0.01), name="Kurpark", leisure="park"),
                feature(square(6.05, 50.05, 0.01), name="Frisör", shop="hairdresser", building="yes"),
                feature({"type": "Kreis", "coordinates": []}, name="Rundweg", gemeinde="Musterbach"),
                feature(None, name=""),
                "Unsinn",
            ],
        }
    )
    assert (place("Lange Straße").postcodes, place("Kurpark").kind) == ("52998 52999", "park")
    assert contains(square(6.052, 50.052, 0.006), place("Kurpark").longitude or 0, place("Kurpark").latitude or 0)
    assert place("Rundweg").flag == PointFlag.MISSING
    assert report.new == 3
    assert [sentence.split(":")[0] for sentence in (*report.left_out, *report.notes)] == [
        "Eintrag 6",
        "Eintrag 7",
        "Eintrag 5",
    ]


def test_a_district_with_an_outline_holds_its_streets(take: Any) -> None:
    take(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"name": "Oberdorf", "art": "Ortsteil"},
                    "geometry": square(6.05, 50.05, 0.04),
                },
                {
                    "type": "Feature",
                    "properties": {"name": "Am Hang"},
                    "geometry": {"type": "Point", "coordinates": [6.06, 50.06]},
                },
            ],
        }
    )
    assert place("Am Hang").district == District.objects.get()


@pytest.mark.parametrize(
    "content", ["", "nur Text", "{", "[]", '{"type": "Feature"}', "a;b\n1;2\n", '"' + "x" * 200_000]
)
def test_a_file_that_holds_no_places_gets_one_sentence_and_no_traceback(tmp_path: Path, content: str) -> None:
    file = tmp_path / "places.csv"
    file.write_text(content)
    said = CliRunner().invoke(app, ["import-places", str(file), "--source", "x", "--licence", "y"])
    assert said.exit_code == 2
    assert len(said.output.strip().splitlines()) == 1
    assert not Place.objects.exists()


def test_the_command_tells_what_was_stored_and_what_to_look_at(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text("name;lat;lon\nWestweg;50.05;6.05\nFernweg;50.05;6.12\nTalweg 3;50.05;6.05\n")
    words = ["import-places", str(file), "--municipality", "musterbach", "--source", "© Stadt", "--licence", "CC0"]
    said = CliRunner().invoke(app, words)
    assert said.exit_code == 1
    assert "2 neu, 0 geändert, 0 unverändert, 1 gescheitert" in said.output
    assert "Auffällig: 1 × Punkt liegt außerhalb der Kommune." in said.output
    unknown = CliRunner().invoke(app, [*words[:3], "Nirgendwo", *words[4:]])
    assert (unknown.exit_code, unknown.output.strip()) == (2, "Das Portal kennt keine Kommune „Nirgendwo“.")


def test_streets_need_a_town_to_lie_in(take: Any) -> None:
    Municipality.objects.all().delete()
    with pytest.raises(NoMunicipalityYetError):
        take(LIST)
    with pytest.raises(NoSuchMunicipalityError):
        take(LIST, municipality="Musterbach")
