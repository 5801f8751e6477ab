"""Jonas gets tables from organisations: what they wrote is read, and what cannot be read is said."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from openpyxl import Workbook, load_workbook

from teilhabe.catalogue.exchange.tables import COLUMNS
from teilhabe.catalogue.ingest.formats import guess
from teilhabe.catalogue.ingest.formats.tables import headings
from teilhabe.catalogue.ingest.formats.tables.headings import OWN, TARGETS
from teilhabe.catalogue.ingest.formats.tables.template import template_csv, template_xlsx
from teilhabe.catalogue.ingest.items import FeedUnavailable, Unreadable

from ... import people
from ..offers import an_offer
from .feeds import items, read, the_item

pytestmark = pytest.mark.django_db
VEREIN = """Name;Veranstalter;Zielgruppe;Sprache;Alter;Niveau;PLZ;Straße;Stadt;Beschreibung;Termin;Link;E-Mail;Preis
Nähcafé;Haus der Vielfalt;Frauen, Mütter und Väter;Deutsch, Arabisch;ab 18 Jahren;A1–B2;52062;Musterweg 3;Aachen;\
"Wir nähen.
- Stoff ist da
- Maschinen auch";12.01.2027 9:00-11:30|19.01.2027 um 9 Uhr;www.vielfalt.example/naehen;cafe@vielfalt.example;0 €
"""


def excel(*rows: list[Any], title: str = "Tabelle1") -> bytes:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_table_that_an_association_wrote_for_itself_is_understood() -> None:
    one = the_item(read("csv", VEREIN))
    assert {**one.values, "body": "", "summary": ""} == {
        "kind": "offer",
        "title": "Nähcafé",
        "audience": ["women", "parents"],
        "languages": ["de", "ar"],
        "age_from": 18,
        "level_from": "a1",
        "level_to": "b2",
        "postcode": "52062",
        "street": "Musterweg 3",
        "town": "Aachen",
        "schedule": [{"start": "2027-01-12T09:00", "end": "2027-01-12T11:30"}, {"start": "2027-01-19T09:00"}],
        "homepage": "https://www.vielfalt.example/naehen",
        "email": "cafe@vielfalt.example",
        "cost": "free",
        "body": "",
        "summary": "",
    }
    assert one.values["body"] == "<p>Wir nähen.</p><ul><li>Stoff ist da</li><li>Maschinen auch</li></ul>"
    assert (one.organisation, one.where, one.notes) == ("Haus der Vielfalt", "Zeile 2", ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_however_a_spreadsheet_saves_it_the_words_are_the_same(encoding: str, delimiter: str) -> None:
    head = delimiter.join(("Titel", "Träger", "PLZ"))
    text = f'{head}\r\n"Müßige Grüße; für alle, auch für Dich"{delimiter}Träger Öl{delimiter}01067\r\n'
    one = the_item(read("csv", text.encode(encoding)))
    assert (one.values["title"], one.organisation) == ("Müßige Grüße; für alle, auch für Dich", "Träger Öl")
    assert one.values["postcode"] == "01067"


def test_every_column_of_our_own_export_is_known_and_comes_back(client: Client) -> None:
    assert set(OWN) == set(COLUMNS)
    people.a_municipality()
    told = an_offer(
        aliases=["Morgenkurs", "Frühstückskurs"],
        municipalities=["05999001"],
        age_from=18,
        residence="Auch mit Duldung möglich.",
        venue="Haus der Begegnung",
        street="Marktplatz 1",
        postcode="52999",
        town="Talheim",
        latitude=50.77,
        longitude=6.08,
        online=True,
        online_url="https://kurs.example/raum",
        hours="dienstags um 9 Uhr",
        cost_note="Bücher kosten 20 Euro",
        access="registration",
        registration="telefonisch",
        registration_until=date(2027, 1, 5),
        documents="Ausweis\nMeldebescheinigung",
        accessibility=["step-free", "lift"],
        places=12,
        places_free=0,
        contact="Büro der Lernwerkstatt",
        phone="+49 241 000000",
        homepage="https://kurs.example",
        school_forms=["02", "20"],
        blocks=["prejudice"],
        valid_to=date(2027, 12, 31),
    )
    cache.clear()
    exported = client.get("/angebote.csv").content
    assert b"'+49 241" in exported
    one = the_item(read("csv", exported))
    lost = {"body"}
    assert {name: value for name, value in one.values.items() if name not in lost} == {
        name: getattr(told, name) for name in one.values if name not in lost
    }
    assert len(one.values) > 35
    assert one.key == str(told.translation_key)
    assert one.url.endswith(f"/angebote/{told.slug}")
    assert not one.notes


def test_what_cannot_be_read_is_said_and_the_rest_is_taken() -> None:
    one = the_item(
        read(
            "csv",
            "Titel;Themen;Alter;PLZ;E-Mail;Link;Anmeldung bis;Plätze;Gültig ab;Gültig bis;Kommune;Programm von\n"
            "Chor;Sport, Kuchen;Methusalem;123;keine;geheim;31.02.2027;viele;2027-05-01;2027-01-01;Entenhausen;Fritz\n",
        )
    )
    assert one.values == {"kind": "offer", "title": "Chor", "themes": ["sport"], "valid_from": date(2027, 5, 1)}
    said = {note.field: note.said for note in one.notes}
    assert said == {
        "Themen": "Kuchen",
        "Alter": "Methusalem",
        "PLZ": "123",
        "E-Mail": "keine",
        "Link": "geheim",
        "Anmeldung bis": "31.02.2027",
        "Plätze": "viele",
        "valid_to": "2027-01-01",
        "Kommune": "Entenhausen",
    }


def test_a_title_that_is_too_long_is_cut_at_a_word_with_a_note() -> None:
    one = the_item(read("csv", f"Titel;Ort\n{'Deutsch lernen ' * 20};Aachen\n"))
    assert len(one.values["title"]) <= 160
    assert one.values["title"].endswith("Deutsch…")
    assert "160 Zeichen" in one.notes[0].why


def test_the_same_entry_twice_is_one_too_many_and_the_row_is_named() -> None:
    found = read("csv", "Titel;Träger\nChor;Haus A\nChor;Haus B\n\nchor;haus a\n")
    assert [one.values["title"] for one in items(found)] == ["Chor", "Chor"]
    assert found[-1] == Unreadable(
        "Zeile 5", "Dieser Eintrag steht schon in Zeile 2. Bitte löschen Sie eine davon.", items(found)[0].key
    )
    again = read("csv", "Titel;Träger\nChor;Haus A\n")
    assert the_item(again).key == items(found)[0].key


def test_a_row_without_a_title_says_which_column_to_fill_and_hinders_no_other() -> None:
    bad, good = read("csv", "ID;Kurs\n7;\n8;Yoga\n")
    assert bad == Unreadable("Zeile 2", "Der Titel fehlt. Bitte tragen Sie ihn in der Spalte „Kurs“ ein.", "7")
    assert the_item([good]).key == "8"


@pytest.mark.parametrize("heading", ["Nr.", "lfd. Nr.", "ID", "Kursnummer"])
def test_a_number_that_only_counts_the_rows_is_no_key(heading: str) -> None:
    this_year = items(read("csv", f"{heading};Kurs\n1;Chor\n2;Yoga\n"))
    next_year = items(read("csv", f"{heading};Kurs\n1;Tanz\n2;Chor\n3;Yoga\n"))
    assert [one.key for one in this_year] == [one.key for one in next_year[1:]]
    # Unless an editor says that it stays the same.
    chosen = read("csv", f"{heading};Kurs\n1;Chor\n2;Yoga\n", columns={heading: "key", "Kurs": "title"})
    assert [one.key for one in items(chosen)] == ["1", "2"]


def test_a_table_keeps_the_keys_by_which_its_entries_are_known() -> None:
    """Numbers that counted the rows have a gap when a course has ended, and count again when it is filled."""
    counting, with_a_gap = "ID;Kurs\n1;Chor\n2;Yoga\n3;Tanz\n", "ID;Kurs\n1;Chor\n3;Tanz\n"
    chor, _yoga, tanz = (one.key for one in items(read("csv", counting)))
    known = frozenset({chor, tanz})
    assert [one.key for one in items(read("csv", with_a_gap, keys=known))] == [chor, tanz]
    assert [one.key for one in items(read("csv", with_a_gap))] == ["1", "3"]
    assert [one.key for one in items(read("csv", counting, keys=frozenset({"1", "3"})))] == ["1", "2", "3"]


def test_our_own_key_and_numbers_that_do_more_than_count_are_keys() -> None:
    assert [one.key for one in items(read("csv", "Schlüssel;Kurs\n1;Chor\n2;Yoga\n"))] == ["1", "2"]
    assert [one.key for one in items(read("csv", "Kursnr;Kurs\n26101;Chor\n26102;Yoga\n"))] == ["26101", "26102"]
    # Beside a number of the row stands the one that is meant.
    both = "ID;Kennung;Kurs\n1;c7;Chor\n2;y3;Yoga\n"
    assert [one.key for one in items(read("csv", both))] == ["c7", "y3"]
    assert headings(both.encode()) == [("ID", ""), ("Kennung", "key"), ("Kurs", "title")]


def test_an_editor_says_what_the_columns_are_where_their_words_say_nothing() -> None:
    table = "A;B;C\nNähcafé;Haus der Vielfalt;nur montags\n"
    with pytest.raises(FeedUnavailable, match="Titel"):
        read("csv", table)
    assert headings(table.encode()) == [("A", ""), ("B", ""), ("C", "")]
    one = the_item(read("csv", table, columns={"A": "title", "B": "organisation", "C": "hours"}, kind="project"))
    assert one.values == {"kind": "project", "title": "Nähcafé", "hours": "nur montags"}
    assert one.organisation == "Haus der Vielfalt"


def test_headings_are_guessed_for_the_page_on_which_they_are_confirmed() -> None:
    assert headings("Kurs;Träger;Farbe;PLZ (fünf Ziffern)\nChor;Haus;rot;52062\n".encode()) == [
        ("Kurs", "title"),
        ("Träger", "organisation"),
        ("Farbe", ""),
        ("PLZ (fünf Ziffern)", "postcode"),
    ]
    assert {field for _heading, field in headings(template_xlsx())} <= set(TARGETS)


def test_a_table_of_excel_with_days_numbers_and_a_line_above_its_headings() -> None:
    table = excel(
        ["Unsere Angebote im Winter"],
        ["Titel", "Beginn", "Plätze", "PLZ", "Online", "Gültig bis", "Länge"],
        ["Chor", datetime(2027, 1, 12, 9, 30), 12.0, 1067, True, date(2027, 6, 30), "#N/A"],
        [None, None, None, None, None, None, None],
        ["=HYPERLINK(1)", None, 3, None, None, None, None],
    )
    first, second = read("excel", table)
    one = the_item([first])
    assert one.values == {
        "kind": "offer",
        "title": "Chor",
        "schedule": [{"start": "2027-01-12T09:30"}],
        "places": 12,
        "postcode": "01067",
        "online": True,
        "valid_to": date(2027, 6, 30),
    }
    assert (one.where, [note.said for note in one.notes]) == ("Zeile 3", ["#N/A"])
    # Nobody has ever opened it in Excel, so the formula has given nothing yet.
    assert isinstance(second, Unreadable)
    assert (second.where, second.why.partition(".")[0]) == ("Zeile 5", "Der Titel fehlt")


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        ("12.01.2027", "", {"schedule": [{"start": "2027-01-12"}]}),
        ("12.01.2027", "12.01.2027", {"schedule": [{"start": "2027-01-12"}]}),
        ("12.01.2027", "14.01.2027", {"schedule": [{"start": "2027-01-12", "end": "2027-01-14"}]}),
        ("12.01.2027 18 Uhr", "20:30", {"schedule": [{"start": "2027-01-12T18:00", "end": "2027-01-12T20:30"}]}),
        (
            "12.01.2027 18:00",
            "13.01.2027 16:00",
            {"schedule": [{"start": "2027-01-12T18:00", "end": "2027-01-13T16:00"}]},
        ),
        # A course: nobody knows on which days.
        ("10.01.2027", "30.06.2027", {"valid_from": date(2027, 1, 10), "valid_to": date(2027, 6, 30)}),
        ("", "30.06.2027", {"valid_to": date(2027, 6, 30)}),
        ("9 Uhr", "11 Uhr", {"hours": "9 Uhr – 11 Uhr"}),
        ("jederzeit", "30.06.2027", {"hours": "jederzeit", "valid_to": date(2027, 6, 30)}),
    ],
)
def test_what_begins_and_ends_is_a_date_or_a_time_in_which_it_holds(
    begins: str, ends: str, expected: dict[str, Any]
) -> None:
    one = the_item(read("csv", f"Titel;Beginn;Ende\nChor;{begins};{ends}\n"))
    assert one.values == {"kind": "offer", "title": "Chor", **expected}
    assert not one.notes


def test_words_for_a_beginning_stand_beside_the_hours() -> None:
    one = the_item(read("csv", "Titel;Zeiten;Beginn\nChor;dienstags;nach Absprache\n"))
    assert one.values["hours"] == "dienstags; nach Absprache"


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        ("12.01.2027", "11.01.2027"),
        ("12.01.2027", "offen"),
        ("12.01.2027", "31.02.2027"),
        ("12.01.2027 18:00", "1.6.2027"),
    ],
)
def test_an_end_that_is_not_taken_is_said(begins: str, ends: str) -> None:
    one = the_item(read("csv", f"Titel;Beginn;Ende\nChor;{begins};{ends}\n"))
    assert [note.why[-1] for note in one.notes] == ["."]
    assert one.values.get("schedule") == [{"start": "2027-01-12"}] or one.values["valid_from"] == date(2027, 1, 12)


def test_the_template_is_filled_in_and_read_without_its_example(tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(template_xlsx()))
    table = book["Angebote"]
    assert table["A2"].value == "Beispiel"
    columns = {cell.value: cell.column for cell in table[1]}
    table.cell(3, columns["Titel"], "Chor der Kulturen")
    table.cell(3, columns["Themen"], "Kultur | Integration und Migration")
    table.cell(3, columns["Kosten"], "kostenlos")
    table.cell(3, columns["Postleitzahl"], "52062")
    # Nobody here has numbers of their own.
    table.delete_cols(columns["Schlüssel"])
    target = tmp_path / "ausgefüllt.xlsx"
    book.save(target)
    one = the_item(read("excel", target.read_bytes()))
    assert one.values["themes"] == ["culture", "integration"]
    assert one.where == "Zeile 3"


def test_the_example_of_the_template_is_itself_an_entry_without_a_note() -> None:
    book = load_workbook(io.BytesIO(template_xlsx()))
    book["Angebote"]["A2"].value = "nr-1"
    book["Angebote"]["C2"].value = "Deutsch am Nachmittag"
    people.a_municipality("Aachen", "05334002")
    target = io.BytesIO()
    book.save(target)
    one = the_item(read("excel", target.getvalue()))
    assert (one.key, one.notes) == ("nr-1", ())
    assert one.values["municipalities"] == ["05334002"]
    assert len(one.values["schedule"]) == 2


def test_the_template_offers_every_word_of_a_list_and_explains_every_column() -> None:
    book = load_workbook(io.BytesIO(template_xlsx()))
    rules = {str(rule.sqref): rule for rule in book["Angebote"].data_validations.dataValidation}
    columns = {cell.value: cell.column_letter for cell in book["Angebote"][1]}
    rule = rules[f"{columns['Kosten']}2:{columns['Kosten']}2000"]
    chosen = [cell.value for (cell,) in book["Listen"][rule.formula1.partition("!")[2].replace("$", "")]]
    assert chosen == ["kostenlos", "mit Ermäßigung", "kostenpflichtig"]
    explained = {row[0].value: row[1].value for row in book["Erklärungen"].iter_rows(min_row=4)}
    assert set(explained) == set(columns)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("angebote.csv", b"Titel;Ort\n", "csv"),
        ("angebote.xlsx", b"PK\x03\x04...", "excel"),
        ("kalender.ics", b"BEGIN:VCALENDAR\r\n", "ical"),
        ("export", b"\xef\xbb\xbfTitel;Ort\nChor;Aachen\n", "csv"),
        ("daten.json", b'{"total_items": 2, "contents": [', "hsds"),
        ("pages.json", b'[{"id": 1, "modified_gmt": "2026"', "integreat"),
        ("material.json", b'{"@context": ["https://w3id.org/kim/amb/context.jsonld"]', "amb"),
        ("oai.xml", b'<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">', "oai"),
        ("bild.png", b"\x89PNG\r\n", ""),
    ],
)
def test_a_file_is_known_by_what_it_holds(name: str, content: bytes, expected: str) -> None:
    assert guess(name, content) == expected


def test_two_rows_that_say_the_same_with_different_numbers_are_shown_to_somebody() -> None:
    rows = "11;Nähcafé;Haus;Weg 3;Wir nähen.\n12;Nähcafé;Haus;Weg 4;Wir nähen.\n13;NÄHCAFÉ;Haus;Weg 3;Anders gesagt.\n"
    first, elsewhere, again = items(read("csv", "ID;Titel;Träger;Straße;Kurz gesagt\n" + rows))
    assert not first.notes
    assert not elsewhere.notes
    assert [note.why for note in again.notes] == [
        "Gleicht Zeile 2: derselbe Titel, Anbieter und Ort. Bitte vergleichen Sie beide."
    ]


def test_a_formula_is_no_text_and_is_left_out_with_a_note() -> None:
    head = "Titel;Kurz gesagt;Zu den Kosten\n"
    rows = 'Chor;"=HYPERLINK(""https://x.example"")";=1+1\nLesen;\'=Zusammen lesen;5 Euro\n=SUMME(A1:A5);Kurz;\n'
    found = read("csv", head + rows)
    [chor, lesen], none = items(found), found[-1]
    assert not {"summary", "cost_note"} & set(chor.values)
    assert [note.field for note in chor.notes] == ["Kurz gesagt", "Zu den Kosten"]
    assert "Das ist eine Formel" in chor.notes[0].why
    assert lesen.values["summary"] == "=Zusammen lesen"
    assert isinstance(none, Unreadable)
    assert none.why.startswith("Der Titel ist eine Formel.")


def test_a_page_of_the_web_is_no_table() -> None:
    for kind in ("csv", "excel"):
        with pytest.raises(FeedUnavailable, match="Dort steht eine Internetseite, keine Tabelle"):
            read(kind, b"\n<!DOCTYPE html><html><body>Titel; Kurs</body></html>")


def test_a_feed_of_tables_takes_the_table_saved_as_csv_or_as_excel() -> None:
    in_excel = excel(["ID", "Titel"], ["k1", "Chor"])
    in_text = b"ID;Titel\nk1;Chor\n"
    for kind in ("csv", "excel"):
        for document in (in_excel, in_text):
            one = the_item(read(kind, document))
            assert (one.key, one.values["title"]) == ("k1", "Chor")


def test_the_template_is_the_same_as_csv_and_as_excel_and_its_example_is_no_entry() -> None:
    assert headings(template_csv().encode()) == headings(template_xlsx())
    assert read("csv", template_csv()) == read("excel", template_xlsx()) == []
