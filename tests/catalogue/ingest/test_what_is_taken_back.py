"""A source takes back what it has told: the field is named, unless something stood there that cannot be read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .feeds import read, the_item

pytestmark = pytest.mark.django_db


def taken_back(key: str, document: Any) -> set[str]:
    """Fields that the feed would tell and does not."""
    one = the_item(read(key, document if isinstance(document, str) else json.dumps(document)))
    return set(one.tells - one.values.keys())


HEAD = "ID;Titel;Telefon;Alter;PLZ;Beginn;Termine;Kosten;Kommune;Breite;Länge\n"
FULL = "k1;Chor;0241 1;6-10;52062;12.01.2027;12.01.2027;5 €;Aachen;50,7;6,1\n"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("k1;Chor;;;;;;;;;", {"phone", "age_from", "age_to", "postcode", "schedule", "hours", "cost", "cost_note"}),
        ("k1;Chor;0241 1;ab 6;52062;;;kostenlos;;;", {"age_to", "schedule", "hours", "cost_note"}),
        ("k1;Chor;0241 1;Methusalem;123;31.02.2027;;=A1;;;", set()),
        ("k1;Chor;0241 1;6-10;52062;am 30.2.2027;;#REF!;;;", set()),
        ("k1;Chor;0241 1;6-10;52062;jeden Dienstag;;5 €;;;", {"schedule"}),
        # It broke off.
        ("k1;Chor;0241 1;ab 6", {"age_to"}),
    ],
)
def test_an_empty_cell_is_empty_and_one_that_cannot_be_read_is_not(row: str, expected: set[str]) -> None:
    area = {"municipalities", "districts", "latitude", "longitude"}
    assert taken_back("csv", f"{HEAD}{row}\n") - area == expected
    assert "email" not in taken_back("csv", HEAD + FULL)  # a column that the table does not have


def test_a_place_or_a_point_that_is_not_understood_is_not_taken_back() -> None:
    where = {"municipalities", "districts", "latitude", "longitude"}
    assert taken_back("csv", f"{HEAD}k1;Chor;;;;;;;;;\n") >= where
    assert not taken_back("csv", f"{HEAD}k1;Chor;;;;;;;Entenhausen;50,7;\n") & where
    assert not taken_back("csv", "ID;Titel;Anschrift\nk1;Chor;https://verein.example/chor\n")
    # Our own export calls the page of an entry so, and has columns for the place.
    own = "ID;Titel;Adresse;Straße und Hausnummer\nk1;Chor;https://verein.example/chor;\n"
    assert taken_back("csv", own) == {"street"}


SERVICE: dict[str, Any] = {"id": "s1", "name": "Chor", "attributes": [{"link_type": "theme", "value": "sport"}]}


def test_a_service_without_its_telephone_has_none_and_a_short_row_says_nothing() -> None:
    assert {"phone", "contact", "schedule", "registration_until"} <= taken_back("hsds", SERVICE)
    odd = {"registration_until": "bald", "minimum_age": "jung", "schedules": [{"dtstart": "morgen"}]}
    assert not {"registration_until", "age_from", "schedule"} & taken_back("hsds", {**SERVICE, **odd})
    assert taken_back("hsds", {"id": "s1", "name": "Chor", "url": None}) == {"homepage"}


EVENT = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\nSUMMARY:Chor\n{}\nEND:VEVENT\nEND:VCALENDAR\n"


def test_an_event_whose_dates_are_all_called_off_has_none() -> None:
    said = "DTSTART:20270112T090000\nLOCATION:Haus der Begegnung"
    assert {"body", "homepage", "street"} <= taken_back("ical", EVENT.format(said))
    assert not {"schedule", "venue"} & taken_back("ical", EVENT.format(said))
    assert {"schedule", "venue"} <= taken_back("ical", EVENT.format("DTSTART:20270112T090000\nEXDATE:20270112T090000"))
    assert "schedule" not in taken_back("ical", EVENT.format("DTSTART:morgen früh"))


def test_a_page_that_names_nobody_any_more_has_no_contact_and_one_that_names_two_is_left_alone() -> None:
    def page(content: str, **said: Any) -> list[dict[str, Any]]:
        words = "<p>Hier steht, wann und wo wir zusammen singen.</p>"
        return [{"path": "/de/chor/", "title": "Chor", "content": words + content, **said}]

    one, two = '<a href="mailto:a@chor.example">A</a>', '<a href="mailto:b@chor.example">B</a>'
    assert "email" in taken_back("integreat", page(""))
    assert "email" not in taken_back("integreat", page(one))
    assert "email" not in taken_back("integreat", page(one + two))
    assert not {"hours", "street", "themes"} & taken_back("integreat", page(""))
    place = {"address": "Weg 3", "town": "Aachen"}
    assert {"hours", "phone", "postcode"} <= taken_back("integreat", page("", location=place, opening_hours=None))
    assert "hours" not in taken_back("integreat", page("", location=place, opening_hours=[{"ab": "neun"}]))
