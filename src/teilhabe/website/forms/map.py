"""The map as it stands in an address: a search, and the part of the map that is seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.http import QueryDict

from ..queries.map import Box
from ..queries.search import Place
from .search import SearchForm

BOX: Final = "ausschnitt"


class MapForm(SearchForm):
    """Everything of a search, and ``ausschnitt``: west, south, east, north in degrees. A wrong one is the whole map."""

    def __init__(self, asked: QueryDict, *, places: Sequence[Place], now: datetime) -> None:
        super().__init__(asked, places=places, now=now)
        self.box = box_of(self.asked.get(BOX, ""))


def box_of(text: str) -> Box | None:
    """ "6.05,50.7,6.2,50.85" as a part of the map; None for anything that is none.

    >>> box_of("6.05,50.7,6.2,50.85")
    Box(west=6.05, south=50.7, east=6.2, north=50.85)
    >>> box_of("6.2,50.7,6.05,50.85") is None
    True
    """
    parts = text[:200].split(",")
    if len(parts) != 4:
        return None
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        return None
    on_earth = all(map(math.isfinite, (west, south, east, north))) and west >= -180 and east <= 180
    if not on_earth or not -90 <= south <= north <= 90 or west > east:
        return None
    return Box(west, south, east, north)
