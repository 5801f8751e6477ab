"""Where indexes lie: ``<TEILHABE_SEARCH_DIR>/<engine>/<generation>/``, and which of them is the current one.

A generation holds the folder of the engine, ``words.sqlite``, and ``state.json``, which is written last: without it the
generation is not finished. Everything here can be deleted at any time; it is made anew from the database.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.utils import timezone

from .outbox import Position

GRACE_SECONDS = 60
_NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class State:
    """What a generation holds: made by which versions, up to which position, how many entries."""

    made_by: dict[str, str]
    position: Position
    entries: int
    built: datetime
    compared: datetime

    def as_json(self) -> str:
        return json.dumps(asdict(self), default=datetime.isoformat)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Raises ValueError, KeyError or TypeError if it is none."""
        said: dict[str, Any] = json.loads(text)
        return cls(
            made_by=dict(said["made_by"]),
            position=Position(**said["position"]),
            entries=int(said["entries"]),
            built=datetime.fromisoformat(said["built"]),
            compared=datetime.fromisoformat(said["compared"]),
        )


@dataclass(frozen=True, slots=True)
class Generation:
    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def engine_folder(self) -> str:
        return str(self.path / "engine")

    @property
    def words(self) -> Path:
        return self.path / "words.sqlite"

    @property
    def state_file(self) -> Path:
        return self.path / "state.json"

    def state(self) -> State | None:
        """None if it is not finished or cannot be read."""
        try:
            return State.from_json(self.state_file.read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write_state(self, state: State) -> None:
        replace(self.state_file, state.as_json())

    def is_damaged(self) -> bool:
        """Whether a reader has met something that it could not read."""
        return (self.path / "damaged").exists()

    def mark_damaged(self, why: str) -> None:
        # On a full disk or in a folder that is gone there is nothing to mark; the worker meets the same damage itself.
        with suppress(OSError):
            (self.path / "damaged").write_text(why, encoding="utf-8")

    def hold(self) -> Lock | None:
        """Keep others from deleting it; None if it is held or gone."""
        return Lock.take(self.path / "held")


class Lock:
    """A file that one process holds; the kernel gives it back when the process ends, however it ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path) -> Self | None:
        """None if another one holds it or there is no folder for it. Raises OSError if it cannot be made."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except (FileNotFoundError, NotADirectoryError):
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return None
        return cls(descriptor)

    def release(self) -> None:
        os.close(self._descriptor)


def root() -> Path:
    """The folder of the engine's generations; made if it is missing. Raises OSError."""
    folder = Path(settings.SEARCH_DIR) / settings.SEARCH_ENGINE
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def current() -> Generation | None:
    """The generation that readers use, if there is one."""
    folder = Path(settings.SEARCH_DIR) / settings.SEARCH_ENGINE
    try:
        name = (folder / "current").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
    # Whatever somebody wrote there: only what ``begin`` gives is a name.
    return Generation(folder / name) if _NAME.fullmatch(name) and (folder / name).is_dir() else None


def begin() -> tuple[Generation, Lock]:
    """A new, empty generation beside the others, held by this process. Raises OSError."""
    while True:
        name = f"{timezone.now():%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        path = root() / name
        path.mkdir(mode=0o700)
        generation = Generation(path)
        held = generation.hold()
        # Somebody who cleans up may have been quicker; then once more.
        if held is not None:
            return generation, held


def make_current(generation: Generation) -> None:
    replace(root() / "current", generation.name)


def clean() -> list[str]:
    """Delete generations that are not the current one and that nobody writes: old ones, and halves of processes that
    died. Whoever still reads one keeps its open files. Returns their names. For who builds, or keeps others from it."""
    gone = []
    for path in [path for path in root().iterdir() if path.is_dir()]:
        held = Generation(path).hold()
        if held is None:
            continue
        # Only now: the pointer may have moved meanwhile.
        kept = current()
        if (kept is None or kept.path != path) and not (Generation(path).state_file.exists() and _just_replaced()):
            shutil.rmtree(path, ignore_errors=True)
            gone.append(path.name)
        held.release()
    for rest in root().glob("*.part"):
        # Of somebody who was killed while writing; who writes now is done within a moment.
        with suppress(FileNotFoundError):
            if time.time() - rest.stat().st_mtime > 60:
                rest.unlink()
    return gone


def _just_replaced() -> bool:
    """Whether requests may be under way that still open files of the generation before."""
    with suppress(FileNotFoundError):
        return time.time() - (root() / "current").stat().st_mtime < GRACE_SECONDS
    return False


def replace(path: Path, text: str) -> None:
    """Write a small file so that whoever reads it sees the old one or the new one. Raises OSError."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
