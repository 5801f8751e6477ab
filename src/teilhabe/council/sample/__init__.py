"""A small council information system with invented content, served as real HTTP.

The demo harvests from it and the tests are written against it. Pure Python, no Django::

    with running(sample_council(today=date(2026, 11, 23))) as server:
        httpx.get(server.system_url)

On the command line: ``python -m teilhabe.council.sample --port 8010``.
"""

from teilhabe.council.sample.assembly import sample_council
from teilhabe.council.sample.exchange import Request
from teilhabe.council.sample.faults import FAULTS, Faults, UnknownFault
from teilhabe.council.sample.generated import generate
from teilhabe.council.sample.server import Server, running, serve
from teilhabe.council.sample.store import Document, NumberTaken, SampleCouncil, UnknownObject

__all__ = [
    "FAULTS",
    "Document",
    "Faults",
    "NumberTaken",
    "Request",
    "SampleCouncil",
    "Server",
    "UnknownFault",
    "UnknownObject",
    "generate",
    "running",
    "sample_council",
    "serve",
]
