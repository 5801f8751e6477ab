"""The sample content: invented papers, meetings, committees and people, as TOML files beside this module.

``body-*.toml`` describes a body with organizations, rooms, people and meetings, ``papers-*.toml`` its papers.
Days are either fixed (``day = 2019-11-07``) or counted in working days from the day the server started
(``workday = -3``: three working days ago). Texts may use ``{year}``, ``{next_year}`` and ``{schoolyear}``.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib import resources
from typing import Any

Table = dict[str, Any]

# Before this day the fixed meetings of the content would lie in the future and have results already.
EARLIEST_TODAY = date(2026, 9, 1)


def read(prefix: str) -> list[Table]:
    """The TOML files whose name begins with ``prefix``, in order of name."""
    folder = resources.files(__name__)
    names = sorted(item.name for item in folder.iterdir() if item.name.startswith(prefix))
    return [tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in names]


def day_of(entry: Table, today: date) -> date:
    """The day of a meeting or paper."""
    if "day" in entry:
        fixed: date = entry["day"]
        return fixed
    return workday(today, int(entry["workday"]))


def workday(today: date, count: int) -> date:
    """``count`` working days (Monday to Friday) after ``today``, before it if negative.

    Nobody is invited for the days between Christmas and New Year. Four working days back never reach further
    than six days.
    """
    day = today
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        if day.weekday() < 5 and not (count > 0 and _is_quiet(day)):
            left -= 1
    return day


def _is_quiet(day: date) -> bool:
    return (day.month, day.day) >= (12, 23) or (day.month, day.day) == (1, 1)


def words(day: date) -> dict[str, str]:
    """What the placeholders of a text mean in a paper of this day."""
    first = day.year if day.month >= 8 else day.year - 1
    return {
        "year": str(day.year),
        "next_year": str(day.year + 1),
        "schoolyear": f"{first}/{(first + 1) % 100:02}",
        "next_schoolyear": f"{first + 1}/{(first + 2) % 100:02}",
    }


def filled(source: str, day: date) -> str:
    """A text with its placeholders replaced; other braces stay."""
    for name, value in words(day).items():
        source = source.replace("{" + name + "}", value)
    return source
