"""A small council information system with invented content, served as real HTTP.

The demo harvests from it and the tests are written against it. Pure Python, no Django::

    with running(sample_council(today=date(2026, 11, 23))) as server:
        httpx.get(server.system_url)

The same content in systems of other kinds, five councils and a host with a gate (``sites``, ``region``)::

    site = sample_region(date(2026, 11, 23))["staedteregion"]
    with running_site(site) as server:
        httpx.get(server.start_url)

On the command line: ``python -m teilhabe.council.sample --port 8010``, with ``--region`` every system at once.
"""

from teilhabe.council.sample.assembly import sample_council
from teilhabe.council.sample.exchange import Request
from teilhabe.council.sample.faults import FAULTS, Faults, UnknownFault
from teilhabe.council.sample.generated import generate
from teilhabe.council.sample.region import SITES, Region, UnknownSite, running_region, running_site, sample_region
from teilhabe.council.sample.server import Server, running, serve
from teilhabe.council.sample.sites import Site
from teilhabe.council.sample.store import Document, NumberTaken, SampleCouncil, UnknownObject

__all__ = [
    "FAULTS",
    "SITES",
    "Document",
    "Faults",
    "NumberTaken",
    "Region",
    "Request",
    "SampleCouncil",
    "Server",
    "Site",
    "UnknownFault",
    "UnknownObject",
    "UnknownSite",
    "generate",
    "running",
    "running_region",
    "running_site",
    "sample_council",
    "sample_region",
    "serve",
]
