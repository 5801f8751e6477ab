"""What must never be stored: titles of non-public agenda items, and more of people than their public role."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from teilhabe.council.actions.files import to_fetch
from teilhabe.council.ingest.oparl.scrub import is_public, scrub
from teilhabe.council.models import AgendaItem, Attachment, File, Person
from teilhabe.council.sample import Document, Faults, Server

from . import small
from .dumps import everything_stored
from .harvesting import run_harvest, source_of
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


@pytest.mark.parametrize("said", ["agendaitem", "https://schema.oparl.org/1.1/AGENDAITEM", "TOP", "Punkt/", "Meeting"])
def test_a_closed_item_is_emptied_whatever_it_calls_itself(said: str) -> None:
    closed = {"id": "i", "type": said, "public": False, "number": "N 2", "name": "Geheim", "result": "verkauft"}
    silent = {"id": "i", "type": said, "public": False, "number": "N 2"}

    assert scrub({"data": [closed]}, "AgendaItem")[0] == {"data": [silent]}
    assert scrub({"type": "List", "data": [closed]}, "AgendaItem")[0]["data"] == [silent]
    assert scrub({"type": "Meeting", "agendaItem": closed}, "Meeting")[0]["agendaItem"] == silent
    if said != "Meeting":
        assert scrub([{"top": [closed]}], "Meeting")[0] == [{"top": [silent]}]


def test_a_title_in_the_place_of_a_number_is_not_kept() -> None:
    clean, _ = scrub({"type": "AgendaItem", "public": False, "number": "N 2 Verkauf des Grundstücks Nord"})

    assert "number" not in clean


@pytest.mark.parametrize("said", [{}, {"type": "Mitglied"}, {"type": "https://schema.oparl.org/1.1/PERSON"}])
def test_a_person_is_one_whatever_it_calls_itself(said: dict[str, str]) -> None:
    private = {"location": "Gartenweg 3", "life": "drei Kinder", "formOfAddress": "Frau", "eMail": "m@privat.invalid"}
    person = {**said, "id": "p", "name": "Mia Sommer", **private}

    assert scrub({"data": [person]}, "Person")[0]["data"] == [{**said, "id": "p", "name": "Mia Sommer"}]
    clean, _ = scrub({"type": "Paper", "name": "A", "originatorPerson": [person]}, "Paper")
    assert clean["originatorPerson"] == [{**said, "id": "p", "name": "Mia Sommer"}]


@pytest.mark.parametrize(
    "word",
    [
        "contactName",
        "contactEmail",
        "sachbearbeiterin",
        "bearbeiter_name",
        "Bearbeiter-Telefon",
        "e-mail",
        "Telefax",
    ],
)
def test_private_words_are_known_by_their_stem(word: str) -> None:
    answer = {"data": [{"type": "Paper", "name": "A", "location": [{"description": "Markt 1"}], word: "Frau X"}]}

    clean, changed = scrub(answer, "Paper")

    assert changed
    assert clean == {"data": [{"type": "Paper", "name": "A", "location": [{"description": "Markt 1"}]}]}


@pytest.mark.django_db
def test_a_file_of_a_closed_item_loses_its_name_and_is_not_fetched(server: Server) -> None:
    run_harvest(server)
    server.council.add_file(
        900,
        Document("datei-900.pdf", lambda: b"%PDF-1.4 geheim"),
        in_body=small.BODY,
        name=f"Vertrag {SECRET}",
        agendaItem=[small.item(101)],
        text=SECRET,
    )
    server.council.touch(small.file(900))
    server.council.change(small.file(301), date="2026-09-01", agendaItem=[small.item(2)])

    run = run_harvest(server)

    loose = File.objects.get(record__native_id__endswith="/file/900")
    assert (run.state, loose.name, loose.file_name, loose.given_text) == ("done", "", "", "")
    known = File.objects.get(record__native_id__endswith="/file/301")
    assert (known.name, str(known.date)) == ("Vorlage", "2026-09-01"), "what a public paper showed stays"
    assert SECRET not in everything_stored()
    assert SECRET not in _archived()
    due = to_fetch(source_of(server))
    assert loose not in due
    assert known in due
    item = AgendaItem.objects.filter(public=True)[0]
    Attachment.objects.create(file=loose, agenda_item=item, role="main")
    assert loose in to_fetch(source_of(server))
    AgendaItem.objects.filter(pk=item.pk).update(
        public=False, name="", result_raw="", resolution_text="", outcome="", unanimous=None
    )
    assert loose not in to_fetch(source_of(server))
