"""Somebody asks what is near: nobody but they ever learns where they are."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from teilhabe.website.presentation.places import distance

from .atlas import musterbach, titles, words

pytestmark = pytest.mark.django_db
NEAR = "/in-der-naehe"


@pytest.fixture(autouse=True)
def _town() -> None:
    musterbach()


def _asked(client: Client, **said: str) -> tuple[int, str]:
    answer = client.post(NEAR, {"umkreis": "1000", **said})
    return answer.status_code, answer.content.decode()


def test_a_neighbour_types_their_address_and_sees_what_is_near_first(client: Client) -> None:
    status, shown = _asked(client, adresse="Goethestr. 12, Musterbach")
    assert status == 200
    assert titles(shown) == ["Goethestraße: neuer Radweg", "Goethestraße: Bäume", "Goethestraße und Denkmalplatz"]
    said = words(shown)
    assert "3 Vorlagen im Umkreis von 1 km" in said
    assert "10 m" in said
    assert "Lindenschule" in said


def test_a_larger_circle_holds_more(client: Client) -> None:
    _, shown = _asked(client, adresse="Goethestraße, Musterbach", umkreis="5000")
    assert len(titles(shown)) == 3
    _, shown = _asked(client, breite="50.149", laenge="6.149", umkreis="300")
    assert titles(shown) == ["Brunnen am Denkmalplatz", "Goethestraße und Denkmalplatz"]
    assert "Ihr Standort" in words(shown)


def test_an_address_that_nobody_knows_is_told_beside_its_field(client: Client) -> None:
    status, shown = _asked(client, adresse="Xyzweg 99")
    assert status == 422
    assert "Diese Adresse steht nicht im Verzeichnis." in words(shown)
    assert _asked(client, adresse="")[0] == 422
    assert _asked(client, breite="91", laenge="6")[0] == 422
    assert _asked(client, breite="50.1")[0] == 422
    assert _asked(client, adresse="Goethestraße", umkreis="999999")[0] == 422


def test_an_address_with_two_meanings_offers_the_other(client: Client) -> None:
    _, shown = _asked(client, adresse="Bahnhofstraße")
    assert 'name="adresse" value="Bahnhofstraße, ' in shown


def test_where_somebody_is_stands_in_no_address_log_or_cache(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.post(NEAR, {"adresse": "Goethestraße 12, Musterbach", "umkreis": "1000"})
        client.post(NEAR, {"breite": "50.149", "laenge": "6.149", "umkreis": "1000"})
    assert "no-store" in answer.headers["Cache-Control"]
    # Not "no-referrer": a browser then sends the form without its origin, and it is refused.
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Goethe" not in caplog.text
    assert "50.149" not in caplog.text
    page = client.get(f"{NEAR}?adresse=Goethestr.+12&breite=50.1&laenge=6.1").content.decode()
    assert "Goethe" not in words(page), "an address in the address is not read"
    assert Client(enforce_csrf_checks=True).post(NEAR, {"adresse": "Goethestraße"}).status_code == 403


def test_nobody_asks_by_program_for_ever(client: Client) -> None:
    statuses = {_asked(client, adresse="Goethestraße, Musterbach")[0] for _ in range(25)}
    assert statuses == {200, 429}


@pytest.mark.parametrize(
    ("metres", "said"), [(3, "10 m"), (244, "240 m"), (994, "990 m"), (995, "1 km"), (2349, "2,3 km"), (5000, "5 km")]
)
def test_distances_are_as_exact_as_the_points(metres: int, said: str) -> None:
    assert distance(metres) == said
