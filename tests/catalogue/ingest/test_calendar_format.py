"""A community centre has a calendar; its dates come into the portal as they take place, in our time."""

from __future__ import annotations

from datetime import datetime

import pytest

from teilhabe.catalogue.ingest.items import FeedUnavailable, Gone, Unreadable
from teilhabe.catalogue.rules.schedule import ZONE, occurrences

from .feeds import read, the_item

pytestmark = pytest.mark.django_db


def calendar(*events: str) -> str:
    body = "".join(
        f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n".replace("\n        ", "\r\n") for event in events
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Haus//DE\r\n{body}END:VCALENDAR\r\n"


def moments(found: list[dict[str, str]], since: str = "2026-12-01", until: str = "2027-03-01") -> list[str]:
    first, last = (datetime.fromisoformat(day).replace(tzinfo=ZONE) for day in (since, until))
    return [f"{one.starts:%d.%m. %H:%M}" for one in occurrences(found, since=first, until=last)]


def test_a_series_with_a_cancelled_a_moved_and_a_skipped_day() -> None:
    one = the_item(
        read(
            "ical",
            calendar(
                """UID:cafe@haus.example
        SUMMARY:Sprachcafé
        DTSTART;TZID=Europe/Berlin:20270105T160000
        DTEND;TZID=Europe/Berlin:20270105T173000
        RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270126T150000Z
        EXDATE;TZID=Europe/Berlin:20270112T160000
        LOCATION:Haus der Begegnung\\, Marktplatz 1\\, 52062 Aachen\\, Deutschland
        DESCRIPTION:Wir reden.\\nMehr: https://haus.example/cafe
        CATEGORIES:Sprachen,Kuchen
        ORGANIZER;CN=Haus der Begegnung:mailto:cafe@haus.example
        URL:https://haus.example/cafe""",
                """UID:cafe@haus.example
        SUMMARY:Sprachcafé
        RECURRENCE-ID;TZID=Europe/Berlin:20270119T160000
        DTSTART;TZID=Europe/Berlin:20270120T180000
        DTEND;TZID=Europe/Berlin:20270120T190000""",
                """UID:cafe@haus.example
        SUMMARY:Sprachcafé
        STATUS:CANCELLED
        RECURRENCE-ID;TZID=Europe/Berlin:20270126T160000
        DTSTART;TZID=Europe/Berlin:20270126T160000""",
            ),
        )
    )
    assert one.key == "cafe@haus.example"
    assert moments(one.values["schedule"]) == ["05.01. 16:00", "20.01. 18:00"]
    assert one.values["kind"] == "event-series"
    assert [one.values[name] for name in ("venue", "street", "postcode", "town")] == [
        "Haus der Begegnung",
        "Marktplatz 1",
        "52062",
        "Aachen",
    ]
    assert one.values["themes"] == ["language"]
    assert "email" not in one.values, "whoever wrote the date is no contact for everybody"
    assert (one.organisation, one.url) == ("Haus der Begegnung", "https://haus.example/cafe")
    assert '<a href="https://haus.example/cafe"' in one.values["body"]
    assert [(note.field, note.said) for note in one.notes] == [("ORGANIZER", ""), ("CATEGORIES", "Kuchen")]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("DTSTART:20270105T150000Z", "05.01. 16:00"),
        ("DTSTART;TZID=America/New_York:20270105T100000", "05.01. 16:00"),
        ("DTSTART:20270105T160000", "05.01. 16:00"),
        ("DTSTART:20270105T233000Z", "06.01. 00:30"),
        ("DTSTART;VALUE=DATE:20270105", "05.01. 00:00"),
    ],
)
def test_a_moment_of_any_zone_is_told_in_ours(start: str, expected: str) -> None:
    one = the_item(read("ical", calendar(f"UID:1\nSUMMARY:Chor\n{start}")))
    assert moments(one.values["schedule"]) == [expected]


def test_a_day_without_a_time_lasts_as_long_as_the_calendar_says() -> None:
    one = the_item(
        read("ical", calendar("UID:1\nSUMMARY:Ferien\nDTSTART;VALUE=DATE:20270105\nDTEND;VALUE=DATE:20270108"))
    )
    assert one.values["schedule"] == [{"start": "2027-01-05", "end": "2027-01-07"}]


def test_a_series_goes_on_at_the_same_hour_when_the_clocks_change() -> None:
    one = the_item(
        read(
            "ical",
            calendar("UID:1\nSUMMARY:Chor\nDTSTART;TZID=Europe/Berlin:20270324T180000\nRRULE:FREQ=WEEKLY;COUNT=2"),
        )
    )
    assert moments(one.values["schedule"], until="2027-05-01") == ["24.03. 18:00", "31.03. 18:00"]


def test_what_the_portal_cannot_repeat_stays_a_single_date_with_a_note() -> None:
    one = the_item(read("ical", calendar("UID:1\nSUMMARY:Uhr\nDTSTART:20270105T100000\nRRULE:FREQ=HOURLY")))
    assert one.values["schedule"] == [{"start": "2027-01-05T10:00"}]
    assert one.notes[0].said == "FREQ=HOURLY"


def test_weekdays_of_another_zone_are_not_taken_for_ours() -> None:
    one = the_item(read("ical", calendar("UID:1\nSUMMARY:Nacht\nDTSTART:20270104T233000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO")))
    assert one.values["schedule"] == [{"start": "2027-01-05T00:30"}]
    assert "Zeitzone" in one.notes[0].why


def test_a_cancelled_event_is_gone_and_one_without_a_name_is_unreadable() -> None:
    gone, unread = read(
        "ical",
        calendar("UID:1\nSUMMARY:Chor\nSTATUS:CANCELLED\nDTSTART:20270105T100000", "UID:2\nDTSTART:20270105T100000"),
    )
    assert (type(gone), gone.key) == (Gone, "1")
    assert (type(unread), unread.key) == (Unreadable, "2")


def test_what_the_calendar_has_broken_is_noted_and_the_rest_is_taken() -> None:
    one, other = read(
        "ical",
        calendar(
            "UID:1\nSUMMARY:Chor\nSUMMARY:Chor\nDTSTART:20270105T100000\nDTEND:20270105T1\nGEO:hier\nSEQUENCE:viel",
            "UID:2\nSUMMARY:Yoga\nDTSTART:bald",
            "UID:1\nSUMMARY:Alt\nDTSTART:20270105T100000\nSEQUENCE:-1",
        ),
    )
    first, second = the_item([one]), the_item([other])
    assert (first.values["title"], first.values["schedule"]) == ("Chor", [{"start": "2027-01-05T10:00"}])
    assert [(note.field, note.said) for note in first.notes] == [("DTEND", "20270105T1"), ("GEO", "hier")]
    assert ("schedule" in second.values, [note.field for note in second.notes]) == (False, ["DTSTART"])


def test_a_meeting_in_the_net_has_its_address_and_no_place() -> None:
    one = the_item(
        read("ical", calendar("UID:1\nSUMMARY:Chor\nDTSTART:20270105T100000\nLOCATION:https://raum.example/1 (Zoom)"))
    )
    assert (one.values["online"], one.values["online_url"]) == (True, "https://raum.example/1")


def test_a_page_instead_of_a_calendar_is_one_sentence() -> None:
    with pytest.raises(FeedUnavailable, match="kein Kalender"):
        read("ical", "<html><body>Bitte anmelden</body></html>")
    with pytest.raises(FeedUnavailable, match="bricht mittendrin ab"):
        read("ical", calendar("UID:1\nSUMMARY:Chor\nDTSTART:20270105T100000")[:-30])
