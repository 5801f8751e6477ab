"""What somebody sees who opens the portal."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.council.actions.refresh import refresh_stale
from teilhabe.council.models import Body, Organization, Source
from teilhabe.directory.models import Municipality
from teilhabe.website.actions.pages import create_start_pages
from teilhabe.website.queries.week import PAPERS_SHOWN
from tests import rows
from tests.council import cast
from tests.council.reading import read
from tests.website.atlas import words

pytestmark = pytest.mark.django_db
MaxQueries = Callable[[int], AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def _on_a_wednesday() -> Iterator[None]:
    with _on("2026-11-25 12:00"):
        yield


def _on(moment: str) -> time_machine.travel:
    return time_machine.travel(timezone.make_aware(datetime.fromisoformat(moment)), tick=True)


def _paper_discussed(days: int, name: str, number: int = 1, body: str = "Stadt Alsdorf", ags: str = "05334004") -> None:
    found = Body.objects.filter(name=body).first() or cast.a_body(body, ags=ags)
    committee = Organization.objects.filter(body=found).first() or cast.a_committee(found, "Sozialausschuss")
    paper = cast.a_paper(found, f"2026/{number:04}", name)
    start = timezone.now() + timedelta(days=days, minutes=number)
    meeting = cast.a_meeting(found, start, committee, slug=f"sitzung-{number}")
    item = cast.an_item(meeting, "Ö 3", name, result_raw="einstimmig beschlossen" if days < 0 else "")
    cast.a_consultation(paper, committee, meeting, agenda_item=item)


def _home(client: Client, path: str = "/") -> str:
    return client.get(path).content.decode()


def test_a_fresh_portal_tells_its_operator_what_to_do(client: Client) -> None:
    page = _home(client)
    assert "Dieses Portal ist noch leer" in page
    assert "teilhabe source add" in page
    assert "Nächste Sitzungen" not in page


def test_a_reader_sees_what_was_discussed_this_week(client: Client) -> None:
    _paper_discussed(-2, "Ankommenstreff Nordstraße")
    _paper_discussed(-30, "Alte Sache", 2)
    refresh_stale()
    page = _home(client)
    assert "Diese Woche im Rat" in page
    assert "Ankommenstreff" in page
    assert "Alte Sache" not in page
    assert "Empfohlen" in page
    assert "23.11. bis 29.11.2026" in words(page)


def test_on_a_monday_the_week_is_the_one_that_begins_and_not_the_last(client: Client) -> None:
    with _on("2026-11-23 08:00"):
        _paper_discussed(-3, "Sache vom Freitag")
        _paper_discussed(2, "Sache am Mittwoch", 2)
        _paper_discussed(9, "Sache in der Woche darauf", 3)
        refresh_stale()
        week = words(_home(client).split('id="rat"')[1].split("</section>")[0])
    assert "Diese Woche im Rat" in week
    assert "23.11. bis 29.11.2026" in week
    assert "Mi 25.11. Sache am Mittwoch" in week
    assert "Freitag" not in week
    assert "darauf" not in week


def test_a_paper_that_was_heard_before_and_comes_again_this_week_stands_at_the_coming_day(client: Client) -> None:
    _paper_discussed(-14, "Satzung")
    body = Body.objects.get()
    council = cast.a_committee(body, "Rat der Stadt", slug="rat")
    paper = body.papers.get()
    meeting = cast.a_meeting(body, timezone.now() + timedelta(days=1), council, slug="rat-1")
    cast.a_consultation(paper, council, meeting, agenda_item=cast.an_item(meeting, "Ö 1", paper.name))
    refresh_stale()
    assert "Do 26.11. Satzung" in words(_home(client).split('id="rat"')[1].split("</section>")[0])


def test_when_nothing_is_left_of_the_week_the_page_names_the_next_one_and_keeps_what_was_decided(
    client: Client,
) -> None:
    _paper_discussed(-1, "Ankommenstreff Nordstraße")
    _paper_discussed(7, "Nächste Sache", 2)
    refresh_stale()
    page = _home(client)
    week = page.split('id="rat"')[1].split("</section>")[0]
    assert "Diese Woche im Rat" in week
    assert "Ankommenstreff" in week
    assert "In dieser Woche steht nichts mehr an. Nächste Woche: 1 Vorlage" in words(week)
    address = re.search(r'href="(/rat/sitzungen[^"]+)">Nächste Woche', week)
    assert address
    assert "eine Sitzung" in read(client, address[1].replace("&amp;", "&")).text


def test_in_a_week_without_anything_the_next_one_is_shown(client: Client) -> None:
    _paper_discussed(-30, "Alte Sache")
    _paper_discussed(7, "Nächste Sache", 2)
    refresh_stale()
    week = words(_home(client).split('id="rat"')[1].split("</section>")[0])
    assert "Nächste Woche im Rat" in week
    assert "30.11. bis 06.12.2026" in week
    assert "Mi 02.12. Nächste Sache" in week
    assert "Alte Sache" not in week


def test_a_full_week_shows_what_lies_around_now(client: Client) -> None:
    for number in range(1, 7):
        _paper_discussed(-1, f"Gestern {number}", number)
        _paper_discussed(1, f"Morgen {number}", number + 10)
    refresh_stale()
    shown = re.findall(r"(Gestern|Morgen) (\d)", words(_home(client).split('id="rat"')[1].split("</section>")[0]))
    assert [f"{day[0]}{number}" for day, number in shown] == ["G4", "G5", "G6", "M1", "M2", "M3"]


def test_a_week_that_is_longer_than_the_list_says_how_much_is_left_out(client: Client) -> None:
    for number in range(1, PAPERS_SHOWN + 1):
        _paper_discussed(-2, f"Vorlage {number}", number)
    refresh_stale()
    assert "weitere: alle Sitzungen" not in _home(client)
    for number in range(PAPERS_SHOWN + 1, PAPERS_SHOWN + 3):
        _paper_discussed(-2, f"Vorlage {number}", number)
    refresh_stale()
    page = read(client, "/")
    assert "… und 2 weitere: alle Sitzungen der Woche" in page.text
    address = re.search(r'href="(/rat/sitzungen\?zeit=alle&[^"]+)"', page.html)
    assert address
    assert f"{PAPERS_SHOWN + 2} Sitzungen" in read(client, address[1].replace("&amp;", "&")).text


def test_in_a_quiet_week_the_page_says_so_and_shows_the_latest(client: Client) -> None:
    _paper_discussed(-30, "Alte Sache")
    refresh_stale()
    page = _home(client)
    assert "Zuletzt im Rat" in page
    assert "In dieser und der nächsten Woche wird nichts beraten, das wir kennen." in page
    assert "Alte Sache" in page


def test_a_paper_that_was_only_filed_was_not_discussed_this_week(client: Client) -> None:
    _paper_discussed(-2, "Ankommenstreff Nordstraße")
    region = Body.objects.get()
    for number in range(10, 18):
        cast.a_paper(
            region, f"2026/{number:04}", f"Frisch eingegangen {number}", date=timezone.localdate() - timedelta(1)
        )
    refresh_stale()
    week = _home(client).split('id="rat"')[1].split("</section>")[0]
    assert "Diese Woche im Rat" in week
    assert "Ankommenstreff" in week
    assert "Frisch eingegangen" not in week


def test_a_week_in_which_papers_were_only_filed_is_a_quiet_one(client: Client) -> None:
    cast.a_paper(
        cast.a_body("Stadt Alsdorf"), "2026/0010", "Frisch eingegangen", date=timezone.localdate() - timedelta(1)
    )
    refresh_stale()
    page = _home(client)
    assert "In dieser und der nächsten Woche wird nichts beraten, das wir kennen." in page
    assert "Diese Woche im Rat" not in page
    assert "Frisch eingegangen" in page


def test_a_reader_sees_the_next_meeting_and_no_past_one(client: Client) -> None:
    _paper_discussed(5, "Satzung")
    _paper_discussed(-5, "Bericht", 2)
    refresh_stale()
    meetings = _home(client).split('id="sitzungen"')[1].split("</section>")[0]
    assert meetings.count("t-row__title") == 1
    assert "Sozialausschuss" in meetings


def test_every_municipality_is_in_the_map_and_in_the_list_with_or_without_a_source(client: Client) -> None:
    rows.demonstration_places()
    _paper_discussed(-1, "Ankommenstreff Nordstraße")
    refresh_stale()
    page = _home(client)
    places = page.split('class="t-places"')[1].split("</ul>")[0]
    assert places.count("<li") == 10
    assert "noch keine Quelle eingerichtet" in places
    assert re.search(r'<a href="/ort/alsdorf/">Alsdorf</a>.*?1 Vorlage', places, re.S)
    assert 'aria-label="Alsdorf: 1 Vorlage"' in page
    assert 'aria-label="Monschau: noch keine Quelle eingerichtet"' in page


def test_a_town_whose_source_lets_nobody_in_has_a_source_and_says_so(client: Client) -> None:
    rows.demonstration_places()
    _paper_discussed(-1, "Ankommenstreff Nordstraße")
    refresh_stale()
    town = Municipality.objects.get(name__startswith="Monschau")
    Source.objects.create(
        slug="monschau", name="Stadt Monschau", url="https://rat.example.org/", ags=town.ags, state=Source.State.REFUSED
    )
    page = _home(client)
    places = page.split('class="t-places"')[1].split("</ul>")[0]
    assert re.search(
        r'<a href="/quellen/monschau">Monschau</a>.*?Quelle eingerichtet, Zugriff verweigert', places, re.S
    )
    assert 'aria-label="Monschau: Quelle eingerichtet, Zugriff verweigert"' in page
    assert 'aria-label="Simmerath: noch keine Quelle eingerichtet"' in page


def test_a_council_above_the_towns_stands_first(client: Client) -> None:
    rows.demonstration_places()
    _paper_discussed(-1, "Schwerpunkte", body="StädteRegion Aachen", ags="05334000")
    refresh_stale()
    places = _home(client).split('class="t-places"')[1].split("</ul>")[0]
    assert places.index("StädteRegion Aachen") < places.index("Alsdorf")


def test_the_words_of_the_editors_stand_on_top_in_both_languages(client: Client) -> None:
    create_start_pages(by=COMMAND_LINE)
    assert "Was der Rat beschließt." in _home(client)
    english = _home(client, "/en/")
    assert "What councils decide." in english
    assert '<html lang="en"' in english


def test_machines_learn_the_name_of_the_site_and_its_other_languages(client: Client) -> None:
    page = _home(client)
    linked = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])  # type: ignore[index]  # fails the test if missing
    assert linked["@graph"][0]["@type"] == "WebSite"
    assert 'hreflang="en" href="http://127.0.0.1:8000/en/"' in page
    assert '<link rel="canonical" href="http://127.0.0.1:8000/">' in page


@pytest.mark.parametrize("papers", [1, 3])
def test_the_home_page_asks_at_most_eight_questions(
    client: Client, assert_max_queries: MaxQueries, papers: int
) -> None:
    rows.demonstration_places()
    create_start_pages(by=COMMAND_LINE)
    for number in range(1, papers + 1):
        _paper_discussed(-1, f"Vorlage {number}", number)
        _paper_discussed(3, f"Geplant {number}", number + 10)
    refresh_stale()
    with assert_max_queries(8):
        client.get("/")


def test_visitors_share_a_cache_and_people_who_signed_in_do_not(client: Client) -> None:
    from tests.people import a_user

    assert client.get("/").headers["Cache-Control"] == "public, max-age=60"
    client.force_login(a_user())
    assert "private" in client.get("/").headers["Cache-Control"]
