"""A harvest that is killed, one that meets another one, and one that reads only the archive."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from teilhabe.council.ingest import archive
from teilhabe.council.ingest.locks import source_lock
from teilhabe.council.ingest.run import AlreadyRunning, Mode, SourcePaused
from teilhabe.council.models import AgendaItem, HarvestRun, Meeting, Paper, RawAnswer, Source, Version
from teilhabe.council.sample import Faults, Server, running
from tests import databases

from . import small
from .dumps import dump
from .harvesting import run_harvest, source_of

# Harvests the one source of the database in TEILHABE_DATA_DIR and prints the end of the run and a dump.
HARVEST = """
import sys, django
django.setup()
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.council.ingest.run import harvest
from teilhabe.council.models import HarvestRun, Source
from tests.council.ingest.dumps import dump
source, _ = Source.objects.get_or_create(
    slug="kleinstadt", defaults={"name": "Kleinstadt", "url": sys.argv[1], "delay_seconds": 0.0}
)
run = harvest(source, by=COMMAND_LINE, mode="full" if sys.argv[2] == "full" else None)
print(run.state, run.why)
for model, rows in sorted(dump().items()):
    for row in rows:
        print(model, row)
"""
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def crowded() -> Iterator[Server]:
    """A council with enough pages to be killed on one of them."""
    with running(small.small_council(papers=24), page_size=3) as server:
        yield server


def _start(server: Server, folder: Path, mode: str = "") -> subprocess.Popen[str]:
    folder.mkdir(exist_ok=True)
    if not (folder / "teilhabe.sqlite3").exists():
        databases.pour(databases.migrated_database(), folder / "teilhabe.sqlite3")
    environment = {name: value for name, value in os.environ.items() if name != "TEILHABE_DATABASE_URL"}
    # Without the website Django starts in a third of the time; the tables of the council are the same.
    environment |= {"TEILHABE_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT), "TEILHABE_LEAVE_OUT": "website"}
    command = [sys.executable, "-c", HARVEST, server.system_url, mode]
    return subprocess.Popen(command, env=environment, cwd=ROOT, text=True, stdout=subprocess.PIPE)


def _killed(server: Server, folder: Path, after: str) -> None:
    """Start a harvest and kill it while the server answers the first request that contains ``after``."""
    before = len(server.seen(after))
    with _start(server, folder) as process:
        until = time.monotonic() + 60
        while len(server.seen(after)) == before and process.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


def _finished(server: Server, folder: Path, mode: str = "") -> list[str]:
    with _start(server, folder, mode) as process:
        printed, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    state, *rows = printed.splitlines()
    assert state.strip() == "done"
    return rows


def test_a_harvest_killed_at_several_points_ends_as_an_undisturbed_one(crowded: Server, tmp_path: Path) -> None:
    undisturbed = _finished(crowded, tmp_path / "undisturbed")
    crowded.faults = Faults.of("very_slow", seconds=0.05, where="/papers?page=")

    disturbed = tmp_path / "disturbed"
    for after in ("/meetings?page=2", "/papers?page=4"):
        _killed(crowded, disturbed, after)
    crowded.faults = Faults()
    resumed = len(crowded.requests)

    assert _finished(crowded, disturbed) == undisturbed
    asked = [request.target for request in crowded.requests[resumed:]]
    assert not [target for target in asked if target.endswith("/papers?page=2")], "it went on where it had stopped"
    with closing(sqlite3.connect(disturbed / "teilhabe.sqlite3")) as database:
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
def test_the_archive_alone_brings_everything_back(server: Server) -> None:
    run_harvest(server)
    server.council.change(small.paper(2), name="Geänderter Betreff")
    server.council.delete(small.paper(4))
    run_harvest(server)
    intact = dump()
    Paper.objects.update(name="verdorben")
    AgendaItem.objects.filter(public=True).update(name="verdorben", result_raw="")
    Meeting.objects.update(room="")
    Version.objects.all().delete()
    server.requests.clear()

    run = run_harvest(server, Mode.REPLAY)

    assert (run.state, server.requests, run.new, run.withdrawn) == ("done", [], 0, 0)
    assert run.changed == 5 + 4 + 4  # papers that are not deleted, public items, meetings
    restored = dump()
    assert [row for row in restored["Paper"] if "verdorben" not in row] == [
        row for row in intact["Paper"] if "paper/4" not in row
    ]
    assert restored["AgendaItem"] == intact["AgendaItem"]
    assert restored["Meeting"] == intact["Meeting"]
    assert restored["Record"] == intact["Record"]


@pytest.mark.django_db
def test_a_replay_says_which_answers_are_lost(server: Server) -> None:
    run_harvest(server)
    answer = RawAnswer.objects.filter(url__contains="/papers").first()
    assert answer is not None
    archive.place(answer.sha256).unlink()

    run = run_harvest(server, Mode.REPLAY)

    assert (run.state, run.failed) == ("partial", 1)
    assert run.problems.get().code == "archive"


@pytest.mark.django_db
def test_unchanged_lists_answer_304_and_are_read_from_the_archive(server: Server) -> None:
    run_harvest(server)
    answers = RawAnswer.objects.count()
    server.requests.clear()

    run = run_harvest(server, Mode.FULL)

    assert (run.new, run.changed, run.state) == (0, 0, "done")
    asked = server.seen("/papers")
    assert len(asked) == 3
    assert all("if-none-match" in request.headers for request in asked)
    assert RawAnswer.objects.count() == answers
