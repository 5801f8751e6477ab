"""Runs the portal's processes under one roof: starts them, prefixes their logs, restarts what crashed, stops all.

Children are forked from a parent that has loaded Django once, so they start at once and share its memory. The
parent stays single-threaded: forking is safe at any time.
"""

from __future__ import annotations

import ctypes
import io
import os
import selectors
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Protocol

GRACE_SECONDS = 7.0
FIRST_BACKOFF, LONGEST_BACKOFF = 1.0, 30.0
# A child that lived this long did its work: the next crash is a new story.
SETTLED_SECONDS = 60.0
# So many crashes in a row, none settled, are no accident.
MOST_CRASHES = 8
_PR_SET_PDEATHSIG = 1


class Output(Protocol):
    """Where the lines of all processes go."""

    def write(self, line: bytes, /) -> object: ...
    def flush(self) -> object: ...


@dataclass(frozen=True, slots=True)
class Job:
    """One process: ``main`` runs in the child and returns when it is asked to by SIGTERM.

    ``orphan_signal`` ends the child when the parent was killed: a worker may be in the middle of something long.
    """

    name: str
    main: Callable[[], object]
    orphan_signal: signal.Signals = signal.SIGTERM


@dataclass(slots=True)
class _Child:
    job: Job
    pid: int = 0
    output: int = -1
    started: float = 0.0
    restart_at: float | None = 0.0
    crashes: int = 0
    rest: bytearray = field(default_factory=bytearray)


class Supervisor:
    """``Supervisor(jobs).run()`` blocks until SIGINT or SIGTERM (returns 0) or until a job cannot be kept alive (1)."""

    def __init__(self, jobs: list[Job], *, prefix: bool = True, out: Output | None = None) -> None:
        self._children = [_Child(job) for job in jobs]
        self._width = max((len(job.name) for job in jobs), default=0)
        self._prefix = prefix
        self._out: Output = out or sys.stdout.buffer
        self._selector = selectors.DefaultSelector()
        self._stop_asked = False
        self._wake_out = -1

    def run(self) -> int:
        wake_in, self._wake_out = os.pipe()
        os.set_blocking(wake_in, False)
        os.set_blocking(self._wake_out, False)
        self._selector.register(wake_in, selectors.EVENT_READ)
        signal.set_wakeup_fd(self._wake_out, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, _note)
        try:
            kept_alive = self._watch(wake_in)
        finally:
            self._stop()
        return 0 if kept_alive else 1

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop_asked = True

    def _watch(self, wake_in: int) -> bool:
        while not self._stop_asked:
            now = time.monotonic()
            for child in self._children:
                if child.restart_at is not None and child.restart_at <= now:
                    self._start(child)
            waits = [child.restart_at - now for child in self._children if child.restart_at is not None]
            self._read(max(0.0, min(waits, default=60.0)), wake_in)
            given_up = [child for child in self._children if not self._still_trying(child)]
            if given_up:
                return False
        return True

    def _start(self, child: _Child) -> None:
        readable, writable = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            _live_as_child(child.job, parent, writable)
        os.close(writable)
        child.pid, child.output = pid, readable
        child.started, child.restart_at = time.monotonic(), None
        self._selector.register(readable, selectors.EVENT_READ, child)

    def _read(self, seconds: float, wake_in: int) -> None:
        for key, _ in self._selector.select(seconds):
            if key.data is None:
                with suppress(BlockingIOError):
                    os.read(wake_in, 4096)
            else:
                self._pass_on(key.data)

    def _pass_on(self, child: _Child) -> None:
        """Write what the child printed, whole lines only."""
        piece = os.read(child.output, 65536)
        if not piece:
            self._selector.unregister(child.output)
            os.close(child.output)
            child.output = -1
            return
        *lines, rest = (bytes(child.rest) + piece).split(b"\n")
        child.rest[:] = rest
        for line in lines:
            self._write(child, line)

    def _write(self, child: _Child, line: bytes) -> None:
        before = f"{child.job.name:<{self._width}} │ ".encode() if self._prefix else b""
        with suppress(BrokenPipeError):
            self._out.write(before + line + b"\n")
            self._out.flush()

    def _still_trying(self, child: _Child) -> bool:
        """Notice whether the child ended, and plan its restart; False when it crashed too often."""
        if not child.pid or not _has_ended(child.pid):
            return True
        code = _exit_code(child.pid)
        self._forget(child)
        if self._stop_asked:
            return True
        settled = time.monotonic() - child.started > SETTLED_SECONDS
        child.crashes = 1 if settled else child.crashes + 1
        if child.crashes > MOST_CRASHES:
            self._write(child, f"endete {child.crashes}-mal kurz nach dem Start, zuletzt mit {code}".encode())
            return False
        pause = min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (child.crashes - 1))
        child.restart_at = time.monotonic() + pause
        self._write(child, f"unerwartet beendet ({code}); neuer Start in {pause:.0f} s".encode())
        return True

    def _forget(self, child: _Child) -> None:
        """Collect what an ended child left: its last lines and whatever it had started itself."""
        _signal_group(child.pid, signal.SIGKILL)
        child.pid = 0
        if child.output >= 0:
            os.set_blocking(child.output, False)
            with suppress(BlockingIOError):
                while child.output >= 0:
                    self._pass_on(child)
        if child.output >= 0:
            self._selector.unregister(child.output)
            os.close(child.output)
            child.output = -1
        if child.rest:
            self._write(child, bytes(child.rest))
            child.rest.clear()

    def _stop(self) -> None:
        """SIGTERM to all, GRACE_SECONDS later SIGKILL to what is left, with everything it started."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _note)
        self._stop_asked = True
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self._children:
            if child.pid:
                with suppress(ProcessLookupError):
                    os.kill(child.pid, signal.SIGTERM)
        while living := [child for child in self._children if child.pid]:
            for key, _ in self._selector.select(0.05):
                if key.data is not None:
                    self._pass_on(key.data)
            if time.monotonic() > deadline:
                for child in living:
                    _signal_group(child.pid, signal.SIGKILL)
                    with suppress(ProcessLookupError):
                        os.kill(child.pid, signal.SIGKILL)
            for child in living:
                if _has_ended(child.pid):
                    _exit_code(child.pid)
                    self._forget(child)
        signal.set_wakeup_fd(-1)


def _note(number: int, frame: FrameType | None) -> None:
    """Wake the loop; the wakeup pipe does the rest."""


def _has_ended(pid: int) -> bool:
    """Whether the child is dead; it stays a zombie, so its number and its group's cannot go to a stranger."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _exit_code(pid: int) -> str:
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return f"Signal {signal.Signals(-code).name}" if code < 0 else f"Code {code}"


def _signal_group(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _live_as_child(job: Job, parent: int, output: int) -> None:
    """The rest of the child's life; never returns."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        # An own group: Ctrl-C reaches only the parent, and what the child starts can be ended with it.
        os.setpgid(0, 0)
        die_with_parent(parent, job.orphan_signal)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        for stream in (sys.stdout, sys.stderr):
            # Into a pipe Python writes by the kilobyte: the words of a child that is killed would be lost, others late.
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(line_buffering=True)
        job.main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # whatever it was, the child must not return into the parent's code
        traceback.print_exc()
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def die_with_parent(parent: int, number: signal.Signals) -> None:
    """Have the kernel send ``number`` to this process when its parent is gone; Linux only, elsewhere nothing."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), number)
