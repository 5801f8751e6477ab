"""Getting in, being kept out, and coming by invitation."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.views import LoginView
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import resolve
from time_machine import travel

from teilhabe.accounts.actions import invite_user
from teilhabe.accounts.checkups import demo_accounts
from teilhabe.accounts.demo import DemoIsOff, create_cast
from teilhabe.accounts.jobs import send_invitation
from teilhabe.accounts.models import User
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.checkups import Outcome
from tests.people import PASSWORD, a_municipality, a_user, an_administrator, an_editor

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("website" not in settings.TEILHABE_APPS, reason="the addresses belong to the website"),
]


@pytest.fixture(autouse=True)
def _no_attempts_remembered() -> None:
    cache.clear()


def _sign_in(client: Client, email: str) -> HttpResponse:
    return client.post("/konto/anmelden/", {"login": email, "password": PASSWORD})  # type: ignore[return-value]  # its double in tests


def test_an_editor_signs_in_and_sees_who_she_is(client: Client) -> None:
    editor = an_editor()
    response = client.post("/konto/anmelden/", {"login": editor.email.upper(), "password": PASSWORD}, follow=True)
    page = response.content.decode()
    assert response.redirect_chain[-1][0] == "/konto/"
    assert editor.email in page
    assert "Redaktion" in page
    assert "Zum Redaktionssystem" in page


def test_a_wrong_password_is_told_in_german_without_saying_whether_the_address_is_known(client: Client) -> None:
    known = client.post("/konto/anmelden/", {"login": a_user().email, "password": "falsch-falsch-1"}).content.decode()
    unknown = client.post(
        "/konto/anmelden/", {"login": "niemand@example.org", "password": "falsch-falsch-1"}
    ).content.decode()
    told = re.search(r"<li>([^<]*Passwort[^<]*)</li>", known)
    assert told
    assert told[1] in unknown


def test_after_five_wrong_passwords_the_door_stays_shut_for_a_quarter_of_an_hour(client: Client) -> None:
    user = a_user()
    with travel("2026-03-02 09:00:00+01:00", tick=False) as clock:
        for _ in range(5):
            client.post("/konto/anmelden/", {"login": user.email, "password": "falsch-falsch-1"})
        locked = client.post("/konto/anmelden/", {"login": user.email, "password": PASSWORD})
        assert locked.status_code == 429
        assert "eine Viertelstunde lang" in locked.content.decode()
        clock.shift(timedelta(minutes=16))
        assert client.post("/konto/anmelden/", {"login": user.email, "password": PASSWORD}).status_code == 302


def test_nobody_signs_up_by_themselves(client: Client) -> None:
    page = client.get("/konto/registrieren/")
    assert "auf Einladung" in page.content.decode()
    client.post("/konto/registrieren/", {"email": "neu@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(email="neu@example.org").exists()


def test_someone_invited_sets_a_password_by_the_link_and_signs_in(client: Client) -> None:
    user = invite_user("Neu@Example.org", name="Nora Neumann", by=COMMAND_LINE)
    send_invitation.func(user.pk)
    [message] = mail.outbox
    assert message.to == ["neu@example.org"]
    assert "Guten Tag Nora Neumann" in message.body
    path = re.search(r"https?://[^/]+(/konto/passwort/neu/\S+)", str(message.body))
    assert path
    form = client.get(path[1], follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    assert _sign_in(client, "neu@example.org").status_code == 302
    assert client.get("/konto/").status_code == 200


def test_an_invitation_that_was_taken_back_sends_nothing() -> None:
    user = invite_user("weg@example.org", by=COMMAND_LINE)
    user.delete()
    send_invitation.func(user.pk or 0)
    assert mail.outbox == []


def test_an_administrator_is_reminded_of_the_second_factor_and_an_editor_is_not(client: Client) -> None:
    client.force_login(an_administrator())
    assert "zweiten Faktor ein" in client.get("/konto/").content.decode()
    client.force_login(an_editor())
    assert "zweiten Faktor ein" not in client.get("/konto/").content.decode()


def test_wagtails_own_form_never_lets_anybody_in(client: Client) -> None:
    editor = an_editor()
    assert client.get("/verwaltung/").headers["Location"].startswith("/konto/anmelden/")
    answer = client.post("/verwaltung/login/", {"username": editor.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/konto/anmelden/")
    assert "_auth_user_id" not in client.session
    assert client.get("/verwaltung/password_reset/").status_code == 404


_DOORS = [
    "/konto/anmelden/",
    "/en/konto/anmelden/",
    "/_util/login/",
    "/en/_util/login/",
    "/verwaltung/login/",
    "/verwaltung/password_reset/",
    "/verwaltung/account/",
    "/_util/authenticate_with_password/1/1/",
    "/dokumente/authenticate_with_password/1/",
]


@pytest.mark.parametrize("door", _DOORS)
def test_with_a_second_factor_the_password_alone_opens_no_door(client: Client, door: str) -> None:
    administrator = an_administrator()
    TOTP.activate(administrator, generate_totp_secret())
    answers = {"login": administrator.email, "username": administrator.email, "password": PASSWORD}
    answer = client.post(door, {**answers, "next": "/konto/"}, follow=True)
    assert "_auth_user_id" not in client.session, answer.redirect_chain
    assert client.get("/verwaltung/").status_code == 302


def test_no_address_leads_to_a_sign_in_form_of_django_or_wagtail() -> None:
    for door in _DOORS:
        view = resolve(door).func
        while hasattr(view, "__wrapped__"):
            view = view.__wrapped__
        assert not issubclass(getattr(view, "view_class", object), LoginView), door


def test_wrong_passwords_count_under_whatever_name_a_form_gives_the_address(client: Client) -> None:
    user = a_user()
    request = RequestFactory().post("/", REMOTE_ADDR="127.0.0.1")
    for _ in range(5):
        assert authenticate(request, username=user.email.upper(), password="falsch-falsch-1") is None
    assert _sign_in(client, user.email).status_code == 429


def test_another_address_of_the_same_connection_does_not_give_five_more_attempts(client: Client) -> None:
    user = a_user()
    answers = {"login": user.email, "password": "falsch-falsch-1"}
    for number in range(5):
        client.post("/konto/anmelden/", answers, REMOTE_ADDR=f"2001:db8::{number}")
    right = {"login": user.email, "password": PASSWORD}
    assert client.post("/konto/anmelden/", right, REMOTE_ADDR="2001:db8::99").status_code == 429
    assert client.post("/konto/anmelden/", right, REMOTE_ADDR="2001:db9::1").status_code == 302


@override_settings(BEHIND_PROXY=True)
def test_behind_the_proxy_one_visitor_does_not_lock_another_out(client: Client) -> None:
    user = a_user()
    for _ in range(5):
        answers = {"login": user.email, "password": "falsch-falsch-1"}
        client.post("/konto/anmelden/", answers, HTTP_X_FORWARDED_FOR="198.51.100.7")
    right = {"login": user.email, "password": PASSWORD}
    assert client.post("/konto/anmelden/", right, HTTP_X_FORWARDED_FOR="198.51.100.7").status_code == 429
    assert client.post("/konto/anmelden/", right, HTTP_X_FORWARDED_FOR="198.51.100.8").status_code == 302


def test_who_makes_an_account_on_the_command_line_can_sign_in_at_once(client: Client) -> None:
    User.objects.create_superuser("leitung@example.org", PASSWORD)
    assert _sign_in(client, "leitung@example.org").headers["Location"] == "/konto/"


def test_a_second_factor_is_set_up_only_after_the_password_was_given_once_more(client: Client) -> None:
    editor = an_editor()
    client.force_login(editor)
    asked = client.get("/konto/zweiter-faktor/app/einrichten/")
    assert asked.headers["Location"].startswith("/konto/bestaetigen/")
    page = client.post(asked.headers["Location"], {"password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == "/konto/zweiter-faktor/app/einrichten/"
    assert "data:image/svg+xml" in page.content.decode()


def test_signing_out_needs_a_click_not_just_an_address(client: Client) -> None:
    client.force_login(a_user())
    assert client.get("/konto/abmelden/").status_code == 200
    assert client.get("/konto/").status_code == 200
    client.post("/konto/abmelden/")
    assert client.get("/konto/").status_code == 302


def test_the_account_page_is_never_cached(client: Client) -> None:
    client.force_login(a_user())
    assert "no-store" in client.get("/konto/").headers["Cache-Control"]


def test_the_cast_of_the_demonstration_exists_only_in_a_demonstration(settings: object) -> None:
    with pytest.raises(DemoIsOff):
        create_cast(by=COMMAND_LINE)
    assert not User.objects.exists()


def test_the_cast_can_sign_in_and_is_made_once(client: Client, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]  # pytest-django's settings
    a_municipality()
    cast = create_cast(by=COMMAND_LINE)
    assert [member.email for member in create_cast(by=COMMAND_LINE)] == [member.email for member in cast]
    assert User.objects.count() == len(cast) == 4
    for member in cast:
        client.logout()
        response = client.post("/konto/anmelden/", {"login": member.email, "password": member.password}, follow=True)
        assert member.name in response.content.decode()


def test_after_the_demonstration_nobody_of_the_cast_gets_in_or_stays_in(client: Client, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]  # pytest-django's settings
    member = create_cast(by=COMMAND_LINE)[0]
    answers = {"login": member.email, "password": member.password}
    client.post("/konto/anmelden/", answers)
    assert client.get("/konto/").status_code == 200
    assert list(demo_accounts()) == []

    settings.DEMO = False  # type: ignore[attr-defined]  # see above
    assert client.get("/konto/").status_code == 302
    fresh = Client()
    assert fresh.post("/konto/anmelden/", answers).headers["Location"] == "/konto/inaktiv/"
    assert "_auth_user_id" not in fresh.session
    [finding] = demo_accounts()
    assert finding.outcome == Outcome.FAILURE
    assert "Zugänge der Vorführung" in finding.text


def test_without_any_municipality_the_cast_has_no_coordinator(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]  # pytest-django's settings
    assert len(create_cast(by=COMMAND_LINE)) == 3
