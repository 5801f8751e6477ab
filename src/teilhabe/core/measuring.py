"""What a measurement reads of its own process: memory from the kernel, percentiles of times."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path


class MemoryWatch(threading.Thread):
    """Watches the highest resident memory of this process plus that of its children, ten times a second.

    The kernel's account of finished children (``RUSAGE_CHILDREN``) is of no use: it begins with this process's size.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.1):
            self.look()

    def look(self) -> None:
        pids = ["self"]
        for listed in Path("/proc/self/task").glob("*/children"):
            with suppress(OSError):
                pids += listed.read_text().split()
        self.peak = max(self.peak, sum(_resident(pid, "VmHWM:") for pid in pids))

    def end(self) -> float:
        """Megabytes."""
        self._over.set()
        self.look()
        return self.peak


def memory_peak() -> float:
    """The highest resident size of this process so far, in megabytes."""
    return _resident("self", "VmHWM:")


def memory_now() -> float:
    """The resident size of this process, in megabytes."""
    return _resident("self", "VmRSS:")


def memory_own() -> float:
    """The memory that only this process needs, in megabytes: without files that are mapped and can be dropped."""
    return _resident("self", "RssAnon:")


def _resident(pid: str, line_of: str) -> float:
    """In megabytes; 0 for a process that has just ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(line_of):
                return int(line.split()[1]) / 1024
    return 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` (0 to 1) of ``values`` do not exceed; 0 of none.

    >>> percentile([1.0, 2.0, 3.0, 4.0], 0.5)
    2.0
    """
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered)) - 1)] if ordered else 0.0
