"""A new generation beside the old one, from the database; several processes analyse, this one writes."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from threading import Barrier

import structlog

from teilhabe.core.commands.supervise import die_with_parent

from ..engines.backend import EngineFailed
from ..models import Entry
from . import outbox
from .documents import Analysed, Desk, Source, Text
from .engine import writing_analyzer
from .generations import Generation, Lock, begin, clean, make_current, root
from .writing import Writing, catch_up

log = structlog.get_logger(__name__)

# Entries that are analysed as one piece of work: a few megabytes at most.
_PIECE = 50
# Fewer entries are analysed sooner than other processes have started.
_WORTH_PROCESSES = 2_000
# An engine makes one of so many parts of the same size, and one part is searched up to three times as fast as eight.
_PARTS = 8
# Larger ones would need more memory than an engine is given: it makes parts by itself then. Few entries are one anyway.
_LARGEST_PART = 14_000
_WORTH_PARTS = 2_000
# More helpers than this would wait for the one that writes.
_MOST_PROCESSES = 8

Progress = Callable[[int, int], object]


class AlreadyBuilding(Exception):
    """Another process builds this node's index anew."""


class Interrupted(Exception):
    """Whoever asked for the index was asked to stop."""


def is_building() -> bool:
    """Whether another process builds the index anew."""
    lock = Lock.take(root() / "building")
    if lock is None:
        return True
    lock.release()
    return False


def build(
    *,
    progress: Progress | None = None,
    processes: int | None = None,
    settled: bool = True,
    stop: Callable[[], bool] = lambda: False,
) -> Generation:
    """Write all entries into a new generation, catch up with what changed meanwhile, and make it the current one.

    ``progress`` is called with the number of entries done and their total, about. ``processes`` analyse; by default as
    many as there are cores. Raises AlreadyBuilding, EngineFailed, OSError, Interrupted; the old generation then stays.
    """
    lock = Lock.take(root() / "building")
    if lock is None:
        raise AlreadyBuilding
    try:
        generation = _build(progress or (lambda done, total: None), processes, settled, stop)
        clean()
        return generation
    finally:
        lock.release()


def tidy() -> None:
    """Delete generations that are of no use any more, unless somebody builds one: that is not pointed at yet."""
    lock = Lock.take(root() / "building")
    if lock is None:
        return
    try:
        clean()
    finally:
        lock.release()


def _build(progress: Progress, processes: int | None, settled: bool, stop: Callable[[], bool]) -> Generation:
    # First of all: entries that are read from here on are at least as new as the log up to there.
    position = outbox.newest(settled=settled)
    total, done, parts = Entry.objects.count(), 0, 1
    in_parts = _WORTH_PARTS <= total <= _PARTS * _LARGEST_PART
    if processes is None:
        processes = min(len(os.sched_getaffinity(0)), _MOST_PROCESSES) if total >= _WORTH_PROCESSES else 1
    # The helpers first: they are forked, and the engine starts threads.
    with _analysis(processes) as analysed:
        generation, writing = _begin_writing()
        try:
            for piece in analysed(_pieces()):
                if stop():
                    raise Interrupted
                writing.put(piece)
                done += len(piece.documents)
                if in_parts and parts < _PARTS and done >= total * parts // _PARTS:
                    writing.put_down()
                    parts += 1
                progress(done, max(total, done))
            writing.commit(position)
            while (later := catch_up(writing, position, settled=settled)) != position:
                writing.commit(later)
                position = later
            writing.settle()
        finally:
            writing.close()
    make_current(generation)
    return generation


def _begin_writing() -> tuple[Generation, Writing]:
    generation, held = begin()
    try:
        return generation, Writing(generation, held, None)
    except BaseException:
        held.release()
        raise


def _pieces() -> Iterator[list[Text]]:
    source, last = Source(), 0
    while piece := source.after(last, _PIECE):
        last = int(piece[-1].key)
        yield piece


class _analysis:  # noqa: N801 - used like a function
    """``with _analysis(2) as analysed: for piece in analysed(pieces)``: in order, with few pieces under way at once."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Callable[[Iterator[list[Text]]], Iterator[Analysed]]:
        writing_analyzer()
        if self._processes < 2:
            return _here
        # Forked, so that the lexicon lies in memory once.
        context = multiprocessing.get_context("fork")
        together = context.Barrier(self._processes)
        self._pool = ProcessPoolExecutor(
            self._processes, mp_context=context, initializer=_begin_helping, initargs=(os.getpid(), together)
        )
        self._pool.submit(os.getpid).result()
        return self._elsewhere

    def __exit__(self, *problem: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _elsewhere(self, pieces: Iterator[list[Text]]) -> Iterator[Analysed]:
        assert self._pool is not None
        under_way: deque[Future[Analysed]] = deque()
        try:
            for piece in pieces:
                under_way.append(self._pool.submit(_help, piece))
                if len(under_way) > 2 * self._processes:
                    yield under_way.popleft().result()
            # One for each helper: none takes a second one before all have theirs.
            under_way.extend([self._pool.submit(_help_with_rest) for _ in range(self._processes)])
            while under_way:
                yield under_way.popleft().result()
        except BrokenProcessPool as died:
            raise EngineFailed("Ein Hilfsprozess, der Texte zerlegt, ist ausgefallen.") from died


def _here(pieces: Iterator[list[Text]]) -> Iterator[Analysed]:
    desk = Desk(writing_analyzer())
    for piece in pieces:
        yield desk.analysed(piece)
    yield Analysed([], desk.rest())


_desk: Desk | None = None
_together: Barrier | None = None


def _begin_helping(parent: int, together: Barrier) -> None:
    global _desk, _together
    die_with_parent(parent, signal.SIGKILL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Pages are answered first.
    with suppress(OSError):
        os.nice(5)
    _desk, _together = Desk(writing_analyzer()), together


def _help(piece: list[Text]) -> Analysed:
    assert _desk is not None
    return _desk.analysed(piece)


def _help_with_rest() -> Analysed:
    assert _desk is not None
    assert _together is not None
    # A helper that died ends the others.
    _together.wait()
    return Analysed([], _desk.rest())
