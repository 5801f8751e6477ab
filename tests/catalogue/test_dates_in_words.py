"""What a reviewer reads instead of rules for machines."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from teilhabe.catalogue.presentation.dates import dates_in_words, rule_in_words


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=DAILY", "jeden Tag"),
        ("FREQ=WEEKLY;INTERVAL=1;COUNT=20", "jede Woche, 20-mal"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "alle 2 Wochen am Montag, Mittwoch"),
        ("FREQ=MONTHLY;BYDAY=2TU;UNTIL=20270331", "jeden Monat am 2. Dienstag, bis 31. März 2027"),
        ("RRULE:FREQ=MONTHLY;BYDAY=-1FR", "jeden Monat am letzten Freitag"),
        ("FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20270331T225959Z", "jeden Monat am 15., bis 31. März 2027"),
        ("FREQ=YEARLY", "jedes Jahr"),
    ],
)
def test_a_rule_is_said_in_words(rule: str, said: str) -> None:
    assert rule_in_words(rule) == said


@pytest.mark.parametrize(
    "rule", ["FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=2", "FREQ=HOURLY", "FREQ=MONTHLY;BYDAY=XX", "Quatsch"]
)
def test_a_rule_for_which_there_are_no_words_is_shown_as_it_is(rule: str) -> None:
    assert rule_in_words(rule) == rule


def test_a_course_is_said_in_words_and_in_english() -> None:
    course = {"start": "2027-01-11T14:00", "end": "2027-01-11T16:30", "rule": "FREQ=WEEKLY;COUNT=8"}
    said = dates_in_words([{**course, "except": ["2027-02-15"], "note": "mit Kinderbetreuung"}])
    assert [one.replace("\xa0", " ") for one in said] == [
        "11. Januar 2027, 14:00 Uhr – 16:30 Uhr, jede Woche, 8-mal, Fällt aus am: 15. Februar 2027, mit Kinderbetreuung"
    ]
    with override("en"):
        assert rule_in_words("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR;COUNT=1") == "every 2 months on the last Friday, once"
