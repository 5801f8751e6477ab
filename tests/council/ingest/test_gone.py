"""Objects that are no longer there: deleted, withdrawn, unreachable; and what a failure must never lead to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from teilhabe.core.models import AuditEntry
from teilhabe.council.actions.refresh import refresh_stale, reindex
from teilhabe.council.ingest import disappearance
from teilhabe.council.ingest.records import Deleted, Parsed, Ref
from teilhabe.council.ingest.run import Mode
from teilhabe.council.ingest.store.context import Harvest, Scope
from teilhabe.council.ingest.store.page import store
from teilhabe.council.models import (
    AgendaItem,
    Body,
    HarvestProblem,
    HarvestRun,
    Meeting,
    Paper,
    Person,
    Record,
    RecordKind,
    Version,
)
from teilhabe.council.sample import Faults, SampleCouncil, Server
from teilhabe.council.sample.store import API, LIST_PROPERTIES, LISTS
from teilhabe.search.models import Entry

from . import small
from .harvesting import run_harvest

pytestmark = pytest.mark.django_db


def _lists_no_more(council: SampleCouncil, ref: str, kind: str) -> None:
    """The object is left out of its list without a word; its own address still answers."""
    council._lists[small.BODY, kind].remove(ref)


def _harvest_later(server: Server, *, hours: int) -> HarvestRun:
    """A full harvest so many hours from now."""
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        return run_harvest(server, Mode.FULL)


def _with_a_second_body(server: Server) -> str:
    """The system shows a neighbouring municipality, too, with one paper; returns its address."""
    ref = f"{API}/body/2"
    lists = {LIST_PROPERTIES[kind]: f"{ref}/{path}" for kind, path in LISTS.items()}
    server.council.add("Body", 2, name="Gemeinde Nachbarort", shortName="Nachbarort", **lists)
    server.council.add("Paper", 90, in_body=ref, body=ref, name="Neuer Schulhof", reference="N/1", date="2026-08-20")
    return ref


def test_a_deleted_paper_leaves_the_index_at_once(known: Server) -> None:
    assert Entry.objects.filter(kind="paper", ref="kleinstadt/2026-0002").exists()
    known.council.delete(small.paper(2))

    run = run_harvest(known)

    paper = Paper.objects.get(reference="2026/0002")
    assert (paper.record.state, paper.record.state_reason) == ("deleted", "Von der Quelle als gelöscht gemeldet.")
    assert paper.consultations.get().record.state == "deleted"
    assert not Entry.objects.filter(kind="paper", ref="kleinstadt/2026-0002").exists()
    assert not Paper.objects.public().filter(pk=paper.pk).exists()
    assert run.withdrawn == 5  # the paper, its consultation and its three files
    assert paper.record.versions.get().changes == {"state": ["live", "deleted"]}
    assert AuditEntry.objects.filter(verb="council.deleted", subject_id=str(paper.record.pk)).count() == 1
    again = run_harvest(known)
    assert (again.withdrawn, again.changed, again.new) == (0, 0, 0)


def test_a_deleted_meeting_takes_its_agenda_along(known: Server) -> None:
    known.council.delete(small.meeting(3))

    run_harvest(known)

    meeting = Meeting.objects.get(record__state="deleted")
    assert set(meeting.agenda_items.values_list("record__state", flat=True)) == {"deleted"}
    assert not Entry.objects.filter(kind="meeting", url=meeting.get_absolute_url()).exists()


def test_a_paper_that_comes_back_is_live_again(known: Server) -> None:
    kept = dict(known.council.objects)
    known.council.delete(small.paper(2))
    run_harvest(known)
    known.council.objects.update(kept)
    known.council.touch(small.paper(2))

    run = run_harvest(known)

    paper = Paper.objects.get(reference="2026/0002")
    assert (paper.record.state, run.new) == ("live", 0)
    assert paper.consultations.get().record.state == "live"
    assert Entry.objects.filter(kind="paper", ref="kleinstadt/2026-0002").exists()


def test_a_paper_that_vanished_without_a_word_is_withdrawn_once_404_confirms_it_twice(known: Server) -> None:
    _lists_no_more(known.council, small.paper(5), "Paper")
    known.faults = Faults.of("object_gone", where="/paper/5")

    assert run_harvest(known).withdrawn == 0, "a list of changes says nothing about what vanished"
    assert run_harvest(known, Mode.FULL).withdrawn == 0, "once may be a misconfigured server"
    assert run_harvest(known, Mode.FULL).withdrawn == 0, "minutes later it is the same misconfigured server"
    run = _harvest_later(known, hours=21)

    paper = Paper.objects.get(reference="2026/0005")
    assert (run.state, paper.record.state) == ("done", "withdrawn")
    assert paper.record.state_reason.endswith("HTTP 404.")
    assert not Entry.objects.filter(kind="paper", ref="kleinstadt/2026-0005").exists()


def test_two_404_in_a_row_are_broken_off_by_any_other_answer(known: Server) -> None:
    _lists_no_more(known.council, small.paper(5), "Paper")
    for hours, fault in ((0, "object_gone"), (21, "server_error_always"), (42, "object_gone")):
        known.faults = Faults.of(fault, where="/paper/5")
        assert _harvest_later(known, hours=hours).withdrawn == 0

    assert _harvest_later(known, hours=63).withdrawn == 5
    assert Paper.objects.get(reference="2026/0005").record.state == "withdrawn"


def test_a_body_that_leaves_its_list_goes_once_404_confirms_it_twice(server: Server, client: Client) -> None:
    neighbour = _with_a_second_body(server)
    run_harvest(server)
    address = Paper.objects.get(reference="N/1").get_absolute_url()
    del server.council.objects[neighbour]

    assert run_harvest(server).withdrawn == 0, "a list of changes is no reason to ask"
    run_harvest(server, Mode.FULL)
    assert Body.objects.get(slug="nachbarort").record.state == "unreachable"
    assert client.get(address).status_code == 200, "once may be a misconfigured server"
    _harvest_later(server, hours=21)

    assert Body.objects.get(slug="nachbarort").record.state == "withdrawn"
    assert {client.get(gone).status_code for gone in (address, "/rat/nachbarort/")} == {410}
    assert not Entry.objects.filter(ref__startswith="nachbarort/").exists()
    assert Body.objects.get(slug="kleinstadt").record.state == "live"


def test_a_body_that_is_listed_no_more_but_answers_stays_and_staff_are_told(server: Server) -> None:
    neighbour = _with_a_second_body(server)
    run_harvest(server)
    server.council.objects[neighbour]["type"] = "https://schema.oparl.org/1.1/Body#"  # not among the bodies any more

    run_harvest(server, Mode.FULL)

    assert Body.objects.get(slug="nachbarort").record.state == "live"
    assert HarvestProblem.objects.get(resolved=None).code == "body-not-listed"
    server.council.change(neighbour, type="https://schema.oparl.org/1.1/Body")
    run_harvest(server, Mode.FULL)
    assert not HarvestProblem.objects.filter(resolved=None).exists(), "listed again"


def test_a_paper_that_is_not_listed_but_answers_stays(known: Server) -> None:
    _lists_no_more(known.council, small.paper(5), "Paper")

    run = run_harvest(known, Mode.FULL)

    assert (run.withdrawn, Paper.objects.get(reference="2026/0005").record.state) == (0, "live")


def test_a_paper_that_does_not_answer_is_unreachable_and_still_shown(known: Server) -> None:
    _lists_no_more(known.council, small.paper(5), "Paper")
    known.faults = Faults.of("server_error_always", where="/paper/5")

    run_harvest(known, Mode.FULL)

    paper = Paper.objects.get(reference="2026/0005")
    assert paper.record.state == "unreachable"
    assert Paper.objects.public().filter(pk=paper.pk).exists()
    assert Entry.objects.filter(kind="paper", ref="kleinstadt/2026-0005").exists()
    known.faults = Faults()
    run_harvest(known, Mode.FULL)
    paper.record.refresh_from_db()
    assert paper.record.state == "live"


def test_when_everything_is_gone_at_once_nothing_is_believed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disappearance, "SUSPICIOUS", 3)
    run_harvest(server)
    for number in range(1, 6):
        _lists_no_more(server.council, small.paper(number), "Paper")
    server.faults = Faults.of("object_gone", where="/oparl/v1.1/paper/")

    run = run_harvest(server, Mode.FULL)

    assert run.withdrawn == 0
    assert Record.objects.filter(kind="paper", state="unreachable").count() == 5
    assert HarvestProblem.objects.filter(code="mass-disappearance", resolved=None).exists()


def test_a_person_that_left_is_withdrawn_with_the_seats(known: Server) -> None:
    person = f"{API}/person/2"
    known.council._lists[small.BODY, "Person"].remove(person)
    known.faults = Faults.of("object_gone", where="/person/2")

    run_harvest(known, Mode.FULL)
    _harvest_later(known, hours=21)

    gone = Person.objects.get(slug="cem-winter")
    assert gone.record.state == "withdrawn"
    assert set(gone.memberships.values_list("record__state", flat=True)) == {"withdrawn"}


def test_a_bad_object_costs_only_itself(serve: Callable[..., Server]) -> None:
    server = serve()
    server.council.change(small.paper(3), name="", reference="")
    server.council.change(small.file(404), accessUrl=None, downloadUrl=None)

    run = run_harvest(server)

    assert (run.state, run.why, run.failed) == ("partial", "Ein Eintrag war nicht verwendbar.", 1)
    assert Paper.objects.count() == 5
    assert set(HarvestProblem.objects.values_list("code", flat=True)) == {"no-name", "file-without-address"}
    server.council.change(small.paper(3), name="Jetzt mit Namen")
    server.council.change(small.file(404), accessUrl=f"{API}/x.pdf")
    healed = run_harvest(server)
    assert healed.state == "done"
    assert Paper.objects.count() == 6
    assert not HarvestProblem.objects.filter(resolved=None).exists()


def test_what_the_database_refuses_costs_only_itself(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    from teilhabe.council.ingest.store import columns, writing

    honest = columns.columns

    def broken(record: object, *rest: object) -> object:
        found = honest(record, *rest)  # type: ignore[arg-type]  # the same arguments are handed on
        if getattr(record, "reference", "") == "2026/0004":
            found["name"] = None
        return found

    monkeypatch.setattr(writing, "columns", broken)

    run = run_harvest(server)

    assert (run.state, run.failed) == ("partial", 1)
    assert Paper.objects.count() == 5
    assert HarvestProblem.objects.get().code == "not-storable"


def test_an_agenda_item_that_becomes_nonpublic_falls_silent(known: Server) -> None:
    known.council.change(small.item(2), name="Neue Überschrift vor dem Schließen")
    run_harvest(known)
    known.council.change(small.item(2), public=False)

    run_harvest(known)

    item = AgendaItem.objects.get(record__native_id__endswith="/agendaitem/2")
    assert (item.public, item.name, item.result_raw, item.outcome) == (False, "", "", "")
    assert [version.changes for version in item.record.versions.all()] == [{"public": [True, False]}]


def _taken_away(record: Record) -> None:
    """The source says that it deleted the object."""
    run = HarvestRun.objects.create(source=record.source, mode=Mode.FULL)
    stub = Deleted(ref=Ref(RecordKind(record.kind), record.native_id), url=record.canonical_url, raw_hash="gone")
    store(Scope(Harvest(record.source, run, timezone.now()), None), [Parsed((stub,))])
    refresh_stale()


def test_a_deleted_body_takes_everything_of_it_along(known: Server, client: Client) -> None:
    addresses = [*Entry.objects.values_list("url", flat=True), Paper.objects.all()[0].get_absolute_url()]
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert kinds == {"paper", "meeting", "committee", "person"}

    _taken_away(Body.objects.get().record)

    assert not Entry.objects.exists()
    assert {client.get(address).status_code for address in [*addresses, "/rat/kleinstadt/"]} == {410}
    calendar = Meeting.objects.all()[0].get_absolute_url() + ".ics"
    assert client.get(calendar).status_code == 410
    listed = b"".join(client.get("/sitemap-1.xml").streaming_content) + client.get("/").content  # type: ignore[attr-defined]  # a streamed answer
    assert b"kleinstadt" not in listed.lower()
    Paper.objects.update(stale=True)
    reindex()
    assert not Entry.objects.exists(), "deriving again brings nothing back"

    run_harvest(known)
    assert sorted(Entry.objects.values_list("url", flat=True)) == sorted(set(addresses)), "it all comes back with it"


def test_a_deleted_persons_name_leaves_the_papers_they_brought_in(known: Server, client: Client) -> None:
    mia = next(ref for ref, one in known.council.objects.items() if one.get("name") == "Mia Sommer")
    known.council.change(small.paper(1), originatorPerson=[mia])
    run_harvest(known)
    paper = Paper.objects.get(reference="2026/0001")
    assert paper.originators == "Fraktion Offene Stadt; Mia Sommer"
    Version.objects.create(record=paper.record, changes={"originators": ["Cem Winter; Mia Sommer", "Mia Sommer"]})

    _taken_away(Person.objects.get(name="Mia Sommer").record)

    paper.refresh_from_db()
    assert paper.originators == "Fraktion Offene Stadt"
    assert "Mia Sommer" not in str(Entry.objects.get(kind="paper", ref="kleinstadt/2026-0001").facts)
    assert [version.changes for version in paper.record.versions.all()] == [{"originators": ["Cem Winter", ""]}]
    assert "Mia Sommer" not in client.get(paper.get_absolute_url()).content.decode()
    run_harvest(known, Mode.FULL)
    paper.refresh_from_db()
    assert paper.originators == "Fraktion Offene Stadt; Mia Sommer", "who is listed again is named again"
