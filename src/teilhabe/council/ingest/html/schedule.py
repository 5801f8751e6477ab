"""When a page of an HTML system is worth another look. Every look costs the source a request."""

from __future__ import annotations

from datetime import date, datetime, timedelta

# Months around today that are read by every harvest; later ones are looked at as they come near.
MONTHS_BACK = 2
MONTHS_AHEAD = 4
# So far back a new source is read, unless it says otherwise.
FIRST_LOOK_BACK = timedelta(days=2 * 365)
SOON = timedelta(hours=6)
LISTS_EVERY = timedelta(days=7)
PERSONS_EVERY = timedelta(days=180)
OLD_MONTHS_EVERY = timedelta(days=90)
LONGEST_PAUSE = timedelta(days=7)
# A meeting or paper is read again the more rarely, the further its day is away: (days since, pause); days to come are
# negative.
_BY_AGE = (
    (-21, timedelta(days=3)),
    (14, SOON),
    (45, timedelta(days=1)),
    (120, timedelta(days=7)),
    (400, timedelta(days=30)),
)
# The page of a point says something once the meeting was held, and the minutes follow within weeks.
_POINTS_BY_AGE = ((14, timedelta(days=1)), (90, timedelta(days=7)))
_OLD = timedelta(days=180)


def next_look(day: datetime | None, now: datetime) -> timedelta:
    """The pause before a meeting or paper whose newest day is ``day`` is read again."""
    if day is None:
        return timedelta(days=7)
    age = (now - day).days
    return next((pause for days, pause in _BY_AGE if age <= days), _OLD)


def next_look_at_point(day: datetime | None, now: datetime) -> timedelta:
    """The pause before the page of a point is read again whose meeting was on ``day``."""
    age = (now - day).days if day is not None else 0
    return next((pause for days, pause in _POINTS_BY_AGE if age <= days), _OLD)


def after_failures(count: int) -> timedelta:
    """The pause after so many attempts in a row that brought nothing: one hour, two, four … a week."""
    return min(timedelta(hours=2 ** min(count - 1, 10)), LONGEST_PAUSE)


def months(first: date, last: date) -> list[date]:
    """The first days of all months from ``first`` to ``last``."""
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found


def shifted(day: date, count: int) -> date:
    """The first day of the month ``count`` months after that of ``day``."""
    index = day.year * 12 + day.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def is_near(month: date, today: date) -> bool:
    """Whether a month is one of those around today, without which a harvest is not complete."""
    return shifted(today, -MONTHS_BACK) <= month <= shifted(today, 1)


def month_pause(month: date, today: date) -> timedelta:
    """The pause before a month of a calendar is read again."""
    return SOON if month >= shifted(today, -MONTHS_BACK) else OLD_MONTHS_EVERY
