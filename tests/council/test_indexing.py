"""What the index holds of the council, beyond what refreshing shows."""

from __future__ import annotations

import pytest
from django.test import override_settings
from typer.testing import CliRunner

from teilhabe.council import indexing, rules
from teilhabe.council.actions.refresh import refresh_stale
from teilhabe.council.indexing.frame import MOST_TEXT, address
from teilhabe.council.indexing.papers import MOST_PAGES, WEIGHTS
from teilhabe.council.models import Blob, BlobPage, File, Paper, PaperSection
from teilhabe.council.outcomes.labels import STANDING_LABELS
from teilhabe.council.outcomes.standing import StandingKind
from teilhabe.council.queries.courses import steps_by_paper
from teilhabe.search.commands import app
from teilhabe.search.models import Entry

from .chamber import Chamber, berlin, seed_paper

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


def texts_of(paper: Paper) -> tuple[str, str]:
    paper.stale = True
    paper.save()
    refresh_stale()
    entry = Entry.objects.get(kind="paper")
    return entry.body, entry.annex


def test_the_main_document_is_found_by_its_pages_until_it_has_sections(chamber: Chamber) -> None:
    paper = chamber.paper()
    read(chamber.file(paper), "Kopf und Rumpf")
    read(chamber.file(paper, role="attachment", name="Lageplan"), "Der Weiher")
    assert texts_of(paper) == ("Kopf und Rumpf", "Lageplan\n\nDer Weiher")
    PaperSection.objects.create(paper=paper, kind="matter", anchor="s", html="", text="Rumpf", order=0, source="pdf")
    assert texts_of(paper) == ("Rumpf", "Lageplan\n\nDer Weiher")


def test_an_attachment_that_the_source_deleted_is_not_searched(chamber: Chamber) -> None:
    paper = chamber.paper()
    gone = read(chamber.file(paper, role="attachment", name="Lageplan"), "Der Weiher")
    gone.record.state = "withdrawn"
    gone.record.save()
    assert texts_of(paper) == ("", "")


def test_a_huge_attachment_is_searched_by_its_beginning(chamber: Chamber) -> None:
    paper = chamber.paper()
    read(
        chamber.file(paper, role="attachment", name="Haushalt"), *[f"Seite {n} " * 900 for n in range(MOST_PAGES + 20)]
    )
    _, annex = texts_of(paper)
    assert len(annex) == MOST_TEXT
    assert "Seite 0" in annex


def test_what_was_decided_stands_before_what_is_planned_and_what_was_taken_back() -> None:
    assert WEIGHTS.keys() == STANDING_LABELS.keys()
    order: list[StandingKind] = ["decided", "recommended", "in_consultation", "planned", "withdrawn"]
    weights = [WEIGHTS[kind] for kind in order]
    assert weights == sorted(set(weights), reverse=True)


def test_an_entry_takes_the_weight_of_where_its_paper_stands(chamber: Chamber) -> None:
    seed_paper(chamber)
    refresh_stale()
    paper = Entry.objects.get(kind="paper")
    assert paper.weight == WEIGHTS[paper.facts["standing"]]
    assert paper.weight > Entry.objects.filter(kind="meeting")[0].weight


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


def test_a_point_that_was_taken_off_the_agenda_is_no_closed_one(chamber: Chamber) -> None:
    paper = chamber.paper()
    step = chamber.consultation(
        paper, chamber.committee("Bauausschuss"), berlin(2020, 1, 9), "beschlossen", role="Entscheidung"
    )
    assert step.agenda_item is not None
    step.agenda_item.record.state = "deleted"
    step.agenda_item.record.save()
    refresh_stale()
    paper.refresh_from_db()
    assert (paper.standing, paper.last_discussed_public) == ("in_consultation", None)
    assert paper.summary == (
        "Am 9. Januar 2020 stand die Vorlage auf der Tagesordnung (Bauausschuss); "
        "ein Ergebnis ist nicht veröffentlicht."
    )


def test_index_and_page_read_a_step_alike(chamber: Chamber) -> None:
    paper = seed_paper(chamber)
    committee = chamber.committee("Hauptausschuss")
    for public, shown in ((True, True), (True, False), (False, True), (False, False)):
        step = chamber.consultation(paper, committee, berlin(2020, 1, len(paper.name)), "beschlossen", public=public)
        paper.name += "."
        step.result_raw = "einstimmig empfohlen"
        step.save()
        assert step.agenda_item is not None
        step.agenda_item.record.state = "live" if shown else "deleted"
        step.agenda_item.record.save()
    indexed = {step.hearing.key: step.hearing for step in steps_by_paper([paper.pk])[paper.pk]}
    assert len(indexed) == 8
    for step in paper.consultations.all():
        assert rules.hearing_of(step) == indexed[step.pk]


def test_the_committee_of_an_entry_is_the_one_that_said_so_not_another_of_the_same_hour(chamber: Chamber) -> None:
    paper = chamber.paper()
    council = chamber.committee("Rat", kind="council", is_main=True)
    moment = berlin(2020, 1, 9)
    chamber.consultation(paper, council, moment, "einstimmig beschlossen", role="Entscheidung")
    chamber.consultation(
        paper, chamber.committee("Bauausschuss"), moment, "zur Kenntnis genommen", role="Kenntnisnahme"
    )
    refresh_stale()
    facts = Entry.objects.get(kind="paper").facts
    assert (facts["standing"], facts["committee"]) == ("decided", "Rat")
