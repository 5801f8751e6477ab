"""Turns at a foreign host: one request at a time, for all processes of a machine."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf

from ..locks import folder

_LOOK_AGAIN = 0.05  # seconds between two looks at a turn that another process holds


class HostTurn:
    """One request at a time per host, for all processes; the file remembers when the last one ended."""

    def __init__(self, host: str) -> None:
        name = hashlib.sha256(host.encode()).hexdigest()[:24]
        self._handle = os.open(folder() / f"host-{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)

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
