"""A harvest that is killed, one that meets another one, and one that reads only the archive."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from teilhabe.council.ingest import archive
from teilhabe.council.ingest.locks import source_lock
from teilhabe.council.ingest.run import AlreadyRunning, Mode, SourcePaused
from teilhabe.council.models import AgendaItem, HarvestRun, Meeting, Paper, RawAnswer, Source, Version
from teilhabe.council.sample import Faults, Server, running

from . import small
from .dumps import dump
from .harvesting import run_harvest, source_of
from .killing import harvester

HARVEST = """
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.council.ingest import run
from teilhabe.council.models import Source

def harvest():
    source, _ = Source.objects.get_or_create(
        slug="kleinstadt", defaults={"name": "Kleinstadt", "url": "URL", "delay_seconds": 0.0}
    )
    return run.harvest(source, by=COMMAND_LINE)
"""


@pytest.fixture(scope="module")
def crowded() -> Iterator[Server]:
    """A council with enough pages to be killed on one of them."""
    with running(small.small_council(papers=24), page_size=3) as server:
        yield server


def test_a_harvest_killed_at_several_points_ends_as_an_undisturbed_one(crowded: Server, tmp_path: Path) -> None:
    harvest = HARVEST.replace("URL", crowded.system_url)
    with harvester(tmp_path / "undisturbed", harvest) as calm:
        undisturbed = calm.finished()
    crowded.faults = Faults.of("very_slow", seconds=0.05, where="/papers?page=")

    with harvester(tmp_path / "disturbed", harvest) as disturbed:
        for after in ("/meetings?page=2", "/papers?page=4"):
            disturbed.killed(crowded, after)
        crowded.faults = Faults()
        resumed = len(crowded.requests)

        assert disturbed.finished() == undisturbed
    asked = [request.target for request in crowded.requests[resumed:]]
    assert not [target for target in asked if target.endswith("/papers?page=2")], "it went on where it had stopped"
    with closing(sqlite3.connect(disturbed.folder / "teilhabe.sqlite3")) as database:
        states = [row[0] for row in database.execute("SELECT state FROM council_harvestrun ORDER BY id")]
    assert states == ["interrupted"] * 2 + ["done"]


@pytest.mark.django_db
def test_of_two_harvests_at_once_only_one_begins(server: Server) -> None:
    source = source_of(server)

    with source_lock(source.pk), pytest.raises(AlreadyRunning, match="wird gerade abgerufen"):
        run_harvest(server)

    assert not HarvestRun.objects.exists()
    assert run_harvest(server).state == "done"


@pytest.mark.django_db
def test_a_run_left_by_a_dead_process_is_called_interrupted(server: Server) -> None:
    source = source_of(server)
    dead = HarvestRun.objects.create(source=source, mode="full")

    run_harvest(server)

    dead.refresh_from_db()
    assert (dead.state, dead.why) == ("interrupted", "Der Lauf wurde unterbrochen (der Prozess ist beendet).")
    assert dead.ended is not None


@pytest.mark.django_db
def test_a_paused_source_is_not_harvested(server: Server) -> None:
    source = source_of(server)
    Source.objects.filter(pk=source.pk).update(state="paused")

    with pytest.raises(SourcePaused):
        run_harvest(server)

    assert server.requests == []


@pytest.mark.django_db
def test_a_defect_of_ours_ends_the_run_with_its_name(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("defect")

    monkeypatch.setattr("teilhabe.council.ingest.store.page.store", broken)
    with pytest.raises(RuntimeError):
        run_harvest(server)

    run = HarvestRun.objects.get()
    assert (run.state, run.why[:31]) == ("failed", "Unerwarteter Fehler (RuntimeErr")
    assert Source.objects.get().state == "failing"


@pytest.mark.django_db
def test_the_archive_alone_brings_everything_back(known: Server) -> None:
    known.council.change(small.paper(2), name="Geänderter Betreff")
    known.council.delete(small.paper(4))
    run_harvest(known)
    intact = dump()
    Paper.objects.update(name="verdorben")
    AgendaItem.objects.filter(public=True).update(name="verdorben", result_raw="")
    Meeting.objects.update(room="")
    Version.objects.all().delete()
    known.requests.clear()

    run = run_harvest(known, Mode.REPLAY)

    assert (run.state, known.requests, run.new, run.withdrawn) == ("done", [], 0, 0)
    assert run.changed == 5 + 4 + 4  # papers that are not deleted, public items, meetings
    restored = dump()
    assert [row for row in restored["Paper"] if "verdorben" not in row] == [
        row for row in intact["Paper"] if "paper/4" not in row
    ]
    assert restored["AgendaItem"] == intact["AgendaItem"]
    assert restored["Meeting"] == intact["Meeting"]
    assert restored["Record"] == intact["Record"]


@pytest.mark.django_db
def test_a_replay_says_which_answers_are_lost(known: Server) -> None:
    answer = RawAnswer.objects.filter(url__contains="/papers").first()
    assert answer is not None
    archive.place(answer.sha256).unlink()

    run = run_harvest(known, Mode.REPLAY)

    assert (run.state, run.failed) == ("partial", 1)
    assert run.problems.get().code == "archive"


@pytest.mark.django_db
def test_unchanged_lists_answer_304_and_are_read_from_the_archive(known: Server) -> None:
    answers = RawAnswer.objects.count()
    known.requests.clear()

    run = run_harvest(known, Mode.FULL)

    assert (run.new, run.changed, run.state) == (0, 0, "done")
    asked = known.seen("/papers")
    assert len(asked) == 3
    assert all("if-none-match" in request.headers for request in asked)
    assert RawAnswer.objects.count() == answers
