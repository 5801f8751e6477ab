"""What the log tells about people who sign in: nothing that helps anybody else to do so."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from teilhabe.accounts.jobs import send_invitation
from teilhabe.core.logs import KeepKeysOut
from tests.people import a_user

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("website" not in settings.TEILHABE_APPS, reason="the addresses belong to the website"),
]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the portal writes to standard error from INFO upwards."""
    root = logging.getLogger()
    [handler] = [
        one
        for one in root.handlers
        if isinstance(one, logging.StreamHandler) and any(isinstance(f, KeepKeysOut) for f in one.filters)
    ]
    written = io.StringIO()
    level, stream = root.level, handler.setStream(written)
    root.setLevel(logging.INFO)
    yield written
    root.setLevel(level)
    handler.setStream(stream)


def _key_of_a_mail() -> str:
    send_invitation.func(a_user().pk)
    found = re.search(r"/konto/passwort/neu/(\S+)/", str(mail.outbox[-1].body))
    assert found
    return found[1]


@pytest.mark.parametrize(
    "path", ["/konto/passwort/neu/{}/", "/en/konto/passwort/neu/{}/", "/konto/e-mail/bestaetigen/{}/"]
)
def test_no_key_of_a_mail_stands_in_the_log(log: io.StringIO, path: str) -> None:
    key = _key_of_a_mail()
    address = path.format(key)
    Client().get(address)
    Client().get(address.rstrip("/"))  # cut off by a mail program
    Client().get(f"{address}nichts/da")
    Client(enforce_csrf_checks=True).post(address)  # Django warns of this one itself
    lines = log.getvalue()
    assert lines.count("/konto/…") >= 4
    assert "Forbidden" in lines
    assert key not in lines
    assert key.split("-")[-1] not in lines


def test_the_log_names_the_view_instead(log: io.StringIO) -> None:
    Client().get(f"/konto/passwort/neu/{_key_of_a_mail()}/")
    assert "view=account_reset_password_from_key" in log.getvalue()


def test_an_error_on_such_a_page_does_not_tell_the_key_either(log: io.StringIO) -> None:
    logging.getLogger("django.request").error("Internal Server Error: %s", "/konto/passwort/neu/1-geheim-abc/")
    assert "Internal Server Error: /konto/…" in log.getvalue()
    assert "geheim" not in log.getvalue()


def test_other_pages_are_logged_with_their_path(log: io.StringIO) -> None:
    Client().get("/muster")
    assert "path=/muster" in log.getvalue()


def test_whoever_is_locked_out_is_not_named(log: io.StringIO) -> None:
    client, user = Client(), a_user()
    for _ in range(6):
        client.post("/konto/anmelden/", {"login": user.email, "password": "falsch-falsch-1"})
    assert "status=429" in log.getvalue()
    assert user.email not in log.getvalue()
    assert "127.0.0.1" not in log.getvalue()


def test_retries_of_an_unreachable_source_do_not_fill_the_log(log: io.StringIO) -> None:
    logging.getLogger("stamina").warning("stamina.retry_scheduled")
    assert log.getvalue() == ""
