"""An organisation asks to take part, is let in or refused, and looks after its own people."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from time_machine import travel

from teilhabe.accounts.actions import revoke_role
from teilhabe.accounts.jobs import send_invitation
from teilhabe.accounts.models import User
from teilhabe.catalogue.actions.providers import AlreadyDecided, approve_request, invite_member, refuse_request
from teilhabe.catalogue.jobs import forget_old_messages, mail_membership, mail_refusal
from teilhabe.catalogue.models import Offer, ProviderRequest
from teilhabe.catalogue.rules import organisations_of
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.models import AuditEntry
from teilhabe.directory.models import Organisation

from .. import people
from .queue import queued

pytestmark = pytest.mark.django_db
ASKED = {
    "name": "Nachbarschaftstreff Mühlental",
    "site": "treff.example",
    "message": "Wir haben jeden Dienstag ein Sprachcafé für Frauen.",
    "person": "Leyla Aydın",
    "email": "leyla@treff.example",
}


def _ask(client: Client, seconds: int = 30, **answers: str) -> Any:
    """Open the form, wait, send it."""
    with travel(timezone.now(), tick=False) as clock:
        page = client.get("/anbieter/anmelden").content.decode()
        opened = re.search(r'name="opened" value="([^"]+)"', page)[1]  # type: ignore[index]  # fails the test if missing
        clock.shift(timedelta(seconds=seconds))
        return client.post("/anbieter/anmelden", ASKED | {"opened": opened} | answers)


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_organisation_asks_and_is_let_in(client: Client) -> None:
    town = people.a_municipality()
    assert _ask(client, municipality=town.ags).headers["Location"] == "/anbieter/anmelden/danke"
    asked = ProviderRequest.objects.get()
    assert (asked.homepage, asked.municipality, asked.email) == ("https://treff.example", town, "leyla@treff.example")

    jonas = _signed_in(people.an_editor())
    assert "Sprachcafé für Frauen" in jonas.get("/anbieter/anmeldungen").content.decode()
    jonas.post(f"/anbieter/anmeldungen/{asked.pk}/annehmen", {"organisation": ""})
    leyla = User.objects.get(email="leyla@treff.example")
    organisation = Organisation.objects.get(slug="nachbarschaftstreff-muehlental")
    assert organisations_of(leyla) == {organisation.pk}
    assert (organisation.municipality, leyla.name, leyla.is_staff) == (town, "Leyla Aydın", False)
    assert queued(send_invitation) == [[leyla.pk]]
    mail_membership.call(leyla.pk, organisation.pk)
    assert mail.outbox[0].subject == "Sie schreiben jetzt für Nachbarschaftstreff Mühlental"
    assert "/anbieter/" in str(mail.outbox[0].body)
    asked.refresh_from_db()
    assert (asked.state, asked.email, asked.person, asked.sender) == ("approved", "", "", "")


def test_an_organisation_that_the_directory_knows_is_offered_first_and_kept_once(client: Client) -> None:
    known = people.an_organisation("Nachbarschaftstreff Mühlental")
    _ask(client)
    asked = ProviderRequest.objects.get()
    jonas = _signed_in(people.an_editor())
    page = jonas.get("/anbieter/anmeldungen").content.decode()
    assert re.search(rf'<option value="{known.pk}" selected>', page)
    jonas.post(f"/anbieter/anmeldungen/{asked.pk}/annehmen", {"organisation": str(known.pk)})
    assert Organisation.objects.count() == 1
    assert organisations_of(User.objects.get(email="leyla@treff.example")) == {known.pk}


def test_who_is_refused_hears_why_and_is_forgotten(client: Client) -> None:
    _ask(client)
    asked = ProviderRequest.objects.get()
    jonas = _signed_in(people.an_editor())
    jonas.post(f"/anbieter/anmeldungen/{asked.pk}/ablehnen", {"reason": ""})
    asked.refresh_from_db()
    assert asked.state == "open", "without a reason nothing is refused"
    jonas.post(f"/anbieter/anmeldungen/{asked.pk}/ablehnen", {"reason": "Das ist ein Geschäft."})
    assert queued(mail_refusal) == [[asked.pk]]
    mail_refusal.call(asked.pk)
    assert mail.outbox[0].to == ["leyla@treff.example"]
    assert "Das ist ein Geschäft." in str(mail.outbox[0].body)
    asked.refresh_from_db()
    assert (asked.state, asked.email, asked.person, asked.message) == ("refused", "", "", "")
    mail_refusal.call(asked.pk)
    assert len(mail.outbox) == 1
    assert not User.objects.filter(email="leyla@treff.example").exists()


def test_a_request_is_decided_once(client: Client) -> None:
    _ask(client)
    asked, jonas = ProviderRequest.objects.get(), people.an_editor()
    approve_request(asked, organisation=None, by=jonas)
    with pytest.raises(AlreadyDecided):
        refuse_request(asked, "Doch nicht.", by=jonas)


def test_what_is_missing_is_told_and_nothing_is_lost(client: Client) -> None:
    answer = _ask(client, email="leyla@", message="kurz", person="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Diese E-Mail-Adresse ist nicht vollständig." in page
    assert "mindestens zwanzig Zeichen" in page
    assert "Bitte nennen Sie Ihren Namen." in page
    assert "Nachbarschaftstreff Mühlental" in page
    assert not ProviderRequest.objects.exists()


def test_machines_and_floods_do_not_get_through(client: Client) -> None:
    assert _ask(client, homepage="https://werbung.example").status_code == 422
    assert "Das ging sehr schnell." in _ask(client, seconds=1).content.decode()
    for number in range(5):
        assert _ask(client, name=f"Verein {number}").status_code == 302
    assert "in der letzten Stunde" in _ask(client, name="Verein 6").content.decode()
    assert ProviderRequest.objects.count() == 5
    assert _ask(client, name="Verein 1").status_code == 422
    assert _ask(Client(REMOTE_ADDR="203.0.113.9"), name="Verein 6").status_code == 302


def test_an_old_request_is_forgotten(client: Client) -> None:
    _ask(client)
    with travel(timezone.now() + timedelta(days=181), tick=False):
        assert forget_old_messages.call() == 1
    assert not ProviderRequest.objects.exists()
    assert AuditEntry.objects.filter(verb="forget_provider_request").count() == 1


def test_members_invite_colleagues_and_remove_them() -> None:
    rosa = people.a_provider()
    own = people.an_organisation()
    as_rosa = _signed_in(rosa)
    path = f"/anbieter/organisation/{own.slug}/mitglieder"
    as_rosa.post(path, {"name": "Deniz Kurt", "email": "Deniz@lernwerkstatt.example"})
    deniz = User.objects.get(email="deniz@lernwerkstatt.example")
    assert organisations_of(deniz) == {own.pk}
    assert queued(send_invitation) == [[deniz.pk]]
    as_rosa.post(f"{path}/{deniz.pk}/entfernen")
    assert not deniz.memberships.exists()
    assert User.objects.filter(pk=deniz.pk).exists(), "the account may be needed elsewhere"


def test_the_last_member_cannot_leave() -> None:
    rosa = people.a_provider()
    own = people.an_organisation()
    answer = _signed_in(rosa).post(f"/anbieter/organisation/{own.slug}/mitglieder/{rosa.pk}/entfernen", follow=True)
    assert "Das letzte Mitglied lässt sich nicht entfernen" in answer.content.decode()
    assert rosa.memberships.count() == 1


def test_a_closed_account_does_not_count_as_a_member_and_is_not_invited() -> None:
    rosa, gone = people.a_provider(), people.a_provider(name="Ole Brandt")
    own = people.an_organisation()
    User.objects.filter(pk=gone.pk).update(is_active=False)
    as_rosa = _signed_in(rosa)
    path = f"/anbieter/organisation/{own.slug}/mitglieder"
    as_rosa.post(f"{path}/{rosa.pk}/entfernen")
    assert rosa.memberships.count() == 1
    revoke_role(gone, "provider", organisation=own, by=COMMAND_LINE)
    page = as_rosa.post(path, {"email": gone.email}, follow=True).content.decode()
    assert f"Die Einladung an {gone.email} ist unterwegs." in page, "whoever tries addresses learns nothing"
    assert not gone.memberships.exists()
    assert queued(mail_membership) == []
    answer = _signed_in(people.an_editor()).post(path, {"email": gone.email})
    assert "kann nicht eingeladen werden" in answer.content.decode()


def test_somebody_with_an_account_gets_no_second_one() -> None:
    aylin, rosa = people.a_user(), people.a_provider()
    own = people.an_organisation()
    _signed_in(rosa).post(f"/anbieter/organisation/{own.slug}/mitglieder", {"email": aylin.email.upper()})
    assert organisations_of(User.objects.get(pk=aylin.pk)) == {own.pk}
    assert queued(send_invitation) == []
    assert queued(mail_membership) == [[aylin.pk, own.pk]]


def test_an_invitation_does_not_tell_whose_address_it_is() -> None:
    aylin, rosa = people.a_user(), people.a_provider()
    own = people.an_organisation()
    path = f"/anbieter/organisation/{own.slug}/mitglieder"
    as_rosa = _signed_in(rosa)
    page = as_rosa.post(path, {"email": aylin.email}, follow=True).content.decode()
    assert aylin.email in page
    assert "Aylin Kaya" not in page
    _signed_in(aylin)
    assert "Aylin Kaya" in as_rosa.get(path).content.decode()


def test_one_member_invites_ten_people_a_day_though_they_are_removed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("teilhabe.catalogue.actions.providers.PER_DAY", 2)
    rosa, own = people.a_provider(), people.an_organisation()
    as_rosa = _signed_in(rosa)
    path = f"/anbieter/organisation/{own.slug}/mitglieder"
    for number in (1, 2):
        as_rosa.post(path, {"email": f"gast{number}@example.org"})
        as_rosa.post(f"{path}/{User.objects.get(email=f'gast{number}@example.org').pk}/entfernen")
    answer = as_rosa.post(path, {"email": "gast3@example.org"})
    assert "schon viele Menschen eingeladen" in answer.content.decode()
    assert not User.objects.filter(email="gast3@example.org").exists()
    with travel(timezone.now() + timedelta(days=1, minutes=1), tick=False):
        _signed_in(rosa).post(path, {"email": "gast3@example.org"})
    assert User.objects.filter(email="gast3@example.org").exists()


def test_an_editor_who_was_made_a_member_still_writes_for_all() -> None:
    jonas, other = people.an_editor(), people.an_organisation("Nachbarschaftstreff")
    invite_member(people.an_organisation(), jonas.email, by=COMMAND_LINE)
    _signed_in(jonas).post("/anbieter/neu", {"template": "treff", "title": "Offener Treff", "organisation": other.pk})
    assert Offer.objects.get().organisation == other


def test_an_organisation_at_the_wrong_door_is_shown_the_right_one(client: Client) -> None:
    page = client.get("/konto/anmelden/").content.decode()
    assert '<a href="/anbieter/anmelden">Sie sind eine Organisation' in page
