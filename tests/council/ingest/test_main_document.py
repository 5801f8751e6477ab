"""The text of a paper is that of its main document, also when the council hangs its files on it another way."""

from __future__ import annotations

import pytest

from teilhabe.core.audit import SystemActor
from teilhabe.council.actions.files import place
from teilhabe.council.ingest.files import fetch_files, has_due_files
from teilhabe.council.models import File, Paper, Version
from teilhabe.council.sample import Document, SampleCouncil, Server
from teilhabe.council.sample.plain_pdf import write_plain_pdf
from teilhabe.search.models import Entry

from . import small
from .harvesting import run_harvest, source_of

pytestmark = pytest.mark.django_db

BOT = SystemActor("files")


def document(council: SampleCouncil, number: int, *words: str) -> str:
    content = write_plain_pdf([line for word in words for line in (word, "")])
    return council.add_file(
        number, Document(f"{number}.pdf", lambda: content), in_body=small.BODY, name=f"Datei {number}"
    )


@pytest.fixture
def server(server: Server) -> Server:
    """The first paper has a main document and, as an attachment, the version for the next meeting; both were read."""
    council = server.council
    draft = document(council, 901, "Beschlussvorschlag:", "Der Rat lehnt ab.", "Sachlage:", "Die alte Halle.")
    revised = document(council, 902, "Beschlussvorschlag:", "Der Rat stimmt zu.", "Sachlage:", "Die neue Halle.")
    council.change_paper("2026/0001", mainFile=draft, auxiliaryFile=[revised])
    run_harvest(server)
    fetch_files(source_of(server), by=BOT)
    return server


def texts() -> list[str]:
    return list(paper().sections.order_by("order").values_list("text", flat=True))


def paper() -> Paper:
    return Paper.objects.get(reference="2026/0001")


def found_by() -> str:
    return Entry.objects.get(kind="paper", ref="kleinstadt/2026-0001").body


def downloads(server: Server) -> list[str]:
    return [one.path for one in server.requests if one.path.endswith(".pdf")]


def test_an_attachment_that_becomes_the_main_document_gives_the_paper_its_text(server: Server) -> None:
    assert texts() == ["Der Rat lehnt ab.", "Die alte Halle."]
    server.council.change_paper("2026/0001", mainFile=small.file(902), auxiliaryFile=[small.file(901)])
    before = downloads(server)

    run_harvest(server)

    assert texts() == [], "the old document speaks for the paper no more"
    assert has_due_files(source_of(server))

    fetch_files(source_of(server), by=BOT)

    assert texts() == ["Der Rat stimmt zu.", "Die neue Halle."]
    assert downloads(server) == before, "what is here already is not asked for again"
    assert not has_due_files(source_of(server))
    assert not Version.objects.filter(record=paper().record, changes__has_key="matter").exists()


def test_a_main_document_that_replaces_a_withdrawn_one_leaves_nothing_of_it(server: Server) -> None:
    server.council.change_paper("2026/0001", mainFile=small.file(902), auxiliaryFile=None)

    run_harvest(server)

    assert texts() == []
    assert "Die alte Halle." not in found_by()


def test_a_document_of_one_paper_gives_another_its_text_too(server: Server) -> None:
    server.council.change_paper("2026/0002", mainFile=small.file(902))

    run_harvest(server)
    fetch_files(source_of(server), by=BOT)

    other = Paper.objects.get(reference="2026/0002")
    assert list(other.sections.order_by("order").values_list("text", flat=True)) == [
        "Der Rat stimmt zu.",
        "Die neue Halle.",
    ]
    assert texts() == ["Der Rat lehnt ab.", "Die alte Halle."]


def test_a_new_main_document_whose_content_is_lost_is_downloaded(server: Server) -> None:
    known = File.objects.get(record__native_id__endswith="/file/902")
    assert known.blob is not None
    place(known.blob.sha256).unlink()
    server.council.change_paper("2026/0001", mainFile=small.file(902), auxiliaryFile=[small.file(901)])
    run_harvest(server)

    fetch_files(source_of(server), by=BOT)

    assert texts() == ["Der Rat stimmt zu.", "Die neue Halle."]
    assert place(known.blob.sha256).exists()


def test_nothing_is_read_again_when_the_files_of_a_paper_stay_what_they_are(server: Server) -> None:
    server.council.change_paper("2026/0001", name="Ein anderer Betreff")

    run_harvest(server)

    assert texts() == ["Der Rat lehnt ab.", "Die alte Halle."]
    assert not File.objects.filter(state="pending", blob__isnull=False).exists()
