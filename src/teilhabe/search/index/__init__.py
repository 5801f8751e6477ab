"""The index of this node: written by one worker, read by all web processes, made anew from the database at any time.

``opened()`` is what a search asks; ``catch_up()`` does the worker's work in this process, for tests and commands. Both
are imported late: whoever only writes entries needs no engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .reading import Opened


def opened() -> Opened:
    """The index to search now. Raises ``reading.SearchUnavailable`` and nothing else; its message is for visitors."""
    from . import reading

    return reading.opened()


def catch_up() -> int:
    """Bring the index up to date in this process, also with what the running transaction wrote; returns how many
    entries it holds. For tests and commands; beside a running worker it raises ``Locked``."""
    from .catching_up import catch_up

    return catch_up()
