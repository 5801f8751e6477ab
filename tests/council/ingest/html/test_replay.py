"""What reading the archive again does to what was withdrawn, and to pages that the readers of today do not know."""

from __future__ import annotations

import pytest
from django.test import Client

from teilhabe.council.ingest import archive
from teilhabe.council.ingest.run import Mode
from teilhabe.council.models import AgendaItem, KnownPage, Meeting, Paper, RawAnswer, Record
from teilhabe.council.sample import Faults
from teilhabe.search.models import Entry

from .installed import Install

pytestmark = pytest.mark.django_db
# How the page of the paper, and that of a meeting, is called in each system.
PAPERS = {"allris3": "VOLFDNR=702", "allris4": "VOLFDNR=702", "sessionnet6": "__kvonr=702"}


def states(*kinds: str) -> dict[str, tuple[str, str]]:
    rows = Record.objects.filter(kind__in=kinds).values_list("native_id", "state", "state_reason")
    return {key: (state, why) for key, state, why in rows}


@pytest.mark.parametrize("system", list(PAPERS))
@pytest.mark.parametrize("kept", [False, True])
def test_what_is_not_public_any_more_stays_hidden_though_the_archive_is_read_again(
    harvested: Install, client: Client, system: str, kept: bool
) -> None:
    installed = harvested(system)
    paper = Paper.objects.get(reference="V/2")
    address, page = paper.get_absolute_url(), KnownPage.objects.get(kind="paper", key=PAPERS[system].lower())
    answer = page.answer
    installed.server.faults = Faults.of("logon_instead", where=PAPERS[system])
    installed.harvest(hours=7)
    hidden = states("paper", "consultation")
    if kept:
        # As if an older version had left the page where a replay finds it.
        KnownPage.objects.filter(pk=page.pk).update(answer=answer)

    run = installed.harvest(Mode.REPLAY, hours=9)

    assert (run.state, run.new, run.withdrawn) == ("done", 0, 0)
    paper = Paper.objects.select_related("record").get(pk=paper.pk)
    assert (paper.record.state, "nicht mehr öffentlich" in paper.record.state_reason) == ("withdrawn", True)
    assert states("paper", "consultation") == hidden
    assert client.get(address).status_code == 410
    assert not Entry.objects.filter(kind="paper", ref__endswith="/v-2").exists()


def test_a_meeting_that_is_not_public_any_more_stays_hidden_with_its_points(harvested: Install, client: Client) -> None:
    installed = harvested("allris3")
    points = AgendaItem.objects.filter(public=True).select_related("meeting__record")
    point = points.latest("meeting__start")
    key = point.meeting.record.native_id.rpartition("?")[2]
    address, page = point.meeting.get_absolute_url(), KnownPage.objects.get(kind="meeting", key=key)
    answer = page.answer
    installed.server.faults = Faults.of("logon_instead", where=key.upper())
    installed.harvest(Mode.FULL, hours=7)
    hidden = states("meeting", "agenda_item", "consultation")
    KnownPage.objects.filter(pk=page.pk).update(answer=answer)

    installed.harvest(Mode.REPLAY, hours=9)

    assert Meeting.objects.select_related("record").get(pk=point.meeting.pk).record.state == "withdrawn"
    assert states("meeting", "agenda_item", "consultation") == hidden
    assert client.get(address).status_code == 410


@pytest.mark.parametrize("kind", ["paper", "item"])
def test_a_kept_page_that_is_no_longer_understood_is_named_and_costs_nothing(harvested: Install, kind: str) -> None:
    installed = harvested("allris3")
    texts = Paper.objects.order_by("pk", "sections__pk").values("name", "sections__text")
    told = list(texts)
    said = list(AgendaItem.objects.order_by("pk").values("name", "result_raw", "resolution_text", "minutes_text"))
    odd = RawAnswer.objects.filter(pages__kind=kind)[0]
    RawAnswer.objects.filter(pk=odd.pk).update(sha256=archive.keep(b"<html><body>another age</body></html>"))

    run = installed.harvest(Mode.REPLAY, hours=1)

    problem = run.problems.get()
    assert (run.state, problem.code, problem.resolved) == ("partial", "archive-not-understood", None)
    assert "nach den heutigen Regeln nicht mehr auswerten" in problem.message
    assert "ihr Aufbau ist unbekannt" in problem.message
    assert list(texts.all()) == told
    kept = AgendaItem.objects.order_by("pk").values("name", "result_raw", "resolution_text", "minutes_text")
    assert list(kept) == said
