"""A harvest from end to end: what is stored, how it is connected, and that the second time changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Model

from teilhabe.council.ingest.run import Mode
from teilhabe.council.models import (
    AgendaItem,
    Attachment,
    Body,
    Consultation,
    File,
    HarvestProblem,
    HarvestRun,
    LegislativeTerm,
    Meeting,
    Membership,
    Organization,
    Paper,
    PaperLead,
    Person,
    Record,
    Source,
    Version,
)
from teilhabe.council.sample import Document, Server
from teilhabe.council.sample.store import API, stamp
from teilhabe.search.models import Entry

from . import small
from .dumps import dump
from .harvesting import run_harvest

pytestmark = pytest.mark.django_db


def test_a_council_is_harvested_with_everything_connected(server: Server) -> None:
    run = run_harvest(server)

    assert (run.state, run.why, run.failed) == ("done", "", 0)
    body = Body.objects.get()
    assert (body.name, body.slug, body.ags) == ("Stadt Kleinstadt", "kleinstadt", "05334999")
    assert LegislativeTerm.objects.get().name == "Wahlperiode 2025 bis 2030"
    assert dict(Organization.objects.values_list("slug", "kind")) == {
        "rat-der-stadt": "council",
        "ausschuss-fuer-schule-und-bildung": "committee",
        "a-40-schulverwaltungsamt": "office",
        "fraktion-offene-stadt": "group",
    }
    assert Organization.objects.get(is_main=True).slug == "rat-der-stadt"
    mia = Person.objects.get(slug="mia-sommer")
    assert sorted(mia.memberships.values_list("organization__name", "role")) == [
        ("Fraktion Offene Stadt", "Mitglied"),
        ("Rat der Stadt", "Mitglied"),
    ]
    second = Meeting.objects.get(slug="2026-10-12-rat-der-stadt")
    assert second.room == "Raum 12, Ratssaal"
    assert second.location is not None
    assert second.attachments.get().role == Attachment.Role.INVITATION
    assert list(second.organizations.values_list("slug", flat=True)) == ["rat-der-stadt"]
    paper = Paper.objects.get(slug="2026-0001")
    assert (paper.kind_raw, paper.originators) == ("Beschlussvorlage", "Fraktion Offene Stadt")
    assert list(paper.lead.values_list("name", flat=True)) == ["A 40 Schulverwaltungsamt"]
    step = paper.consultations.get()
    assert (step.meeting, step.organization) == (second, Organization.objects.get(slug="rat-der-stadt"))
    assert step.agenda_item is not None
    assert step.agenda_item.name == "Schulentwicklung Teil 2"
    assert list(paper.attachments.values_list("role", "file__name")) == [
        ("main", "Vorlage"),
        ("attachment", "Anlage 1"),
        ("attachment", "Anlage 2"),
    ]
    assert Paper.objects.get(slug="2026-0002").relations.get().other == paper


def test_counts_in_are_counts_stored(server: Server) -> None:
    run = run_harvest(server)

    listed: tuple[type[Model], ...] = (Paper, Meeting, AgendaItem, File, Consultation, Membership, Person)
    for model in listed:
        assert model._default_manager.count() == len(server.council.ids(model.__name__)), model
    assert run.new == Record.objects.count() == len(server.council.objects)


def test_the_second_harvest_finds_nothing_new_and_nothing_changed(server: Server) -> None:
    run_harvest(server)
    before = dump()

    for mode in (None, Mode.FULL, Mode.INCREMENTAL):
        again = run_harvest(server, mode)
        assert (again.state, again.new, again.changed, again.withdrawn, again.failed) == ("done", 0, 0, 0, 0)
    assert dump() == before
    assert not Version.objects.exists()


def test_an_incremental_harvest_asks_for_changes_only(known: Server) -> None:
    known.council.change_paper("2026/0003", name="Neuer Betreff")
    known.requests.clear()

    run = run_harvest(known)

    assert (run.mode, run.changed, run.new) == ("incremental", 1, 0)
    assert Paper.objects.get(reference="2026/0003").name == "Neuer Betreff"
    assert len(known.seen("/papers?modified_since=")) == 1
    assert not known.seen("/papers?page")


def test_a_changed_paper_keeps_its_address_and_tells_what_changed(known: Server) -> None:
    # Only what is derived again gets its right title back.
    Entry.objects.filter(kind="paper", ref="kleinstadt/2026-0004").update(title="veraltet")
    known.council.change(small.paper(3), name="Neuer Betreff", reference="2026/0003-1", date="2026-09-01")

    run_harvest(known)

    paper = Paper.objects.get(reference="2026/0003-1")
    assert paper.slug == "2026-0003"
    version = paper.record.versions.get()
    assert version.changes == {
        "name": ["Vorlage zur Schulsozialarbeit 3", "Neuer Betreff"],
        "reference": ["2026/0003", "2026/0003-1"],
        "date": ["2026-08-20", "2026-09-01"],
    }
    assert Entry.objects.get(kind="paper", ref="kleinstadt/2026-0003").title == "Neuer Betreff"


def test_a_result_that_becomes_known_reaches_the_paper(server: Server) -> None:
    run_harvest(server)
    server.council.change(small.item(4), result="einstimmig beschlossen")

    run = run_harvest(server)

    assert run.changed == 1
    item = AgendaItem.objects.get(record__native_id__endswith="/agendaitem/4")
    assert item.result_raw == "einstimmig beschlossen"
    assert item.record.versions.get().changes == {"result_raw": ["", "einstimmig beschlossen"]}
    assert Paper.objects.get(reference="2026/0003").standing == "decided"


def test_an_embedded_object_changes_without_its_parent_being_stamped(known: Server) -> None:
    """OParl 1.1 lists embedded objects on their own so that servers need not touch the parent."""
    run_harvest(known)
    step = known.council.object(f"{API}/consultation/2")
    step["role"] = "Vorberatung"
    step["modified"] = stamp(known.council.now)

    run = run_harvest(known)

    assert run.changed == 1
    consultation = Consultation.objects.get(record__native_id__endswith="/consultation/2")
    assert consultation.role_raw == "Vorberatung"
    assert consultation.paper == Paper.objects.get(reference="2026/0002")


def test_what_vanishes_from_a_paper_is_deleted_with_it(known: Server) -> None:
    council = known.council
    council.change_paper("2026/0001", auxiliaryFile=[small.file(401)], consultation=None)

    run = run_harvest(known)

    assert run.withdrawn == 2
    paper = Paper.objects.get(reference="2026/0001")
    assert list(paper.attachments.values_list("file__name", flat=True)) == ["Vorlage", "Anlage 1"]
    assert File.objects.get(record__native_id__endswith="/file/501").record.state == "deleted"
    assert paper.consultations.get().record.state == "deleted"


def test_a_file_that_hangs_elsewhere_too_outlives_the_paper(server: Server) -> None:
    council = server.council
    council.attach(small.meeting(1), "auxiliaryFile", small.file(401))
    run_harvest(server)
    council.change_paper("2026/0001", auxiliaryFile=None)

    run_harvest(server)

    shared = File.objects.get(record__native_id__endswith="/file/401")
    assert shared.record.state == "live"
    assert shared.attachments.get().meeting is not None
    assert File.objects.get(record__native_id__endswith="/file/501").record.state == "deleted"


def test_a_new_paper_and_file_are_found(known: Server) -> None:
    council = known.council
    sheet = council.add_file(900, Document("neu.pdf", lambda: b"%PDF-1.4 neu"), in_body=small.BODY, name="Neue Anlage")
    council.add(
        "Paper", 77, in_body=small.BODY, name="Dringliche Sache", reference="2026/0077", mainFile=sheet, body=small.BODY
    )

    run = run_harvest(known)

    assert (run.new, run.changed) == (2, 0)
    assert Paper.objects.get(slug="2026-0077").attachments.get().file.name == "Neue Anlage"
    assert Entry.objects.filter(kind="paper", ref="kleinstadt/2026-0077").exists()


def test_two_papers_with_one_number_get_two_addresses(server: Server) -> None:
    server.council.change(small.paper(2), reference="2026/0001")

    run_harvest(server)

    assert sorted(Paper.objects.filter(reference="2026/0001").values_list("slug", flat=True)) == [
        "2026-0001",
        "2026-0001-2",
    ]


def test_a_body_that_names_its_council_goes_before_the_table(server: Server) -> None:
    server.council.change(small.BODY, mainOrganization=f"{API}/organization/2")

    run_harvest(server)

    assert Organization.objects.get(is_main=True).slug == "ausschuss-fuer-schule-und-bildung"


def test_a_renamed_office_marks_the_papers_it_leads(known: Server) -> None:
    lead = PaperLead.objects.filter(paper__reference="2026/0004").get()
    assert lead.organization is not None
    assert lead.organization.name == "A 40 Schulverwaltungsamt"
    Paper.objects.update(stale=False)
    known.council.change(f"{API}/organization/3", name="A 40 Amt für Schulen")

    run_harvest(known)

    lead.organization.refresh_from_db()
    assert lead.organization.name == "A 40 Amt für Schulen"
    assert Entry.objects.get(kind="paper", ref="kleinstadt/2026-0004").title != "veraltet"


def test_the_source_says_how_it_is(server: Server) -> None:
    run = run_harvest(server)

    source = Source.objects.get()
    assert (source.state, source.state_reason, source.version) == ("ok", "", "1.1")
    assert source.last_success is not None
    assert source.last_success - run.started < timedelta(minutes=5)
    assert run.requests == len(server.requests)
    assert HarvestRun.objects.count() == 1
    assert not HarvestProblem.objects.exists()
