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
    try:
        return read_box(text)
    except NoBoxError:
        return None


class NoBoxError(ValueError):
    """What is wrong with a part of the map, in one German sentence that repeats nothing of what was sent."""


_SIDES: Final = (("West", 180), ("Süd", 90), ("Ost", 180), ("Nord", 90))
_ORDER: Final = "West,Süd,Ost,Nord in Grad, zum Beispiel 6.05,50.7,6.2,50.85"


def read_box(text: str) -> Box:
    """As ``box_of``. Raises NoBoxError."""
    parts = text[:200].split(",")
    if len(parts) != len(_SIDES):
        raise NoBoxError(f"Der Ausschnitt braucht vier Zahlen und hat {len(parts)}: {_ORDER}.")
    numbers = []
    for part, (side, most) in zip(parts, _SIDES, strict=True):
        try:
            number = float(part)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise NoBoxError(f"Im Ausschnitt ist {side} keine Zahl: {_ORDER}.")
        if abs(number) > most:
            raise NoBoxError(f"Im Ausschnitt liegt {side} nicht zwischen -{most} und {most}: {_ORDER}.")
        numbers.append(number)
    west, south, east, north = numbers
    if west > east:
        raise NoBoxError(f"Im Ausschnitt ist West größer als Ost: {_ORDER}.")
    if south > north:
        raise NoBoxError(f"Im Ausschnitt ist Süd größer als Nord: {_ORDER}.")
    return Box(west, south, east, north)
