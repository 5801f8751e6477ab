"""Somebody sends what hurts: whatever it is, the worst that comes of it is one sentence or one note."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from contextlib import suppress
from time import monotonic

import pytest

from teilhabe.catalogue.ingest.formats import FORMATS, documents
from teilhabe.catalogue.ingest.formats.tables import template_xlsx
from teilhabe.catalogue.ingest.items import FeedUnavailable, Options, Read

from .feeds import items, read, the_item

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


def test_a_calendar_with_too_many_events_is_not_read() -> None:
    event = "BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 20_001
    with pytest.raises(FeedUnavailable, match="20000"):
        read("ical", f"BEGIN:VCALENDAR\r\n{event}END:VCALENDAR\r\n")


def test_a_title_of_tags_alone_is_no_title() -> None:
    (one,) = FORMATS["hsds"].read(iter([b'{"id": "1", "name": "<p></p>"}']), Options())
    assert "Namen" in getattr(one, "why", "")
