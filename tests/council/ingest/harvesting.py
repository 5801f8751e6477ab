"""A source for a sample server, and its harvest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from teilhabe.core.audit import SystemActor
from teilhabe.council.ingest.run import Mode, harvest
from teilhabe.council.models import HarvestRun, Source
from teilhabe.council.sample import SampleCouncil, Server, running

from . import kept
from .small import small_council

TESTER = SystemActor("tester")


def source_of(server: Server, **fields: Any) -> Source:
    given = {"slug": "kleinstadt", "name": "Kleinstadt", "url": server.system_url, "delay_seconds": 0.0}
    source, _ = Source.objects.get_or_create(slug=given["slug"], defaults={**given, **fields})
    return source


def run_harvest(server: Server, mode: Mode | None = None, **fields: Any) -> HarvestRun:
    """Harvest the server's only source, made at the first call."""
    source = source_of(server, **fields)
    source.refresh_from_db()
    return harvest(source, by=TESTER, mode=mode)


@contextmanager
def known_council() -> Iterator[Server]:
    """The small council, two objects a page, harvested a moment ago."""

    def harvest_it(council: SampleCouncil, server: Server) -> None:
        assert run_harvest(server).state == "done"

    def serve(council: SampleCouncil, port: int) -> AbstractContextManager[Server]:
        return running(council, port=port, page_size=2)

    with kept.harvested("small", small_council, serve, harvest_it) as (_, server):
        yield server
