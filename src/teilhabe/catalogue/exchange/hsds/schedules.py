"""Dates as HSDS writes them: the parts of a rule (RFC 5545), with ``freq`` WEEKLY or MONTHLY.

A rule that these parts cannot say (every year, the third weekday of a set) becomes its next dates, one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from ...rules.schedule import ZONE, BadSchedule, occurrences
from ..identity import own_id

if TYPE_CHECKING:
    from ...models import Offer

_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYWEEKNO", "BYMONTHDAY", "BYYEARDAY"}
_ALL_DAYS = "MO,TU,WE,TH,FR,SA,SU"
_SINGLE = 24
"""So many coming dates of a rule that HSDS has no words for."""
_AHEAD = timedelta(days=366)


def schedules(offer: Offer, link: str, *, now: datetime) -> list[dict[str, Any]]:
    """All dates of the offer. What cannot be read is left out; only words ("dienstags") become a description."""
    found: list[dict[str, Any]] = []
    for number, one in enumerate(offer.schedule):
        try:
            found += _of_one(offer, one, link, number, now)
        except (BadSchedule, KeyError, TypeError, ValueError, AttributeError):
            continue
    words = [part for part in (offer.hours, "Nur nach Termin." if offer.appointment_only else "") if part]
    if words and not found:
        found.append({"id": own_id("schedule", link, "words"), "service_id": link, "timezone": _offset(now)})
    for row in found:
        if words:
            row["description"] = " ".join(words)
        if attending := _attending(offer):
            row["attending_type"] = attending
    return found


def _of_one(offer: Offer, one: Mapping[str, Any], link: str, number: int, now: datetime) -> list[dict[str, Any]]:
    start = datetime.fromisoformat(one["start"]).replace(tzinfo=None)
    row: dict[str, Any] = {
        "id": own_id("schedule", link, str(number)),
        "service_id": link,
        "dtstart": start.date().isoformat(),
        "valid_from": start.date().isoformat(),
        "timezone": _offset(start.replace(tzinfo=ZONE)),
    }
    if "T" in one["start"]:
        row["opens_at"] = start.time().isoformat()
        if one.get("end"):
            row["closes_at"] = datetime.fromisoformat(one["end"]).time().isoformat()
    notes = [str(one["note"])] if one.get("note") else []
    skipped = [date.fromisoformat(day).strftime("%d.%m.%Y") for day in one.get("except", ())]
    if skipped:
        notes.append(f"Nicht am {', '.join(skipped)}.")
    if notes:
        row["notes"] = " ".join(notes)
    rule = _read(one.get("rule", ""))
    if not rule:
        return [row | {"valid_to": start.date().isoformat()}]
    parts = _parts(rule)
    return [row | parts] if parts is not None else _singly(one, row, now)


def _read(rule: str) -> dict[str, str]:
    named = (part.partition("=") for part in rule.removeprefix("RRULE:").split(";") if part)
    return {name.upper().strip(): value.strip() for name, _, value in named}


def _parts(rule: dict[str, str]) -> dict[str, Any] | None:
    """None for a rule that HSDS has no words for."""
    if set(rule) - _PARTS:
        return None
    if rule.get("FREQ") == "DAILY" and rule.get("INTERVAL", "1") == "1" and not set(rule) & {"BYMONTHDAY", "BYDAY"}:
        rule = {**rule, "FREQ": "WEEKLY", "BYDAY": _ALL_DAYS}
    if rule.get("FREQ") not in {"WEEKLY", "MONTHLY"}:
        return None
    told: dict[str, Any] = {"freq": rule["FREQ"], "interval": int(rule.get("INTERVAL", 1))}
    if "COUNT" in rule:
        told["count"] = int(rule["COUNT"])
    if "UNTIL" in rule:
        last = datetime.strptime(rule["UNTIL"][:8], "%Y%m%d").date().isoformat()
        told |= {"until": last, "valid_to": last}
    told |= {name.lower(): rule[name] for name in _PARTS & set(rule) if name == "WKST" or name.startswith("BY")}
    return told


def _singly(one: Mapping[str, Any], row: dict[str, Any], now: datetime) -> list[dict[str, Any]]:
    coming = islice(occurrences([one], since=now, until=now + _AHEAD), _SINGLE)
    return [
        row
        | {
            "id": own_id("schedule", row["id"], date.starts.date().isoformat()),
            "dtstart": date.starts.date().isoformat(),
            "valid_from": date.starts.date().isoformat(),
            "valid_to": date.starts.date().isoformat(),
            "timezone": _offset(date.starts),
        }
        for date in coming
    ]


def _offset(moment: datetime) -> float:
    """Hours before Greenwich, as HSDS counts zones."""
    there = moment.astimezone(ZONE).utcoffset()
    return there.total_seconds() / 3600 if there else 0


def _attending(offer: Offer) -> str:
    ways = (("vor Ort", offer.on_site), ("online", offer.online), ("kommt zu Ihnen", offer.mobile))
    return ", ".join(words for words, is_so in ways if is_so)
