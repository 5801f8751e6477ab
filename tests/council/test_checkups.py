"""What ``teilhabe doctor`` says of sources: what is broken, what only waits, what nobody here can mend."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from teilhabe.core.checkups import Finding, Outcome
from teilhabe.council.actions.sources import note_refusal
from teilhabe.council.checkups import sources
from teilhabe.council.models import KnownPage, Source

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture(autouse=True)
def _noon(settings: Any) -> Any:
    settings.HARVEST_EVERY_MINUTES = 60
    with time_machine.travel(NOON, tick=False):
        yield


def a_source(**given: Any) -> Source:
    fields = {"system": "allris3", "state": "ok", "last_success": timezone.now(), **given}
    return Source.objects.create(slug="weiher", name="Weiher", url="https://rat.example/bi/", **fields)


def the_finding() -> Finding:
    [one] = sources()
    return one


def test_a_gate_is_a_warning_with_the_day_of_the_next_attempt() -> None:
    note_refusal(a_source(), "Vor dem System steht eine Schranke.")

    found = the_finding()

    assert found.outcome == Outcome.WARNING
    assert found.text.endswith("Vor dem System steht eine Schranke. Nächster Versuch am 03.03.2026 12:00.")
    assert "source move weiher" in found.remedy


def test_a_gate_that_was_waited_for_is_tried_again_with_the_next_harvest() -> None:
    note_refusal(a_source(), "Vor dem System steht eine Schranke.")

    with time_machine.travel(NOON + timedelta(days=2)):
        found = the_finding()

    assert (found.outcome, found.text.endswith("Der nächste Abruf versucht es wieder.")) == (Outcome.WARNING, True)


def test_a_source_that_asked_for_a_pause_is_not_overdue_in_it() -> None:
    a_source(last_success=NOON - timedelta(days=1), not_before=NOON + timedelta(hours=2))

    found = the_finding()

    assert (found.outcome, "bis 02.03.2026 14:00" in found.text) == (Outcome.WARNING, True)


def test_a_source_that_fails_or_was_not_read_for_hours_is_a_failure() -> None:
    source = a_source(last_success=NOON - timedelta(hours=4))
    assert the_finding().outcome == Outcome.FAILURE

    source.state, source.state_reason = Source.State.FAILING, "Der Server antwortet nicht."
    source.save()

    assert (the_finding().outcome, "Der Server antwortet nicht." in the_finding().text) == (Outcome.FAILURE, True)


def test_a_source_that_is_read_by_night_rests_by_day() -> None:
    source = a_source(night_from=time(22), night_until=time(6), last_success=NOON - timedelta(hours=6))
    assert the_finding().outcome == Outcome.OK

    source.last_success = NOON - timedelta(hours=30)
    source.save()

    assert the_finding().outcome == Outcome.FAILURE


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (time(3), time(3, 10), True),
        (time(23, 50), time(0, 10), True),
        (time(22), time(6), False),
        (time(3), time(3), False),
    ],
)
def test_a_night_that_is_shorter_than_the_pause_between_harvests_is_named(start: time, end: time, said: bool) -> None:
    a_source(night_from=start, night_until=end)

    assert [one.outcome for one in sources()] == [Outcome.OK, Outcome.WARNING][: 1 + said]


def test_pages_that_fail_again_and_again_are_counted_and_one_hiccup_is_not() -> None:
    source = a_source()
    page = KnownPage.objects.create(source=source, kind="paper", key="volfdnr=1", failures=1)
    assert the_finding().outcome == Outcome.OK
    page.failures, page.due = 3, NOON + timedelta(hours=4)
    page.save()

    [state, pages] = sources()

    assert (state.outcome, pages.outcome) == (Outcome.OK, Outcome.WARNING)
    assert "eine Seite war mehrmals nacheinander nicht lesbar; nächster Versuch am 02.03.2026 16:00." in pages.text
    assert "/quellen/weiher" in pages.remedy
    source.state = Source.State.PAUSED
    source.save()
    assert the_finding().outcome == Outcome.OK
