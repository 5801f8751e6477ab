"""What the search runs in the background: the index worker of this node."""

from __future__ import annotations

from teilhabe.core.processes import runs


def follow() -> None:
    # Engine and lexicon are loaded in the worker's process alone.
    from .index.worker import follow_until_asked_to_stop

    follow_until_asked_to_stop()


runs("index", follow)
