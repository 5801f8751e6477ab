"""When a service takes place: schedules as dates of the portal."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from teilhabe.core.text import fold

from ..documents import a_list, an_object, words_of
from ..texts import day_of, one_line
from ..values import Told

_CLOCK = re.compile(r"(\d{2}):(\d{2})(?::\d{2})?")
_EXCEPT = re.compile(r"Nicht am ((?:\d{2}\.\d{2}\.\d{4}(?:, )?)+)\.")
_ONLY_BY_APPOINTMENT = "Nur nach Termin."


def when(told: Told, one: dict[str, Any]) -> None:
    """Take over dates, and hours in words."""
    rows = [an_object(row) for row in a_list(one.get("schedules"))]
    if not rows:
        rows = [
            an_object(row)
            for link in map(an_object, a_list(one.get("service_at_locations")))
            for row in a_list(link.get("schedules"))
        ]
    dates, said = [], []
    for row in rows:
        description = words_of(row.get("description"))
        if description.endswith(_ONLY_BY_APPOINTMENT) and told.values.get("appointment_only"):
            description = description.removesuffix(_ONLY_BY_APPOINTMENT).strip()
        said.append(description)
        if (found := _date(row)) is not None:
            dates.append(found)
        elif any(row.get(name) for name in ("dtstart", "valid_from", "freq")):
            told.doubt("schedule")
        ways = words_of(row.get("attending_type"))
        if "kommt zu Ihnen" in ways:
            told.values["mobile"] = True
            told.values["on_site"] = "vor Ort" in ways
        elif ways and fold(ways) in {"online", "virtual"}:
            told.values["online"] = True
    told.dates(dates, "schedules")
    told.text("hours", " ".join(dict.fromkeys(words_said for words_said in said if words_said)), "schedules")


def _date(row: dict[str, Any]) -> dict[str, Any] | None:
    """One date or rule; None where only words are told."""
    rule = [
        f"{name.upper()}={value}"
        for name in ("freq", "interval", "count", "wkst", "byday", "byweekno", "bymonthday", "byyearday")
        if (value := words_of(row.get(name))) and not (name == "interval" and value == "1")
    ]
    start = day_of(words_of(row.get("dtstart"))) or day_of(words_of(row.get("valid_from")))
    if start is None:
        return None
    opens, closes = _CLOCK.match(words_of(row.get("opens_at"))), _CLOCK.match(words_of(row.get("closes_at")))
    told: dict[str, Any] = {"start": f"{start}T{opens[1]}:{opens[2]}" if opens else start.isoformat()}
    if opens and closes:
        last = start if closes.group()[:5] >= opens.group()[:5] else start + timedelta(days=1)
        told["end"] = f"{last}T{closes[1]}:{closes[2]}"
    if row.get("freq"):
        until = day_of(words_of(row.get("until"))) or day_of(words_of(row.get("valid_to")))
        if until and not words_of(row.get("count")):
            rule.append(f"UNTIL={until:%Y%m%d}{'T235959' if opens else ''}")
        told["rule"] = ";".join(rule)
    notes = words_of(row.get("notes"))
    if skipped := _EXCEPT.search(notes):
        days = [day_of(day) for day in skipped[1].split(", ")]
        told["except"] = [day.isoformat() for day in days if isinstance(day, date)]
        notes = notes.replace(skipped.group(), "").strip()
    if notes:
        told["note"] = one_line(notes)[:300]
    return told
