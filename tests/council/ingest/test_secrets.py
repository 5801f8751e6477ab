"""What must never be stored: titles of non-public agenda items, and more of people than their public role."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from teilhabe.council.ingest.oparl.scrub import is_public, scrub
from teilhabe.council.models import AgendaItem, Person
from teilhabe.council.sample import Faults, Server

from .dumps import everything_stored
from .harvesting import run_harvest
from .small import SECRET

PRIVATE = ("privat.invalid", "0241 555123", "drei Kinder")


def _archived() -> str:
    raw = Path(settings.DATA_DIR) / "raw"
    return "\n".join(gzip.decompress(path.read_bytes()).decode() for path in raw.rglob("*.gz"))


@pytest.mark.django_db
@pytest.mark.parametrize("faults", [(), ("public_missing",), ("missing_type",), ("public_missing", "missing_type")])
def test_no_table_and_no_archived_answer_holds_a_secret(serve: Callable[..., Server], faults: tuple[str, ...]) -> None:
    server = serve(faults=Faults.of(*faults))

    run_harvest(server)

    silent = AgendaItem.objects.filter(public=False)
    assert set(silent.values_list("number", "order")) == {("N 1", 2)}
    assert silent.count() == 4
    stored, archived = everything_stored(), _archived()
    assert "Schulentwicklung Teil 1" in stored
    assert "Schulentwicklung Teil 1" in archived
    for secret in (SECRET, *server.council.secrets, *PRIVATE):
        assert secret not in stored
        assert secret not in archived


@pytest.mark.django_db
def test_of_a_person_the_name_is_known_and_nothing_private(server: Server) -> None:
    run_harvest(server)

    mia = Person.objects.get(slug="mia-sommer")
    assert (mia.name, mia.family_name, mia.given_name) == ("Mia Sommer", "Sommer", "Mia")


@pytest.mark.parametrize(
    ("item", "public"),
    [
        ({"public": True}, True),
        ({"public": True, "number": "Ö 3"}, True),
        ({"public": True, "number": "7"}, True),
        ({"number": "Ö 3"}, True),
        ({"public": None, "number": "ö 3.1"}, True),
        ({"public": "true"}, False),
        ({"public": 1}, False),
        ({"public": False, "number": "Ö 3"}, False),
        ({"public": True, "number": "N 3"}, False),
        ({"public": True, "number": "NÖ 3"}, False),
        ({"number": "N 3"}, False),
        ({"number": "3"}, False),
        ({}, False),
    ],
)
def test_an_item_is_public_only_if_the_source_says_so_without_doubt(item: dict[str, object], public: bool) -> None:
    assert is_public(item) is public


def test_a_closed_item_inside_anything_is_emptied() -> None:
    answer = {
        "data": [{"id": "m", "agendaItem": [{"id": "i", "name": "Geheim", "number": "N 2", "order": 4, "result": "x"}]}]
    }

    clean, changed = scrub(answer, "Meeting")

    assert changed
    assert clean["data"][0]["agendaItem"] == [{"id": "i", "number": "N 2", "order": 4, "public": False}]


def test_an_answer_without_secrets_is_left_as_it_is() -> None:
    answer = {"data": [{"id": "m", "name": "Rat", "agendaItem": [{"id": "i", "public": True, "name": "Bericht"}]}]}

    clean, changed = scrub(answer, "Meeting")

    assert clean is answer
    assert not changed


def test_clerks_are_taken_out_wherever_they_stand() -> None:
    clean, changed = scrub({"type": "https://schema.oparl.org/1.1/Paper", "name": "A", "bearbeiter": "Frau X"})

    assert changed
    assert "bearbeiter" not in clean
