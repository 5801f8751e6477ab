"""The pure parts: keys of addresses, values, kinds of organizations."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from teilhabe.council.ingest.oparl import identity, pages, reading, values
from teilhabe.council.ingest.oparl.identity import address_of, native_id
from teilhabe.council.ingest.organization_kinds import is_main, kind_of


def silent(code: str, message: str) -> None:
    """Problems are not what these tests look at."""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://rat.example/oparl/paper/1", "https://rat.example/oparl/paper/1"),
        ("https://RAT.example:443/oparl/paper/1", "https://rat.example/oparl/paper/1/"),
        ("https://rat.example/oparl/v1/paper/1", "https://rat.example/oparl/v1.1/paper/1"),
        ("https://rat.example/webservice/oparl/1.0/paper/1", "https://rat.example/webservice/oparl/v1.1/paper/1"),
        ("https://rat.example/bi/VO020?VOLFDNR=7&refresh=false", "https://rat.example/bi/vo020?VOLFDNR=7"),
        ("https://rat.example/o?b=2&a=1&sid=x", "https://rat.example/o?a=1&b=2#top"),
        ("https://rat.example/o;jsessionid=AB12?id=1", "https://rat.example/o?id=1&omit_internal=true"),
        ("https://rat.example/PAPER/17", "https://rat.example/paper/17"),
        ("https://rat.example/a%2Db/%C3%A4", "https://rat.example/a-b/ä"),
    ],
)
def test_addresses_of_one_object_have_one_key(one: str, other: str) -> None:
    assert native_id(one) == native_id(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://rat.example/oparl/paper/1", "https://rat.example/oparl/paper/2"),
        ("https://rat.example/oparl/paper/1", "https://rat.example:8443/oparl/paper/1"),
        ("https://rat.example/oparl/body/1/paper/1", "https://rat.example/oparl/body/2/paper/1"),
        ("https://rat.example/f/aB3", "https://rat.example/f/Ab3"),
        ("https://rat.example/oparl/paper?id=1", "https://rat.example/oparl/paper?id=2"),
    ],
)
def test_addresses_of_two_objects_have_two_keys(one: str, other: str) -> None:
    assert native_id(one) != native_id(other)


def test_a_key_fits_its_column_and_leads_back() -> None:
    assert len(native_id("https://rat.example/" + "x" * 2000)) <= identity.LONGEST
    assert native_id("no address") == native_id("https://[broken") == ""
    like = "https://rat.example/oparl/v1.1/system"
    assert (
        address_of(native_id("https://rat.example/oparl/v1.1/paper/1"), like)
        == "https://rat.example/oparl/v1.1/paper/1"
    )


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("2026-07-01T17:00:00+02:00", "2026-07-01T17:00:00+02:00"),
        ("2026-07-01T15:00:00+00:00", "2026-07-01T17:00:00+02:00"),
        ("2026-07-01T17:00:00Z", "2026-07-01T17:00:00+02:00"),
        ("2026-12-01T17:00:00", "2026-12-01T17:00:00+01:00"),
        ("2026-12-01 17:00", "2026-12-01T17:00:00+01:00"),
        ("2026-12-01T17:00:00.123456+0100", "2026-12-01T17:00:00+01:00"),
        ("2026-12-01", "2026-12-01T00:00:00+01:00"),
        ("1970-01-01T00:00:00+01:00", None),
        ("0000-00-00T00:00:00", None),
        ("2026-13-45T17:00:00", None),
        ("bald", None),
        (None, None),
        (7, None),
    ],
)
def test_moments(raw: object, moment: str | None) -> None:
    found = values.moment(raw, silent)
    assert found == (datetime.fromisoformat(moment) if moment else None)


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("20.11.2026", date(2026, 11, 20)),
        ("2026-11-20T00:00:00+01:00", date(2026, 11, 20)),
        ("0000-00-00", None),
        ("1970-01-01", None),
        ("2026-02-30", None),
        ("", None),
    ],
)
def test_days(raw: str, day: date | None) -> None:
    assert values.day(raw, silent) == day


def test_an_unreadable_date_is_told_and_a_blank_one_is_not() -> None:
    told: list[str] = []
    for raw in ("gestern", "0000-00-00", "", None, "N/A"):
        values.day(raw, lambda code, message: told.append(message))
    assert told == ["Ein Datum ist nicht lesbar: „gestern“."]


def test_an_end_before_the_start_is_no_end() -> None:
    start, end = (
        datetime.fromisoformat("2026-11-20T17:00:00+01:00"),
        datetime.fromisoformat("2026-11-20T15:00:00+01:00"),
    )
    assert values.ending(start, end, silent) is None
    assert values.ending(end, start, silent) == start
    assert values.ending(None, start, silent) == start


@pytest.mark.parametrize(
    ("raw", "key"), [("5334002", "05334002"), ("05334", "05334000"), (5334002, "05334002"), ("x1", ""), (None, "")]
)
def test_municipality_keys(raw: object, key: str) -> None:
    assert values.ags(raw, silent) == key


@pytest.mark.parametrize(
    ("name", "said", "kind"),
    [
        ("Städteregionstag", "Gremium", "council"),
        ("Rat der Stadt Alsdorf", "Gremium", "council"),
        ("Ausschuss für Schulen und Bildung", "", "committee"),
        ("Integrationsrat", "Gremium", "committee"),
        ("SPD-Fraktion", "", "group"),
        ("Fraktion Offene Stadt", "Fraktion", "group"),
        ("A 46 Kommunales Integrationszentrum", "", "office"),
        ("Dezernat III", "Verwaltungsbereich", "office"),
        ("Volkswohnung", "", "other"),
    ],
)
def test_kinds_of_organizations(name: str, said: str, kind: str) -> None:
    assert kind_of(name, said) == kind


def test_the_highest_council_is_known_by_its_name() -> None:
    names = ("Rat", "Stadtrat", "Gemeinderat", "Kreistag", "Städteregionstag", "Rat der Stadt Würselen")
    assert [name for name in names if not is_main(name)] == []
    assert not any(is_main(name) for name in ("Integrationsrat", "Ausschuss", "Ratsfraktion", "Kreisausschuss"))


def test_lost_filters_come_back_as_they_were_written() -> None:
    asked = pages.filtered("https://r.example/papers?x=1", "2026-11-20T10:00:00+01:00", encoded=False)
    assert asked == "https://r.example/papers?x=1&modified_since=2026-11-20T10:00:00+01:00"
    assert pages.with_filters("https://r.example/papers?page=2", asked).endswith(
        "?page=2&modified_since=2026-11-20T10:00:00+01:00"
    )
    kept = "https://r.example/papers?page=2&modified_since=z"
    assert pages.with_filters(kept, asked) == kept


def test_latin_1_and_null_bytes_are_read() -> None:
    assert reading.read("u", '{"name": "Straße"}'.encode("cp1252")) == {"name": "Straße"}
    assert reading.read("u", b'{"name": "a\x00b"}') == {"name": "ab"}
