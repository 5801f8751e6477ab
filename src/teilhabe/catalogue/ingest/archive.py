"""Documents of feeds as they came, below the data folder under names of the portal's own; never given out."""

from __future__ import annotations

import shutil
from collections.abc import Container, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from ..models import ImportRun

KEPT_OF_FEED = 3
"""Runs whose documents are kept: what a source told last, and what it had told before."""


def folder_of(run: ImportRun) -> Path:
    return Path(settings.DATA_DIR) / "imports" / str(run.pk)


def keep(run: ImportRun, number: int, parts: Iterable[bytes]) -> int:
    """Write document ``number`` (from 0) of ``run``; returns its size in bytes."""
    folder = folder_of(run)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    size = 0
    with (folder / _name(number)).open("wb") as raw:
        for part in parts:
            size += raw.write(part)
    return size


def documents(run: ImportRun) -> Iterator[bytes]:
    """What was kept, in its order, one document at a time."""
    for path in sorted(folder_of(run).glob("[0-9]*.part")):
        yield path.read_bytes()


def kept_on_the_way(run: ImportRun, found: Iterable[bytes]) -> Iterator[bytes]:
    """``found`` as it is, each document kept before anybody reads it."""
    forget(run)
    for number, document in enumerate(found):
        keep(run, number, [document])
        yield document


def forget(run: ImportRun) -> None:
    shutil.rmtree(folder_of(run), ignore_errors=True)


def forget_earlier(run: ImportRun) -> None:
    """Documents of earlier runs of the feed but for the last two: nobody reads them again."""
    for earlier in run.feed.runs.filter(pk__lt=run.pk, kept=True)[KEPT_OF_FEED - 1 :]:
        forget(earlier)


def forget_lost(kept: Container[int], *, before: datetime) -> int:
    """Folders of no run in ``kept`` (primary keys) that nobody wrote to since ``before``: their run never was, because
    its transaction did not end well. Returns how many."""
    lost = 0
    for folder in (Path(settings.DATA_DIR) / "imports").glob("[0-9]*"):
        if int(folder.name) not in kept and folder.stat().st_mtime < before.timestamp():
            shutil.rmtree(folder, ignore_errors=True)
            lost += 1
    return lost


def _name(number: int) -> str:
    return f"{number:05d}.part"
