"""Dates as a reader sees them."""

import datetime

import pytest
from django.utils import timezone, translation

from teilhabe.core import moments

DECISION = datetime.date(2025, 12, 11)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("de", "Do, 11. Dezember 2025"), ("en", "Thu, 11 December 2025")],
)
def test_a_reader_sees_the_day_written_out_in_their_language(language: str, expected: str) -> None:
    with translation.override(language):
        assert moments.written(DECISION) == expected


def test_a_list_shows_the_short_day_and_a_title_none() -> None:
    assert moments.short(DECISION) == "11.12.2025"
    assert moments.short(DECISION, year=False) == "11.12."
    assert moments.written(DECISION, weekday=False) == "11. Dezember 2025"
    assert moments.month(DECISION) == "Dezember 2025"
    assert moments.weekday(DECISION) == "Do"


def test_a_meeting_stored_in_utc_begins_at_local_time() -> None:
    begins = datetime.datetime(2025, 12, 11, 23, 30, tzinfo=datetime.UTC)
    assert moments.clock(begins) == "00:30\u00a0Uhr"
    assert moments.written(begins) == "Fr, 12. Dezember 2025"
    assert moments.machine(begins) == "2025-12-12T00:30+01:00"


def test_a_clock_time_without_a_day_is_written_alike() -> None:
    assert moments.clock(datetime.time(17, 0)) == "17:00\u00a0Uhr"
    with translation.override("en"):
        assert moments.clock(datetime.time(17, 0)) == "17:00"


def test_a_day_keeps_its_date_in_every_time_zone() -> None:
    with timezone.override("Pacific/Auckland"):
        assert moments.machine(DECISION) == "2025-12-11"
