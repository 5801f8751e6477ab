"""Locks between processes on one machine: the operating system lets go of them when a process dies, however it dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


class AlreadyHeld(Exception):
    """Another process (or another run in this one) holds the lock."""


def folder() -> Path:
    """Where the files of locks lie."""
    found = Path(settings.DATA_DIR) / "locks"
    found.mkdir(parents=True, exist_ok=True)
    return found


@contextmanager
def held(name: str) -> Iterator[None]:
    """Hold the lock of this name (letters, digits, hyphens). Raises :class:`AlreadyHeld` at once instead of waiting."""
    with (folder() / f"{name}.lock").open("a+b") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyHeld from None
        yield
