"""A neighbour opens the page of their street, their district, their town: what is discussed here, what was decided."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from teilhabe.council.models import Body, Record, Source
from teilhabe.directory.actions import renew_version
from teilhabe.directory.models import District, Municipality, Place, PlaceName, School
from teilhabe.search.actions import put_many
from teilhabe.search.finding import Wanted
from teilhabe.website.queries.map import spots
from teilhabe.website.queries.places import busiest, places_with_entries
from teilhabe.website.queries.towns import town_at
from tests.council import cast
from tests.council.places import TOWN

from .atlas import a_paper, goethe, musterbach, page, titles, words

pytestmark = pytest.mark.django_db
AtMost = Callable[[int], AbstractContextManager[object]]
ATOM = "{http://www.w3.org/2005/Atom}"
STREET_PAGE = "/ort/musterbach/goethestrasse/"


@pytest.fixture(autouse=True)
def _town() -> None:
    musterbach()


def test_a_neighbour_sees_what_is_discussed_and_what_was_decided_in_their_street(client: Client) -> None:
    said = words(page(client, STREET_PAGE))
    now, _, lately = said.partition("Zuletzt entschieden")
    assert "Straße in Musterbach" in now
    assert "Ortsteil Oberdorf" in now
    assert "Goethestraße: neuer Radweg" in now
    assert "Goethestraße: Bäume" not in now
    assert "Goethestraße: Bäume" in lately
    assert "Goethestraße und Denkmalplatz" in lately, "refused is an end, too"
    assert "Brunnen" not in said
    assert "Vielleicht" not in said
    assert "Lindenschule" in lately, "the school is round the corner"


def test_a_district_holds_what_is_said_of_its_streets(client: Client) -> None:
    shown = page(client, "/ort/musterbach/oberdorf/")
    assert "Ortsteil in Musterbach" in words(shown)
    assert "Goethestraße: neuer Radweg" in titles(shown)
    assert 'href="/ort/musterbach/goethestrasse/"' in shown, "its streets are listed"


def test_a_town_has_its_council_meetings_places_and_schools(client: Client) -> None:
    shown = page(client, "/ort/musterbach/")
    said = words(shown)
    assert "Rat der Stadt" in said
    assert "Haushalt" in titles(shown), "its council's papers without a place as well"
    assert "Goethestraße 3 Vorlagen" in said
    assert "Oberdorf" in said
    assert "Schulen in Musterbach Lindenschule Grundschule" in said
    assert 'href="/rat/musterbach/"' in shown


def test_a_town_whose_source_cannot_be_read_says_so_and_why(client: Client) -> None:
    assert "/quellen" not in page(client, "/ort/musterbach/").partition("<main")[2].partition("</main>")[0]
    neighbour = page(client, "/ort/nachbarstadt/")
    assert "Für Nachbarstadt ist noch keine Quelle eingerichtet." in words(neighbour)
    town = Municipality.objects.get(slug="nachbarstadt")
    Source.objects.create(slug="gate", name="Tor", url="https://tor.example/", ags=town.ags, state="refused")
    neighbour = page(client, "/ort/nachbarstadt/")
    assert "Nachbarstadt lässt sich zurzeit nicht lesen: Zugriff verweigert." in words(neighbour)
    assert "Seine Vorlagen und Sitzungen fehlen deshalb auf dieser Seite. Quellen und Vollständigkeit" in words(
        neighbour
    )
    assert 'href="/quellen">Quellen und Vollständigkeit</a>' in neighbour
    Body.objects.update(municipality=town)
    Source.objects.filter(pk=Record.objects.get(body__municipality=town).source_id).update(state="failing")
    neighbour = words(page(client, "/ort/nachbarstadt/"))
    assert "es ist gestört. Was seitdem hinzugekommen ist, fehlt auf dieser Seite." in neighbour


def test_old_and_other_names_are_told(client: Client) -> None:
    street = Place.objects.get(slug="goethestrasse")
    PlaceName.objects.create(place=street, name="Hindenburgallee", kind=PlaceName.Kind.FORMER)
    PlaceName.objects.create(place=street, name="Goethestr.")
    said = words(page(client, STREET_PAGE))
    assert "früher: Hindenburgallee" in said
    assert "auch: Goethestr." in said


def test_what_nobody_talked_about_for_long_is_not_under_way(client: Client) -> None:
    put_many([a_paper(50, "Alter Plan", goethe(), standing="in_consultation", days=-900)])
    assert "Alter Plan" not in words(page(client, STREET_PAGE)).partition("Zuletzt entschieden")[0]


def test_a_school_has_a_page_and_is_found_by_its_number(client: Client) -> None:
    said = words(page(client, "/ort/musterbach/lindenschule/"))
    assert "Schule in Musterbach" in said
    assert "Lindenweg 1" in said
    answer = client.get("/ort/musterbach/123456/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/ort/musterbach/lindenschule/")


def test_addresses_that_name_nothing_are_told_so(client: Client) -> None:
    District.objects.filter(slug="oberdorf").update(hidden=True)
    School.objects.filter(number="123456").update(form="0A")
    for address in ("/ort/nirgendwo/", "/ort/musterbach/nirgendwo/", "/ort/nirgendwo/goethestrasse/",
                    "/ort/musterbach/oberdorf/", "/ort/musterbach/lindenschule/",
                    "/ort/nirgendwo/neues.atom"):  # fmt: skip
        assert client.get(address).status_code == 404, address
    assert client.get(f"/ort/{TOWN}/").headers["Location"] == "/ort/musterbach/"
    assert client.get("/ort/musterbach").headers["Location"] == "/ort/musterbach/"


def test_the_beginning_names_all_municipalities_and_what_is_above_them(client: Client) -> None:
    said = words(page(client, "/ort/"))
    assert "Kommunen" in said
    assert "Musterbach Nachbarstadt" in said
    assert "Für alle zusammen: Kreis Muster" in said


@pytest.mark.parametrize(
    ("asked", "page_of"),
    [
        ("Goethestr. 12", "/ort/musterbach/goethestrasse/"),
        ("oberdorf", "/ort/musterbach/oberdorf/"),
        ("Musterbach", "/ort/musterbach/"),
        ("52999", "/ort/musterbach/"),
        ("Lindenschule", "/ort/musterbach/123456/"),
    ],
)
def test_whoever_types_a_place_comes_to_its_page_without_a_script(client: Client, asked: str, page_of: str) -> None:
    Municipality.objects.filter(slug="musterbach").update(middle_latitude=50.1, middle_longitude=6.1)
    renew_version()
    assert '<input class="t-search__input" id="q" name="q"' in page(client, "/ort/")
    answer = client.get("/ort/", {"q": asked})
    assert (answer.status_code, answer.headers["Location"]) == (302, page_of)
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_name_of_several_places_is_a_choice_and_an_unknown_one_is_told(client: Client) -> None:
    Place.objects.filter(slug="bahnhofstrasse", municipality__slug="nachbarstadt").update(latitude=50.3, longitude=6.3)
    renew_version()
    shown = page(client, "/ort/", q="Bahnhofstraße")
    assert "Welchen Ort meinen Sie?" in words(shown)
    assert '<a href="/ort/musterbach/bahnhofstrasse/">Bahnhofstraße, Musterbach</a>' in shown
    assert '<a href="/ort/nachbarstadt/bahnhofstrasse/">Bahnhofstraße, Nachbarstadt</a>' in shown
    assert "Goetestrase, Musterbach" not in shown
    assert "Goethestraße, Musterbach" in words(page(client, "/ort/", q="Goetestrase"))
    assert "„Xyzweg 99“ steht nicht im Verzeichnis" in words(page(client, "/ort/", q="Xyzweg 99"))
    assert "<b>fett</b>" not in page(client, "/ort/", q="<b>fett</b>")


def test_whoever_follows_a_place_hears_of_its_papers_once(client: Client) -> None:
    feed = ElementTree.fromstring(client.get(f"{STREET_PAGE}neues.atom").content)
    assert feed.findtext(f"{ATOM}title") == "Neues zu Goethestraße, Musterbach"
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    assert ids == [f"urn:teilhabe:paper:musterbach/{number}" for number in (1, 2, 4)]
    town = ElementTree.fromstring(client.get("/ort/musterbach/neues.atom").content)
    assert len(list(town.iter(f"{ATOM}entry"))) == 7


def test_the_calendar_of_a_town_holds_its_meetings(client: Client) -> None:
    calendar = Calendar.from_ical(client.get("/ort/musterbach/sitzungen.ics").content)
    assert [str(event["summary"]) for event in calendar.walk("VEVENT")] == ["Rat der Stadt (Musterbach)"]


def test_the_calendar_of_a_street_holds_only_meetings_with_a_public_point_about_it(client: Client) -> None:
    body = cast.a_body("Stadt Beispielstadt", slug="beispielstadt", ags=TOWN)
    committee = cast.a_committee(body)
    for number, public in ((1, True), (2, False), (3, True)):
        meeting = cast.a_meeting(body, timezone.now() + timedelta(days=number), committee, slug=f"m-{number}")
        paper = cast.a_paper(body, f"2026/{number:04d}", f"Vorlage {number}", slug=f"p-{number}")
        item = cast.an_item(meeting, f"Ö {number}", paper.name if public else "", public=public)
        cast.a_consultation(paper, committee, meeting, agenda_item=item)
    cast.indexed()
    entry = a_paper(1, "Goethestraße", goethe())
    put_many(
        replace(entry, ref=f"beispielstadt/p-{number}", url=f"/rat/beispielstadt/vorlage/p-{number}")
        for number in (1, 2)
    )
    calendar = Calendar.from_ical(client.get(f"{STREET_PAGE}sitzungen.ics").content)
    [event] = calendar.walk("VEVENT")
    description = str(event["description"])
    assert description.startswith("Auf der Tagesordnung steht etwas zu „Goethestraße“:\n2026/0001 Goethestraße\nhttp")
    [ofcouncil] = Calendar.from_ical(client.get("/ort/musterbach/sitzungen.ics").content).walk("VEVENT")[:1]
    assert "Tagesordnung" not in str(ofcouncil["description"]), "a council's own calendar needs no reason"


def test_search_and_feeds_can_be_narrowed_to_a_place(client: Client) -> None:
    assert len(titles(page(client, "/suche", ort=f"street:{TOWN}/goethestrasse"))) == 3
    assert len(titles(page(client, "/suche", ort=f"district:{TOWN}/oberdorf"))) == 3
    assert client.get("/api/search", {"place": f"square:{TOWN}/denkmalplatz"}).json()["total"] == 2


def test_a_link_to_a_street_lives_on_when_an_editor_makes_a_square_of_it(client: Client) -> None:
    old = f"square:{TOWN}/goethestrasse"
    for address in (
        "/suche",
        "/suche.atom",
        "/suche.ics",
        "/karte",
        "/einbetten/karte",
        "/einbetten/liste",
        "/en/karte",
    ):
        answer = client.get(address, {"stand": "decided", "ort": old})
        assert answer.status_code == 302, address
        led = QueryDict(answer.headers["Location"].partition("?")[2])
        assert answer.headers["Location"].startswith(f"{address}?")
        assert (led["ort"], led["stand"]) == (f"street:{TOWN}/goethestrasse", "decided")
    assert len(titles(page(client, "/suche", ort=f"street:{TOWN}/goethestrasse"))) == 3
    for unknown in (f"street:{TOWN}/nirgendwo", f"district:{TOWN}/goethestrasse", "quatsch"):
        assert client.get("/karte", {"ort": unknown}).status_code == 200, unknown


def test_a_street_that_nobody_talks_about_is_called_by_its_name_on_the_map(client: Client) -> None:
    assert "Bahnhofstraße, Musterbach" in words(page(client, "/karte", ort=f"street:{TOWN}/bahnhofstrasse"))


def test_the_home_page_leads_to_towns_map_and_neighbourhood(client: Client) -> None:
    shown = page(client, "/")
    assert 'href="/ort/musterbach/"' in shown
    assert 'href="/karte"' in shown
    assert 'href="/in-der-naehe"' in shown


def test_the_sitemap_names_places_that_somebody_talks_about(client: Client) -> None:
    listed = b"".join(client.get("/sitemap-0.xml").streaming_content).decode()  # type: ignore[attr-defined]  # it is streamed
    for address in ("/karte", "/ort/", "/ort/musterbach/", STREET_PAGE, "/en/ort/musterbach/"):
        assert f"<loc>http://127.0.0.1:8000{address}</loc>" in listed
    assert "bahnhofstrasse" not in listed


def test_a_page_of_a_place_asks_as_much_for_many_papers_as_for_one(client: Client, assert_max_queries: AtMost) -> None:
    put_many(a_paper(300 + number, f"Bericht {number}", goethe()) for number in range(30))
    for address in (
        STREET_PAGE,
        "/ort/musterbach/",
        "/ort/musterbach/oberdorf/",
        "/ort/musterbach/lindenschule/",
        "/ort/",
    ):
        cache.clear()
        with assert_max_queries(8):
            page(client, address)
        with assert_max_queries(6):
            page(client, address)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="few rows PostgreSQL reads without any index")
def test_what_is_said_of_a_town_is_counted_in_an_index_however_much_the_region_says() -> None:
    """Half a second for three hundred thousand places of entries, when every one of them was read."""
    town = town_at("musterbach")
    assert town
    for asked, index in (
        (lambda: busiest(town), "entry_place_by_municipality"),
        (places_with_entries, "entry_place_by_municipality"),
        (lambda: spots(Wanted(text="")), "entry_place_by_point"),
    ):
        with CaptureQueriesContext(connection) as asking:
            assert asked()
        [query] = asking.captured_queries
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plan = " ".join(str(row[-1]) for row in cursor.fetchall())
        assert f"INDEX {index}" in plan
        assert "FOR GROUP BY" not in plan
