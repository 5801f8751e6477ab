"""Administrators work behind a second factor, wherever the portal has a real address."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client, override_settings

from teilhabe.accounts.models import User
from teilhabe.council.models import Source
from tests.people import PASSWORD, an_administrator, an_editor

pytestmark = pytest.mark.django_db
SET_UP = "/konto/zweiter-faktor/"
_required = override_settings(REQUIRE_SECOND_FACTOR=True)


@_required
@pytest.mark.parametrize("maker", [an_administrator, lambda: User.objects.create_superuser("l@example.org", PASSWORD)])
def test_an_administrator_without_one_is_led_to_its_set_up_and_told_why(client: Client, maker: object) -> None:
    client.force_login(maker())  # type: ignore[operator]  # one of the cast
    for path in ("/verwaltung/", "/verwaltung/users/", "/verwaltung/pages/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, SET_UP), path
    page = client.get("/verwaltung/", follow=True).content.decode()
    assert "brauchen Sie einen zweiten Faktor" in page


@_required
def test_nor_does_an_administrator_let_organisations_in_without_one(client: Client) -> None:
    client.force_login(an_administrator())
    for path in ("/anbieter/pruefen", "/anbieter/anmeldungen", "/en/anbieter/hinweise", "/anbieter/neu"):
        assert client.get(path).headers["Location"].endswith(SET_UP), path
    for path in ("/anbieter/hinweis", "/anbieter/anmelden"):
        assert client.get(path).status_code == 200, path


@_required
def test_nor_does_an_administrator_manage_sources_without_one(client: Client) -> None:
    source = Source.objects.create(slug="talheim", name="Talheim", url="https://ris.talheim.example/oparl/system")
    client.force_login(an_administrator())
    for path in ("/quellen/neu", "/quellen/talheim/anhalten", "/en/quellen/talheim/anhalten"):
        assert client.post(path).headers["Location"].endswith(SET_UP), path
    source.refresh_from_db()
    assert source.state == Source.State.NEW


@_required
def test_everything_else_stays_open_to_an_administrator_without_one(client: Client) -> None:
    client.force_login(an_administrator())
    for path in ("/", "/quellen", "/konto/", SET_UP):
        assert client.get(path).status_code == 200, path


@_required
def test_with_one_the_back_office_opens(client: Client) -> None:
    administrator = an_administrator()
    TOTP.activate(administrator, generate_totp_secret())
    client.force_login(administrator)
    assert client.get("/verwaltung/").status_code == 200


@_required
def test_an_editor_needs_none_and_a_visitor_is_sent_to_the_sign_in_page(client: Client) -> None:
    assert client.get("/verwaltung/").headers["Location"].startswith("/konto/anmelden/")
    client.force_login(an_editor())
    assert client.get("/verwaltung/").status_code == 200


@pytest.mark.parametrize(
    ("variables", "required"),
    [
        ({}, False),
        ({"TEILHABE_URL": "https://teilhabe.example.org"}, True),
        ({"TEILHABE_URL": "https://teilhabe.example.org", "TEILHABE_REQUIRE_SECOND_FACTOR": "false"}, False),
        ({"TEILHABE_URL": "https://teilhabe.example.org", "TEILHABE_DEMO": "true"}, False),
        ({"TEILHABE_REQUIRE_SECOND_FACTOR": "true"}, True),
    ],
)
def test_it_is_required_where_the_portal_has_a_real_address(
    tmp_path: Path, variables: dict[str, str], required: bool
) -> None:
    code = "import teilhabe.settings as s; print(s.REQUIRE_SECOND_FACTOR)"
    environment = {"PATH": os.environ["PATH"], "TEILHABE_DATA_DIR": str(tmp_path), **variables}
    told = subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True, text=True)
    assert told.stdout.strip() == str(required)
