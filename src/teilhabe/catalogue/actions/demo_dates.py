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

    Nothing but a monthly date begins in the holidays around New Year, and what comes again leaves them out.
    """
    return [_one(written, today) for written in dates]


def day_of(value: object, today: date) -> object:
    """A date written as ``{days = 14}`` (so many days from ``today``); everything else as it is."""
    return today + timedelta(days=value["days"]) if isinstance(value, Mapping) else value


def _one(written: Mapping[str, Any], today: date) -> dict[str, Any]:
    first, again, times = _begins(written, today)
    one = {
        "start": f"{first.isoformat()}T{written['from']}",
        "end": f"{first.isoformat()}T{written['to']}",
        "note": written.get("note", ""),
    }
    return one if times == 1 else {**one, **_coming_again(one, again, times)}


def _coming_again(one: Mapping[str, Any], again: str, times: int) -> dict[str, Any]:
    """As often as promised: what falls into the holidays is made up for at the end."""
    count = times
    while True:
        rule = f"{again};COUNT={count}"
        skipped = _holidays({**one, "rule": rule})
        if count == times + len(skipped):
            return {"rule": rule, "except": skipped}
        count = times + len(skipped)


def _begins(written: Mapping[str, Any], today: date) -> tuple[date, str, int]:
    """The first day, how it comes again (RFC 5545), and how many times it takes place."""
    if "easter" in written:
        days = (easter(year) + timedelta(days=written["easter"]) for year in (today.year, today.year + 1))
        return next(day for day in days if day > today), "FREQ=DAILY", written.get("days", 1)
    weekday = _WEEKDAYS.index(written["weekday"])
    if "month" in written:
        starts = (_on(date(year, written["month"], written["day"]), weekday) for year in (today.year, today.year + 1))
        return next(day for day in starts if day > today), "FREQ=DAILY", written.get("days", 1)
    first = _on(today + timedelta(days=written.get("after", 1)), weekday)
    if "nth" in written:
        while (first.day - 1) // 7 + 1 != written["nth"]:
            first += timedelta(days=7)
        return first, f"FREQ=MONTHLY;BYDAY={written['nth']}{written['weekday'][:2].upper()}", written["months"]
    while _in_the_holidays(first):
        first += timedelta(days=7)
    every = written.get("every", 1)
    return first, f"FREQ=WEEKLY;INTERVAL={every}", -(-written.get("weeks", 1) // every)


def _on(day: date, weekday: int) -> date:
    """``day``, or the next one that is that day of the week."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _holidays(one: Mapping[str, Any]) -> list[str]:
    begins = datetime.fromisoformat(one["start"]).replace(tzinfo=ZONE)
    days = [found.starts.date() for found in occurrences([one], since=begins, until=begins + timedelta(days=366))]
    return [day.isoformat() for day in days if _in_the_holidays(day)]


def _in_the_holidays(day: date) -> bool:
    return (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 6)
