"""Rosa is asked by mail whether her offers still hold, and answers with one click."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from time_machine import travel

from teilhabe.catalogue.actions.providers import remove_member
from teilhabe.catalogue.confirming import link_token
from teilhabe.catalogue.jobs import care_for_offers, mail_reminder
from teilhabe.catalogue.models import Offer, State
from teilhabe.core.models import AuditEntry

from .. import people
from .offers import an_offer
from .queue import queued

pytestmark = pytest.mark.django_db
DUE = date(2027, 3, 31)


def _due(title: str, day: date = DUE) -> Offer:
    offer = an_offer(title=title)
    Offer.objects.filter(pk=offer.pk).update(review_due=day)
    return Offer.objects.get(pk=offer.pk)


def _a_day_passes(day: date) -> int:
    """The nightly job and the mails that it queued; how many mails went out."""
    before, known = len(mail.outbox), len(queued(mail_reminder))
    with travel(f"{day.isoformat()} 06:00+00:00", tick=False):
        care_for_offers.call()
        for call in queued(mail_reminder)[known:]:
            mail_reminder.call(*call)
    return len(mail.outbox) - before


def _link(number: int = -1) -> str:
    """The first link in a mail that confirms something, as a path."""
    return re.findall(r"https?://[^/\s]+(/anbieter/bestaetigen/\S+)", str(mail.outbox[number].body))[0]


def test_rosa_is_reminded_two_weeks_before_and_on_the_day_and_not_in_between() -> None:
    people.a_provider()
    _due("Lesekreis")
    assert _a_day_passes(DUE - timedelta(days=15)) == 0
    assert _a_day_passes(DUE - timedelta(days=14)) == 1
    assert _a_day_passes(DUE - timedelta(days=13)) == 0
    assert _a_day_passes(DUE) == 1
    assert Offer.objects.get().state == State.REVIEW_DUE
    assert _a_day_passes(DUE + timedelta(days=1)) == 0
    assert _a_day_passes(DUE + timedelta(days=31)) == 1
    assert Offer.objects.get().state == State.OUTDATED
    assert "ist nicht mehr öffentlich" in mail.outbox[-1].subject
    assert _a_day_passes(DUE + timedelta(days=32)) == 0


def test_one_mail_lists_all_offers_for_each_member() -> None:
    people.a_provider()
    people.a_provider(name="Deniz Kurt")
    people.a_provider(people.an_organisation("Nachbarschaftstreff"), name="Ole Brandt")
    _due("Lesekreis")
    _due("Schreibwerkstatt")
    assert _a_day_passes(DUE - timedelta(days=14)) == 2
    body = str(mail.outbox[0].body)
    assert mail.outbox[0].subject == "Stimmen 2 Angebote von Lernwerkstatt Talheim noch?"
    assert "Lesekreis" in body
    assert "Schreibwerkstatt" in body
    assert "Zu bestätigen bis 31. März 2027: http" in body
    assert "<" not in body


def test_opening_the_link_changes_nothing_and_the_button_confirms(client: Client) -> None:
    rosa = people.a_provider()
    offer = _due("Lesekreis")
    _a_day_passes(DUE)
    with travel("2027-04-01 08:00+00:00", tick=False):
        answer = client.get(_link())
        assert "Lesekreis" in answer.content.decode()
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        offer.refresh_from_db()
        assert offer.state == State.REVIEW_DUE, "mail programs open links by themselves"
        assert "Danke, das ist bestätigt" in client.post(_link(), {"angebot": [offer.pk]}).content.decode()
        offer.refresh_from_db()
        assert (offer.state, offer.assured_on) == (State.PUBLISHED, date(2027, 4, 1))
        assert (offer.assured_by, offer.review_due) == ("Lernwerkstatt Talheim", date(2027, 9, 28))
        assert AuditEntry.objects.get(verb="confirm_offer").actor == rosa.audit_name
        again = client.post(_link(), {"angebot": [offer.pk]})
        assert "Das hat schon jemand bestätigt" in again.content.decode()
        assert AuditEntry.objects.filter(verb="confirm_offer").count() == 1


def test_only_what_is_chosen_is_confirmed(client: Client) -> None:
    rosa = people.a_provider()
    one, two = _due("Lesekreis"), _due("Schreibwerkstatt")
    with travel("2027-03-20 08:00+00:00", tick=False):
        path = f"/anbieter/bestaetigen/{link_token(rosa, [one, two])}"
        assert "nichts ausgewählt" in client.post(path).content.decode()
        client.post(path, {"angebot": [two.pk]})
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.review_due, two.assured_on) == (DUE, date(2027, 3, 20))


def test_a_hidden_offer_comes_back_by_the_link(client: Client) -> None:
    people.a_provider()
    offer = _due("Lesekreis")
    _a_day_passes(DUE + timedelta(days=31))
    with travel("2027-05-02 08:00+00:00", tick=False):
        client.post(_link(), {"angebot": [offer.pk]})
    assert Offer.objects.get().state == State.PUBLISHED


def test_a_link_is_worth_nothing_to_others_and_after_a_while(client: Client) -> None:
    rosa, deniz = people.a_provider(), people.a_provider(name="Deniz Kurt")
    offer = _due("Lesekreis")
    foreign = an_offer(people.an_organisation("Nachbarschaftstreff"), title="Fremd")
    with travel("2027-03-20 08:00+00:00", tick=False):
        token = link_token(rosa, [offer, foreign])
        page = client.get(f"/anbieter/bestaetigen/{token}").content.decode()
        assert "Lesekreis" in page
        assert "Fremd" not in page
        assert client.get(f"/anbieter/bestaetigen/{token[:-1]}x").status_code == 404
        assert client.get("/anbieter/bestaetigen/x").status_code == 404
    with travel("2027-09-20 08:00+00:00", tick=False):
        assert client.post(f"/anbieter/bestaetigen/{token}", {"angebot": [offer.pk]}).status_code == 404
    remove_member(people.an_organisation(), rosa, by=deniz)
    with travel("2027-03-21 08:00+00:00", tick=False):
        assert client.post(f"/anbieter/bestaetigen/{token}", {"angebot": [offer.pk]}).status_code == 404
    assert Offer.objects.get(pk=offer.pk).review_due == DUE


def test_what_was_confirmed_before_the_mail_goes_out_needs_none() -> None:
    rosa = people.a_provider()
    offer = _due("Lesekreis")
    Offer.objects.filter(pk=offer.pk).update(state=State.WITHDRAWN, live=False)
    mail_reminder.call(rosa.pk, [offer.pk], "due")
    assert mail.outbox == []


def test_what_comes_from_a_feed_asks_nobody() -> None:
    people.a_provider()
    offer = _due("Lesekreis")
    Offer.objects.filter(pk=offer.pk).update(origin="integreat:aachen", origin_id="7")
    assert _a_day_passes(DUE) == 0


def test_nobody_is_asked_while_nobody_writes_for_an_organisation() -> None:
    _due("Lesekreis")
    assert _a_day_passes(DUE - timedelta(days=14)) == 0
    rosa = people.a_provider()
    assert rosa.is_active
    assert _a_day_passes(DUE - timedelta(days=10)) == 1, "whoever joins later hears of it"


def test_the_address_of_the_link_travels_nowhere_even_if_it_is_wrong(client: Client) -> None:
    answer = client.get("/anbieter/bestaetigen/x")
    assert (answer.status_code, answer.headers["Referrer-Policy"]) == (404, "no-referrer")


def test_a_link_for_all_is_left_out_where_it_would_be_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    people.a_provider()
    _due("Lesekreis")
    _due("Schreibwerkstatt")
    monkeypatch.setattr("teilhabe.catalogue.jobs.MOST_TOGETHER", 1)
    _a_day_passes(DUE)
    assert str(mail.outbox[0].body).count("/anbieter/bestaetigen/") == 2


def test_who_comes_second_is_told_that_somebody_was_faster(client: Client) -> None:
    rosa, deniz = people.a_provider(), people.a_provider(name="Deniz Kurt")
    one, two = _due("Lesekreis"), _due("Schreibwerkstatt")
    with travel("2027-03-20 08:00+00:00", tick=False):
        client.post(f"/anbieter/bestaetigen/{link_token(deniz, [one])}", {"angebot": [one.pk]})
        page = client.post(f"/anbieter/bestaetigen/{link_token(rosa, [one, two])}", {"angebot": [one.pk]})
    assert "Das hat schon jemand bestätigt" in page.content.decode()
    assert "nichts ausgewählt" not in page.content.decode()
    assert "Schreibwerkstatt" in page.content.decode()
