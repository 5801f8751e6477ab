"""The command line of the harvest, as an operator types it."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from teilhabe.core.models import AuditEntry
from teilhabe.council.commands import app
from teilhabe.council.models import HarvestRun, Paper, Source
from teilhabe.council.sample import Faults, Server
from teilhabe.search.commands import app as search_app
from teilhabe.search.models import Entry

from . import small

pytestmark = pytest.mark.django_db


def type_in(*words: str) -> tuple[int, str]:
    """Exit code and everything that was printed."""
    done = CliRunner().invoke(search_app if words[0] == "reindex" else app, list(words))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_an_operator_adds_a_source_and_harvests_it(server: Server) -> None:
    code, said = type_in("source", "add", server.system_url, "--delay", "0")
    assert (code, "Hinzugefügt: Ratsinformation Kleinstadt" in said) == (0, True)
    source = Source.objects.get()
    assert (source.slug, source.delay_seconds, source.version) == ("ratsinformation-kleinstadt", 0.0, "1.1")
    assert AuditEntry.objects.get(verb="council.source_added").actor == "command-line"

    code, said = type_in("harvest", source.slug)

    assert code == 0
    assert f"neu {len(server.council.objects)} · geändert 0" in said
    assert Paper.objects.count() == 6
    assert "in Ordnung" in type_in("source", "list")[1]


def test_the_same_source_is_not_added_twice(server: Server) -> None:
    type_in("source", "add", server.system_url)

    code, said = type_in("source", "add", server.system_url + "/")

    name = Source.objects.get().name
    assert (code, said.strip()) == (2, f"Diese Adresse ist schon als Quelle eingetragen: „{name}“.")
    assert Source.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("rathaus", "„rathaus“ ist keine Internetadresse"),
        ("ftp://rat.example/oparl", "ist keine Internetadresse"),
    ],
)
def test_a_wrong_address_gets_one_sentence(address: str, sentence: str) -> None:
    code, said = type_in("source", "add", address)

    assert code == 2
    assert sentence in said
    assert len(said.strip().splitlines()) == 1
    assert not Source.objects.exists()


@pytest.mark.parametrize("address", ["{url}/", "{url}/nirgends", "{url}/oparl/v1.1/body/1"])
def test_any_address_of_a_host_leads_to_its_interface(server: Server, address: str) -> None:
    code, _ = type_in("source", "add", address.format(url=server.url))

    assert (code, Source.objects.get().url) == (0, server.system_url)


def test_a_source_that_does_not_exist_is_named() -> None:
    code, said = type_in("harvest", "nirgendwo")

    assert (code, "Diese Quelle gibt es nicht: nirgendwo." in said) == (2, True)
    assert type_in("harvest", "--full", "--replay")[0] == 2


def test_an_incomplete_harvest_says_so_and_returns_one(server: Server) -> None:
    type_in("source", "add", server.system_url, "--delay", "0", "--name", "Kleinstadt")
    server.faults = Faults.of("server_error_always", where="/papers")

    code, said = type_in("harvest")

    assert code == 1
    assert "mit Lücken fertig" in said
    assert "Eine Liste wurde nicht bis zum Ende gelesen" in said
    assert type_in("source", "check")[0] == 0


def test_a_check_says_what_is_wrong(server: Server) -> None:
    type_in("source", "add", server.system_url, "--name", "Kleinstadt", "--delay", "0")
    server.faults = Faults.of("server_error_always", where="/system")

    code, said = type_in("source", "check", "kleinstadt")

    assert (code, said.strip()) == (1, "kleinstadt: Der Server meldet einen eigenen Fehler (HTTP 500).")
    assert Source.objects.get().state == "failing"


def test_a_paused_source_is_left_out_until_it_is_resumed(server: Server) -> None:
    type_in("source", "add", server.system_url, "--name", "Kleinstadt", "--delay", "0")
    type_in("source", "pause", "kleinstadt")

    assert type_in("harvest")[0] == 0
    assert not HarvestRun.objects.exists()
    assert type_in("harvest", "kleinstadt") == (1, "„Kleinstadt“ ist angehalten.\n")

    type_in("source", "resume", "kleinstadt")
    assert type_in("harvest", "kleinstadt")[0] == 0


def test_a_full_harvest_and_a_replay_can_be_asked_for(server: Server) -> None:
    type_in("source", "add", server.system_url, "--name", "Kleinstadt", "--delay", "0")
    type_in("harvest")
    Paper.objects.filter(reference="2026/0001").update(name="verdorben")

    assert type_in("harvest", "--replay")[0] == 0
    assert type_in("harvest", "--full")[0] == 0

    assert list(HarvestRun.objects.order_by("pk").values_list("mode", flat=True)) == ["full", "replay", "full"]
    assert Paper.objects.get(reference="2026/0001").name == "Vorlage zur Schulsozialarbeit 1"


def test_an_operator_has_everything_derived_anew_after_a_change_of_rules(server: Server) -> None:
    type_in("source", "add", server.system_url, "--name", "Kleinstadt", "--delay", "0")
    type_in("harvest")
    Paper.objects.update(summary="Nach der alten Regel.")

    code, said = type_in("reindex")
    assert (code, "Vorlagen: 6 geschrieben, 0 entfernt" in said) == (0, True)
    assert Paper.objects.filter(summary="Nach der alten Regel.").count() == 6

    code, said = type_in("reindex", "--derive")
    assert (code, "10 Vorlagen und Sitzungen neu abgeleitet" in said) == (0, True)
    assert not Paper.objects.filter(summary="Nach der alten Regel.").exists()
    assert not Entry.objects.filter(summary="Nach der alten Regel.").exists()


def test_files_are_fetched_at_once_when_asked_for(server: Server) -> None:
    type_in("source", "add", server.system_url, "--name", "Kleinstadt", "--delay", "0")
    for number in range(2, 7):
        server.council.delete(small.paper(number))

    code, said = type_in("harvest", "--with-files")

    assert code == 0
    assert "7 Dateien geholt" in said
