"""A source for a sample server, and its harvest."""

from __future__ import annotations

from typing import Any

from teilhabe.core.audit import SystemActor
from teilhabe.council.ingest.run import Mode, harvest
from teilhabe.council.models import HarvestRun, Source
from teilhabe.council.sample import Server

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
