"""Moments and keys as one number, so that a list has the same order in every engine."""

from __future__ import annotations

import math
import zlib
from datetime import datetime
from typing import Final

from ..question.nodes import Both, Everything, Node, Without
from .backend import Order, Search

# 34 bits for the second since 1600 (until 2144) above 29 bits for the key: 63, as many as a signed number has.
_BITS: Final = 29
_SINCE_1600: Final = 11_676_096_000
_SECONDS: Final = 2**34 - 1


def order_of(wanted: Search) -> Order:
    """Where nothing says what fits better (no question, or only words not to be there), the newest come first."""
    if wanted.order is Order.FIT and _says_nothing(wanted.question):
        return Order.NEWEST
    return wanted.order


def _says_nothing(node: Node) -> bool:
    return isinstance(node, Everything | Without) or (isinstance(node, Both) and all(map(_says_nothing, node.nodes)))


def seconds(starts: datetime | None) -> int | None:
    """Whole seconds since 1970, rounded down."""
    return None if starts is None else math.floor(starts.timestamp())


def newest_first(moment: int | None, key: str) -> int:
    """Sorts descending from the newest to the oldest; of one moment in an order that only the key decides; last those
    without a moment. Two keys of one moment may share a number (one pair in 500 million): then the key itself decides.
    """
    return _number(None if moment is None else moment + _SINCE_1600, key)


def oldest_first(moment: int | None, key: str) -> int:
    """Sorts descending from the oldest to the newest, the rest as ``newest_first``."""
    return _number(None if moment is None else _SECONDS - moment - _SINCE_1600, key)


def moment_in(number: int, *, oldest: bool = False) -> int | None:
    """The second since 1970 in a number of ``newest_first`` or, with ``oldest``, of ``oldest_first``."""
    second = number >> _BITS
    if not second:
        return None
    return (_SECONDS - second if oldest else second) - _SINCE_1600


def _number(second: int | None, key: str) -> int:
    mixed = zlib.crc32(key.encode()) >> 3
    # 0 is kept for those without a moment.
    return mixed if second is None else (min(max(second, 1), _SECONDS) << _BITS) | mixed
