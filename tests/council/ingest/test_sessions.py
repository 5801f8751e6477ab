"""Whose cookies go where: to the server that set them, for as long as it wants."""

from __future__ import annotations

import httpx
import pytest

from teilhabe.core.fetching.sessions import MOST_COOKIES, Origin, Sessions

RAT: Origin = ("https", "rat.example", 443)


def told(sessions: Sessions, *cookies: str, origin: Origin = RAT) -> str:
    """What is sent to an origin after it answered with these cookies."""
    sessions.remember(origin, httpx.Response(200, headers=[("set-cookie", one) for one in cookies]))
    return sessions.headers(origin).get("Cookie", "")


def test_a_session_is_continued_with_the_server_that_opened_it() -> None:
    assert told(Sessions(), "JSESSIONID=a1; Path=/bi; HttpOnly", "lang=de") == "JSESSIONID=a1; lang=de"


@pytest.mark.parametrize(
    "other", [("http", "rat.example", 80), ("https", "rat.example", 8443), ("https", "dateien.rat.example", 443)]
)
def test_no_other_server_learns_of_it_on_the_same_host_or_elsewhere(other: Origin) -> None:
    sessions = Sessions()
    told(sessions, "JSESSIONID=a1; Domain=rat.example")
    assert sessions.headers(other) == {}


def test_a_secure_cookie_is_kept_from_an_encrypted_answer_alone() -> None:
    plain: Origin = ("http", "rat.example", 80)
    assert told(Sessions(), "id=1; Secure") == "id=1"
    assert told(Sessions(), "id=1; Secure", "lang=de", origin=plain) == "lang=de"


@pytest.mark.parametrize(
    "end",
    [
        "Max-Age=0",
        "max-age=-1",
        "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "Max-Age=0; Expires=Fri, 01 Jan 2100 00:00:00 GMT",
    ],
)
def test_a_session_that_the_server_ends_is_over(end: str) -> None:
    sessions = Sessions()
    told(sessions, "id=1", "lang=de")
    assert told(sessions, f"id=; {end}") == "lang=de"


@pytest.mark.parametrize(
    "end",
    [
        "",
        "Max-Age=1800",
        "Expires=Fri, 01 Jan 2100 00:00:00 GMT",
        "Expires=bald",
        "Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    ],
)
def test_a_session_goes_on_until_then(end: str) -> None:
    assert told(Sessions(), f"id=1; {end}") == "id=1"


def test_a_server_that_sets_cookies_without_end_is_not_followed() -> None:
    assert told(Sessions(), *(f"c{number}=1" for number in range(100))).count("=") == MOST_COOKIES
