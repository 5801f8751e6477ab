"""Times that are not what they seem."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from teilhabe.council.sample.exchange import Exchange
from teilhabe.council.sample.faults.table import fault
from teilhabe.council.sample.store import Obj, kind_of, stamp

TIMES = ("created", "modified", "start", "end")
OFFSET = re.compile(r"[+-]\d\d:\d\d$")


def _change(obj: Obj, replacement: str) -> Obj:
    obj |= {name: OFFSET.sub(replacement, obj[name]) for name in TIMES if name in obj}
    return obj


@fault("object")
def naive_times(obj: Obj, exchange: Exchange) -> Obj:
    """Date-times have no time zone; local time is meant."""
    return _change(obj, "")


@fault("object")
def local_times_labelled_z(obj: Obj, exchange: Exchange) -> Obj:
    """Date-times carry the local time but say ``Z``."""
    return _change(obj, "Z")


@fault("object")
def ancient_created(obj: Obj, exchange: Exchange) -> Obj:
    """``created`` is 1970, for odd record numbers ``0000-00-00``; papers have the same in ``date``."""
    day = "0000-00-00" if str(obj["id"])[-1] in "13579" else "1970-01-01"
    obj["created"] = f"{day}T00:00:00+01:00"
    if kind_of(obj) == "Paper":
        obj["date"] = day
    return obj


@fault("object")
def created_after_modified(obj: Obj, exchange: Exchange) -> Obj:
    """``created`` is a day later than ``modified``."""
    if "modified" in obj:
        obj["created"] = stamp(datetime.fromisoformat(obj["modified"]) + timedelta(days=1))
    return obj


@fault("object")
def end_at_midnight(obj: Obj, exchange: Exchange) -> Obj:
    """Meetings end at 00:00 of the next day."""
    if kind_of(obj) == "Meeting" and "start" in obj:
        following = datetime.fromisoformat(obj["start"]) + timedelta(days=1)
        obj["end"] = stamp(following.replace(hour=0, minute=0))
    return obj


@fault("object")
def modified_missing(obj: Obj, exchange: Exchange) -> Obj:
    """Objects have neither ``created`` nor ``modified``."""
    if kind_of(obj) not in ("System", "Body"):
        obj.pop("created", None)
        obj.pop("modified", None)
    return obj
