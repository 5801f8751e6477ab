"""A harvest that many stories begin with: made once in each process, then its rows and its archive are put back.

A harvest takes a second or more, putting it back a few hundredths. Stories about the harvest itself make it themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from teilhabe.council.ingest import archive
from teilhabe.council.models import RawAnswer
from teilhabe.council.sample import Server
from tests import rows

Serve = Callable[[Any, int], AbstractContextManager[Server]]


@dataclass(frozen=True, slots=True)
class _Kept:
    port: int
    rows: rows.Rows
    files: dict[str, bytes]


_kept: dict[Hashable, _Kept] = {}


@contextmanager
def harvested(
    key: Hashable, make: Callable[[], Any], serve: Serve, harvest: Callable[[Any, Server], object]
) -> Iterator[tuple[Any, Server]]:
    """What ``make`` gives (a council or a site, the same at every call), served and harvested.

    ``serve(stage, port)`` serves it, ``harvest(stage, server)`` fills the database, which holds nothing of it before.
    The addresses in the rows name the server's port: when somebody else has taken it, the harvest is made anew.
    """
    with ExitStack() as stack:
        kept, stage = _kept.get(key), make()
        try:
            server = stack.enter_context(serve(stage, kept.port if kept else 0))
        except OSError:
            kept, server = None, stack.enter_context(serve(stage, 0))
        if kept is None:
            before = rows.keys()
            harvest(stage, server)
            port = int(server.url.rpartition(":")[2])
            _kept[key] = _Kept(port, rows.since(before), _archived())
            server.requests.clear()
        else:
            _put_back(kept)
        yield stage, server


def forget() -> None:
    """The next story makes its harvest itself."""
    _kept.clear()


def _archived() -> dict[str, bytes]:
    hashes = set(RawAnswer.objects.values_list("sha256", flat=True))
    return {sha256: archive.place(sha256).read_bytes() for sha256 in hashes}


def _put_back(kept: _Kept) -> None:
    rows.put_back(kept.rows)
    for sha256, content in kept.files.items():
        place = archive.place(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
