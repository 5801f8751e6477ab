"""Somebody asks what is near: nobody but they ever learns where they are."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from time_machine import travel

from teilhabe.directory.actions import renew_version
from teilhabe.directory.models import Municipality
from teilhabe.search.actions import put_many
from teilhabe.search.models import EntryPlace
from teilhabe.website.presentation.places import distance
from teilhabe.website.queries.places import near

from .atlas import GOETHE, a_paper, denkmal, goethe, musterbach, titles, words

pytestmark = pytest.mark.django_db
AtMost = Callable[[int], AbstractContextManager[object]]
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


def test_in_the_middle_of_the_town_only_the_nearest_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A town of a hundred thousand has thousands of papers within a kilometre: the database measures, not the page."""
    far = replace(goethe(), latitude=GOETHE[0] + 0.004)
    put_many(a_paper(100 + number, f"Bericht {number}", far, denkmal(), days=-100) for number in range(60))
    read: list[int] = []
    of = EntryPlace.from_db.__func__  # type: ignore[attr-defined]  # a class method's own function

    def from_db(cls: type[EntryPlace], *row: Any) -> EntryPlace:
        read.append(1)
        found: EntryPlace = of(cls, *row)
        return found

    monkeypatch.setattr(EntryPlace, "from_db", classmethod(from_db))
    found, total = near(*GOETHE, 1000, most=5)
    assert total == 63
    assert [one.entry.title for one in found[:3]] == [
        "Goethestraße: neuer Radweg", "Goethestraße: Bäume", "Goethestraße und Denkmalplatz",
    ]  # fmt: skip
    assert [one.metres for one in found] == [0, 0, 0, 445, 445]
    assert [one.entry.title for one in found[3:]] == ["Bericht 59", "Bericht 58"], "of one place the newest first"
    assert len(read) <= 10, "not the sixty others"


def test_the_neighbourhood_asks_as_much_for_many_papers_as_for_one(client: Client, assert_max_queries: AtMost) -> None:
    put_many(a_paper(200 + number, f"Bericht {number}", goethe()) for number in range(60))
    client.get(NEAR)
    with assert_max_queries(8):
        assert _asked(client, breite="50.149", laenge="6.149", umkreis="5000")[0] == 200


@pytest.mark.parametrize("metres", [300, 1000, 5000])
def test_what_lies_on_the_edge_is_in_the_circle_to_the_metre(metres: int) -> None:
    for turn in range(8):
        away = metres / 111_195
        across = math.cos(math.radians(GOETHE[0]))
        latitude = GOETHE[0] + away * math.sin(turn * math.pi / 4)
        longitude = GOETHE[1] + away * math.cos(turn * math.pi / 4) / across
        for factor, inside in ((0.997, True), (1.003, False)):
            here = (GOETHE[0] + (latitude - GOETHE[0]) * factor, GOETHE[1] + (longitude - GOETHE[1]) * factor)
            found, _ = near(*here, metres, most=40)
            assert ("Goethestraße: Bäume" in {one.entry.title for one in found}) is inside, (turn, factor)


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
    with travel("2026-03-02T09:00:10Z", tick=False):  # all within one minute, whatever the machine does meanwhile
        statuses = {_asked(client, adresse="Goethestraße, Musterbach")[0] for _ in range(25)}
        said = words(_asked(client, adresse="Goethestraße, Musterbach")[1])
    assert statuses == {200, 429}
    assert "Zu viele Anfragen in kurzer Zeit" in said
    assert "Konto" not in said, "nobody tried to sign in"


@pytest.mark.parametrize(
    ("metres", "said"), [(3, "10 m"), (244, "240 m"), (994, "990 m"), (995, "1 km"), (2349, "2,3 km"), (5000, "5 km")]
)
def test_distances_are_as_exact_as_the_points(metres: int, said: str) -> None:
    assert distance(metres) == said


def test_an_address_of_another_town_is_asked_about_before_anything_is_shown(client: Client) -> None:
    shown = client.post(NEAR, {"adresse": "Goethestraße, Köln", "umkreis": "1000"}).content.decode()
    assert "Welche Adresse meinen Sie?" in words(shown)
    assert "Goethestraße, Musterbach" in words(shown)
    assert titles(shown) == []
    chosen = {"adresse": "Goethestraße, Musterbach", "umkreis": "1000", "gemeint": "1"}
    assert "Goethestraße: neuer Radweg" in titles(client.post(NEAR, chosen).content.decode())


def test_a_bare_town_or_postcode_leads_to_the_page_of_the_town(client: Client) -> None:
    """The middle of a town is nobody's neighbourhood: what is near it would be an empty list."""
    Municipality.objects.filter(slug="musterbach").update(middle_latitude=50.1, middle_longitude=6.1)
    renew_version()
    for asked in ("Musterbach", "52999"):
        status, shown = _asked(client, adresse=asked)
        assert status == 200
        assert "Das ist eine ganze Kommune und kein Punkt" in words(shown), asked
        assert '<a href="/ort/musterbach/">Musterbach</a>' in shown
        assert "Umkreis von" not in words(shown).partition("Das ist eine ganze")[2]
        assert "Welche Adresse" not in words(shown)
    assert "ganze Kommune" not in words(_asked(client, adresse="Goethestraße, Musterbach")[1])


def test_the_small_map_has_the_circle_and_the_numbers_of_the_list(client: Client) -> None:
    put_many([a_paper(70, "Parkplatz", replace(goethe(), latitude=GOETHE[0] + 0.006), days=-80)])
    _, shown = _asked(client, adresse="Goethestraße, Musterbach")
    drawn = shown.partition('<svg viewBox="0 0 400')[2].partition("</svg>")[0]
    assert 'class="t-map__circle"' in drawn
    assert re.findall(r"t-map__pinno[^>]*>([^<]*)<", drawn) == ["", "1+", "4"], (
        "the place itself, and the list's numbers"
    )
    assert 'href="#e-4"' in drawn
    assert 'id="e-4"' in shown
    said = words(shown)
    assert "Der Kreis ist der Umkreis von 1 km. Die Nummern sind die der Liste." in said
    assert "„1+“ heißt: Hier liegt Nummer 1, weitere liegen am selben Punkt oder dicht daneben." in said
    _, shown = _asked(client, breite="50.19", laenge="6.19", umkreis="300")
    assert "„" not in words(shown.partition("<figcaption")[2].partition("</figcaption>")[0])
