"""What changes in an HTML system, what vanishes from it, and what a failure must never be taken for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from teilhabe.council.ingest import disappearance
from teilhabe.council.ingest.errors import EnoughForNow
from teilhabe.council.ingest.html.visits import Visits
from teilhabe.council.ingest.records import ForeignRecord
from teilhabe.council.ingest.run import Mode
from teilhabe.council.ingest.store import writing
from teilhabe.council.ingest.store.columns import columns as honest
from teilhabe.council.models import AgendaItem, HarvestProblem, KnownPage, Meeting, Paper, Record
from teilhabe.council.sample import Faults
from teilhabe.council.sample.changes import cancel, come_back, decide, retitle, reword, vanish
from teilhabe.search.models import Entry

from . import little
from .installed import Install, Installed

pytestmark = pytest.mark.django_db
# How the paper's page is called in each system.
PAPER_PAGE = {"allris3": "VOLFDNR=702", "allris4": "VOLFDNR=702", "sessionnet6": "__kvonr=702"}


def paper(number: int = 2) -> Paper:
    return Paper.objects.select_related("record").get(reference=f"V/{number}")


def sections(number: int = 2) -> list[tuple[str, str]]:
    return list(paper(number).sections.values_list("kind", "text"))


@pytest.mark.parametrize("system", ["allris3", "allris4"])
def test_readers_learn_what_changed_and_see_what_stood_there_before(harvested: Install, system: str) -> None:
    installed = harvested(system)
    before = sections(3)
    retitle(installed.council, paper="V/3", title="Vorhaben 3: Neubau")
    reword(installed.council, paper="V/3", section="Beschlussvorschlag", text="Der Rat lehnt ab.")
    decide(installed.council, paper="V/3", result="mehrheitlich abgelehnt", vote="Ja: 2, Nein: 8, Enthaltung: 0")

    run = installed.harvest(hours=7)

    assert (run.state, run.new, run.withdrawn) == ("done", 0, 0)
    assert paper(3).name == "Vorhaben 3: Neubau"
    assert sections(3)[0] == ("resolution", "Der Rat lehnt ab.")
    assert sections(3)[1:] == before[1:]
    changes = {name: pair for one in paper(3).record.versions.all() for name, pair in one.changes.items()}
    assert changes["name"] == ["Vorhaben 3: Umbau der Schule", "Vorhaben 3: Neubau"]
    assert "Vorhaben 3." in str(changes), "the older text is kept"
    item = paper(3).consultations.get().agenda_item
    assert item is not None
    assert item.result_raw.startswith("mehrheitlich abgelehnt")
    assert item.name == "Vorhaben 3: Neubau"
    assert Entry.objects.get(kind="paper", ref__endswith="/v-3").title.endswith("Neubau")
    again = installed.harvest(hours=14)
    assert (again.new, again.changed) == (0, 0)


@pytest.mark.parametrize("system", ["allris3", "allris4", "sessionnet6"])
def test_a_meeting_that_is_called_off_keeps_its_address_and_says_so(harvested: Install, system: str) -> None:
    installed = harvested(system)
    address = Meeting.objects.get(record__native_id__endswith=f"={little.NEXT}").get_absolute_url()
    cancel(installed.council, committee="Ausschuss für Schule und Bildung")

    run = installed.harvest(hours=7)

    assert run.state == "done"
    [meeting] = [one for one in Meeting.objects.all() if one.get_absolute_url() == address]
    assert (meeting.cancelled, meeting.record.is_public) == (True, True)
    assert Meeting.objects.count() == 4


@pytest.mark.parametrize("system", ["allris3", "sessionnet6"])
def test_a_planned_meeting_that_gets_its_page_keeps_its_address(harvested: Install, system: str) -> None:
    installed = harvested(system)
    before = Meeting.objects.get(record__native_id__contains="planned=")
    point = installed.council.add(
        "AgendaItem", 5041, in_body=little.BODY, meeting=little.meeting(little.LATER), number="Ö 1", order=1,
        public=True, name="Eröffnung",
    )  # fmt: skip
    installed.council.change(little.meeting(little.LATER), agendaItem=[point])

    run = installed.harvest(hours=7)

    after = Meeting.objects.get(pk=before.pk)
    assert (run.state, Meeting.objects.count()) == ("done", 4)
    assert (after.get_absolute_url(), after.record.state) == (before.get_absolute_url(), "live")
    assert after.record.native_id.endswith(f"={little.LATER}")
    assert list(after.agenda_items.values_list("name", flat=True)) == ["Eröffnung"]
    assert installed.harvest(hours=14).withdrawn == 0


@pytest.mark.parametrize("system", ["allris3", "allris4", "sessionnet6"])
def test_a_vanished_paper_is_unreachable_first_and_comes_back_whole(
    harvested: Install, system: str, client: Client
) -> None:
    installed = harvested(system)
    before, text = paper(), sections()
    address = before.get_absolute_url()
    vanish(installed.council, paper="V/2")

    installed.harvest(hours=7)

    assert paper().record.state == "unreachable", "once may be a misconfigured server"
    assert client.get(address).status_code == 200
    installed.harvest(Mode.FULL, hours=8)
    assert paper().record.state == "unreachable", "an hour later it is the same misconfigured server"

    installed.harvest(hours=30)

    assert paper().record.state == "withdrawn"
    assert client.get(address).status_code == 410
    assert not Entry.objects.filter(kind="paper", ref__endswith="/v-2").exists()

    come_back(installed.council, paper="V/2")
    run = installed.harvest(Mode.FULL, hours=40)

    assert (run.state, paper().pk, paper().record.state) == ("done", before.pk, "live")
    assert (paper().get_absolute_url(), sections()) == (address, text)
    assert {one.record.state for one in paper().consultations.all()} == {"live"}
    assert client.get(address).status_code == 200
    states = [one.changes["state"] for one in paper().record.versions.all() if "state" in one.changes]
    assert sorted(states) == [["unreachable", "withdrawn"], ["withdrawn", "live"]]


def test_a_log_in_where_a_paper_was_hides_it_at_once(harvested: Install, client: Client) -> None:
    installed = harvested("allris3")
    address = paper().get_absolute_url()
    installed.server.faults = Faults.of("logon_instead", where=PAPER_PAGE["allris3"])

    installed.harvest(hours=7)

    assert paper().record.state == "withdrawn"
    assert "nicht mehr öffentlich" in paper().record.state_reason
    assert client.get(address).status_code == 410


def test_one_refused_point_is_no_word_about_its_meeting(harvested: Install) -> None:
    installed = harvested("allris3")
    meetings = Meeting.objects.public().count()
    point = AgendaItem.objects.filter(public=True, meeting__start__lt=timezone.now()).latest("meeting__start")
    number = point.record.native_id.rpartition("=")[2]
    installed.server.faults = Faults.of("forbidden", where=f"TOLFDNR={number}")

    run = installed.harvest(Mode.FULL, hours=30)

    assert (run.withdrawn, Meeting.objects.public().count()) == (0, meetings)
    point = AgendaItem.objects.select_related("record", "meeting__record").get(pk=point.pk)
    assert (point.record.state, point.meeting.record.state) == ("live", "live")


def test_one_refused_paper_is_not_believed_at_once(harvested: Install) -> None:
    installed = harvested("allris3")
    installed.server.faults = Faults.of("forbidden", where=PAPER_PAGE["allris3"])

    installed.harvest(Mode.FULL, hours=7)

    assert paper().record.state == "unreachable"
    installed.harvest(Mode.FULL, hours=40)
    assert paper().record.state == "withdrawn"


def test_what_was_hidden_is_hidden_though_the_night_ends(harvested: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = harvested("allris3")
    installed.server.faults = Faults.of("logon_instead", where=PAPER_PAGE["allris3"])
    asked = 0

    def one_more(self: object, kind: object, page: KnownPage) -> object:
        nonlocal asked
        asked += 1
        if paper_was_asked() and asked > 1:
            raise EnoughForNow("x")
        return really(self, kind, page)  # type: ignore[arg-type]  # handed on

    def paper_was_asked() -> bool:
        return any(PAPER_PAGE["allris3"] in one.target for one in installed.server.requests)

    really = Visits.load
    installed.asked()
    monkeypatch.setattr(Visits, "load", one_more)

    run = installed.harvest(Mode.FULL, hours=7)

    assert (run.state, paper().record.state) == ("interrupted", "withdrawn")
    installed.source.refresh_from_db()
    assert installed.source.state == "ok"


def test_a_page_the_database_refuses_costs_itself(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = install("allris3")

    def broken(record: ForeignRecord, *rest: object) -> object:
        found = honest(record, *rest)  # type: ignore[arg-type]  # the same arguments are handed on
        if getattr(record, "reference", "") == "V/2":
            found["name"] = None
        return found

    monkeypatch.setattr(writing, "columns", broken)

    run = installed.harvest()

    assert (run.state, run.failed) == ("partial", 1)
    assert not Paper.objects.filter(reference="V/2").exists()
    assert Paper.objects.filter(reference="V/3").exists()


@pytest.mark.parametrize("fault", ["server_error_always", "cut_connection_always"])
def test_a_failing_page_never_deletes_anything(harvested: Install, fault: str, client: Client) -> None:
    installed = harvested("allris3")
    installed.server.faults = Faults.of(fault, where=PAPER_PAGE["allris3"])
    for hours in (7, 30, 60):
        run = installed.harvest(hours=hours)
        assert (run.state, run.withdrawn) == ("partial", 0)
    assert (paper().record.state, client.get(paper().get_absolute_url()).status_code) == ("unreachable", 200)
    assert sections()

    installed.server.faults = Faults()
    assert installed.harvest(Mode.FULL, hours=200).state == "done"
    assert paper().record.state == "live"


def test_a_server_that_lost_everything_is_not_believed(harvested: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disappearance, "SUSPICIOUS", 3)
    installed = harvested("allris3")
    live = Record.objects.filter(state="live").count()
    for number in range(1, 6):
        vanish(installed.council, paper=f"V/{number}")

    installed.harvest(hours=7)
    _again(installed, timedelta(hours=30))

    assert {paper(number).record.state for number in range(1, 6)} == {"unreachable"}
    assert HarvestProblem.objects.filter(code="mass-disappearance").exists()
    assert Record.objects.filter(state__in=["live", "unreachable"]).count() >= live - 10


def _again(installed: Installed, later: timedelta) -> None:
    installed.harvest(Mode.FULL, hours=later.total_seconds() / 3600)
