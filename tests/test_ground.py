"""The ground itself: what every other test relies on."""

import socket
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import translation
from pytest_socket import SocketConnectBlockedError

from teilhabe.core.models import ScheduledJob


def test_a_test_cannot_reach_the_network() -> None:
    with (
        pytest.warns(UserWarning, match="socket"),
        pytest.raises(SocketConnectBlockedError),
        socket.create_connection(("192.0.2.1", 80), timeout=1),
    ):
        pass


def test_a_test_can_reach_a_server_on_this_machine() -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        socket.create_connection(("127.0.0.1", server.server_port), timeout=1).close()


@pytest.mark.parametrize("round_number", [1, 2])
def test_the_language_of_one_test_is_not_that_of_the_next(round_number: int) -> None:
    assert translation.get_language() == "de"
    translation.activate("en")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", [1, 2])
def test_a_transactional_test_leaves_nothing_behind(round_number: int) -> None:
    from django.utils import timezone

    assert not ScheduledJob.objects.exists()
    ScheduledJob.objects.create(name="left behind", last_enqueued=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_what_migrations_create_survives_transactional_tests() -> None:
    if not apps.is_installed("wagtail"):
        pytest.skip("the website is left out")
    from wagtail.models import Locale, Page

    assert Page.objects.filter(depth=1).exists()
    assert Locale.objects.exists()


@pytest.mark.django_db
def test_the_database_is_none_of_the_person_who_runs_the_tests() -> None:
    name = str(connection.settings_dict["NAME"])
    assert name.startswith((str(settings.DATA_DIR), "test_"))
