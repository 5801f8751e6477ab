"""Katrin looks at what others wrote before it is public."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from teilhabe.accounts.models import User
from teilhabe.catalogue.actions import change_offer, confirm_offer, publish_offer, submit_offer, take_back_offer
from teilhabe.catalogue.models import Offer, State

from .. import people
from .offers import a_draft, an_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def katrin() -> User:
    return people.a_reviewer()


@pytest.fixture
def desk(katrin: User) -> Client:
    """Katrin's browser."""
    client = Client()
    client.force_login(katrin)
    return client


def _handed_in() -> Offer:
    rosa = people.a_provider()
    return submit_offer(a_draft(by=rosa), by=rosa)


def decide(desk: Client, offer: Offer, what: str, **said: str) -> Any:
    """Press a button on the page of the review, which knows what it shows."""
    path = f"/anbieter/pruefen/{offer.pk}"
    shown = re.search(r'name="fassung" value="(\d+)"', desk.get(path).content.decode())
    return desk.post(path, {"tun": what, "fassung": shown[1] if shown else "", **said}, follow=True)


def test_katrin_takes_returns_and_publishes(desk: Client, katrin: User) -> None:
    offer = _handed_in()
    assert "Deutsch am Vormittag" in desk.get("/anbieter/pruefen").content.decode()
    path = f"/anbieter/pruefen/{offer.pk}"
    desk.post(path, {"tun": "nehmen"})
    assert Offer.objects.get().taken_by == katrin
    answer = decide(desk, offer, "zurueckgeben", reason="")
    assert answer.status_code == 422
    assert "Bitte schreiben Sie, warum." in answer.content.decode()
    decide(desk, offer, "zurueckgeben", reason="Bitte die Uhrzeit nennen.")
    offer = Offer.objects.get()
    assert (offer.state, offer.state_note) == (State.RETURNED, "Bitte die Uhrzeit nennen.")
    submit_offer(offer, by=people.a_provider())
    decide(desk, offer, "veroeffentlichen")
    assert Offer.objects.get().state == State.PUBLISHED
    assert "Nichts wartet auf eine Prüfung" in desk.get("/anbieter/pruefen").content.decode()


def test_a_change_is_shown_field_by_field_in_words(desk: Client) -> None:
    rosa = people.a_provider()
    offer = an_offer(hours="morgens")
    offer = change_offer(offer, {"hours": "abends", "audience": ["parents", "women"], "cost": "fee"}, by=rosa)
    submit_offer(offer, by=rosa)
    page = desk.get(f"/anbieter/pruefen/{offer.pk}").content.decode()
    assert "<del>morgens</del>" in page
    assert "<ins>abends</ins>" in page
    assert "<ins>Eltern, Frauen</ins>" in page
    assert "<ins>kostenpflichtig</ins>" in page
    assert "Kurz gesagt" not in page, "what did not change is not shown"


def test_what_katrin_wrote_herself_another_one_publishes(desk: Client, katrin: User) -> None:
    offer = submit_offer(a_draft(by=katrin), by=katrin)
    page = desk.get(f"/anbieter/pruefen/{offer.pk}").content.decode()
    assert "Veröffentlichen kann ihn nur eine zweite Person." in page
    assert 'value="veroeffentlichen"' not in page
    answer = decide(desk, offer, "veroeffentlichen", fassung=str(offer.latest_revision_id))
    assert "Sie haben selbst daran geschrieben." in answer.content.decode()
    assert Offer.objects.get().state == State.SUBMITTED
    assert publish_offer(Offer.objects.get(), by=people.an_editor()).state == State.PUBLISHED


def test_what_was_taken_back_meanwhile_is_not_published(desk: Client) -> None:
    offer = _handed_in()
    take_back_offer(offer, by=people.a_provider())
    for deed in ("veroeffentlichen", "nehmen", "zurueckgeben"):
        answer = desk.post(f"/anbieter/pruefen/{offer.pk}", {"tun": deed, "reason": "Zu spät."}, follow=True)
        assert "inzwischen entschieden" in answer.content.decode()
    assert Offer.objects.get().state == State.DRAFT


def test_a_provider_does_not_review() -> None:
    offer = _handed_in()
    rosa = Client()
    rosa.force_login(people.a_provider())
    assert rosa.get("/anbieter/pruefen").status_code == 403
    assert rosa.post(f"/anbieter/pruefen/{offer.pk}", {"tun": "veroeffentlichen"}).status_code == 403
    assert Offer.objects.get().state == State.SUBMITTED


def _review(desk: Client, offer: Offer, **changes: object) -> str:
    """What Katrin reads of a change that Rosa hands in."""
    rosa = people.a_provider()
    submit_offer(change_offer(offer, changes, by=rosa), by=rosa)
    return desk.get(f"/anbieter/pruefen/{offer.pk}").content.decode()


def test_another_address_behind_the_same_word_is_seen(desk: Client) -> None:
    offer = an_offer(body='<p><a href="mailto:kurs@talheim.example">Anmeldung</a></p>')
    page = _review(desk, offer, body='<p><a href="mailto:fremd@anderswo.example">Anmeldung</a></p>')
    assert "Anmeldung (mailto:fremd@anderswo.example)" in page
    assert "Anmeldung (mailto:kurs@talheim.example)" in page


def test_another_page_of_the_portal_behind_the_same_word_is_seen(desk: Client) -> None:
    offer = an_offer(body='<p><a linktype="page" id="3">Anmeldung</a></p>')
    page = _review(desk, offer, body='<p><a linktype="page" id="4">Anmeldung</a></p>')
    assert "Anmeldung (page:4)" in page


def test_dates_left_out_and_ends_on_another_day_are_seen(desk: Client) -> None:
    days = {"start": "2026-12-01", "end": "2026-12-03", "rule": "FREQ=MONTHLY"}
    page = _review(desk, an_offer(schedule=[days]), schedule=[{**days, "end": "2026-12-05", "except": ["2027-01-01"]}])
    assert "1. Dezember 2026 – 3. Dezember 2026, jeden Monat" in page
    assert "1. Dezember 2026 – 5. Dezember 2026, jeden Monat, Fällt aus am: 1. Januar 2027" in page


def test_a_late_confirmation_a_time_to_appear_and_another_point_are_seen(desk: Client) -> None:
    when = datetime(2027, 1, 8, 7, 30, tzinfo=UTC)
    page = _review(desk, an_offer(), review_due=date(2099, 1, 1), go_live_at=when, latitude=50.77535, longitude=6.08389)
    for words in ("1. Januar 2099", "8. Januar 2027, 08:30", "Punkt auf der Karte", "50.77535, 6.08389"):
        assert words in page


def test_what_a_confirmation_wrote_is_no_change_of_the_author(desk: Client) -> None:
    offer = confirm_offer(an_offer(), by=people.an_editor(), name="KI Talheim")
    page = _review(desk, offer, hours="abends")
    assert "abends" in page
    assert "KI Talheim" not in page
    rosa = Client()
    rosa.force_login(people.a_provider())
    assert "KI Talheim" not in rosa.get(f"/anbieter/angebot/{offer.pk}/verlauf").content.decode()


def test_what_was_handed_in_anew_is_read_anew(desk: Client) -> None:
    rosa, offer = people.a_provider(), _handed_in()
    path = f"/anbieter/pruefen/{offer.pk}"
    read = str(offer.latest_revision_id)
    submit_offer(change_offer(take_back_offer(offer, by=rosa), {"summary": "Ganz etwas anderes."}, by=rosa), by=rosa)
    for what in ("veroeffentlichen", "zurueckgeben"):
        for said in ({"fassung": read}, {}):
            answer = desk.post(path, {"tun": what, "reason": "Bitte kürzer.", **said}, follow=True)
            assert "Bitte lesen Sie die neue Fassung" in answer.content.decode()
            assert Offer.objects.get().state == State.SUBMITTED
    assert "Ganz etwas anderes." in desk.get(path).content.decode()
    decide(desk, offer, "veroeffentlichen")
    assert Offer.objects.get().summary == "Ganz etwas anderes."


@pytest.mark.parametrize("what", ["", "ablehnen"])
def test_only_the_button_that_says_so_publishes(desk: Client, what: str) -> None:
    offer = _handed_in()
    sent = {"tun": what, "fassung": str(offer.latest_revision_id)}
    assert desk.post(f"/anbieter/pruefen/{offer.pk}", sent).status_code == 404
    assert Offer.objects.get().state == State.SUBMITTED


def test_what_came_back_and_was_handed_in_again_shows_what_changed_since_and_why(desk: Client) -> None:
    rosa, offer = people.a_provider(), _handed_in()
    path = f"/anbieter/pruefen/{offer.pk}"
    assert "Seit der Rückgabe" not in desk.get(path).content.decode()
    decide(desk, offer, "zurueckgeben", reason="Bitte die Uhrzeit nennen.")
    submit_offer(change_offer(Offer.objects.get(), {"hours": "abends um 19 Uhr"}, by=rosa), by=rosa)
    page = desk.get(path).content.decode()
    since = page.partition('id="seither"')[2].partition('id="aenderungen"')[0]
    assert "Bitte die Uhrzeit nennen." in since
    assert "<ins>abends um 19 Uhr</ins>" in since
    assert "Kurz gesagt" not in since, "what did not change since is only below"
    decide(desk, offer, "veroeffentlichen")
    assert "Seit der Rückgabe" not in _review(desk, Offer.objects.get(), hours="morgens"), "that return is over"


def test_whoever_gives_back_without_a_reason_reads_so_at_the_top(desk: Client) -> None:
    page = decide(desk, _handed_in(), "zurueckgeben", reason="").content.decode()
    top = page.partition('role="alert"')[2].partition("</ul>")[0]
    assert "Bitte schreiben Sie, warum." in top


def test_dates_are_read_as_people_write_them(desk: Client) -> None:
    page = _review(desk, an_offer(), schedule=[{"start": "2026-12-01T19:00", "end": "2026-12-01T20:30"}])
    assert "1. Dezember 2026, 19:00 Uhr – 20:30 Uhr" in page.replace("\xa0", " ")
