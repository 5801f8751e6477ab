"""Somebody sends what hurts: whatever it is, the worst that comes of it is one sentence or one note."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from typing import Any

import pytest

from teilhabe.catalogue.ingest.formats import FORMATS, documents
from teilhabe.catalogue.ingest.formats.tables.template import template_xlsx
from teilhabe.catalogue.ingest.items import FeedUnavailable, Options, Read

from .feeds import items, read, the_item
from .test_json_formats import MATERIAL

pytestmark = pytest.mark.django_db
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">&b;</OAI-PMH>'
)
FILE = LAUGHS.replace('"ha"', 'SYSTEM "file:///etc/passwd"')


def packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def changed(part: str, content: bytes) -> bytes:
    """The template with one part of it exchanged."""
    with zipfile.ZipFile(io.BytesIO(template_xlsx())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return packed({**parts, part: content})


@pytest.mark.parametrize("document", [LAUGHS, FILE])
def test_xml_brings_no_rules_of_its_own(document: str) -> None:
    with pytest.raises(FeedUnavailable, match="DOCTYPE"):
        read("oai", document)


@pytest.mark.parametrize("key", ["hsds", "integreat", "amb"])
@pytest.mark.parametrize(
    "document",
    [
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 5_000 + "1" + "}" * 5_000,
        "",
        "null",
        "3",
        '"x"',
        "{",
        "\x00\x00\x00\x00",
    ],
)
def test_json_that_is_none_or_too_deep_ends_in_a_sentence_or_in_nothing(key: str, document: str) -> None:
    found: list[Read] = []
    with suppress(FeedUnavailable):
        found = read(key, document)
    assert items(found) == []


@pytest.mark.parametrize("key", sorted(FORMATS))
@pytest.mark.parametrize(
    "document", [b"", b"\x00" * 5_000, b"\xff\xfe\xfd" * 999, b"%PDF-1.7", b"PK\x03\x04" + b"x" * 99]
)
def test_a_file_that_is_something_else_is_said_in_one_sentence(key: str, document: bytes) -> None:
    with pytest.raises(FeedUnavailable, match=r"^[A-ZÄÖÜ„][^!]+\.$"):
        read(key, document)


def test_what_is_larger_than_allowed_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FeedUnavailable, match="50 MB"):
        read("hsds", b"[" + b" " * documents.MOST_BYTES + b"]")
    with pytest.raises(FeedUnavailable, match="50 MB"):
        read("integreat", gzip.compress(b" " * (documents.MOST_BYTES + 2)))


def test_millions_of_small_things_are_not_unfolded_in_memory() -> None:
    with pytest.raises(FeedUnavailable, match="mehr Teilen"):
        read("hsds", b"[" + b"{}," * 1_000_001 + b"{}]")
    with pytest.raises(FeedUnavailable, match="mehr Teilen"):
        read("oai", b"<a>" + b"<b/>" * 2_000_001 + b"</a>")
    with pytest.raises(FeedUnavailable, match="viel zu lang"):
        read("csv", b"Titel;Ort\n" + b";" * 2_000_000)


def test_a_workbook_that_grows_when_unpacked_is_refused() -> None:
    with pytest.raises(FeedUnavailable, match="zu groß"):
        read("excel", changed("xl/sharedStrings.xml", b" " * (130 * 1024 * 1024)))


def test_a_workbook_with_entities_is_refused() -> None:
    sheet = b'<!DOCTYPE x [<!ENTITY a "ha">]><worksheet/>'
    with pytest.raises(FeedUnavailable, match="keine lesbare Excel-Datei"):
        read("excel", changed("xl/worksheets/sheet1.xml", sheet))


def test_a_sheet_that_names_its_last_row_a_million_is_over_soon() -> None:
    rows = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Titel</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>Chor</t></is></c></row></sheetData></worksheet>'
    )
    before = monotonic()
    found = read("excel", changed("xl/worksheets/sheet1.xml", rows.encode()))
    assert [one.where for one in found] == ["Zeile 100001"]
    assert monotonic() - before < 60


def test_a_quotation_mark_that_is_never_closed_costs_its_row_and_is_named() -> None:
    found = read("csv", 'Titel;Ort\nYoga;Aachen\n"Chor;' + "x" * 200_000)
    assert the_item(found[:1]).values["title"] == "Yoga"
    assert "Anführungszeichen" in getattr(found[1], "why", "")


@pytest.mark.parametrize(
    "words",
    [
        "Chor<script>alert(1)</script>",
        "<p onclick='x()'>Chor</p>",
        "Ch\x00or\x1b[31m",
        "=cmd|' /C calc'!A0",
        "<a href='javascript:alert(1)'>Chor</a>",
        "<" * 50_000,
        "<p>" * 20_000,
        "<p><b>&nbsp;\u00a0<br>" * 5_000,
        "(" * 50_000,
        " . " * 20_000,
        "Chor \ud83d",
    ],
)
def test_words_that_are_more_than_words_stay_words(words: str) -> None:
    before = monotonic()
    found = read("hsds", json.dumps({"id": "1", "name": "Chor", "description": words, "url": "javascript:alert(1)"}))
    one = the_item(found)
    body = one.values.get("body", "")
    assert "script" not in body.replace("&lt;script", "") or "javascript" not in body
    assert "onclick" not in body
    assert "homepage" not in one.values
    assert one.url == ""
    assert monotonic() - before < 20


NEVER = "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
TWO_IN_ONE = f"MO\nRRULE:{NEVER}"


def a_service(**schedule: str) -> str:
    said = [{"dtstart": "2027-01-04", "opens_at": "10:00", **schedule}, {"dtstart": "2027-03-01", "opens_at": "9:00"}]
    return json.dumps({"id": "1", "name": "Chor", "schedules": said})


def an_event(rule: str) -> str:
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Chor\r\nDTSTART:20270104T100000\r\n"
        f"RRULE:{rule}\r\nRDATE:20270301T100000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


@pytest.mark.parametrize(
    ("key", "document"),
    [
        ("hsds", a_service(freq="DAILY", byday="MO", bymonthday="31", byyearday="60")),
        ("hsds", a_service(freq="WEEKLY", byday=TWO_IN_ONE)),
        ("hsds", a_service(freq="WEEKLY;BYMONTH=2;BYMONTHDAY=30")),
        ("ical", an_event(NEVER)),
        ("ical", an_event(f"{NEVER};UNTIL=20280101T000000")),
    ],
)
def test_dates_that_never_come_are_noted_soon_and_the_others_are_read(key: str, document: str) -> None:
    before = monotonic()
    one = the_item(read(key, document))
    assert monotonic() - before < 3
    assert [date["start"][:10] for date in one.values["schedule"]] == ["2027-03-01"]
    assert "Dieser Termin ist nicht lesbar und fehlt." in [note.why for note in one.notes]


def test_an_event_of_a_thousand_series_keeps_some_of_them() -> None:
    rules = "\r\nRRULE:".join(f"FREQ=WEEKLY;INTERVAL={number}" for number in range(1, 1001))
    one = the_item(read("ical", an_event(rules)))
    assert len([date for date in one.values["schedule"] if "rule" in date]) == 20
    assert one.values["schedule"][-1]["start"] == "2027-03-01T10:00"
    assert "Mehr als 20 Wiederholungen werden nicht übernommen." in [note.why for note in one.notes]


def test_a_calendar_with_too_many_events_is_not_read() -> None:
    event = "BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 20_001
    with pytest.raises(FeedUnavailable, match="20000"):
        read("ical", f"BEGIN:VCALENDAR\r\n{event}END:VCALENDAR\r\n")


ODD: tuple[Any, ...] = (
    None,
    [],
    {},
    "x",
    3,
    -1,
    1e999,
    True,
    [[]],
    [{}],
    [None],
    {"a": []},
    "\x00",
    "9" * 400,
    "2027-99-99",
)
SERVICE = {
    "id": "7", "name": "Beratung", "alternate_name": "Rat", "description": "Wir helfen.", "status": "active",
    "url": "https://amt.example", "email": "rat@amt.example", "minimum_age": 18, "kind": "offer",
    "organization": {"name": "Amt", "website": "https://amt.example"}, "assured_date": "2026-01-01",
    "phones": [{"number": "0241 1", "extension": 5, "type": "voice"}], "program": {"name": "Programm"},
    "schedules": [{"dtstart": "2027-01-04", "freq": "WEEKLY", "byday": "MO", "until": "2027-06-30", "interval": 1,
                   "opens_at": "10:00", "closes_at": "12:00", "notes": "Nicht am 11.01.2027.", "description": "montags",
                   "attending_type": "vor Ort"}],
    "service_areas": [{"name": "Aachen", "extent": "05334002", "extent_type": "municipality key (AGS)"}],
    "service_at_locations": [{"location": {
        "location_type": "physical", "name": "Haus", "latitude": 50.1, "longitude": 6.1,
        "addresses": [{"address_1": "Weg 1", "city": "Aachen", "postal_code": "52062", "address_type": "physical"}],
        "accessibility": [{"description": "Aufzug"}]}}],
    "languages": [{"code": "de", "name": "Deutsch"}], "funding": [{"source": "Land"}],
    "cost_options": [{"option": "kostenlos", "amount": 0, "currency": "eur", "amount_description": "nichts"}],
    "required_documents": [{"document": "Ausweis"}], "contacts": [{"name": "Büro", "email": "b@amt.example"}],
    "attributes": [{"link_type": "theme", "value": "sport", "taxonomy_term": {"code": "sport", "name": "Sport"}}],
    "german_level_from": "a1", "places_total": 3, "appointment_only": True, "school_levels": ["adult"],
    "application_process": "mit Anmeldung. anrufen", "registration_until": "2027-01-01",
}  # fmt: skip
EVENT = {
    "id": 1, "path": "/r/de/x/", "url": "https://r.example/r/de/x/", "title": "Chor",
    "content": "<p>Wir singen alle.</p>", "excerpt": "Wir singen.", "organization": {"name": "Chor", "website": "https://r.example"},
    "location": {"name": "Haus", "address": "Weg 1", "town": "Aachen", "postcode": "52062",
                 "latitude": 50.1, "longitude": 6.1},
    "event": {"start": "2027-01-05T18:00:00+01:00", "end": "2027-01-05T20:00:00+01:00", "all_day": False,
              "recurrence_id": 4},
    "recurrence_rule": "RRULE:FREQ=WEEKLY;UNTIL=20270629T215959Z", "meeting_url": "https://r.example/raum",
}  # fmt: skip
PLACE = {name: value for name, value in EVENT.items() if name not in {"event", "recurrence_rule", "meeting_url"}} | {
    "opening_hours": [{"timeSlots": [{"start": "09:00", "end": "12:00"}], "closed": False, "allDay": False}],
    "category": {"name": "Jugend"}, "barrier_free": True, "phone_number": "1", "email": "a@r.example",
}  # fmt: skip


def each_value_exchanged(sample: Any, odd: Any) -> Iterator[Any]:
    """The sample as often as it has values, each time with another one of them exchanged."""
    yield odd
    if isinstance(sample, dict):
        for name, value in sample.items():
            yield from ({**sample, name: other} for other in each_value_exchanged(value, odd))
    elif isinstance(sample, list):
        for number, value in enumerate(sample):
            for other in each_value_exchanged(value, odd):
                yield [*sample[:number], other, *sample[number + 1 :]]


@pytest.mark.parametrize(
    ("key", "sample"), [("hsds", SERVICE), ("integreat", EVENT), ("integreat", PLACE), ("amb", MATERIAL)]
)
@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_whatever_stands_where_something_else_is_expected_the_rest_is_read(key: str, sample: Any, odd: Any) -> None:
    for document in each_value_exchanged(sample, odd):
        with suppress(FeedUnavailable):
            read(key, json.dumps([document]))


def test_a_title_of_tags_alone_is_no_title() -> None:
    (one,) = FORMATS["hsds"].read(iter([b'{"id": "1", "name": "<p></p>"}']), Options())
    assert "Namen" in getattr(one, "why", "")


@pytest.mark.parametrize("number", ["0" * 5000, "9" * 5000, "0000000012", "١٢"])
def test_a_number_of_thousands_of_digits_costs_its_cell_only(number: str) -> None:
    one = the_item(read("csv", f"Titel;Plätze;Alter;Breite\nChor;{number};{number};{number}\n"))
    assert "places" not in one.values
    assert one.notes[0].field == "Plätze"
