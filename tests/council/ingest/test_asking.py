"""Somebody asks by hand: the answer comes soon, and a "no" of our own settings blames nobody."""

from __future__ import annotations

import socket
import time
from dataclasses import replace
from typing import Any

import pytest

from teilhabe.core.fetching.client import PoliteClient
from teilhabe.core.fetching.errors import AddressIsPrivate
from teilhabe.core.fetching.patience import BRIEF
from teilhabe.council.actions.sources import SourceRefused
from teilhabe.council.ingest.sources import add_source, check_source
from teilhabe.council.models import HarvestProblem, HarvestRun, Source
from teilhabe.council.sample import Server

from .harvesting import TESTER, run_harvest, source_of
from .test_commands import type_in

pytestmark = pytest.mark.django_db
SETTING = "TEILHABE_ALLOW_PRIVATE_SOURCES"


def test_an_address_where_nobody_answers_is_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    longest = BRIEF.attempts * BRIEF.connect
    assert longest <= 6  # seconds, and a short pause between the attempts
    monkeypatch.setattr("teilhabe.council.ingest.sources.BRIEF", replace(BRIEF, connect=0.2))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(0)
        # The one place in the queue is taken, so the next connection is never answered.
        with socket.create_connection(silent.getsockname()):
            began = time.monotonic()
            with pytest.raises(SourceRefused, match="antwortet zurzeit nicht"):
                add_source(f"http://127.0.0.1:{silent.getsockname()[1]}/oparl", by=TESTER)
            assert time.monotonic() - began < 2


def test_a_look_by_hand_has_less_patience_than_a_harvest(server: Server) -> None:
    source = source_of(server)
    with PoliteClient(source) as harvesting, PoliteClient(source, patience=BRIEF) as looking:
        assert looking.patience.attempts < harvesting.patience.attempts
        assert looking.patience.connect < harvesting.patience.connect


def test_our_own_refusal_of_private_addresses_leaves_the_source_as_it_was(server: Server, settings: Any) -> None:
    run_harvest(server)
    settings.ALLOW_PRIVATE_SOURCES = False

    check = check_source(Source.objects.get(), by=TESTER)
    run = run_harvest(server)

    assert not check.well
    assert SETTING in check.sentence
    assert (run.state, SETTING in run.why) == (HarvestRun.State.FAILED, True)
    source = Source.objects.get()
    assert (source.state, source.state_reason) == (Source.State.OK, "")
    assert not HarvestProblem.objects.exists()


def test_the_command_line_names_the_setting(server: Server, settings: Any) -> None:
    source_of(server)
    settings.ALLOW_PRIVATE_SOURCES = False

    for words in (("source", "check"), ("harvest",), ("source", "add", f"{server.url}/anderswo")):
        code, said = type_in(*words)
        assert code != 0
        assert f"{SETTING}=true" in said


def test_no_setting_is_named_where_none_helps(settings: Any) -> None:
    settings.ALLOW_PRIVATE_SOURCES = True
    source = Source(url="http://169.254.169.254/oparl", delay_seconds=0.0)
    with PoliteClient(source) as client, pytest.raises(AddressIsPrivate, match="nie abgerufen"):
        client.get(source.url)
