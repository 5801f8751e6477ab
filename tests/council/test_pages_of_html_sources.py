"""What readers see of councils whose systems only have web pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from teilhabe.council.actions.files import leave_on_page, to_fetch
from teilhabe.council.ingest.html import disappeared
from teilhabe.council.models import Attachment, File, PaperSection, Record, RecordState, Source
from tests.council import cast
from tests.council.reading import read

pytestmark = pytest.mark.django_db
PAGE = "https://rat.example.org/public/vo020?VOLFDNR=7"


def test_a_section_that_the_source_does_not_name_admits_it_and_the_page_explains_it_once(client: Client) -> None:
    story = cast.the_focus_paper()
    address = story.paper.get_absolute_url()
    assert "nach dem Inhalt eingeordnet" not in read(client, address).text
    PaperSection.objects.filter(paper=story.paper, kind__in=["resolution", "matter", "finance"]).update(confidence=0.9)
    page = read(client, address)
    assert page.html.count(">nach dem Inhalt eingeordnet</a>") == 3
    assert page.text.count("Die Quelle benennt nicht alle Abschnitte dieser Vorlage.") == 1
    assert page.has_id("einordnung")
    assert "placed by its content" in read(client, f"/en{address}").text


def test_text_without_a_name_claims_nothing_and_stays(client: Client) -> None:
    story = cast.the_focus_paper()
    PaperSection.objects.filter(paper=story.paper).update(kind="other", confidence=0.2)
    page = read(client, story.paper.get_absolute_url())
    assert "nach dem Inhalt eingeordnet" not in page.text
    for section in PaperSection.objects.filter(paper=story.paper):
        assert section.html in page.html


def test_text_without_a_name_stands_under_one_heading_and_keeps_its_addresses(client: Client) -> None:
    paper = cast.a_paper(cast.a_body())
    for order, (kind, words) in enumerate(
        [("resolution", "Wir bauen an."), ("other", "Es ist eng."), ("other", "Es kostet 27.000 Euro.")]
    ):
        PaperSection.objects.create(
            paper=paper, order=order, kind=kind, anchor=f"teil-{order}", html=f"<p>{words}</p>", confidence=0.3
        )
    page = read(client, paper.get_absolute_url())
    assert len(re.findall(r"<h2[^>]*>Weiterer Text", page.html)) == 1
    assert page.html.count('href="#teil-1"') >= 1
    assert page.has_id("teil-1")
    assert page.has_id("teil-2")
    assert "Es ist eng. Es kostet 27.000 Euro." in page.text


def test_a_file_without_an_address_leads_to_its_page_and_is_never_asked_for(client: Client) -> None:
    story = cast.the_focus_paper()
    source = story.paper.record.source
    Source.objects.update(system=Source.System.ALLRIS4)
    source.refresh_from_db()
    file = cast.a_file("Lageplan", state=File.State.RETRY, message="Der Server liefert statt der Datei eine Seite.")
    File.objects.filter(pk=file.pk).update(access_url=PAGE, download_url="", tries=2)
    cast.attach(file, Attachment.Role.ATTACHMENT, paper=story.paper)
    assert leave_on_page(source) == File.objects.filter(state=File.State.ON_PAGE).count() >= 1
    assert leave_on_page(source) == 0
    assert not to_fetch(source, now=timezone.now() + timedelta(days=400)).filter(pk=file.pk).exists()
    page = read(client, story.paper.get_absolute_url())
    assert "Lageplan nur auf der Seite des Originals zu öffnen" in page.text
    assert f'href="{PAGE}"' in page.html
    assert "nur auf den Seiten des Originals zu öffnen." in read(client, "/quellen").text

    File.objects.filter(pk=file.pk).update(download_url="https://rat.example.org/plan.pdf")
    leave_on_page(source)
    assert to_fetch(source).filter(pk=file.pk).exists()


@pytest.mark.parametrize("why", [disappeared.NOT_FOUND, disappeared.NOT_PUBLIC, disappeared.UNLISTED])
def test_what_is_published_no_more_says_since_when_and_what_was_found(client: Client, why: str) -> None:
    story = cast.the_focus_paper()
    Record.objects.filter(pk=story.paper.record_id).update(
        state=RecordState.WITHDRAWN, state_reason=why, state_since=cast.at(2026, 11, 3)
    )
    page = read(client, story.paper.get_absolute_url(), status=410)
    assert f"{story.paper.body.name}: Vorlagen, Sitzungen, Gremien" in page.text
    assert f'href="{story.paper.body.get_absolute_url()}"' in page.html
    assert story.paper.name not in page.text
    assert "Seit dem 3. November 2026 veröffentlicht die Quelle diese Vorlage nicht mehr." in page.text
    assert why in page.text
    assert "gelöscht wurde, wissen wir nicht" in page.text
