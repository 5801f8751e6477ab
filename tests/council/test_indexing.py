"""What the index holds of the council, beyond what refreshing shows."""

from __future__ import annotations

import pytest
from django.test import override_settings
from typer.testing import CliRunner

from teilhabe.council import indexing
from teilhabe.council.actions.refresh import refresh_stale
from teilhabe.council.commands import app
from teilhabe.council.indexing.frame import MOST_TEXT, address
from teilhabe.council.indexing.papers import MOST_PAGES
from teilhabe.council.models import Blob, BlobPage, File, Paper, PaperSection
from teilhabe.search.models import Entry

from .chamber import Chamber, seed_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def chamber() -> Chamber:
    return Chamber()


def read(file: File, *pages: str) -> File:
    """The file was fetched and has these pages."""
    blob = Blob.objects.create(sha256=f"{file.pk:064d}", size=1, state="read", page_count=len(pages))
    BlobPage.objects.bulk_create(BlobPage(blob=blob, number=n, text=text) for n, text in enumerate(pages, start=1))
    file.blob, file.state = blob, "stored"
    file.save()
    return file


def body_of(paper: Paper) -> str:
    paper.stale = True
    paper.save()
    refresh_stale()
    return Entry.objects.get(kind="paper").body


def test_the_main_document_is_found_by_its_pages_until_it_has_sections(chamber: Chamber) -> None:
    paper = chamber.paper()
    read(chamber.file(paper), "Kopf und Rumpf")
    read(chamber.file(paper, role="attachment", name="Lageplan"), "Der Weiher")
    assert body_of(paper) == "Vorlage\n\nLageplan\n\nKopf und Rumpf\n\nDer Weiher"
    PaperSection.objects.create(paper=paper, kind="matter", anchor="s", html="", text="Rumpf", order=0, source="pdf")
    assert body_of(paper) == "Rumpf\n\nLageplan\n\nDer Weiher"


def test_an_attachment_that_the_source_deleted_is_not_searched(chamber: Chamber) -> None:
    paper = chamber.paper()
    gone = read(chamber.file(paper, role="attachment", name="Lageplan"), "Der Weiher")
    gone.record.state = "withdrawn"
    gone.record.save()
    assert body_of(paper) == ""


def test_a_huge_attachment_is_searched_by_its_beginning(chamber: Chamber) -> None:
    paper = chamber.paper()
    read(
        chamber.file(paper, role="attachment", name="Haushalt"), *[f"Seite {n} " * 900 for n in range(MOST_PAGES + 20)]
    )
    body = body_of(paper)
    assert len(body) == MOST_TEXT
    assert "Seite 0" in body


def test_addresses_are_those_of_the_pages(chamber: Chamber) -> None:
    paper = seed_paper(chamber)
    assert address("paper", paper.body.slug, paper.slug) == paper.get_absolute_url()
    first = paper.consultations.order_by("pk")[0]
    assert first.meeting is not None
    assert first.organization is not None
    assert address("meeting", "staedteregion-aachen", first.meeting.slug) == first.meeting.get_absolute_url()
    assert (
        address("committee", "staedteregion-aachen", first.organization.slug) == first.organization.get_absolute_url()
    )


def test_without_the_website_the_index_keeps_the_addresses_it_will_have() -> None:
    indexing.frame._pattern.cache_clear()
    with override_settings(ROOT_URLCONF="teilhabe.core.urls"):
        assert address("paper", "stadt", "1") == "/rat/stadt/vorlage/1"
        assert address("person", "stadt", "x") == "/rat/stadt/person/x"
    indexing.frame._pattern.cache_clear()


def test_an_operator_writes_the_index_anew(chamber: Chamber) -> None:
    seed_paper(chamber)
    refresh_stale()
    Entry.objects.all().delete()
    said = CliRunner().invoke(app, ["reindex"])
    assert said.exit_code == 0
    assert "Vorlagen: 1 geschrieben, 0 entfernt" in said.output
    assert Entry.objects.count() == 9
