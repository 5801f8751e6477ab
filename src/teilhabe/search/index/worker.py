"""The index worker of a node: follows the log, and heals what it finds broken. One process; ``teilhabe run`` starts it.

It never ends by itself: a search that cannot be had must not take the portal along. It says each fault once.
"""

from __future__ import annotations

import errno
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import datetime, timedelta
from types import FrameType

import structlog
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from ..engines.backend import EngineFailed, Locked, NoRoom, NotNow
from ..models import Entry
from . import outbox
from .building import AlreadyBuilding, Interrupted, build, is_building, tidy
from .engine import made_by
from .generations import Generation, Lock, current, root
from .outbox import LogLost
from .reports import Report, forget_old_changes
from .writing import Writing

log = structlog.get_logger("teilhabe.index")

POLL_SECONDS = 0.4
# A commit costs as much for one entry as for a thousand: what comes in rapid succession is committed together.
BETWEEN_COMMITS = 1.0
LONGEST_PAUSE = 60.0
_EVERY_MINUTE = 60.0
COMPARED_EVERY = timedelta(days=1)
# Words that no entry holds any more leave the vocabulary with the next new generation: within a week, by night if the
# machine runs then.
RENEWED_BY_NIGHT, RENEWED_AT_LEAST = timedelta(days=6), timedelta(days=7)
QUIET_HOURS = range(1, 5)
_TRY_AGAIN = 3600.0

# Bytes without which no index can be written, however small the change.
LEAST_ROOM = 4 * 2**20

BUILDING = "Der Suchindex wird neu aufgebaut."


class Worker:
    """``run`` until ``stop`` is set; or ``round`` by ``round``, each of which returns the seconds to wait."""

    def __init__(self, stop: Stop | None = None, *, processes: int | None = None) -> None:
        self._stop = stop or Stop()
        self._processes = processes
        self._report = Report()
        self._lock: Lock | None = None
        self._writing: Writing | None = None
        self._fault = ""
        self._failures = 0
        self._looked_around = 0.0
        self._renewal: subprocess.Popen[bytes] | None = None
        self._renewed = 0.0

    def run(self) -> None:
        try:
            while not self._stop.asked:
                self._stop.wait(self.round())
        finally:
            self.close()

    def close(self) -> None:
        self._let_go()
        if self._renewal is not None and self._renewal.poll() is None:
            self._renewal.terminate()
            self._renewal.wait()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def round(self) -> float:
        try:
            return self._round()
        except Interrupted:
            return 0.0
        except (EngineFailed, OSError, LogLost) as problem:
            return self._after_fault(problem)
        except DatabaseError as problem:
            self._let_go()
            self._say(f"Die Datenbank antwortet dem Suchindex nicht: {_first_line(problem)}")
            close_old_connections()
            return 2.0
        except Exception:
            # Whatever it was: after eight ends of this process in a row the whole portal would stop.
            log.exception("index worker")
            self._let_go()
            self._failures += 1
            return self._pause()

    def _round(self) -> float:
        if self._lock is None:
            self._lock = Lock.take(root() / "following")
            if self._lock is None:
                self._say("Ein anderer Prozess führt schon den Suchindex dieses Ordners; dieser wartet.")
                return 1.0
            tidy()
        generation = current()
        if reason := unusable(generation):
            return self._rebuild(reason)
        assert generation is not None
        if self._writing is None or self._writing.generation != generation:
            self._let_go()
            self._writing = Writing.on(generation)
        try:
            wrote = self._follow(self._writing)
        except LogLost:
            return self._rebuild("Der Suchindex gehört zu einem anderen Stand der Datenbank.")
        self._well()
        self._look_around(self._writing)
        return BETWEEN_COMMITS if wrote else POLL_SECONDS

    def _follow(self, writing: Writing) -> bool:
        """Write what was changed; False if nothing was."""
        read = outbox.read(writing.state.position)
        if read.position == writing.state.position:
            return False
        started = time.monotonic()
        while True:
            writing.apply(read)
            position = read.position
            if self._stop.asked or time.monotonic() - started > BETWEEN_COMMITS:
                break
            read = outbox.read(position)
            if read.position == position:
                break
        writing.commit(position)
        return True

    # -- What is broken --------------------------------

    def _rebuild(self, reason: str) -> float:
        self._let_go()
        if is_building():
            self._report.tell(note=BUILDING)
            return POLL_SECONDS
        self._say(f"{reason} Er wird neu aufgebaut.")
        self._report.tell(note=BUILDING)
        started = time.monotonic()
        with suppress(AlreadyBuilding):
            generation = build(processes=self._processes, stop=lambda: self._stop.asked)
            state = generation.state()
            log.warning("index rebuilt", entries=state and state.entries, seconds=round(time.monotonic() - started, 1))
        self._well()
        return 0.0

    def _after_fault(self, problem: Exception) -> float:
        self._let_go()
        sentence = _first_line(problem)
        self._say(sentence)
        with suppress(DatabaseError):
            self._report.tell(note=sentence)
        if isinstance(problem, Locked):
            return 1.0
        self._failures += 1
        # Once may be chance; what fails again after it was opened anew is broken. On a full disk nothing is: the index
        # of before goes on serving until there is room again.
        if self._failures > 1 and not _is_for_want_of_room(problem) and (generation := current()) is not None:
            generation.mark_damaged(sentence)
        return self._pause()

    def _pause(self) -> float:
        return min(LONGEST_PAUSE, 0.5 * 2 ** min(self._failures, 10))

    def _say(self, sentence: str) -> None:
        """Each fault once, until all is well again."""
        if sentence != self._fault:
            log.warning("index fault", reason=sentence)
            self._fault = sentence

    def _well(self) -> None:
        if self._fault:
            log.warning("index well again")
        self._fault, self._failures = "", 0

    def _let_go(self) -> None:
        if self._writing is not None:
            self._writing.close()
            self._writing = None

    # -- What is looked after in passing --------------------------------

    def _look_around(self, writing: Writing) -> None:
        """Once a minute: say how far we are, tidy up, compare, renew. Soon after a change: say how far we are."""
        now = time.monotonic()
        state = writing.state
        self._report.tell(state)
        if now - self._looked_around < _EVERY_MINUTE:
            return
        self._looked_around = now
        close_old_connections()
        tidy()
        forget_old_changes()
        moment = timezone.now()
        if moment - state.compared > COMPARED_EVERY:
            self._compare(writing)
        elif moment - state.built > (RENEWED_BY_NIGHT if _is_quiet(moment) else RENEWED_AT_LEAST):
            self._renew(now)

    def _compare(self, writing: Writing) -> None:
        """Count entries here and there; more or fewer than the log explains means that something was lost."""
        here, there = writing.size(), Entry.objects.count()
        behind = outbox.waiting(writing.state.position.transaction, writing.state.position.change)
        writing.commit(writing.state.position, compared=timezone.now())
        if abs(here - there) <= behind:
            log.info("index compared", entries=there)
            return
        writing.generation.mark_damaged(f"{here} entries instead of {there}")
        self._say(f"Der Suchindex hat {here} Einträge statt {there}.")

    def _renew(self, now: float) -> None:
        """In a process of its own: this one goes on with the old generation, and with the new one when it is there."""
        if self._renewal is not None and (self._renewal.poll() is None or now - self._renewed < _TRY_AGAIN):
            return
        self._renewed = now
        log.info("index renewed, as every week")
        command = [sys.executable, "-m", "teilhabe", "reindex", "--search-only"]
        self._renewal = subprocess.Popen(command, stdin=subprocess.DEVNULL)


class Stop:
    """Set by a signal. An Event would wait for its own lock if the signal came while the lock is taken."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, number: int = 0, frame: FrameType | None = None) -> None:
        self.asked = True

    def wait(self, seconds: float) -> None:
        """As long as that, or until it is set; sleeping goes on after a signal."""
        end = time.monotonic() + seconds
        while not self.asked and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.1))


def follow_until_asked_to_stop() -> None:
    """The life of the index worker: until SIGTERM or SIGINT."""
    stop = Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop.ask)
    Worker(stop).run()


def unusable(generation: Generation | None) -> str:
    """Why a generation cannot be followed, as a German sentence; empty if it can."""
    if generation is None:
        return "Es gibt keinen Suchindex."
    # Whoever has the words open goes on with them though they are deleted; a process that starts does not.
    if generation.is_damaged() or not generation.words.exists():
        return "Der Suchindex ist beschädigt."
    state = generation.state()
    if state is None:
        return "Der Stand des Suchindex ist nicht lesbar."
    if state.made_by != made_by():
        return "Der Suchindex stammt von einer anderen Fassung des Programms."
    return ""


def _is_quiet(moment: datetime) -> bool:
    return timezone.localtime(moment).hour in QUIET_HOURS


def _is_for_want_of_room(problem: Exception) -> bool:
    if isinstance(problem, NoRoom | NotNow):
        return True
    if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE):
        return True
    try:
        return shutil.disk_usage(root()).free < LEAST_ROOM
    except OSError:
        return False


def _first_line(problem: Exception) -> str:
    if isinstance(problem, OSError) and problem.strerror:
        return f"Der Suchindex lässt sich nicht schreiben ({problem.strerror})."
    return str(problem).strip().partition("\n")[0] or type(problem).__name__
