"""A site that is served, and its harvests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from teilhabe.core.audit import SystemActor
from teilhabe.council.actions.sources import Manners
from teilhabe.council.ingest.run import Mode, harvest
from teilhabe.council.ingest.sources import add_source
from teilhabe.council.models import HarvestRun, Source
from teilhabe.council.sample import SITES, SampleCouncil, Server, Site, running_site
from teilhabe.directory.models import Municipality
from tests.council.ingest import kept

from . import little

TESTER = SystemActor("tester")
# Each layout of each family.
SYSTEMS = ("allris3", "allris3_r", "allris4", "sessionnet6", "sessionnet4")


@dataclass
class Installed:
    """A site that is served, and the source it is in the portal."""

    site: Site
    server: Server
    source: Source

    @property
    def council(self) -> SampleCouncil:
        return self.site.council

    def harvest(self, mode: Mode | None = None, *, hours: float = 0) -> HarvestRun:
        """Harvest the source, so many hours from now."""
        self.source.refresh_from_db()
        if not hours:
            return harvest(self.source, by=TESTER, mode=mode)
        with time_machine.travel(timezone.now() + timedelta(hours=hours)):
            return harvest(self.source, by=TESTER, mode=mode)

    def asked(self) -> list[str]:
        """What was asked for since the last call, robots.txt left out."""
        found = [one.target for one in self.server.requests if one.path != "/robots.txt"]
        self.server.requests.clear()
        return found


Install = Callable[..., Installed]
Serve = Callable[[Site], Server]


def install_site(
    serve: Serve,
    system: str = "allris3",
    council: SampleCouncil | None = None,
    *,
    site: Site | None = None,
    days: int = 20,
    **manners: Any,
) -> Installed:
    """Serve a council as a system and add it as a source that is read from so many ``days`` ago on."""
    chosen = site or SITES[system](council or little.little_council(), name=system)
    return _added(chosen, serve(chosen), days, **manners)


def _added(site: Site, server: Server, days: int, **manners: Any) -> Installed:
    Municipality.objects.get_or_create(
        ags=little.AGS, defaults={"name": "Würselen", "slug": "wuerselen", "kind": "city"}
    )
    given = Manners(
        **{"delay_seconds": 0.0, "ags": little.AGS, "since": little.today() - timedelta(days=days), **manners}
    )
    source = add_source(server.start_url, manners=given, by=TESTER)
    server.requests.clear()
    return Installed(site, server, source)


@contextmanager
def harvested_site(system: str = "allris3") -> Iterator[Installed]:
    """The little council as a system, added as a source and harvested a moment ago."""

    def make() -> Site:
        return SITES[system](little.little_council(), name=system)

    def harvest_it(site: Site, server: Server) -> None:
        assert _added(site, server, days=20).harvest().state == "done"

    # Its dates are told from today.
    key = (system, little.today())
    with kept.harvested(key, make, lambda site, port: running_site(site, port=port), harvest_it) as (site, server):
        yield Installed(site, server, Source.objects.get())
