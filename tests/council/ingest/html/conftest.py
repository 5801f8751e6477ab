"""Sites of every system with a little council."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

import pytest

from teilhabe.council.sample import Server, Site, running_site

if TYPE_CHECKING:
    from .installed import Install


@pytest.fixture
def serve_site() -> Iterator[Callable[[Site], Server]]:
    """Serve a site for the length of a test."""
    with ExitStack() as stack:
        yield lambda site: stack.enter_context(running_site(site))


@pytest.fixture
def install(serve_site: Callable[[Site], Server], db: None) -> Install:
    """Serve a council as a system and add it as a source: ``install("allris4")``, ``install(site=…, days=400)``."""
    # Models cannot be imported before Django is set up.
    from .installed import install_site

    return partial(install_site, serve_site)


@pytest.fixture
def harvested(db: None) -> Iterator[Install]:
    """The same with a first harvest behind it, which the stories share: ``harvested("allris4")``."""
    from .installed import harvested_site

    with ExitStack() as stack:
        yield lambda system="allris3": stack.enter_context(harvested_site(system))
