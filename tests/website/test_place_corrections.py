"""Editors decide what people say of places in papers, and see how far and how well papers are matched."""

from __future__ import annotations

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from teilhabe.core.models import AuditEntry
from teilhabe.council.actions.place_corrections import NewCorrection, receive_correction
from teilhabe.council.actions.places import has_due
from teilhabe.council.models import Body, Paper, PlaceCorrection
from teilhabe.directory.actions import renew_version
from teilhabe.directory.models import Place
from teilhabe.search.index import catch_up
from teilhabe.search.models import EntryPlace
from tests.council.places import SQUARE, STREET, a_paper_about, a_street, a_town, its_council, matched, places_of
from tests.council.reading import words_of
from tests.people import a_reviewer, an_editor

pytestmark = pytest.mark.django_db
LIST = "/verwaltung/snippets/council/placecorrection/"
STATE = "/verwaltung/orte-in-vorlagen/"


@pytest.fixture
def council() -> Body:
    a_town()
    return its_council()


@pytest.fixture
def paper(council: Body) -> Paper:
    paper = a_paper_about(council, "Umbau", "In der Goethestraße 12 wird gebaut.")
    matched()
    return paper


def edit_of(correction: PlaceCorrection) -> str:
    return f"{LIST}edit/{correction.pk}/"


def test_an_editor_accepts_a_message_and_the_map_follows(client: Client, paper: Paper) -> None:
    correction = receive_correction(paper, NewCorrection(kind="wrong", ref=STREET, note="Da ist nichts."))
    editor = an_editor()
    client.force_login(editor)
    assert "Ein Hinweis wartet auf eine Entscheidung." in words_of(client.get("/verwaltung/").content.decode())
    waiting = client.get(f"{LIST}?state=pending").content.decode()
    assert "Umbau: Der Ort stimmt nicht" in words_of(waiting)
    assert f'href="{edit_of(correction)}"' in waiting
    page = words_of(client.get(edit_of(correction)).content.decode())
    assert "In der Goethestraße 12 wird gebaut." in page
    assert "Da ist nichts." in page
    answer = client.post(edit_of(correction), {"state": "accepted", "right_ref": ""})
    assert answer.status_code == 302
    assert places_of(paper) == {}
    assert not EntryPlace.objects.exists()
    entry = AuditEntry.objects.get(verb="council.accept_place_correction")
    assert (entry.actor, entry.subject_id) == (f"user:{editor.pk}", str(correction.pk))


def test_an_editor_rejects_a_message_and_nothing_changes(client: Client, paper: Paper) -> None:
    correction = receive_correction(paper, NewCorrection(kind="wrong", ref=STREET))
    client.force_login(an_editor())
    client.post(edit_of(correction), {"state": "rejected", "right_ref": ""})
    correction.refresh_from_db()
    assert correction.state == "rejected"
    assert STREET in places_of(paper)


def test_the_right_place_is_given_by_its_name_and_must_be_known(client: Client, paper: Paper) -> None:
    correction = receive_correction(paper, NewCorrection(kind="moved", ref=STREET, said="am Denkmal"))
    client.force_login(an_editor())
    page = words_of(client.post(edit_of(correction), {"state": "accepted", "right_ref": ""}).content.decode())
    assert "Diesen Ort kennt das Verzeichnis nicht" in page
    assert STREET in places_of(paper)
    client.post(edit_of(correction), {"state": "accepted", "right_ref": "Denkmalplatz"})
    assert set(places_of(paper)) == {SQUARE}


def test_an_editor_reads_the_name_of_a_proposed_place_and_decides_for_that_very_one(
    client: Client, council: Body, paper: Paper
) -> None:
    correction = receive_correction(paper, NewCorrection(kind="moved", ref=STREET, said="Denkmalplatz"))
    assert correction.right_ref == SQUARE
    client.force_login(an_editor())
    page = client.get(edit_of(correction)).content.decode()
    assert 'value="Denkmalplatz, Musterbach"' in page
    assert SQUARE not in page
    assert council.municipality
    a_street(council.municipality, "Denkmalplatz", "denkmalplatz-2", kind="square")
    client.post(edit_of(correction), {"state": "accepted", "right_ref": "Denkmalplatz, Musterbach"})
    assert set(places_of(paper)) == {SQUARE}, "not the namesake, and no question about it"


def test_the_figure_of_papers_on_the_map_is_that_of_the_map(client: Client, council: Body, paper: Paper) -> None:
    a_paper_about(council, "Haushalt der Stadt", "Die Stadt Musterbach spart.", reference="2026/0101")
    Place.objects.filter(slug="bahnhofstrasse").update(latitude=None, longitude=None, flag="missing")
    renew_version()
    a_paper_about(council, "Bahnhofstraße", reference="2026/0102")
    matched()
    catch_up()
    client.force_login(an_editor())
    state = words_of(client.get(STATE).content.decode())
    on_map = words_of(client.get("/karte").content.decode())
    assert (
        "Vorlagen auf der Karte 1 Sicher gemeinte Orte, je Vorlage einmal gezählt, auch Ortsteile und Kommunen 2"
        in state
    )
    assert "1 Eintrag auf der Karte" in on_map


def test_what_people_say_of_places_has_one_name_everywhere(client: Client, paper: Paper) -> None:
    name = "Hinweis zu einem Ort"
    assert name in words_of(client.get(paper.get_absolute_url()).content.decode())
    assert name in words_of(client.get(f"{paper.get_absolute_url()}/orte").content.decode())
    assert name in words_of(client.get("/ort/musterbach/goethestrasse/").content.decode())
    correction = receive_correction(paper, NewCorrection(kind="wrong", ref=STREET))
    client.force_login(an_editor())
    assert "Hinweise zu Orten" in words_of(client.get("/verwaltung/").content.decode())
    assert "Orte: Hinweise" in client.get(LIST).content.decode(), "its menu"
    assert name in words_of(client.get(edit_of(correction)).content.decode())


def test_what_is_rejected_needs_no_place_that_anybody_knows(client: Client, paper: Paper) -> None:
    correction = receive_correction(paper, NewCorrection(kind="moved", ref=STREET, said="am Denkmal"))
    client.force_login(an_editor())
    answer = client.post(edit_of(correction), {"state": "rejected", "right_ref": "am Denkmal"})
    assert answer.status_code == 302
    correction.refresh_from_db()
    assert (correction.state, correction.right_ref) == ("rejected", "")
    assert STREET in places_of(paper)


def test_words_beside_a_place_that_is_only_wrong_are_no_error(client: Client, paper: Paper) -> None:
    correction = receive_correction(paper, NewCorrection(kind="wrong", ref=STREET))
    client.force_login(an_editor())
    assert client.post(edit_of(correction), {"state": "accepted", "right_ref": "keiner"}).status_code == 302
    assert places_of(paper) == {}


def test_a_place_that_was_right_once_is_taken_back_after_somebody_hid_it(client: Client, paper: Paper) -> None:
    correction = receive_correction(paper, NewCorrection(kind="moved", ref=STREET, said="Denkmalplatz"))
    client.force_login(an_editor())
    client.post(edit_of(correction), {"state": "accepted", "right_ref": ""})
    assert set(places_of(paper)) == {SQUARE}
    Place.objects.filter(slug="denkmalplatz").update(hidden=True)
    answer = client.post(edit_of(correction), {"state": "rejected", "right_ref": SQUARE})
    assert answer.status_code == 302
    assert set(places_of(paper)) == {STREET}


def test_nobody_adds_or_deletes_messages_in_the_back_office(client: Client, paper: Paper) -> None:
    correction = receive_correction(paper, NewCorrection(kind="wrong", ref=STREET))
    client.force_login(an_editor())
    client.post(f"{LIST}add/", {"state": "accepted", "right_ref": STREET})
    client.post(f"{LIST}delete/{correction.pk}/")
    assert PlaceCorrection.objects.count() == 1
    client.force_login(a_reviewer())
    client.post(edit_of(correction), {"state": "accepted", "right_ref": ""})
    assert STREET in places_of(paper)


def test_an_editor_sees_how_far_and_how_well_and_has_all_matched_anew(client: Client, paper: Paper) -> None:
    client.force_login(an_editor())
    answer = client.get(STATE)
    page = words_of(answer.content.decode())
    assert "Die eine Vorlage ist mit dem heutigen Verzeichnis der Orte gelesen." in page
    assert "Vorlagen auf der Karte 1" in page
    assert "Sicher gemeinte Orte, je Vorlage einmal gezählt, auch Ortsteile und Kommunen 1" in page
    # Nobody looked at it yet: that it is right is more than anybody knows.
    assert "Anteil ohne bestätigten Fehler 100,0 %" in page
    assert "Refresh" not in answer
    client.post(STATE)
    assert has_due()
    assert DBTaskResult.objects.filter(task_path="teilhabe.council.jobs.match_due_places").count() == 1
    answer = client.get(STATE)
    assert "0 von 1 Vorlagen sind" in words_of(answer.content.decode())
    assert answer["Refresh"] == "5"
