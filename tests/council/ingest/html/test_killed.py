"""A harvest of pages that is killed in the middle, and goes on."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from teilhabe.council.sample import SITES, Faults, Server, Site
from tests import databases

from . import little

# Adds the site as a source if there is none, harvests it, and prints the end of the run and a dump.
HARVEST = """
import sys, django
django.setup()
from datetime import date
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.council.actions.sources import Manners
from teilhabe.council.ingest.run import harvest
from teilhabe.council.ingest.sources import add_source
from teilhabe.council.models import Source
from tests.council.ingest.dumps import dump
manners = Manners(delay_seconds=0.0, since=date.fromisoformat(sys.argv[2]), ags="05334036")
source = Source.objects.first() or add_source(sys.argv[1], manners=manners, by=COMMAND_LINE)
run = harvest(source, by=COMMAND_LINE)
print(run.state, run.why)
for model, rows in sorted(dump().items()):
    if model != "KnownPage":
        print(*(f"{model} {row}" for row in rows), sep="\\n")
"""
ROOT = Path(__file__).parents[4]


def _start(server: Server, folder: Path) -> subprocess.Popen[str]:
    folder.mkdir(exist_ok=True)
    if not (folder / "teilhabe.sqlite3").exists():
        databases.pour(databases.migrated_database(), folder / "teilhabe.sqlite3")
    environment = {name: value for name, value in os.environ.items() if name != "TEILHABE_DATABASE_URL"}
    environment |= {"TEILHABE_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT), "TEILHABE_LEAVE_OUT": "website"}
    first = little.today().replace(day=1)
    command = [sys.executable, "-c", HARVEST, server.start_url, str(first)]
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


def _finished(server: Server, folder: Path) -> list[str]:
    with _start(server, folder) as process:
        printed, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    state, *rows = printed.splitlines()
    assert state.strip() == "done"
    return rows


def test_a_harvest_killed_among_lists_meetings_and_papers_ends_as_an_undisturbed_one(
    serve_site: Callable[[Site], Server], tmp_path: Path
) -> None:
    server = serve_site(SITES["allris3"](little.little_council(), name="allris3"))
    undisturbed = _finished(server, tmp_path / "undisturbed")
    assert len(undisturbed) > 60
    server.faults = Faults.of("very_slow", seconds=0.05, where="LFDNR=")

    disturbed = tmp_path / "disturbed"
    for after in ("au020", "to010", "VOLFDNR=703"):
        _killed(server, disturbed, after)
    server.faults = Faults()
    resumed = len(server.requests)

    assert _finished(server, disturbed) == undisturbed
    asked = [request.target for request in server.requests[resumed:]]
    assert not [one for one in asked if "au020" in one or "si010" in one], "it went on where it had stopped"
    with closing(sqlite3.connect(disturbed / "teilhabe.sqlite3")) as database:
        states = [row[0] for row in database.execute("SELECT state FROM council_harvestrun ORDER BY id")]
    assert states == ["interrupted"] * 3 + ["done"]
