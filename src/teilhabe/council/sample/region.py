"""The sample region: five councils, each in a system of its own kind, and a host that lets nobody in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date

from teilhabe.council.sample.assembly import sample_council
from teilhabe.council.sample.server import Server, running
from teilhabe.council.sample.sites import (
    Allris3Classic,
    Allris3Responsive,
    Allris3Xml,
    Allris3XmlAgendas,
    Allris4,
    Gate,
    OParl,
    SessionNet4,
    SessionNet6,
    Site,
)
from teilhabe.council.sample.store import SampleCouncil

# Name of the site, the system it speaks, and the body of the content it serves; in the order of their ports.
PLAN: dict[str, tuple[type[Site], str]] = {
    "staedteregion": (Allris3Classic, "region"),
    "aachen": (OParl, "aachen"),
    "alsdorf": (Allris4, "alsdorf"),
    "eschweiler": (SessionNet6, "eschweiler"),
    "wuerselen": (Allris3Responsive, "wuerselen"),
    "gate": (Gate, ""),
}
# What tests can ask for besides: SITES["sessionnet4"](council).
SITES: dict[str, type[Site]] = {
    "allris3": Allris3Classic,
    "allris3_r": Allris3Responsive,
    "allris3_xml": Allris3Xml,
    "allris3_xml_agendas": Allris3XmlAgendas,
    "allris4": Allris4,
    "sessionnet6": SessionNet6,
    "sessionnet4": SessionNet4,
    "oparl": OParl,
    "gate": Gate,
}


class UnknownSite(LookupError):
    """The region has no site of this name."""


@dataclass(frozen=True)
class Region:
    sites: dict[str, Site]
    """By name, in the order of their ports."""

    def __getitem__(self, name: str) -> Site:
        try:
            return self.sites[name]
        except KeyError:
            raise UnknownSite(f"{name}; there are: {', '.join(self.sites)}") from None

    @property
    def secrets(self) -> list[str]:
        """Titles of non-public items of all councils."""
        return [secret for site in self.sites.values() for secret in site.council.secrets]


def sample_region(today: date | None = None, *, only: tuple[str, ...] = ()) -> Region:
    """The sites of the demo around ``today``; ``only`` some of them by name. Raises UnknownSite."""
    if unknown := [name for name in only if name not in PLAN]:
        raise UnknownSite(f"{', '.join(unknown)}; there are: {', '.join(PLAN)}")
    sites = {}
    for name, (kind, body) in PLAN.items():
        if not only or name in only:
            council = sample_council(today=today, bodies=(body,), more=True) if body else SampleCouncil(name="Niemand")
            sites[name] = kind(council, name=name)
    return Region(sites)


@contextmanager
def running_site(site: Site, *, port: int = 0) -> Iterator[Server]:
    """Serve one site from a thread as long as the block lasts. ``server.start_url`` is what a portal is told."""
    with running(site.council, port=port, respond=site.answer, start=site.start) as server:
        yield server


@contextmanager
def running_region(region: Region) -> Iterator[dict[str, Server]]:
    """Serve every site of the region, each on its own loopback port."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(running_site(site)) for name, site in region.sites.items()}
