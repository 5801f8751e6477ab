from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import stamina

from teilhabe.council.sample import Faults, SampleCouncil, Server, running

from .small import small_council


@pytest.fixture(autouse=True)
def _retries_do_not_wait() -> Iterator[None]:
    with stamina.set_testing(True, attempts=4, cap=True):
        yield


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Serve a council (the small one) for the length of a test: ``serve(faults=Faults.of("naive_times"))``."""
    with ExitStack() as stack:

        def start(council: SampleCouncil | None = None, *, page_size: int = 2, faults: Faults | None = None) -> Server:
            return stack.enter_context(running(council or small_council(), faults=faults, page_size=page_size))

        yield start


@pytest.fixture
def server(serve: Callable[..., Server]) -> Server:
    """The small council, two objects a page, without faults."""
    return serve()


@pytest.fixture
def known(db: None) -> Iterator[Server]:
    """The small council with a first harvest behind it, which the stories share."""
    # Models cannot be imported before Django is set up.
    from .harvesting import known_council

    with known_council() as server:
        yield server
