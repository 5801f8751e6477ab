"""The state's list of schools, with the habits of its files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.directory.commands import app
from teilhabe.directory.ingest import import_outlines, import_schools
from teilhabe.directory.ingest.schools import joined_name, valid_address
from teilhabe.directory.models import District, Municipality, Place, School
from teilhabe.directory.queries import schools_in
from teilhabe.directory.vocabulary import school_form

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parents[3] / "shared" / "data"
HEAD = (
    "Schulnummer;Schulform;Schulbezeichnung_1;Schulbezeichnung_2;Schulbezeichnung_3;Kurzbezeichnung;PLZ;Ort;Strasse;"
    "Telefonvorwahl;Telefon;E-Mail;Homepage;Rechtsform;Gemeindeschluessel;Schulbetriebsschluessel;Schulbetriebsdatum;"
    "EPSG;UTMRechtswert;UTMHochwert;"
)


def row(number: str = "991001", **said: str) -> str:
    values = {
        "form": "02",
        "name": "Schule am Muster;;",
        "short": f"Musterbach, GG {number}",
        "email": "post@schule.example",
        "homepage": "",
        "legal": "1",
        "ags": "05999004",
        "running": "1",
        "place": "EPSG:25832;295000;5625000",
    } | said
    return (
        "{number};{form};{name};{short};52000;Musterbach;Weg 1;0241;12345;{email};{homepage};{legal};{ags};{running};"
        "01.08.2015;{place};".format(number=number, **values)
    )


@pytest.fixture
def town() -> Municipality:
    return Municipality.objects.create(
        ags="05999004", name="Musterbach", slug="musterbach", kind="city", west=6.0, south=50.6, east=6.3, north=50.9
    )


def listed(path: Path, *rows: str, encoding: str = "utf-8", first: str = "sep=;\r\n") -> Path:
    path.write_bytes((first + "\r\n".join([HEAD, *rows]) + "\r\n").encode(encoding))
    return path


def test_a_school_comes_with_point_phone_and_form(town: Municipality, tmp_path: Path) -> None:
    file = listed(tmp_path / "s.csv", row(homepage="www.schüle.example/über uns", legal="2"))
    report = import_schools(file, source="Land", by=COMMAND_LINE)
    assert (report.new, report.left_out, report.notes) == (1, (), ())
    school = School.objects.get()
    assert school.latitude == pytest.approx(50.736, abs=0.01)
    assert school.longitude == pytest.approx(6.096, abs=0.01)
    assert (school.phone, school.private, school.opened) == ("0241 12345", True, date(2015, 8, 1))
    assert school.homepage == "http://www.xn--schle-mva.example/%C3%BCber%20uns"
    assert (school_form(school.form), school.source, school.slug) == ("Grundschule", "Land", "musterbach-gg-991001")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_umlauts_survive_every_encoding_of_the_list(town: Municipality, tmp_path: Path, encoding: str) -> None:
    file = listed(tmp_path / "s.csv", row(name="Gänseblümchenschule;;"), encoding=encoding)
    import_schools(file, source="Land", by=COMMAND_LINE)
    assert School.objects.get().name == "Gänseblümchenschule"


def test_the_same_list_again_changes_nothing(town: Municipality, tmp_path: Path) -> None:
    file = listed(tmp_path / "s.csv", row("991001"), row("991002"), first="")
    import_schools(file, source="Land", by=COMMAND_LINE)
    again = import_schools(file, source="Land", by=COMMAND_LINE)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)


def test_every_bad_row_is_named_by_its_line_and_loses_nothing_else(town: Municipality, tmp_path: Path) -> None:
    file = listed(
        tmp_path / "s.csv",
        row("12"),
        row("991002", ags="abc"),
        row("991003", name=";;"),
        row("991004", ags="05999099"),
        row("991005", form="zwei"),
        row("991006"),
        row("991006"),
        row("991007", ags="09162000"),
    )
    report = import_schools(file, source="Land", by=COMMAND_LINE)
    assert (report.new, report.outside) == (1, 1)
    assert sorted(sentence.split(":")[0] for sentence in report.left_out) == [
        f"Zeile {line}" for line in (3, 4, 5, 6, 7, 9)
    ]
    said = CliRunner().invoke(app, ["import-schools", str(file)])
    assert said.exit_code == 1
    assert "0 neu, 1 geändert, 0 unverändert, 6 gescheitert" in said.output


def test_a_school_without_a_true_place_has_no_point_and_a_note(town: Municipality, tmp_path: Path) -> None:
    file = listed(
        tmp_path / "s.csv",
        row("991001", place="null;;"),
        row("991002", place="EPSG:25832;1;2"),
        row("991003", place="EPSG:25832;500000;5625000"),
        row("991004", email="keine", homepage="nicht vorhanden"),
    )
    report = import_schools(file, source="Land", by=COMMAND_LINE)
    assert (report.new, report.left_out) == (4, ())
    assert len(report.notes) == 5
    assert list(School.objects.filter(latitude=None).values_list("number", flat=True)) == ["991001", "991002", "991003"]
    assert School.objects.get(number="991004").homepage == ""


def test_a_closing_date_is_no_opening_date(town: Municipality, tmp_path: Path) -> None:
    import_schools(listed(tmp_path / "s.csv", row(running="9")), source="Land", by=COMMAND_LINE)
    assert School.objects.get().opened is None


def test_a_building_that_was_there_before_does_not_hide_the_page_of_a_school(
    town: Municipality, tmp_path: Path
) -> None:
    Place.objects.create(municipality=town, kind="building", name="Musterbach, GG", slug="musterbach-gg")
    District.objects.create(municipality=town, name="Oberdorf", slug="oberdorf")
    file = listed(tmp_path / "s.csv", row("991001", short="Musterbach, GG"), row("991002", short="Oberdorf"))
    import_schools(file, source="Land", by=COMMAND_LINE)
    assert list(School.objects.order_by("number").values_list("slug", flat=True)) == [
        "musterbach-gg-991001",
        "oberdorf-991002",
    ]


def test_the_supervising_office_is_no_school_of_the_town(town: Municipality, tmp_path: Path) -> None:
    import_schools(listed(tmp_path / "s.csv", row("991001", form="0A"), row("991002")), source="Land", by=COMMAND_LINE)
    assert [school.number for school in schools_in(town)] == ["991002"]


def test_a_file_without_the_columns_gets_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "s.csv"
    file.write_text("Name;Ort\nA;B\n")
    said = CliRunner().invoke(app, ["import-schools", str(file)])
    assert said.exit_code == 2
    assert "schulnummer" in said.output
    assert len(said.output.strip().splitlines()) == 1


def test_schools_before_their_municipalities_are_told_to_wait(tmp_path: Path) -> None:
    said = CliRunner().invoke(app, ["import-schools", str(listed(tmp_path / "s.csv", row()))])
    assert (said.exit_code, School.objects.count()) == (3, 0)
    assert "import-outlines" in said.output


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Astrid-Schule", "Städt. Grundschule", ""), "Astrid-Schule, Städt. Grundschule"),
        (("Schule am Rain", "der Stadt Musterbach", ""), "Schule am Rain der Stadt Musterbach"),
        (("Bergschule, Förderschule", "m. dem Förderschwerp.", "punkt Sprache"),
         "Bergschule, Förderschule m. dem Förderschwerpunkt Sprache"),
        (("Talschule", "Förderschule, Schwerpunkt", "Lernen"), "Talschule, Förderschule, Schwerpunkt Lernen"),
        (("Gesamtschule", "- Sekundarstufen I und II -", ""), "Gesamtschule, Sekundarstufen I und II"),
    ],
)  # fmt: skip
def test_a_name_in_three_parts_reads_as_one(parts: tuple[str, ...], name: str) -> None:
    assert joined_name(*parts) == name


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("", ""),
        ("www.schule.example", "http://www.schule.example"),
        ("HTTPS://Schule.Example/Start", "https://schule.example/Start"),
        ("http://xn--schle-mva.example", "http://xn--schle-mva.example"),
        ("http://schüle.example", "http://xn--schle-mva.example"),
        ("noch keine", ""),
        ("javascript:alert(1)", ""),
        ("http://[kaputt", ""),
    ],
)
def test_a_homepage_becomes_an_address_that_browsers_take(raw: str, address: str) -> None:
    assert valid_address(raw) == address


@pytest.mark.skipif(not DATA.exists(), reason="no ../shared/data: the official list is not at hand")
def test_all_174_schools_of_the_official_list_import() -> None:
    import_outlines(DATA / "geo" / "staedteregion-aachen-gemeinden.geojson", source="© BKG", by=COMMAND_LINE)
    file = DATA / "schools" / "staedteregion-aachen.csv"
    report = import_schools(file, source="Land", by=COMMAND_LINE)
    assert (report.new, report.left_out, report.notes) == (174, (), ())
    assert School.objects.filter(latitude__range=(50.4, 51.0), longitude__range=(5.9, 6.5)).count() == 174
    assert School.objects.filter(homepage="http://xn--kupferstdter-gesamtschule-sec.de").exists()
    again = import_schools(file, source="Land", by=COMMAND_LINE)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 174)
