"""What a source no longer shows: when it is believed, and what is kept open.

Only the source's own word hides an object: a tombstone, 410, a log-in where a page was, or "not found" twice with
``NOT_FOUND_APART`` between. Everything else is a failure of the moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from ..models import Record, RecordState
from .lists import count
from .records import Problem
from .store import problems, removal
from .store.context import Harvest, Tally
from .store.staleness import Touched

# If so many objects are not found at once, the server is broken or moved, and nothing is concluded from it.
SUSPICIOUS = 20
SUSPICIOUS_SHARE = 0.2
# Between two 404 that together take an object away: two runs by hand within minutes meet the same broken server.
NOT_FOUND_APART = timedelta(hours=20)

MASS = "Sehr viele Einträge sind auf einmal nicht mehr abrufbar; sie gelten als vorübergehend nicht erreichbar."
NOT_FOUND_ONCE = "Die Quelle findet den Eintrag zurzeit nicht; ob das so bleibt, zeigt ein Abruf an einem anderen Tag."


@dataclass(frozen=True, slots=True)
class Missing:
    """A record the source does not find, why in one German sentence, and whether that alone takes it away."""

    record: Record
    why: str
    believed: bool


def was_not_found_before(harvest: Harvest, record: Record) -> bool:
    """In a harvest before this one, and long enough ago; any other answer in between begins anew."""
    return record.state_reason == NOT_FOUND_ONCE and harvest.now - record.state_since >= NOT_FOUND_APART


def conclude(harvest: Harvest, missing: Sequence[Missing], known: int, url: str) -> Tally:
    """Take away what is believed to be gone and mark the rest as unreachable; ``known`` is how many there were.

    If suspiciously many are missing at once, all of them are only unreachable and the source gets a problem at ``url``.
    """
    total = Tally()
    if len(missing) > SUSPICIOUS and len(missing) > SUSPICIOUS_SHARE * known:
        problems.note(harvest, [Problem(url, "mass-disappearance", MASS)])
        for one in missing:
            removal.set_unreachable(harvest, one.record, MASS)
        return total
    for one in missing:
        if not one.believed:
            removal.set_unreachable(harvest, one.record, NOT_FOUND_ONCE)
            continue
        with transaction.atomic():
            touched = Touched()
            tally = Tally(withdrawn=removal.remove(harvest, [one.record], RecordState.WITHDRAWN, one.why, touched))
            touched.mark()
            count(harvest.run, tally)
        total += tally
    return total
