"""A harvest of pages that is killed in the middle, and goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from teilhabe.council.sample import SITES, Faults, Server, Site
from tests.council.ingest.killing import harvester

from . import little

HARVEST = """
from datetime import date
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.council.actions.sources import Manners
from teilhabe.council.ingest import run
from teilhabe.council.ingest.sources import add_source
from teilhabe.council.models import Source

def harvest():
    manners = Manners(delay_seconds=0.0, since=date.fromisoformat("SINCE"), ags="AGS")
    source = Source.objects.first() or add_source("URL", manners=manners, by=COMMAND_LINE)
    return run.harvest(source, by=COMMAND_LINE)
"""


def test_a_harvest_killed_among_lists_meetings_and_papers_ends_as_an_undisturbed_one(
    serve_site: Callable[[Site], Server], tmp_path: Path
) -> None:
    server = serve_site(SITES["allris3"](little.little_council(), name="allris3"))
    first = little.today().replace(day=1)
    harvest = HARVEST.replace("SINCE", str(first)).replace("AGS", little.AGS).replace("URL", server.start_url)
    with harvester(tmp_path / "undisturbed", harvest) as calm:
        undisturbed = calm.finished()
    assert len(undisturbed) > 60
    server.faults = Faults.of("very_slow", seconds=0.05, where="LFDNR=")

    with harvester(tmp_path / "disturbed", harvest) as disturbed:
        for after in ("au020", "to010", "VOLFDNR=703"):
            disturbed.killed(server, after)
        server.faults = Faults()
        resumed = len(server.requests)

        assert disturbed.finished() == undisturbed
    asked = [request.target for request in server.requests[resumed:]]
    assert not [one for one in asked if "au020" in one or "si010" in one], "it went on where it had stopped"
    with closing(sqlite3.connect(disturbed.folder / "teilhabe.sqlite3")) as database:
        states = [row[0] for row in database.execute("SELECT state FROM council_harvestrun ORDER BY id")]
    assert states == ["interrupted"] * 3 + ["done"]
