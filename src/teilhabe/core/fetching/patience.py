"""How long to bear with a server: attempts, pauses between them, seconds for each."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import TypeVar

import stamina

from .errors import PassingError, ShortPause

T = TypeVar("T")
WHOLE_SECONDS = 180
# Between the first two attempts, when nobody says how long to wait.
LONGEST_PAUSE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to bear with a server; times are seconds, ``whole`` is for one answer that is no file."""

    attempts: int = 4
    connect: float = 10.0
    read: float = 30.0
    whole: float = WHOLE_SECONDS


PATIENT = Patience()
# Somebody sits before a screen and waits for the answer.
BRIEF = Patience(attempts=2, connect=3.0, read=8.0, whole=12.0)


def _again(error: Exception) -> bool | float:
    """Whether stamina should try again, and after how many seconds if the server said so."""
    if isinstance(error, ShortPause):
        return max(float(str(error.facts["seconds"])), 0.01)
    return isinstance(error, PassingError)


def patiently(once: Callable[[], T], attempts: int, until: float = inf) -> T:
    """Try up to ``attempts`` times while errors are passing ones, with growing pauses between.

    No attempt begins that would have to wait beyond ``until`` (monotonic seconds).
    """

    def again(error: Exception) -> bool | float:
        pause = _again(error)
        wanted = LONGEST_PAUSE if pause is True else float(pause)
        return pause if time.monotonic() + wanted < until else False

    for attempt in stamina.retry_context(
        on=again if until < inf else _again,
        attempts=attempts,
        timeout=None,
        wait_initial=0.5,
        wait_max=20.0,
        wait_jitter=0.5,
    ):
        with attempt:
            return once()
    raise AssertionError("stamina ends with a result or an error")
