"""Programs and other sites: GeoJSON with the filters of the search, and frames that may stand anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from teilhabe.search.index.generations import root
from teilhabe.search.index.reading import look_again
from tests.council.places import STREET, TOWN

from .atlas import DENKMAL, GOETHE, musterbach, page, titles, words

pytestmark = pytest.mark.django_db
AtMost = Callable[[int], AbstractContextManager[object]]
API = "/api/places.geojson"


@pytest.fixture(autouse=True)
def _town() -> None:
    musterbach()


def _features(client: Client, **asked: Any) -> list[dict[str, Any]]:
    answer = client.get(API, asked)
    assert answer.status_code == 200
    features: list[dict[str, Any]] = answer.json()["features"]
    return features


def test_a_program_reads_places_as_geojson(client: Client) -> None:
    answer = client.get(API)
    assert answer.headers["Content-Type"] == "application/geo+json; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    said = answer.json()
    assert said["type"] == "FeatureCollection"
    assert len(said["features"]) == 5, "a paper with two places comes twice, an unsure one never"
    first = said["features"][0]
    assert first["geometry"] == {"type": "Point", "coordinates": [GOETHE[1], GOETHE[0]]}
    assert first["properties"]["place"] == {
        "ref": STREET, "kind": "street", "name": "Goethestraße", "municipality": TOWN,
    }  # fmt: skip
    assert first["properties"]["reason"] == "im Titel genannt"
    assert first["properties"]["url"] == "http://127.0.0.1:8000/rat/musterbach/vorlage/1"


def test_a_program_narrows_by_view_filters_and_words(client: Client) -> None:
    view = f"{DENKMAL[1] - 0.01},{DENKMAL[0] - 0.01},{DENKMAL[1] + 0.01},{DENKMAL[0] + 0.01}"
    assert len(_features(client, bbox=view)) == 2
    assert len(_features(client, standing="rejected")) == 2
    assert len(_features(client, bbox=view, standing="rejected")) == 1
    assert len(_features(client, place=f"district:{TOWN}/oberdorf")) == 4
    assert len(_features(client, q="Brunnen")) == 1
    assert _features(client, since="2099-01-01") == []
    assert client.get(API, {"limit": 1001}).status_code == 422
    assert client.get(API, {"after": -1}).status_code == 422


@pytest.mark.parametrize(
    ("bbox", "said"),
    [
        ("1,2,3", "braucht vier Zahlen und hat 3:"),
        ("6.0,fünfzig,6.2,50.2", "ist Süd keine Zahl:"),
        ("6.0,50.0,nan,50.2", "ist Ost keine Zahl:"),
        ("6.0,50.0,6.2,95", "liegt Nord nicht zwischen -90 und 90:"),
        ("6.2,50.0,6.0,50.2", "ist West größer als Ost:"),
        ("6.0,50.2,6.2,50.0", "ist Süd größer als Nord:"),
    ],
)
def test_a_program_with_a_wrong_view_is_told_what_is_wrong_with_it(client: Client, bbox: str, said: str) -> None:
    answer = client.get(API, {"bbox": bbox})
    assert answer.status_code == 400
    detail = answer.json()["detail"]
    assert detail.startswith("bbox: ")
    assert said in detail
    assert "West,Süd,Ost,Nord in Grad" in detail
    assert "fünfzig" not in detail, "what was sent is not sent back"


@pytest.mark.parametrize("address", [API, "/api/search"])
def test_a_program_that_misspells_a_filter_is_told_its_name(client: Client, address: str) -> None:
    """Else the answer would be everything, and look like the filter's."""
    answer = client.get(address, {"ort": "street:1/x", "Place": "y", "standing": "rejected"})
    assert answer.status_code == 422
    assert answer.json()["detail"] == (
        "Diese Angaben gibt es hier nicht: ort, Place. Die Beschreibung steht unter /api/docs."
    )
    assert answer.json()["errors"][0] == {"parameter": "ort", "reason": "unbekannt"}
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_the_description_says_that_a_place_selects_entries_with_all_their_points(client: Client) -> None:
    described = client.get("/api/openapi.json").json()["paths"][API]["get"]
    [place] = [one for one in described["parameters"] if one["name"] == "place"]
    assert "Der Filter wählt Einträge, nicht Punkte." in place["schema"].get("description", place.get("description"))
    kinds = {feature["properties"]["place"]["kind"] for feature in _features(client, place=STREET)}
    assert kinds == {"street", "square"}, "as described"


def test_a_program_reads_on_page_by_page(client: Client, assert_max_queries: AtMost) -> None:
    seen: list[int] = []
    after = 0
    while after is not None:
        with assert_max_queries(1):
            said = client.get(API, {"limit": 2, "after": after}).json()
        seen += [feature["id"] for feature in said["features"]]
        after = said["next"]
    assert len(seen) == len(set(seen)) == 5


def test_only_what_is_meant_for_other_sites_can_be_framed(client: Client) -> None:
    for path in ("/einbetten/karte", "/einbetten/liste"):
        answer = client.get(path)
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer.headers
        assert not answer.cookies
        assert answer.headers["X-Robots-Tag"] == "noindex"
    for path in ("/", "/karte", "/einbetten", "/ort/musterbach/", "/in-der-naehe"):
        answer = client.get(path)
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"], path
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_frame_shows_only_what_its_address_asks_for(client: Client) -> None:
    assert titles(page(client, "/einbetten/liste", stand="rejected")) == ["Goethestraße und Denkmalplatz"]
    assert titles(page(client, "/einbetten/karte", stand="rejected")) == ["Goethestraße und Denkmalplatz"]
    shown = page(client, "/einbetten/karte", kommune="musterbach")
    assert '<base target="_blank">' in shown
    assert 'href="http://127.0.0.1:8000/karte?kommune=musterbach"' in shown
    assert "<header" not in shown
    inside = re.findall(r'<a href="#e-\d+"[^>]*>', shown)
    assert inside
    assert all('target="_self"' in link for link in inside), "a number leads to its row in the frame"
    assert "Zu dieser Auswahl gibt es noch nichts." in words(page(client, "/einbetten/liste", kommune="nirgendwo"))


def test_a_list_for_other_sites_holds_what_its_address_says_words_days_and_view_too(client: Client) -> None:
    def listed(**asked: str) -> list[str]:
        return titles(page(client, "/einbetten/liste", **asked))

    assert listed(q="Brunnen") == ["Brunnen am Denkmalplatz"]
    assert listed(q="Brunen") == ["Brunnen am Denkmalplatz"], "mended as in the search"
    assert listed(ausschnitt="6.14,50.14,6.16,50.16") == ["Brunnen am Denkmalplatz", "Goethestraße und Denkmalplatz"]
    assert listed(von=f"{timezone.localdate() - timedelta(days=7):%d.%m.%Y}") == [
        "Goethestraße: neuer Radweg", "Haushalt", "Vielleicht die Goethestraße",
    ]  # fmt: skip
    assert listed(sortierung="alt")[0] == "Goethestraße und Denkmalplatz"
    (root() / "current").unlink()
    look_again()
    assert client.get("/einbetten/liste", {"q": "Brunnen"}).status_code == 503
    assert client.get("/einbetten/liste", {"stand": "rejected"}).status_code == 200


def test_the_advice_has_lines_to_copy_for_a_town(client: Client) -> None:
    said = words(page(client, "/einbetten", kommune="musterbach"))
    assert 'src="http://127.0.0.1:8000/einbetten/liste?kommune=musterbach"' in said
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in said
    assert "nirgendwo" not in words(page(client, "/einbetten", kommune="nirgendwo"))


def test_the_advice_shows_what_the_lines_would_show_and_lets_them_be_copied(client: Client) -> None:
    shown = page(client, "/einbetten", kommune="musterbach")
    frames = re.findall(r'<iframe class="t-embed" src="([^"]+)" title="([^"]+)"', shown)
    assert frames == [
        ("/einbetten/liste?kommune=musterbach", "Vorschau der Liste"),
        ("/einbetten/karte?kommune=musterbach", "Vorschau der Karte"),
    ]
    assert all(client.get(address).status_code == 200 for address, _ in frames)
    for name in ("liste", "karte"):
        field = re.search(rf'<textarea[^>]* id="zeilen-{name}"[^>]*readonly[^>]*>(.*?)</textarea>', shown, re.S)
        assert field
        lines = unescape(field[1])
        assert lines.startswith(f'<iframe src="http://127.0.0.1:8000/einbetten/{name}?kommune=musterbach"')
        assert lines.endswith("></iframe>")
        assert f'data-copy="zeilen-{name}"' in shown
