"""How far long work is: a bar on a terminal, a line now and then otherwise."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

# Seconds between two lines where nothing can be drawn.
_QUIET = 10.0

OnProgress = Callable[[int, int | None], object]


@contextmanager
def progress_of(what: str) -> Iterator[OnProgress]:
    """A function that takes how many are done and of how many, None if nobody knows; shown on standard error."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines(what)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=30), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bars:
        task = bars.add_task(what, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


class _Lines:
    def __init__(self, what: str) -> None:
        self._what = what
        self._said = time.monotonic()
        print(f"{what} …", file=sys.stderr, flush=True)

    def __call__(self, done: int, total: int | None) -> None:
        if time.monotonic() - self._said < _QUIET:
            return
        self._said = time.monotonic()
        print(f"{self._what}: {done}{f' von {total}' if total else ''}", file=sys.stderr, flush=True)
