"""German days and times as council systems print them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
FIRST_YEAR, LAST_YEAR = 1900, 2100
_MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_OTHER_MONTHS = {"mrz": 3, "mar": 3, "maerz": 3, "may": 5, "oct": 10, "dec": 12}
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_WORDS = re.compile(r"(?<!\d)(\d{1,2})\.?\s+([A-Za-zä]{3,9})\.?\s+(\d{4})(?!\d)")
# ALLRIS 4 prints "2026 Sep 3" where the server's language is not set.
_TURNED = re.compile(r"(?<!\d)(\d{4})\s+([A-Za-zä]{3,9})\.?\s+(\d{1,2})(?!\d)")
_CLOCK = re.compile(r"(?<![\d.:])([01]?\d|2[0-4])[:.]([0-5]\d)(?![\d.:])|(?<![\d.:])([01]?\d|2[0-3])\s*Uhr")


def day(raw: str) -> date | None:
    """The first day a text names: "Di, 22.09.2026", "3. September 2026", "2026 Sep 3", "2026-09-03".

    Years of two digits are those of this century; None for what is no day (31.02., 0000-00-00).
    """
    for pattern, order in ((_NUMBERS, "dmy"), (_ISO, "ymd"), (_TURNED, "ymd"), (_WORDS, "dmy")):
        found = pattern.search(raw)
        if found is None:
            continue
        parts = dict(zip(order, found.groups(), strict=True))
        month = _month(parts["m"])
        year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
        if month is None or not FIRST_YEAR <= year <= LAST_YEAR:
            continue
        try:
            return date(year, month, int(parts["d"]))
        except ValueError:
            continue
    return None


def clocks(raw: str) -> list[time]:
    """The times of day in a text, in order: "16:04 - 18:04", "17 Uhr", "18.30 Uhr". 24:00 is midnight."""
    found: list[time] = []
    if ":" not in raw and "." not in raw and "Uhr" not in raw:
        return found
    for match in _CLOCK.finditer(_NUMBERS.sub(" ", raw)):
        hour, minute = int(match[1] or match[3]), int(match[2] or 0)
        if hour < 24:
            found.append(time(hour, minute))
        elif minute == 0:
            found.append(time(0, 0))
    return found


def span(day_of: date | None, raw: str) -> tuple[datetime | None, datetime | None]:
    """Beginning and end of a meeting on a day with the times in ``raw``. One that ends before it begins ends the next
    day; without a time it begins at midnight, which stands for "no time known"."""
    if day_of is None:
        return None, None
    times = clocks(raw)
    start = datetime.combine(day_of, times[0] if times else time(0, 0), BERLIN)
    if len(times) < 2:
        return start, None
    end = datetime.combine(day_of, times[1], BERLIN)
    return start, end if end > start else end + timedelta(days=1) if end < start else None


def stamp(raw: str) -> datetime | None:
    """A moment such as "20.07.2026 10:36:44"; seconds are dropped."""
    found = day(raw)
    if found is None:
        return None
    rest = re.sub(r"(\d{1,2}:\d{2}):\d{2}", r"\1", raw)
    times = clocks(rest)
    return datetime.combine(found, times[0] if times else time(0, 0), BERLIN)


def _month(raw: str) -> int | None:
    if raw.isdecimal():
        return int(raw)
    short = raw.lower()[:3]
    if short in _MONTHS:
        return _MONTHS.index(short) + 1
    return _OTHER_MONTHS.get(short)
