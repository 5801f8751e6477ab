"""Locks between processes on one machine: the operating system lets go of them when a process dies, however it dies."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from math import inf
from pathlib import Path

from django.conf import settings

_LOOK_AGAIN = 0.05  # seconds between two looks at a turn that another process holds


class AlreadyHeld(Exception):
    """Another process (or another harvest in this one) holds the lock."""


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def source_lock(source_id: int) -> AbstractContextManager[None]:
    """Hold the one harvest of a source. Raises :class:`AlreadyHeld` at once instead of waiting."""
    return _lock(f"source-{source_id}")


def files_lock(source_id: int) -> AbstractContextManager[None]:
    """Hold the one download of a source's files, which may go on beside its harvest. Raises as ``source_lock``."""
    return _lock(f"files-{source_id}")


def places_lock() -> AbstractContextManager[None]:
    """Hold the one search for places in papers on this machine. Raises as ``source_lock``."""
    return _lock("places")


@contextmanager
def _lock(name: str) -> Iterator[None]:
    with (_folder() / f"{name}.lock").open("a+b") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyHeld from None
        yield


class HostTurn:
    """One request at a time per host, for all processes; the file remembers when the last one ended."""

    def __init__(self, host: str) -> None:
        name = hashlib.sha256(host.encode()).hexdigest()[:24]
        self._handle = os.open(_folder() / f"host-{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)

    @contextmanager
    def taken(self, delay: float, until: float = inf) -> Iterator[None]:
        """Wait for the turn and until ``delay`` seconds have passed since the end of the last request.

        Raises TimeoutError if the turn does not come by ``until`` (monotonic seconds).
        """
        self._wait(until)
        try:
            if delay > 0:
                self._rest(delay)
            yield
        finally:
            os.pwrite(self._handle, f"{time.time():020.6f}".encode(), 0)
            fcntl.flock(self._handle, fcntl.LOCK_UN)

    def _wait(self, until: float) -> None:
        if until == inf:
            fcntl.flock(self._handle, fcntl.LOCK_EX)
            return
        # The operating system knows no deadline for this.
        while True:
            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                left = until - time.monotonic()
                if left <= 0:
                    raise TimeoutError from None
                time.sleep(min(left, _LOOK_AGAIN))

    def _rest(self, delay: float) -> None:
        noted = os.pread(self._handle, 32, 0)
        # A clock that was set back must not make us wait for hours.
        remaining = float(noted) + delay - time.time() if noted else 0.0
        if remaining > 0:
            time.sleep(min(remaining, delay))

    def close(self) -> None:
        os.close(self._handle)
