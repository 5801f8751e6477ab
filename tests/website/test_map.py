"""A reader looks at the map: the list beside it is the same, and nothing leaves the house before they say so."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from time_machine import travel

from teilhabe.core.limits import RateLimit
from teilhabe.search.actions import NewPlace, put_many
from teilhabe.search.index import catch_up
from teilhabe.search.index.generations import root
from teilhabe.search.index.reading import look_again
from teilhabe.website.checkups import maps
from teilhabe.website.forms.map import box_of
from teilhabe.website.queries.map import PER_PAGE
from teilhabe.website.queries.places import near
from tests.council.places import STREET, TOWN

from .atlas import DENKMAL, GOETHE, TOWN_REF, a_paper, denkmal, goethe, musterbach, page, titles, words

pytestmark = pytest.mark.django_db
AtMost = Callable[[int], AbstractContextManager[object]]
SERVICE = "https://kacheln.example.org/{z}/{x}/{y}.png"


@pytest.fixture(autouse=True)
def _town() -> None:
    musterbach()


def _pins(shown: str) -> list[dict[str, object]]:
    found = re.search(r'<script id="karte-nadeln" type="application/json">(.*?)</script>', shown)
    assert found
    pins: list[dict[str, object]] = json.loads(found[1])
    return pins


# --- Map and list --------------------------------------------------------------------------------------------------


def test_the_list_holds_what_is_surely_somewhere_with_its_place_and_the_reason(client: Client) -> None:
    shown = page(client, "/karte")
    assert titles(shown) == [
        "Goethestraße: neuer Radweg",
        "Goethestraße: Bäume",
        "Brunnen am Denkmalplatz",
        "Goethestraße und Denkmalplatz",
    ]
    said = words(shown)
    assert "4 Einträge auf der Karte" in said
    assert "Goethestraße (im Titel genannt)" in said
    assert "1 weiterer Ort" in said, "a paper with two places says so"
    assert "Vielleicht" not in said, "what is only likely is no pin"
    assert "Denkmalplatz (von der Quelle angegeben)" in said


def test_entries_without_a_place_are_named_with_the_way_to_them(client: Client) -> None:
    said = words(page(client, "/karte", art="vorlage"))
    assert "2 weitere Einträge haben keinen bestimmten Ort." in said
    assert 'href="/suche?art=vorlage"' in page(client, "/karte", art="vorlage")


def test_map_and_list_have_the_same_numbers(client: Client) -> None:
    shown = page(client, "/karte")
    pins = _pins(shown)
    assert [pin["number"] for pin in pins] == [1, 2, 3, 4, 4]
    assert pins[0] == {
        "number": 1, "longitude": GOETHE[1], "latitude": GOETHE[0], "kind": "rat",
        "label": "Goethestraße: neuer Radweg", "at": "Goethestraße",
    }  # fmt: skip
    assert 'id="e-3"' in shown
    drawn = re.findall(r'<a href="#e-\d+" aria-label="([^"]+)"', shown)
    assert any(label.startswith("1+: Goethestraße: neuer Radweg") and "hier auch 2, 4" in label for label in drawn)
    assert any(label.startswith("3+: Brunnen") for label in drawn), "what would cover each other is one mark"


def test_a_reader_narrows_map_and_list_with_the_filters_of_the_search(client: Client) -> None:
    shown = page(client, "/karte", stand="rejected")
    assert titles(shown) == ["Goethestraße und Denkmalplatz"]
    assert titles(page(client, "/karte", thema="school")) == ["Goethestraße: neuer Radweg", "Brunnen am Denkmalplatz"]
    assert titles(page(client, "/karte", kommune="musterbach", sortierung="alt"))[0] == "Goethestraße und Denkmalplatz"
    assert titles(page(client, "/karte", ort=STREET))[0] == "Goethestraße: neuer Radweg"
    assert len(titles(page(client, "/karte", ort=STREET))) == 3
    assert "Goethestraße, Musterbach" in words(page(client, "/karte", ort=STREET)), "the filter says its name"
    assert titles(page(client, "/karte", kommune="nirgendwo")) == []


def test_the_numbers_of_the_filters_count_what_stands_on_the_map(client: Client) -> None:
    shown = page(client, "/karte")
    counts = dict(re.findall(r'name="stand" value="(\w+)"[^>]*>.*?<span>(\d+)</span>', shown))
    assert counts == {"decided": "2", "rejected": "1", "in_consultation": "1"}
    assert 'name="art"' not in shown, "meetings have no point: there is nothing to choose"
    put_many([replace(a_paper(70, "Tafel am Denkmalplatz", denkmal()), kind="offer")])
    catch_up()
    counts = dict(re.findall(r'name="art" value="(\w+)"[^>]*>.*?<span>(\d+)</span>', page(client, "/karte")))
    assert counts == {"vorlage": "4", "angebot": "1"}, "papers and meetings without a point are not counted"
    assert "4 Einträge auf der Karte" in words(page(client, "/karte", art="vorlage", ort=f"municipality:{TOWN}"))


def test_words_are_searched_and_mended_as_in_the_search(client: Client) -> None:
    assert titles(page(client, "/karte", q="Brunnen")) == ["Brunnen am Denkmalplatz"]
    shown = page(client, "/karte", q="Brunen")
    assert "Meinten Sie Brunnen" in words(shown)
    assert titles(shown) == ["Brunnen am Denkmalplatz"]
    asked = re.search(r'data-points="([^"]+)"', shown)
    assert asked
    assert client.get(unescape(asked[1])).json()["points"] == [[DENKMAL[1], DENKMAL[0], 0, 1]], "also on the map"
    assert titles(page(client, "/karte", q="Radweg -Goethestraße")) == []


def test_a_part_of_the_map_holds_what_lies_in_it(client: Client) -> None:
    shown = page(client, "/karte", ausschnitt="6.14,50.14,6.16,50.16")
    assert titles(shown) == ["Brunnen am Denkmalplatz", "Goethestraße und Denkmalplatz"]
    assert "2 Einträge in diesem Ausschnitt" in words(shown)
    assert {pin["at"] for pin in _pins(shown)} == {"Denkmalplatz"}, "only pins that can be seen"
    assert titles(page(client, "/karte", ausschnitt="6.14,50.14,6.16,50.16", q="Goethestraße")) == [
        "Goethestraße und Denkmalplatz"
    ]
    assert 'name="ausschnitt" value="6.14,50.14,6.16,50.16"' in shown, "a new question keeps the view"


@pytest.mark.parametrize("wrong", ["1,2,3", "a,b,c,d", "nan,0,1,1", "7,50,6,51", "0,-91,1,1", "inf,0,inf,1", "1" * 300])
def test_a_part_that_is_none_is_the_whole_map(client: Client, wrong: str) -> None:
    assert box_of(wrong) is None
    assert len(titles(page(client, "/karte", ausschnitt=wrong))) == 4


def test_the_list_has_pages_and_goes_on_counting(client: Client) -> None:
    put_many(a_paper(100 + number, f"Bericht {number}", goethe(), days=-100) for number in range(PER_PAGE))
    shown = page(client, "/karte", seite="2")
    assert len(titles(shown)) == 4
    assert 'id="e-21"' in shown
    assert len(titles(page(client, "/karte", seite="999"))) == 4, "an address of before leads to the last page"


def test_an_english_reader_gets_the_map_in_english(client: Client) -> None:
    said = words(page(client, "/en/karte"))
    assert "4 entries on the map" in said


def test_without_the_index_the_map_stays(client: Client) -> None:
    cache.clear()
    (root() / "current").unlink()
    look_again()
    shown = page(client, "/karte", q="Brunnen", kommune="musterbach")
    assert len(titles(shown)) == 4, "the words cannot be searched, the filters can"
    assert client.get("/karte/punkte", {"q": "Brunnen"}).status_code == 503
    assert client.get("/karte/punkte").status_code == 200


# --- For the script ------------------------------------------------------------------------------------------------


def test_the_points_are_places_with_the_number_of_their_entries(client: Client) -> None:
    said = client.get("/karte/punkte").json()
    assert said["kinds"] == ["rat"]
    assert sorted(said["points"]) == [[GOETHE[1], GOETHE[0], 0, 3], [DENKMAL[1], DENKMAL[0], 0, 2]]
    assert client.get("/karte/punkte", {"stand": "rejected"}).json()["points"] == [
        [GOETHE[1], GOETHE[0], 0, 1],
        [DENKMAL[1], DENKMAL[0], 0, 1],
    ]
    assert client.get("/karte/punkte", {"q": "Brunnen"}).json()["points"] == [[DENKMAL[1], DENKMAL[0], 0, 1]]


def test_a_whole_town_is_no_point(client: Client) -> None:
    """Papers of a county are about towns: pins in the middle of one would say that they are about its market."""
    town = NewPlace(TOWN_REF, "municipality", "Musterbach", "certain", TOWN, 50.105, 6.105, "im Titel genannt")
    before = client.get("/karte/punkte").json()
    put_many([a_paper(73, "Busse nach Musterbach", town)])
    catch_up()
    assert client.get("/karte/punkte").json() == before
    assert "Busse nach Musterbach" not in titles(page(client, "/karte"))
    assert "Busse nach Musterbach" in titles(page(client, "/suche", ort=TOWN_REF, art="vorlage")), (
        "but found by the town"
    )
    counts = dict(re.findall(r'name="stand" value="(\w+)"[^>]*>.*?<span>(\d+)</span>', page(client, "/karte")))
    assert counts["decided"] == "2"
    assert near(50.105, 6.105, 300, most=5) == ([], 0)


def test_an_entry_with_two_places_at_one_point_is_one(client: Client) -> None:
    school = replace(goethe(), ref="school:123456", kind="school", name="Lindenschule")
    put_many([a_paper(71, "Schule an der Goethestraße", goethe(), school)])
    assert sorted(client.get("/karte/punkte").json()["points"])[0] == [GOETHE[1], GOETHE[0], 0, 4]


def test_where_there_are_too_many_points_the_busiest_stay_and_the_answer_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    south = replace(denkmal(), latitude=49.0)
    put_many([a_paper(72, "Weit im Süden", south)])
    assert "cut" not in client.get("/karte/punkte").json()
    monkeypatch.setattr("teilhabe.website.queries.map.MOST_POINTS", 2)
    said = client.get("/karte/punkte").json()
    assert sorted(said["points"]) == [[GOETHE[1], GOETHE[0], 0, 3], [DENKMAL[1], DENKMAL[0], 0, 2]]
    assert said["cut"] is True
    assert "Es gibt mehr Orte" in page(client, "/karte"), "for the script to say"


def test_points_come_packed_and_only_once(client: Client) -> None:
    put_many(
        a_paper(100 + step, f"Bericht {step}", replace(goethe(), latitude=GOETHE[0] + step / 10_000), days=-100)
        for step in range(100)
    )
    packed = client.get("/karte/punkte", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(packed.content))["points"]) >= 100
    outlines = client.get("/karte/umrisse").json()
    assert outlines["features"][0]["properties"]["url"] == "/ort/musterbach/"
    first = client.get("/karte/punkte")
    again = client.get("/karte/punkte", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_click_on_a_point_tells_what_is_there(client: Client) -> None:
    answer = client.get("/karte/punkt", {"bei": f"{GOETHE[1]:.5f},{GOETHE[0]:.5f}"})
    said = answer.content.decode()
    assert titles(said) == ["Goethestraße: neuer Radweg", "Goethestraße: Bäume", "Goethestraße und Denkmalplatz"]
    assert 'href="/ort/musterbach/goethestrasse/"' in said
    assert "Straße, Musterbach" in words(said)
    assert client.get("/karte/punkt", {"bei": "1,2"}).status_code == 200, "nothing is there: an empty answer"
    assert client.get("/karte/punkt", {"bei": "nirgendwo"}).status_code == 404


def test_nobody_asks_the_map_by_program_for_ever(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("teilhabe.website.views.maps._limit", RateLimit("map", per_minute=3))
    point = f"{GOETHE[1]:.5f},{GOETHE[0]:.5f}"
    with travel("2026-03-02T09:00:10Z", tick=False):  # all within one minute, whatever the machine does meanwhile
        for path in ("/karte", "/karte/punkte", f"/karte/punkt?bei={point}", "/einbetten/karte", "/einbetten/liste"):
            cache.clear()
            assert [client.get(path).status_code for _ in range(4)] == [200, 200, 200, 429], path
        assert "Zu viele Anfragen in kurzer Zeit" in words(client.get("/einbetten/liste").content.decode())


# --- An outside service --------------------------------------------------------------------------------------------


def test_without_a_service_nobody_is_asked_and_the_policy_names_no_stranger(client: Client) -> None:
    answer = client.get("/karte")
    assert "https:" not in answer.headers["Content-Security-Policy"]
    assert "csrftoken" not in answer.cookies
    assert client.post("/karte/dienst", {"dienst": "ja"}).status_code == 404


def test_a_service_is_named_only_after_consent_which_can_be_taken_back(client: Client, settings: Any) -> None:
    settings.MAP_SERVICE, settings.MAP_SERVICE_NAME = SERVICE, "Beispielkarten"
    before = client.get("/karte?art=vorlage")
    said = words(before.content.decode())
    assert "Die Bilder dafür kommen von Beispielkarten (kacheln.example.org)." in said
    assert "data-service" not in before.content.decode()
    assert "example.org" not in before.headers["Content-Security-Policy"]
    assert before.headers["Cache-Control"] == "private, no-cache"
    assert before.headers["Referrer-Policy"] == "same-origin", "or a browser would send the form without its origin"

    answer = client.post("/karte/dienst", {"dienst": "ja", "zurueck": "/karte?art=vorlage"})
    assert answer.headers["Location"] == "/karte?art=vorlage"
    after = client.get("/karte")
    assert f'data-service="{SERVICE}"' in after.content.decode()
    policy = after.headers["Content-Security-Policy"]
    assert "connect-src 'self' https://kacheln.example.org" in policy
    assert "img-src 'self' data: https://kacheln.example.org" in policy
    assert "example.org" not in client.get("/").headers["Content-Security-Policy"], "only the map's page"
    assert "data-service" not in client.get("/einbetten/karte").content.decode(), "never on other sites"

    client.post("/karte/dienst", {"dienst": "nein"})
    assert "data-service" not in client.get("/karte").content.decode()


def test_consent_is_for_one_service(client: Client, settings: Any) -> None:
    settings.MAP_SERVICE = SERVICE
    client.post("/karte/dienst", {"dienst": "ja"})
    settings.MAP_SERVICE = SERVICE.replace("kacheln", "andere")
    assert "data-service" not in client.get("/karte").content.decode()


def test_consent_leads_back_only_to_this_portal(client: Client, settings: Any) -> None:
    settings.MAP_SERVICE = SERVICE
    for elsewhere in ("https://boese.example/", "//boese.example", "/\\boese.example", ""):
        answer = client.post("/karte/dienst", {"dienst": "ja", "zurueck": elsewhere})
        assert answer.headers["Location"] == "/karte"
    assert Client(enforce_csrf_checks=True).post("/karte/dienst", {"dienst": "ja"}).status_code == 403


# --- Streets of one's own ------------------------------------------------------------------------------------------


def test_the_operators_file_is_read_in_pieces(client: Client, settings: Any, tmp_path: Path) -> None:
    assert client.get("/karte/strassen.pmtiles").status_code == 404
    file = tmp_path / "strassen.pmtiles"
    file.write_bytes(bytes(range(200)))
    settings.MAP_TILES, settings.MAP_SERVICE = str(file), SERVICE
    shown = client.get("/karte").content.decode()
    assert 'data-tiles="/karte/strassen.pmtiles"' in shown
    assert "Die Bilder dafür kommen" not in shown, "who has streets asks no service"

    def piece(asked: str) -> tuple[int, bytes, str]:
        answer = client.get("/karte/strassen.pmtiles", headers={"Range": asked})
        return answer.status_code, answer.content, answer.headers["Content-Range"]

    assert piece("bytes=10-19") == (206, bytes(range(10, 20)), "bytes 10-19/200")
    assert piece("bytes=190-") == (206, bytes(range(190, 200)), "bytes 190-199/200")
    assert piece("bytes=190-999") == (206, bytes(range(190, 200)), "bytes 190-199/200")
    assert piece("bytes=200-210") == (416, b"", "bytes */200")
    for wrong in ("", "bytes=-5", "bytes=5", "items=1-2", "bytes=1-2,4-5", "bytes=100-50"):
        assert piece(wrong)[0] == 416, "the whole file is for nobody"
    settings.MAP_TILES = str(tmp_path / "fort")
    assert client.get("/karte/strassen.pmtiles", headers={"Range": "bytes=0-9"}).status_code == 404


def test_the_doctor_looks_at_the_file_of_streets(settings: Any, tmp_path: Path) -> None:
    def said() -> str:
        return " ".join(finding.text for finding in maps())

    assert "fragt niemanden" in said()
    settings.MAP_SERVICE = SERVICE
    assert "nur mit Zustimmung" in said()
    assert "Verweis auf seinen Datenschutz" in said()
    settings.MAP_TILES = str(tmp_path / "fort")
    assert "lassen sich nicht lesen" in said()
    (tmp_path / "fort").write_bytes(b"nothing")
    assert "keine im Format PMTiles" in said()
    (tmp_path / "fort").write_bytes(b"PMTiles\x03")
    assert "aus der eigenen Datei" in said()


# --- Questions to the database -------------------------------------------------------------------------------------


def test_the_map_asks_as_much_for_twenty_entries_as_for_one(client: Client, assert_max_queries: AtMost) -> None:
    for asked, most in (({}, 8), ({"ausschnitt": "6,50,7,51"}, 8), ({"kommune": "musterbach", "stand": "decided"}, 8)):
        cache.clear()
        with assert_max_queries(most):
            page(client, "/karte", **asked)
    put_many(a_paper(300 + number, f"Bericht {number}", goethe()) for number in range(30))
    page(client, "/karte")
    with assert_max_queries(4):
        page(client, "/karte")
    with assert_max_queries(5):
        page(client, "/karte", q="Bericht")


def test_an_address_of_the_map_names_only_what_was_asked(client: Client) -> None:
    """Forms send their empty fields along; whoever copies the address should not."""
    answer = client.get("/karte?q=&art=&stand=rejected&von=&ort=")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/karte?stand=rejected")
    assert client.get("/karte?q=+").headers["Location"] == "/karte"
    assert client.get("/en/karte?q=&jahr=2026").headers["Location"] == "/en/karte?jahr=2026"
    assert client.get("/karte?q=Brunnen&stand=rejected").status_code == 200


def test_the_map_explains_a_number_with_a_plus(client: Client) -> None:
    shown = page(client, "/karte")
    assert "1+</text>" in shown, "two papers of one street"
    assert "Ein Plus hinter einer Nummer, etwa „3+“, heißt:" in words(shown)
