"""One connection that asks too often is stopped; everybody else goes on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from time_machine import travel

from teilhabe.core.limits import RateLimit

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    cache.clear()


def _ask(limit: RateLimit, address: str) -> bool:
    return limit.allows(RequestFactory().get("/", REMOTE_ADDR=address))


def test_a_program_that_asks_too_often_waits_until_the_next_minute() -> None:
    limit = RateLimit("test", per_minute=3)
    with travel(NOON, tick=False) as clock:
        assert [_ask(limit, "192.0.2.7") for _ in range(5)] == [True, True, True, False, False]
        assert _ask(limit, "192.0.2.8")
        clock.shift(timedelta(seconds=61))
        assert _ask(limit, "192.0.2.7")


def test_two_limits_do_not_know_each_other_and_a_socket_has_no_address() -> None:
    with travel(NOON, tick=False):
        assert _ask(RateLimit("one", per_minute=1), "192.0.2.7")
        assert _ask(RateLimit("two", per_minute=1), "192.0.2.7")
        assert all(_ask(RateLimit("one", per_minute=1), "") for _ in range(3))
