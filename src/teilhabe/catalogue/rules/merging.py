"""What a feed said last, what it says now, what the catalogue says: which of them holds, field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from .schedule import ZONE, BadSchedule, occurrences

_NOTHING: tuple[object, ...] = (None, "", [], {})
OURS, THEIRS = "ours", "theirs"
_NEXT = 50
"""So many dates of a series tell it from another one with the same rule."""
_ALL_DAYS = datetime(2100, 1, 1, tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class Merged:
    """``take`` are the fields to write; ``conflicts`` those on which both sides differ, as [before, ours, theirs];
    ``kept`` those that were changed here and not there."""

    take: dict[str, Any] = field(default_factory=dict)
    conflicts: dict[str, list[Any]] = field(default_factory=dict)
    kept: tuple[str, ...] = ()


def plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """As a version keeps them in JSON: days are text, lists are lists; only so they can be compared."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder))
    return plain


def merge(
    told: Mapping[str, Any],
    theirs: Mapping[str, Any],
    ours: Mapping[str, Any],
    *,
    choices: Mapping[str, str] | None = None,
    seen: Mapping[str, list[Any]] | None = None,
) -> Merged:
    """All plain. ``told`` is what the feed said when it was last taken over, ``theirs`` what it says now.

    What only the feed changed is taken, what only people here changed is kept, and where both did somebody chooses:
    ``choices`` hold for a conflict as it stood in ``seen`` when it was chosen, not for another one. Of dates only those
    count that are still to come: many feeds forget every day what has been.
    """
    take: dict[str, Any] = {}
    conflicts: dict[str, list[Any]] = {}
    kept = []
    for name, new in theirs.items():
        own = ours.get(name)
        if _same(name, own, new):
            continue
        if name in told and _same(name, told[name], new):
            kept.append(name)
        elif _is_as_told(told, name, own):
            take[name] = new
        else:
            now = [told.get(name), own, new]
            choice = (choices or {}).get(name, "") if (seen or {}).get(name) == now else ""
            if choice == THEIRS:
                take[name] = new
            elif choice == OURS:
                kept.append(name)
            else:
                conflicts[name] = now
    return Merged(take, conflicts, tuple(kept))


def _is_as_told(told: Mapping[str, Any], name: str, own: Any) -> bool:
    """Whether nobody here has said anything else; what the feed tells for the first time meets nothing but a gap."""
    return _same(name, own, told[name]) if name in told else own in _NOTHING


def _same(name: str, one: Any, other: Any) -> bool:
    if one == other:
        return True
    if name != "schedule":
        return False
    try:
        now = timezone.now()
        return _coming(one, now) == _coming(other, now)
    except BadSchedule:
        return False


def _coming(schedule: Any, now: datetime) -> list[str]:
    """What is not over, in any order. Of a series its rule and the next dates: some feeds begin it anew each time."""
    found = []
    for one in schedule or []:
        if dates := occurrences([one], since=now, until=_ALL_DAYS):
            said = {**one, "start": dates[:_NEXT], "end": "", "except": []} if one.get("rule") else one
            found.append(repr(sorted(said.items())))
    return sorted(found)
