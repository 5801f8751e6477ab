"""Dates of the demonstration: written relative to the day on which they are loaded, so that something is always on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.easter import easter

from ..rules.schedule import ZONE, occurrences

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def schedule_of(dates: list[Mapping[str, Any]], today: date) -> list[dict[str, Any]]:
    """``Offer.schedule`` for dates as the demonstration writes them, none of them before the day after ``today``.

    Each has ``from`` and ``to`` (times) and may have a ``note``; when it begins says one of

    - ``weekday`` (mon to sun), the first of these ``after`` days from today; with ``weeks`` it comes again for so many
      weeks (``every`` 2: every other); with ``nth`` it is that weekday of the month, for so many ``months``
    - ``easter``: so many days after Easter Sunday, on ``days`` days running
    - ``month`` and ``day``: the first ``weekday`` from there, on ``days`` days running

    What comes again leaves out the holidays around New Year, when nobody is there.
    """
    return [_one(written, today) for written in dates]


def day_of(value: object, today: date) -> object:
    """A date written as ``{days = 14}`` (so many days from ``today``); everything else as it is."""
    return today + timedelta(days=value["days"]) if isinstance(value, Mapping) else value


def _one(written: Mapping[str, Any], today: date) -> dict[str, Any]:
    first, rule = _begins(written, today)
    one = {
        "start": f"{first.isoformat()}T{written['from']}",
        "end": f"{first.isoformat()}T{written['to']}",
        "note": written.get("note", ""),
    }
    if rule:
        one["rule"] = rule
        one["except"] = _holidays(one)
    return one


def _begins(written: Mapping[str, Any], today: date) -> tuple[date, str]:
    """The first day, and how it comes again (RFC 5545)."""
    daily = f"FREQ=DAILY;COUNT={written['days']}" if written.get("days", 1) > 1 else ""
    if "easter" in written:
        days = (easter(year) + timedelta(days=written["easter"]) for year in (today.year, today.year + 1))
        return next(day for day in days if day > today), daily
    weekday = _WEEKDAYS.index(written["weekday"])
    if "month" in written:
        starts = (_on(date(year, written["month"], written["day"]), weekday) for year in (today.year, today.year + 1))
        return next(day for day in starts if day > today), daily
    first = _on(today + timedelta(days=written.get("after", 1)), weekday)
    if "nth" in written:
        while (first.day - 1) // 7 + 1 != written["nth"]:
            first += timedelta(days=7)
        return first, f"FREQ=MONTHLY;BYDAY={written['nth']}{written['weekday'][:2].upper()};COUNT={written['months']}"
    every = written.get("every", 1)
    times = -(-written.get("weeks", 1) // every)
    return first, f"FREQ=WEEKLY;INTERVAL={every};COUNT={times}" if times > 1 else ""


def _on(day: date, weekday: int) -> date:
    """``day``, or the next one that is that day of the week."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _holidays(one: Mapping[str, Any]) -> list[str]:
    begins = datetime.fromisoformat(one["start"]).replace(tzinfo=ZONE)
    days = [found.starts.date() for found in occurrences([one], since=begins, until=begins + timedelta(days=366))]
    return [day.isoformat() for day in days if (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 6)]
