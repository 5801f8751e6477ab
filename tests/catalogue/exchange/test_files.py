"""Everything at once: the table for spreadsheets, the data for an Integreat app."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils.translation import trans_real
from wagtail.models import Locale

from teilhabe.catalogue.actions import withdraw_offer
from teilhabe.catalogue.exchange import links_of
from teilhabe.catalogue.models import Offer
from teilhabe.catalogue.queries import published
from teilhabe.core.audit import COMMAND_LINE

from ... import people
from ..offers import an_offer

pytestmark = pytest.mark.django_db
PAGES = Path(__file__).parents[4] / "shared" / "data" / "integreat" / "lkaugsburg-de-pages.json.gz"
PLACE: dict[str, Any] = {
    "street": "Marktplatz 1", "town": "Talheim", "latitude": 50.77, "longitude": 6.08, "municipalities": ["05999001"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def in_turkish(offer: Offer) -> Offer:
    """``offer`` with a public Turkish text."""
    Locale.objects.get_or_create(language_code="tr")
    text = offer.copy_for_translation(Locale.objects.get(language_code="tr"))
    text.title, text.summary = "Sabah Almancası", "Anne babalar için kurs."
    text.slug = "sabah-almancasi"
    text.live, text.state = True, "published"
    text.save()
    return text


def table(client: Client) -> list[dict[str, str]]:
    response = client.get("/angebote.csv")
    assert response["Content-Disposition"] == 'attachment; filename="angebote.csv"'
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_table_holds_one_row_for_each_offer(client: Client) -> None:
    people.a_municipality()
    an_offer(municipalities=["05999001"], documents="Ausweis\nFoto", age_from=0)
    withdraw_offer(an_offer(title="Weg"), by=COMMAND_LINE)
    (row,) = table(client)
    assert (row["Titel"], row["Anbieter"], row["Art"]) == ("Deutsch am Vormittag", "Lernwerkstatt Talheim", "Angebot")
    assert (row["Sprachen"], row["Kommunen und Ortsteile"]) == ("Deutsch | Arabisch", "Talheim")
    assert (row["Unterlagen"], row["Alter ab"], row["Alter bis"]) == ("Ausweis | Foto", "0", "")
    assert row["Kosten"] == "kostenlos"


def test_no_cell_is_a_formula(client: Client) -> None:
    an_offer(title='=HYPERLINK("https://boese.example")', phone="+49 241 000000", contact="@SUM(A1)", hours=" -2+3")
    (row,) = table(client)
    assert row["Titel"].startswith("'=HYPERLINK")
    assert (row["Telefon"], row["Ansprechstelle"]) == ("'+49 241 000000", "'@SUM(A1)")
    assert all(not cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row.values())


@pytest.mark.skipif(not PAGES.exists(), reason="../shared/data/integreat is not here: shapes are not compared")
def test_pages_have_the_shape_of_a_real_region(client: Client) -> None:
    parent = an_offer(kind="programme", title="Rucksack")
    an_offer(part_of=parent, title="Rucksack Schule")
    ours = client.get("/integreat/de/pages.json").json()
    theirs = json.loads(gzip.decompress(PAGES.read_bytes()))
    assert all(set(page) == set(theirs[0]) for page in ours)
    assert all(set(page["parent"]) == {"id", "url", "path"} for page in ours)
    types = {name: {type(page[name]) for page in theirs} for name in theirs[0]}
    wrong = [(name, value) for page in ours for name, value in page.items() if type(value) not in types[name]]
    assert [name for name, _value in wrong if name != "organization"] == []
    assert ours[1]["parent"]["id"] == ours[0]["id"] == parent.pk


def test_each_language_has_what_is_said_in_it(client: Client) -> None:
    offer = an_offer(**PLACE)
    text = in_turkish(offer)
    an_offer(title="Nur auf Deutsch")
    german = client.get("/integreat/de/pages.json").json()
    assert [page["title"] for page in german] == ["Deutsch am Vormittag", "Nur auf Deutsch"]
    assert german[0]["available_languages"]["tr"]["id"] == text.pk
    (turkish,) = client.get("/integreat/tr/pages.json").json()
    assert (turkish["title"], turkish["id"]) == ("Sabah Almancası", text.pk)
    assert turkish["available_languages"]["de"]["path"] == "/angebote/deutsch-am-vormittag"
    assert client.get("/integreat/xx/pages.json").status_code == 404
    assert client.get("/integreat/de/news.json").status_code == 404


def test_places_and_dates_are_told(client: Client) -> None:
    weekly = {"start": "2026-11-24T09:00", "end": "2026-11-24T11:00", "rule": "FREQ=WEEKLY;COUNT=3"}
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False):
        an_offer(**PLACE, schedule=[weekly], accessibility=["step-free"])
        an_offer(title="Online", on_site=False, online=True, online_url="https://raum.example", schedule=[weekly])
        (place,) = client.get("/integreat/de/locations.json").json()
        events = client.get("/integreat/de/events.json").json()
    assert (place["location"]["latitude"], place["location"]["address"]) == (50.77, "Marktplatz 1")
    assert place["barrier_free"] is True
    assert place["opening_hours"] is None
    assert [event["event"]["start"] for event in events[:3]] == [
        "2026-11-24T09:00:00+01:00",
        "2026-12-01T09:00:00+01:00",
        "2026-12-08T09:00:00+01:00",
    ]
    assert events[0]["recurrence_rule"] == "RRULE:FREQ=WEEKLY;COUNT=3"
    assert (events[3]["location"]["id"], events[3]["meeting_url"]) == (None, "https://raum.example")


def test_nothing_dangerous_travels_along(client: Client) -> None:
    an_offer(body='<p onclick="x()">Gut</p><script>alert(1)</script>', hours="<b>immer</b>")
    (page,) = client.get("/integreat/de/pages.json").json()
    assert "script" not in page["content"]
    assert "onclick" not in page["content"]
    assert "&lt;b&gt;immer&lt;/b&gt;" in page["content"]


def test_readers_of_a_translation_get_the_number_of_today(client: Client) -> None:
    offer = an_offer(**PLACE, phone="0241 111")
    text = in_turkish(offer)
    body = '<p>Birlikte</p><img src="https://zaehler.example/p.gif"><table><tr><td>A</td></tr></table>'
    Offer.objects.filter(pk=text.pk).update(body=body)
    Offer.objects.filter(pk=offer.pk).update(phone="0241 222", street="Markt 9")
    (page,) = client.get("/integreat/tr/pages.json").json()
    assert "Birlikte" in page["content"]
    assert "0241 222" in page["content"]
    assert "Markt 9" in page["content"]
    assert "0241 111" not in page["content"]
    assert "<img" not in page["content"]
    assert "<table" not in page["content"]


def test_only_the_first_date_of_a_rule_carries_the_words(client: Client) -> None:
    weekly = {"start": "2026-11-24T09:00", "rule": "FREQ=WEEKLY;COUNT=3"}
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False):
        an_offer(schedule=[weekly])
        events = client.get("/integreat/de/events.json").json()
    assert [bool(event["content"]) for event in events] == [True, False, False]


@pytest.mark.parametrize("path", ["/angebote.csv", "/integreat/de/pages.json"])
def test_everything_at_once_is_made_only_for_whoever_does_not_have_it(
    client: Client, path: str, assert_max_queries: Any
) -> None:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        offer = an_offer()
    with time_machine.travel("2026-11-23T10:05:00Z", tick=False):
        first = client.get(path)
        with assert_max_queries(2):
            assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
        assert [client.get(path).status_code for _ in range(12)].count(429) == 1
        withdraw_offer(offer, by=COMMAND_LINE)
    with time_machine.travel("2026-11-23T10:10:00Z", tick=False):
        assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_languages_that_nobody_has_stay_out_of_memory(client: Client) -> None:
    for language in ("tlh", "quenya-x"):
        assert client.get(f"/integreat/{language}/pages.json").status_code == 404
        assert language not in trans_real._translations  # type: ignore[attr-defined]  # what Django keeps


def test_more_offers_than_a_batch_holds_are_all_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "PER_BATCH", 2)
    in_turkish(an_offer(title="Kurs 0"))
    for number in range(1, 5):
        an_offer(title=f"Kurs {number}")
    rows = table(client)
    assert [row["Titel"] for row in rows] == [f"Kurs {number}" for number in range(5)]
    assert [row["Übersetzt in"] for row in rows] == ["tr", "", "", "", ""]


def test_a_page_of_an_offer_names_its_other_forms(client: Client) -> None:
    for offer, kind in ((an_offer(), "json"), (an_offer(kind="material", resource_types=["worksheet"]), "ld+json")):
        ((rel, media, url),) = links_of(offer)
        assert (rel, media) == ("alternate", f"application/{kind}")
        assert client.get(url.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_a_whole_export_asks_as_often_for_three_as_for_one(client: Client, assert_max_queries: Any) -> None:
    people.a_municipality()
    for number in (1, 3):
        while Offer.objects.count() < number:
            an_offer(municipalities=["05999001"])
        for path in ("/angebote.csv", "/integreat/de/pages.json", "/dcat.ttl"):
            with assert_max_queries(8):
                assert client.get(path).status_code == 200


def test_people_read_which_ways_there_are_and_under_which_licence(client: Client) -> None:
    page = client.get("/angebote/daten")
    assert page.status_code == 200
    text = page.content.decode()
    for path in ("/hsds/", "/angebote.csv", "/oai", "/amb/", "/integreat/de/pages.json", "/dcat.ttl"):
        assert f'href="http://127.0.0.1:8000{path}"' in text
    assert "https://www.govdata.de/dl-de/by-2-0" in text
    assert client.get("/en/angebote/daten").status_code == 200
