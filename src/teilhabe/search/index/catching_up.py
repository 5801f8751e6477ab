"""The worker's work in this process and at once, for tests and commands."""

from __future__ import annotations

from ..engines.backend import EngineFailed, Locked
from .building import build
from .generations import Generation, Lock, current, root
from .outbox import LogLost
from .reading import look_again
from .worker import unusable
from .writing import Writing
from .writing import catch_up as write_changes


def catch_up(*, settled: bool = False, processes: int | None = 1) -> int:
    """Make the index of this node hold what the database holds; returns how many entries that are.

    Not ``settled``: uncommitted writes of this transaction included; nobody else may be writing then. Raises Locked and
    AlreadyBuilding beside other processes, EngineFailed and OSError.
    """
    lock = Lock.take(root() / "following")
    if lock is None:
        raise Locked("Ein anderer Prozess führt schon den Suchindex dieses Ordners.")
    try:
        generation = current()
        entries = None if unusable(generation) or generation is None else _followed(generation, settled)
        if entries is None:
            state = build(processes=processes, settled=settled).state()
            if state is None:
                raise EngineFailed("Der Stand des neuen Suchindex ist nicht lesbar.")
            entries = state.entries
    finally:
        lock.release()
    look_again()
    return entries


def _followed(generation: Generation, settled: bool) -> int | None:
    """None if it cannot be followed."""
    try:
        writing = Writing.on(generation)
    except EngineFailed:
        return None
    try:
        before = writing.state.position
        position = write_changes(writing, before, settled=settled)
        if position != before:
            writing.commit(position)
        return writing.state.entries
    except (LogLost, EngineFailed):
        return None
    finally:
        writing.close()
