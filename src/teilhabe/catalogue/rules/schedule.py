"""Dates of an offer: rules of recurrence (RFC 5545) become moments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from heapq import merge
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

ZONE = ZoneInfo("Europe/Berlin")
MOST = 400
"""So many dates of one rule are given out at most."""
HORIZON = timedelta(days=3 * 366)
# Others come so often that a search for one which never comes would not end.
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
# Hours and minutes are those of the first date: with lists of them one day could have 86,400 dates.
_PARTS = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
    | {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "BYWEEKNO", "BYYEARDAY"}
)
_RULE = re.compile(r"[A-Z]+=[A-Z0-9,+-]+(;[A-Z]+=[A-Z0-9,+-]+)*")
_LONGEST_RULE = 500
# Between them the calendar repeats after 28 years, see _ever_comes.
_YEARS = range(1901, 2100)
_LATE = 9944
"""The calendar of 2000, 55 years before there are no years any more."""
_PERIOD = {"DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}


class BadSchedule(ValueError):
    """A date or rule that cannot be read; says which."""


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One date: aware moments in Europe/Berlin; ``ends`` None where nobody says so, ``whole_day`` without a time."""

    starts: datetime
    ends: datetime | None = None
    whole_day: bool = False
    note: str = ""


def occurrences(schedule: Sequence[Mapping[str, Any]], *, since: datetime, until: datetime) -> list[Occurrence]:
    """All dates that end after ``since`` and begin before ``until``, in order. Raises BadSchedule."""
    return list(merge(*(_of_one(one, since, until) for one in schedule), key=lambda found: found.starts))


def upcoming(schedule: Sequence[Mapping[str, Any]], *, now: datetime, most: int = 5) -> list[Occurrence]:
    """The next ``most`` dates, one under way included. Raises BadSchedule."""
    return list(islice(occurrences(schedule, since=now, until=now + HORIZON), most))


def check(schedule: Iterable[Mapping[str, Any]]) -> None:
    """Raises BadSchedule for the first date that cannot be read, or a rule that never comes."""
    for one in schedule:
        _check_rule(one)
        next(_of_one(one, datetime(2000, 1, 1, tzinfo=ZONE), datetime(2100, 1, 1, tzinfo=ZONE)), None)


def _of_one(one: Mapping[str, Any], since: datetime, until: datetime) -> Iterator[Occurrence]:
    try:
        whole_day = "T" not in one["start"]
        start = datetime.fromisoformat(one["start"]).replace(tzinfo=None)
        end = datetime.fromisoformat(one["end"]).replace(tzinfo=None) if one.get("end") else None
        skipped = {date.fromisoformat(day) for day in one.get("except", ())}
        if end is not None and end < start:
            raise ValueError("ends before it starts")
        lasts = end - start if end else (timedelta(days=1) if whole_day else timedelta())
        # Local times without a zone: half past four stays half past four when the clocks change.
        first = since.astimezone(ZONE).replace(tzinfo=None) - lasts - timedelta(days=1)
        days = _days(one["rule"], start, first) if one.get("rule") else iter([start])
        for day in days:
            if day.replace(tzinfo=ZONE) >= until:
                return
            if day.date() in skipped or (day + lasts).replace(tzinfo=ZONE) < since:
                continue
            ends = (day + lasts).replace(tzinfo=ZONE) if end else None
            yield Occurrence(day.replace(tzinfo=ZONE), ends, whole_day, str(one.get("note", "")))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as wrong:
        raise BadSchedule(str(one)) from wrong


def _check_rule(one: Mapping[str, Any]) -> None:
    try:
        if one.get("rule") and not _ever_comes(one["rule"], datetime.fromisoformat(one["start"]).replace(tzinfo=None)):
            raise ValueError("never comes")
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as wrong:
        raise BadSchedule(str(one)) from wrong


@lru_cache(4096)
def _ever_comes(rule: str, start: datetime) -> bool:
    """Whether there is a first date in the next 28 to 55 years. Raises ValueError.

    A search for the 30th of February ends in the year 9999, after seconds. The same weekdays and leap years shortly
    before it make it end soon; its own end or count is left out, for only dates that come would meet them.
    """
    parts = _read(rule, start)
    endless = ";".join(f"{name}={value}" for name, value in parts.items() if name not in {"UNTIL", "COUNT"})
    return next(iter(rrulestr(endless, dtstart=start.replace(year=_LATE + (start.year - 2000) % 28))), None) is not None


def _read(rule: str, start: datetime) -> dict[str, str]:
    """Parts of ``rule`` by name, only such that a search of its dates from ``start`` on ends. Raises ValueError."""
    bare = rule.upper().removeprefix("RRULE:")
    # One line: a second one would be a second rule, here and in every calendar that we give it to.
    if len(bare) > _LONGEST_RULE or not _RULE.fullmatch(bare):
        raise ValueError("no rule")
    named = [part.split("=", 1) for part in bare.split(";")]
    parts = dict(named)
    if len(parts) < len(named) or not parts.keys() <= _PARTS or start.year not in _YEARS:
        raise ValueError("no rule")
    if parts.get("FREQ") not in _FREQUENCIES or int(parts.get("INTERVAL", 1)) < 1:
        raise ValueError("comes too often")
    return parts


def _days(rule: str, start: datetime, first: datetime) -> Iterator[datetime]:
    """The first MOST dates of ``rule`` from ``first`` on. Raises ValueError."""
    parts = _read(rule, start)
    every = int(parts.get("INTERVAL", 1))
    step = _PERIOD.get(parts["FREQ"])
    if step is not None and "COUNT" not in parts and first > start:
        # Whole intervals further on nothing else of the rule changes: an old course is not counted from its first day.
        start += max(0, (first - start) // (step * every) - 1) * step * every
    found: Iterator[datetime] = rrulestr(rule, dtstart=start).xafter(first, count=MOST, inc=True)
    return found
