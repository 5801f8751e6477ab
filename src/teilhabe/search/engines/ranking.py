"""What counts how much; the same for every engine.

A hit's score is the sum over the words of zone × level × rarity of the word × how often it stands there for the length
of the zone (BM25), times ``standing``. A word found exactly is also found by its stem, so ``EXACT`` is a bonus.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Final

from ..analysis.tokens import Zone

ZONES: Final = {Zone.TITLE: 4.0, Zone.TEXT: 1.0, Zone.ANNEX: 0.4}

STEM: Final = 1.0
EXACT: Final = 0.4
PART: Final = 0.55
# A word that only begins as asked says less than the whole word.
PREFIX: Final = 0.5

# The start of time for the bonus, and the years in which it doubles: a paper is 2 % ahead of one a year older, 11 % of
# one of five, 24 % of one of ten years ago. Only the distance counts, so nothing is written again as time goes by.
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_DOUBLES_IN_YEARS: Final = 32.0
# Beyond these, years make no difference: minutes of 1850 are not worse than those of 1980.
_OLDEST, _NEWEST = -20.0, 60.0
# Whatever has no moment (a place, an offer that goes on) ranks like something of this year.
_TIMELESS: Final = 22.0
_YEAR: Final = 365.2425 * 86_400
_WEIGHTS: Final = (0.25, 4.0)


def standing(starts: datetime | None, weight: float) -> float:
    """What a score is multiplied with, between 0.16 and 15: how fresh the entry is and what its app thinks of it."""
    years = _TIMELESS if starts is None else (starts - _EPOCH).total_seconds() / _YEAR
    if not math.isfinite(weight):
        weight = 1.0
    low, high = _WEIGHTS
    fresh: float = 2.0 ** (min(max(years, _OLDEST), _NEWEST) / _DOUBLES_IN_YEARS)
    return fresh * min(max(weight, low), high)


def rarity(entries: int, holding: int) -> float:
    """The inverse document frequency of BM25 for a word that ``holding`` of ``entries`` hold; always above 0."""
    holding = min(holding, entries)
    return math.log(1.0 + (entries - holding + 0.5) / (holding + 0.5))
