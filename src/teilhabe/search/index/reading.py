"""What web processes search with: the current generation, opened once and looked after in passing."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from django.utils.translation import gettext

from ..engines.backend import EngineFailed, Locked, NoRoom, NotNow, Reader, Result, Search, Unclear
from ..vocabulary import Vocabulary
from .engine import backend, made_by
from .generations import Generation, current

log = structlog.get_logger(__name__)

# What passes by itself: to build anew would help nobody.
_PASSING = (Locked, NoRoom, NotNow)
# Seconds for which nobody looks again whether something was committed.
_FRESH = 0.25


class SearchUnavailable(Exception):
    """There is no index to search now; the message is one sentence for a visitor."""

    def __init__(self) -> None:
        super().__init__(
            gettext(
                "Die Suche wird gerade neu aufgebaut. In wenigen Minuten ist sie wieder da; alle Listen gehen weiter."
            )
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """An index to search, for one request. Its reader and vocabulary raise SearchUnavailable where the index fails."""

    reader: Reader
    vocabulary: Vocabulary
    generation: str


def opened() -> Opened:
    """The current generation, at most a quarter of a second behind what was committed; cheap. Raises
    SearchUnavailable and nothing else."""
    return _shelf.opened()


def look_again() -> None:
    """The next ``opened`` looks at once what was committed."""
    _shelf.look_again()


class _Shelf:
    """The one generation that this process has open."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened: Opened | None = None
        self._generation: Generation | None = None
        self._committed: tuple[int, int] = (0, 0)
        self._looked = 0.0
        self._process = 0

    def opened(self) -> Opened:
        opened = self._opened
        if opened is not None and time.monotonic() - self._looked < _FRESH and self._process == os.getpid():
            return opened
        with self._lock:
            try:
                return self._look()
            except OSError as problem:
                raise SearchUnavailable from problem

    def look_again(self) -> None:
        with self._lock:
            self._looked = 0.0

    def _look(self) -> Opened:
        generation = current()
        if generation is None or generation.is_damaged():
            self._forget()
            raise SearchUnavailable
        committed = _committed(generation)
        if self._opened is None or self._generation != generation or self._process != os.getpid():
            # Nothing is closed: other threads may still be searching it, and with them it goes.
            self._opened = self._open(generation)
        elif committed != self._committed:
            self._opened.reader.refresh()
        self._generation, self._committed = generation, committed
        self._looked, self._process = time.monotonic(), os.getpid()
        return self._opened

    def _open(self, generation: Generation) -> Opened:
        for _ in range(3):
            if not _is_of_this_engine(generation):
                # After an update, until the worker has built another.
                break
            try:
                reader = _GuardedReader(backend().reader(generation.engine_folder), generation)
                return Opened(reader, _GuardedVocabulary(generation), generation.name)
            except EngineFailed as problem:
                now = current()
                if now is None or now == generation:
                    if not isinstance(problem, _PASSING):
                        generation.mark_damaged(str(problem))
                    break
                # It was replaced and deleted while it was opened.
                generation = now
        self._forget()
        raise SearchUnavailable

    def _forget(self) -> None:
        self._opened = self._generation = None


def _is_of_this_engine(generation: Generation) -> bool:
    """Whether its files can be read; made with another analysis, it still answers until the next one is built."""
    state, now = generation.state(), made_by()
    return state is None or all(state.made_by.get(name) == now[name] for name in ("engine", "version"))


def _committed(generation: Generation) -> tuple[int, int]:
    try:
        found = generation.state_file.stat()
    except OSError:
        return (0, 0)
    return (found.st_ino, found.st_mtime_ns)


@contextmanager
def _guarded(generation: Generation) -> Iterator[None]:
    """A reader that meets damage says so, and the index worker builds anew; the visitor gets a sentence."""
    try:
        yield
    except EngineFailed as problem:
        if current() == generation and not isinstance(problem, _PASSING):
            generation.mark_damaged(str(problem))
        raise SearchUnavailable from problem


class _GuardedReader:
    def __init__(self, reader: Reader, generation: Generation) -> None:
        self._reader = reader
        self._generation = generation

    def search(self, wanted: Search) -> Result:
        """A question that the engine cannot answer finds nothing: only who has seen the index fail without one may have
        it built anew, or a visitor's words could keep the worker busy for ever."""
        with _guarded(self._generation):
            try:
                return self._reader.search(wanted)
            except Unclear as problem:
                self._reader.search(Search(limit=1))
                log.error("question not answered", reason=type(problem.__cause__ or problem).__name__)
                return Result((), 0)

    def frequency(self, stem: str) -> int:
        with _guarded(self._generation):
            return self._reader.frequency(stem)

    def size(self) -> int:
        with _guarded(self._generation):
            return self._reader.size()

    def refresh(self) -> None:
        with _guarded(self._generation):
            self._reader.refresh()

    def close(self) -> None:
        with _guarded(self._generation):
            self._reader.close()


class _GuardedVocabulary(Vocabulary):
    def __init__(self, generation: Generation) -> None:
        super().__init__(generation.words)
        self._generation = generation

    def _rows(self, sql: str, *values: object) -> list[Any]:
        with _guarded(self._generation):
            return super()._rows(sql, *values)


_shelf = _Shelf()
