"""One connection is one sender, however many addresses it has."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import RequestFactory, override_settings

from teilhabe.website.senders import sender_of

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def _sender(address: str, day: date = MONDAY, **headers: str) -> str:
    request = RequestFactory().post("/rueckmeldung")
    request.META |= {"REMOTE_ADDR": address, **headers}
    return sender_of(request, day)


@pytest.mark.parametrize(
    "other", ["2001:db8::2", "2001:db8:0:0:ffff::9", "2001:0db8:0000:0000:1:2:3:4", "2001:DB8::", "2001:db8::1%eth0"]
)
def test_all_addresses_of_one_connection_are_one_sender_however_they_are_written(other: str) -> None:
    assert _sender("2001:db8::1") == _sender(other)


@pytest.mark.parametrize("other", ["2001:db8:0:1::1", "2001:db9::1", "192.0.2.1"])
def test_another_connection_is_another_sender(other: str) -> None:
    assert _sender("2001:db8::1") != _sender(other)


def test_the_old_address_in_the_dress_of_the_new_one_is_the_same_sender_and_nobody_elses() -> None:
    assert _sender("::ffff:192.0.2.1") == _sender("192.0.2.1")
    assert _sender("::ffff:192.0.2.1") != _sender("::ffff:192.0.2.2")


def test_a_sender_is_somebody_else_tomorrow() -> None:
    assert _sender("192.0.2.1") != _sender("192.0.2.1", TUESDAY)


@override_settings(BEHIND_PROXY=False)
def test_without_a_proxy_nobody_can_choose_an_address() -> None:
    assert _sender("192.0.2.1", HTTP_X_FORWARDED_FOR="198.51.100.7") == _sender("192.0.2.1")


@override_settings(BEHIND_PROXY=True)
def test_behind_the_proxy_only_what_the_proxy_added_counts() -> None:
    real = _sender("127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.7")
    assert _sender("127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7") == real
    assert _sender("127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.8") != real


def test_an_unknown_address_is_no_sender() -> None:
    assert _sender("") == ""
