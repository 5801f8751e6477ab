"""Dates and rules of recurrence in the words of people, for whoever compares or reviews an offer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teilhabe.core import moments

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SAID = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL", "WKST"}


def dates_in_words(schedule: Sequence[Mapping[str, Any]]) -> list[str]:
    """Each date of ``Offer.schedule``: when, how often, when not, its note."""
    return [
        ", ".join(
            part
            for part in (
                _span(str(one.get("start", "")), str(one.get("end", ""))),
                rule_in_words(str(one.get("rule", ""))),
                f"{_('Fällt aus am')}: {', '.join(map(day_in_words, one['except']))}" if one.get("except") else "",
                str(one.get("note", "")),
            )
            if part
        )
        for one in schedule
    ]


def day_in_words(said: str) -> str:
    """ "2026-11-01" and "2026-11-01T09:00" as people write them; anything else as it is."""
    try:
        day = moments.written(date.fromisoformat(said[:10]), weekday=False)
        return f"{day}, {moments.clock(time.fromisoformat(said[11:]))}" if said[10:] else day
    except ValueError:
        return said


def rule_in_words(rule: str) -> str:
    """ "jede Woche am Montag, 20-mal"; a rule that says more than we have words for as it is."""
    parts = dict(part.split("=", 1) for part in rule.removeprefix("RRULE:").split(";") if "=" in part)
    interval = parts.get("INTERVAL", "1")
    if not parts.keys() <= _SAID or not interval.isdigit():
        return rule
    said, days = _how_often(parts.get("FREQ", ""), int(interval)), _on_days(parts)
    if not said or days is None:
        return rule
    ends = []
    if parts.get("COUNT", "").isdigit():
        count = int(parts["COUNT"])
        ends.append(ngettext("%(count)s-mal", "%(count)s-mal", count) % {"count": count})
    if until := parts.get("UNTIL", ""):
        ends.append(_("bis %(day)s") % {"day": day_in_words(f"{until[:4]}-{until[4:6]}-{until[6:8]}")})
    return ", ".join([f"{said} {days}".strip(), *ends])


def _how_often(frequency: str, every: int) -> str:
    once, often = {
        "DAILY": (_("jeden Tag"), _("alle %(count)s Tage")),
        "WEEKLY": (_("jede Woche"), _("alle %(count)s Wochen")),
        "MONTHLY": (_("jeden Monat"), _("alle %(count)s Monate")),
        "YEARLY": (_("jedes Jahr"), _("alle %(count)s Jahre")),
    }.get(frequency, ("", ""))
    return once if every == 1 else often % {"count": every}


def _on_days(parts: Mapping[str, str]) -> str | None:
    """ "am Montag, Mittwoch", "am 2. Dienstag", "am 15."; empty where the first date says it, None without words."""
    found = []
    for said in parts.get("BYDAY", "").split(",") if "BYDAY" in parts else ():
        match = re.fullmatch(r"(-1|[1-5])?([A-Z]{2})", said)
        if match is None or match[2] not in _DAYS:
            return None
        day = WEEKDAYS[_DAYS.index(match[2])]
        if match[1] == "-1":
            found.append(_("letzten %(day)s") % {"day": day})
        else:
            found.append(f"{match[1]}. {day}" if match[1] else str(day))
    for said in parts.get("BYMONTHDAY", "").split(",") if "BYMONTHDAY" in parts else ():
        if not said.isdigit():
            return None
        found.append(f"{said}.")
    return _("am %(days)s") % {"days": ", ".join(found)} if found else ""


def _span(start: str, end: str) -> str:
    if end and "T" in end and end[:10] == start[:10]:
        try:
            return f"{day_in_words(start)} – {moments.clock(time.fromisoformat(end[11:]))}"
        except ValueError:
            return f"{start} – {end}"
    return " – ".join(day_in_words(part) for part in (start, end) if part)
