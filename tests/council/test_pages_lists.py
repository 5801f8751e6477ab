"""A reader narrows a list down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from teilhabe.council.models import Body, Organization
from teilhabe.council.queries import listing

from . import cast
from .reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def some_papers(number: int, body: Body | None = None, **fields: str) -> Body:
    """Papers of a body, the later ones discussed earlier, every one decided."""
    body = body or cast.a_body()
    council = Organization.objects.filter(body=body, is_main=True).first() or cast.a_council(body)
    for count in range(number):
        start = cast.at(2026, 6, 30) - timedelta(days=count)
        paper = cast.a_paper(body, f"{body.pk}/{count:03}", f"Thema {count:03}", **fields)
        meeting = cast.a_meeting(body, start, council, slug=f"m-{body.pk}-{count}-{fields.get('kind_raw', '')}")
        item = cast.an_item(meeting, "Ö 1", paper.name, result_raw="beschlossen")
        cast.a_consultation(paper, council, meeting, agenda_item=item, role_raw="Entscheidung")
    cast.indexed()
    return body


def test_papers_are_counted_and_ordered_by_their_last_consultation(client: Client) -> None:
    some_papers(3)
    page = read(client, "/rat/vorlagen")
    assert "3 Vorlagen" in page.text
    assert page.text.index("Thema 000") < page.text.index("Thema 001") < page.text.index("Thema 002")
    turned = read(client, "/rat/vorlagen?sortierung=alt").text
    assert turned.index("Thema 002") < turned.index("Thema 000")


def test_the_date_of_a_paper_says_what_it_is(client: Client) -> None:
    region = some_papers(1)
    council = Organization.objects.get(body=region, is_main=True)
    soon = timezone.now() + timedelta(days=4)
    planned = cast.a_paper(region, "2026/7000", "Bald dran")
    cast.a_consultation(planned, council, cast.a_meeting(region, soon, council, slug="bald"))
    cast.a_paper(region, "2026/8000", "Eben erst da")
    cast.indexed()
    text = read(client, "/rat/vorlagen").text
    assert "beraten am 30.06.2026" in text
    assert f"wird beraten am {timezone.localtime(soon):%d.%m.%Y}" in text
    assert "eingebracht am 01.10.2026" in text


def test_filters_join_and_each_can_be_taken_back(client: Client) -> None:
    region = some_papers(2)
    town = cast.a_body("Stadt Stolberg")
    some_papers(1, town, kind_raw="Antrag")
    assert "3 Vorlagen" in read(client, "/rat/vorlagen").text
    page = read(client, "/rat/vorlagen?kommune=stadt-stolberg&art=Antrag&stand=decided&von=2026-01-01&seite=1")
    assert "eine Vorlage" in page.text
    assert "ab 01.01.2026" in page.text
    assert 'href="?kommune=stadt-stolberg&amp;stand=decided&amp;von=2026-01-01"' in page.html
    assert "2 Vorlagen" in read(client, f"/rat/vorlagen?gremium={region.slug}/staedteregionstag").text
    assert "Keine Treffer" in read(client, "/rat/vorlagen?kommune=stadt-stolberg&art=Beschlussvorlage").text


def test_choices_say_how_many_hits_they_hold(client: Client) -> None:
    some_papers(2)
    some_papers(1, cast.a_body("Stadt Stolberg"))
    text = read(client, "/rat/vorlagen").text
    assert "Stadt Stolberg 1" in text
    assert "StädteRegion Aachen 2" in text
    assert "Beschlossen 3" in text


def test_the_last_day_of_a_period_belongs_to_it(client: Client) -> None:
    some_papers(3)
    assert "eine Vorlage" in read(client, "/rat/vorlagen?von=2026-06-29&bis=2026-06-29").text
    assert "eine Vorlage" in read(client, "/rat/vorlagen?von=29.06.2026&bis=29.06.2026").text


@pytest.mark.parametrize(
    "asked",
    [
        "von=gestern",
        "von=2026-02-30&bis=0001-01-01",
        "bis=9999-12-31",
        "stand=erfunden&zeit=nie",
        "kommune=%00&gremium=%27%3B--",
        "seite=-4&seite=99999999999999999999",
        "sortierung=<script>",
        "art=" + "x" * 5000,
    ],
)
def test_a_list_forgives_what_it_does_not_understand(client: Client, asked: str) -> None:
    some_papers(1)
    for address in ("/rat/vorlagen", "/rat/sitzungen", "/rat/gremien"):
        page = read(client, f"{address}?{asked}")
        assert "<script>" not in page.html.replace('<script type="module"', "")


def test_a_wrong_period_is_named_beside_its_field(client: Client) -> None:
    some_papers(1)
    turned = read(client, "/rat/vorlagen?von=2026-05-01&bis=2026-04-01").text
    assert turned.count("Der erste Tag des Zeitraums liegt nach dem letzten.") == 2
    page = read(client, "/rat/vorlagen?von=gestern&bis=30.6.2026")
    assert "Bitte ein gültiges Datum eingeben." in page.text
    assert 'value="gestern"' not in page.html
    assert 'value="2026-06-30"' in page.html


def test_a_wrong_period_is_named_above_the_list_too(client: Client) -> None:
    some_papers(1)
    page = read(client, "/rat/vorlagen?von=gestern")
    assert page.text.index("Bitte prüfen Sie eine Angabe") < page.text.index("Ergebnisse filtern")
    assert '<a href="#f-von">' in page.html
    assert "t-errors" not in read(client, "/rat/vorlagen?von=2026-06-01").html


def test_the_results_can_be_reached_without_going_through_the_filters(client: Client) -> None:
    some_papers(1)
    for address in ("/rat/vorlagen", "/rat/sitzungen", "/rat/gremien"):
        page = read(client, address)
        assert page.html.index('href="#ergebnisse"') < page.html.index('class="t-facets"')
        assert page.has_id("ergebnisse")


def test_a_chosen_committee_is_called_by_its_name(client: Client) -> None:
    region = some_papers(1)
    cast.a_group(region, "Fraktion Morgen")
    town = cast.a_body("Stadt Stolberg")
    for asked, name in (
        (f"gremium={region.slug}/staedteregionstag", "Städteregionstag"),
        (f"gremium={region.slug}/staedteregionstag&kommune={town.slug}", "Städteregionstag"),
        (f"gremium={region.slug}/fraktion-morgen", "Fraktion Morgen"),
        (f"gremium={region.slug}/nie-gehoert", "unbekanntes Gremium"),
        ("gremium=nur-ein-wort", "unbekanntes Gremium"),
    ):
        page = read(client, f"/rat/vorlagen?{asked}")
        assert f'aria-label="Filter {name} entfernen"' in page.html, asked


def test_an_empty_list_says_what_to_leave_out(client: Client) -> None:
    some_papers(1)
    page = read(client, "/rat/vorlagen?stand=withdrawn&von=2026-01-01")
    assert "Nichts gefunden, das zu allen Filtern passt" in page.text
    assert "Ohne „ab 01.01.2026“ suchen" in page.text
    assert 'href="?stand=withdrawn"' in page.html


def test_pages_keep_the_filters(client: Client) -> None:
    some_papers(listing.PER_PAGE + 1)
    page = read(client, "/rat/vorlagen?stand=decided")
    assert 'href="?stand=decided&amp;seite=2"' in page.html
    assert "Thema 020" in read(client, "/rat/vorlagen?stand=decided&seite=2").text


def test_a_huge_list_is_neither_counted_nor_paged_to_its_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_LISTED", 2)
    monkeypatch.setattr(listing, "MOST_FOR_CHOICES", 1)
    some_papers(4)
    page = read(client, "/rat/vorlagen?seite=400")
    assert "Mehr als" in page.text
    assert "Grenzen Sie sie mit Filtern ein" in page.text
    assert "StädteRegion Aachen 4" not in page.text


def test_meetings_show_what_comes_next_and_on_demand_what_was(client: Client) -> None:
    region = cast.a_body()
    council = cast.a_council(region)
    now = timezone.now()
    for days in (-5, 3, 9):
        cast.a_meeting(region, now + timedelta(days=days), council, slug=f"m{days}", room=f"Raum {days}")
    cast.indexed()
    coming = read(client, "/rat/sitzungen").text
    assert coming.index("Raum 3") < coming.index("Raum 9")
    assert "Raum -5" not in coming
    past = read(client, "/rat/sitzungen?zeit=vergangen").text
    assert "Raum -5" in past
    assert "Raum 3" not in past
    assert "3 Sitzungen" in read(client, "/rat/sitzungen?zeit=alle").text


def test_committees_are_grouped_by_body_with_their_next_meeting(client: Client) -> None:
    region = cast.a_body()
    schools = cast.a_committee(region)
    cast.a_committee(region, "Ausschuss für Wirtschaft", end=timezone.localdate() - timedelta(days=3))
    cast.an_office(region)
    cast.a_meeting(region, cast.at(2099, 1, 5), schools)
    text = read(client, "/rat/gremien").text
    assert "nächste Sitzung Mo, 5. Januar 2099" in text
    assert "Ausschuss für Wirtschaft" not in text
    assert "A 46" not in text
    assert "Ausschuss für Wirtschaft" in read(client, "/rat/gremien?ehemalige=ja").text
    assert "A 46" in read(client, "/rat/gremien?art=office").text


def test_rows_of_an_english_list_lead_to_english_pages(client: Client) -> None:
    some_papers(1)
    page = read(client, "/en/rat/vorlagen")
    assert 'href="/en/rat/staedteregion-aachen/vorlage/' in page.html


def test_filtered_lists_stay_out_of_search_engines(client: Client) -> None:
    some_papers(1)
    assert 'name="robots"' not in read(client, "/rat/vorlagen").html
    assert 'content="noindex, follow"' in read(client, "/rat/vorlagen?stand=decided").html


@pytest.mark.parametrize("address", ["/rat/vorlagen", "/rat/sitzungen?zeit=alle", "/rat/gremien", "/rat/"])
def test_a_list_asks_as_often_for_three_as_for_one(client: Client, address: str) -> None:
    some_papers(1)
    asked = [_queries(client, address)]
    some_papers(2, cast.a_body("Stadt Stolberg"))
    asked.append(_queries(client, address))
    assert asked[0] == asked[1]
    assert asked[0] <= 8


def _queries(client: Client, address: str) -> int:
    """How many queries the page costs when nothing is kept."""
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
