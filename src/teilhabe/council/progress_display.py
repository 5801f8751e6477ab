"""How far a harvest is: a bar on a terminal, a line for each new stage otherwise."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from .ingest.session import OnProgress, Progress


@contextmanager
def progress_display(name: str) -> Iterator[OnProgress]:
    """A function that takes a harvest's progress and shows it on standard error."""
    console = Console(stderr=True)
    if console.is_terminal:
        with Bars(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        ) as bars:
            yield _Bar(bars, name)
    else:
        yield _Lines()


class _Bar:
    def __init__(self, bars: Bars, name: str) -> None:
        self._bars = bars
        self._name = name
        self._task = bars.add_task(name, total=None)
        self._stage = ""

    def __call__(self, step: Progress) -> None:
        if step.stage != self._stage:
            self._stage = step.stage
            self._bars.reset(self._task, total=step.total)
        description = f"{self._name}: {step.stage}"
        self._bars.update(self._task, description=description, completed=step.done, total=step.total)


class _Lines:
    def __init__(self) -> None:
        self._stage = ""

    def __call__(self, step: Progress) -> None:
        if step.stage != self._stage:
            self._stage = step.stage
            print(f"{step.source}: {step.stage} …", file=sys.stderr, flush=True)
