"""A reader sees which places a paper is about and why, and says so without an account where that is wrong."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from teilhabe.council.actions.place_corrections import PER_HOUR, NewCorrection, receive_correction, settle_correction
from teilhabe.council.models import Body, Paper, PlaceCorrection, RecordState
from teilhabe.directory.models import Municipality
from tests.people import an_editor

from . import cast
from .places import COUNTY, SQUARE, STREET, a_paper_about, a_street, a_town, its_council, matched
from .reading import AtMost, read, words_of

pytestmark = pytest.mark.django_db
TEXT = "Vor dem Haus Goethestraße 12 wird gebaut. Die Bahnhofstraße bleibt, wie sie ist."


@pytest.fixture
def council() -> Body:
    a_town()
    return its_council()


@pytest.fixture
def paper(council: Body) -> Paper:
    paper = a_paper_about(council, "Radweg am Denkmalplatz", TEXT)
    matched()
    return paper


def section(html: str, anchor: str) -> str:
    return html.split(f'id="{anchor}"', 1)[1].split("</section>", maxsplit=1)[0]


def test_a_reader_sees_the_places_of_a_paper_and_why_they_are_on_the_map(client: Client, paper: Paper) -> None:
    page = read(client, paper.get_absolute_url())
    places = words_of(section(page.html, "orte"))
    assert "Denkmalplatz, Musterbach im Titel genannt" in places
    assert "Goethestraße, Musterbach mit Hausnummer im Text genannt" in places
    assert "sicher" in places
    assert '<svg viewBox="' in section(page.html, "orte")
    assert ("#orte", "Orte") in re.findall(r'<a href="(#[^"]+)"[^>]*>([^<]+)</a>', page.html)


def test_the_map_has_a_pin_for_each_point_and_marks_whole_towns(client: Client, council: Body) -> None:
    county = cast.a_body("Kreis Muster", ags=COUNTY, municipality=Municipality.objects.get(ags=COUNTY))
    paper = a_paper_about(county, "Radweg an der Goethestraße in Musterbach", reference="2026/0200")
    matched()
    drawn = section(read(client, paper.get_absolute_url()).html, "orte")
    assert 't-map__area--on" d="' in drawn
    assert re.findall(r'<a href="(#ort-\d)" aria-label="1: Goethestraße"', drawn) == ["#ort-1"]
    assert drawn.count('id="ort-') == 1
    assert "?ausschnitt=" in drawn


def test_two_places_at_one_point_share_a_pin(client: Client, council: Body) -> None:
    a_street(Municipality.objects.get(slug="musterbach"), "Schillerstraße", "schillerstrasse")
    paper = a_paper_about(council, "Ausbau von Schillerstraße und Denkmalplatz")
    matched()
    pins = re.findall(r'aria-label="([^"]*(?:platz|straße)[^"]*)"', read(client, paper.get_absolute_url()).html)
    assert pins in (["1+: Denkmalplatz, Schillerstraße"], ["1+: Schillerstraße, Denkmalplatz"])


def test_the_places_are_marked_in_the_text_and_the_reason_leads_there(client: Client, paper: Paper) -> None:
    page = read(client, paper.get_absolute_url())
    mark = re.search(r'<mark class="t-spot" id="([^"]+)">Goethestraße 12</mark>', page.html)
    assert mark is not None
    assert f'<a href="#{mark[1]}">mit Hausnummer im Text genannt</a>' in page.html
    assert page.html.count(f'id="{mark[1]}"') == 1


def test_a_paper_without_places_says_nothing_of_a_map_and_offers_to_add_one(client: Client, council: Body) -> None:
    paper = a_paper_about(council, "Bericht der Verwaltung", "Es gibt nichts Neues.")
    matched()
    page = read(client, paper.get_absolute_url())
    assert not page.has_id("orte")
    assert f"{paper.get_absolute_url()}/orte?was=missing#melden" in page.html


def test_the_page_costs_eight_queries_however_many_places_there_are(
    client: Client, paper: Paper, assert_max_queries: AtMost
) -> None:
    client.get(paper.get_absolute_url())  # names of what neighbours say beside it are asked for once in ten minutes
    with assert_max_queries(8):
        client.get(paper.get_absolute_url())
    with assert_max_queries(8):
        client.get(f"{paper.get_absolute_url()}/orte")


def test_every_place_is_explained_with_the_words_around_it(client: Client, paper: Paper) -> None:
    page = read(client, f"{paper.get_absolute_url()}/orte")
    assert "Vor dem Haus Goethestraße 12 wird gebaut." in page.text
    assert f"?was=wrong&amp;ort={STREET.replace(':', '%3A')}#melden" in page.html
    assert '<meta name="robots" content="noindex">' in page.html


def test_a_reader_is_told_in_english_too(client: Client, paper: Paper) -> None:
    address = f"/en{paper.get_absolute_url()}"
    page = read(client, address)
    assert "named in the title" in words_of(section(page.html, "orte"))
    form = read(client, f"{address}/orte").text
    assert "What is wrong?" in form
    assert "named in the text with a house number" in form


# --- The form ------------------------------------------------------------------------------------------------------


def send(client: Client, paper: Paper, said: dict[str, str] | None = None, *, seconds: int = 30) -> Any:
    address = f"{paper.get_absolute_url()}/orte"
    with travel(timezone.now(), tick=False) as clock:
        opened = re.search(r'name="opened" value="([^"]+)"', client.get(address).content.decode())
        assert opened is not None
        clock.shift(timedelta(seconds=seconds))
        return client.post(address, {"opened": opened[1], "kind": "wrong", "ref": STREET} | (said or {}), follow=True)


def test_a_reader_without_an_account_says_that_a_place_is_wrong(client: Client, paper: Paper) -> None:
    answer = send(client, paper, {"note": "Gemeint ist der Platz."})
    assert "Danke für den Hinweis" in answer.content.decode()
    correction = PlaceCorrection.objects.get()
    assert (correction.kind, correction.ref, correction.state) == ("wrong", STREET, "pending")
    assert correction.sender
    assert "Goethestraße, Musterbach" in words_of(section(read(client, paper.get_absolute_url()).html, "orte"))


def test_once_an_editor_agrees_the_page_changes_at_once(client: Client, paper: Paper) -> None:
    correction = receive_correction(paper, NewCorrection(kind="wrong", ref=STREET))
    settle_correction(correction, accept=True, by=an_editor())
    page = read(client, paper.get_absolute_url())
    assert "Goethestraße" not in words_of(section(page.html, "orte"))
    assert "<mark" not in page.html.split("Goethestraße 12")[0][-40:]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"kind": ""}, "Bitte wählen Sie, was falsch ist."),
        ({"ref": ""}, "Bitte wählen Sie den Ort, der nicht stimmt."),
        ({"kind": "missing"}, "Bitte nennen Sie den richtigen Ort."),
        ({"kind": "moved", "said": ""}, "Bitte nennen Sie den richtigen Ort."),
        ({"ref": "street:1/erfunden"}, "Diesen Ort zeigt die Seite inzwischen nicht mehr."),
        ({"homepage": "https://example.org"}, "Das hat nicht geklappt."),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_kept(
    client: Client, paper: Paper, said: dict[str, str], told: str
) -> None:
    answer = send(client, paper, said)
    assert answer.status_code == 422
    assert told in words_of(answer.content.decode())
    assert not PlaceCorrection.objects.exists()


def test_a_machine_is_too_fast_and_a_flood_ends(client: Client, paper: Paper) -> None:
    assert send(client, paper, seconds=1).status_code == 422
    for number in range(PER_HOUR):
        assert send(client, paper, {"kind": "missing", "said": f"Weg {number}"}).status_code == 200
    answer = send(client, paper, {"kind": "missing", "said": "Noch ein Weg"})
    assert answer.status_code == 422
    assert "schon viele Hinweise" in answer.content.decode()
    assert PlaceCorrection.objects.count() == PER_HOUR


def test_the_link_beside_a_place_fills_in_the_form(client: Client, paper: Paper) -> None:
    page = read(client, f"{paper.get_absolute_url()}/orte?was=wrong&ort={SQUARE}")
    assert f'<option value="{SQUARE}" selected>' in page.html
    assert re.search(r'value="wrong"[^>]*checked', page.html)
    assert read(client, f"{paper.get_absolute_url()}/orte?was=unsinn&ort=x").has_id("melden")


def test_a_paper_that_is_gone_has_no_places_and_takes_no_words(client: Client, paper: Paper) -> None:
    paper.record.state = RecordState.DELETED
    paper.record.save()
    address = f"{paper.get_absolute_url()}/orte"
    assert client.get(address).status_code == 410
    assert client.post(address, {"kind": "missing", "said": "x"}).status_code == 410
    assert "Goethestraße" not in client.get(address).content.decode()
    assert client.get(f"/rat/{paper.body.slug}/vorlage/gibt-es-nicht/orte").status_code == 404


def test_a_number_as_people_type_it_leads_to_the_places_too(client: Client, council: Body) -> None:
    paper = cast.a_paper(council, "2026/0500", "Bericht")
    answer = client.get(f"/rat/{council.slug}/vorlage/2026/0500/orte")
    assert (answer.status_code, answer["Location"]) == (301, f"{paper.get_absolute_url()}/orte")
