"""Where the next page begins: opaque to everybody else, the same for every engine."""

from __future__ import annotations

import base64
import json
import math
import zlib
from dataclasses import dataclass

from .backend import BadCursor, Order

# A key is at most 30 + 1 + 200 characters of an entry's kind and ref.
_LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The last hit that was given out: its key, its number in the order of moments (``ordering``), its score for order
    FIT, and how many hits were given out until then."""

    order: Order
    key: str
    number: int
    score: float = 0.0
    given: int = 0


def written(place: Place) -> str:
    fields = [place.order.value, place.key, place.number, place.score, place.given]
    body = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(zlib.crc32(body).to_bytes(4, "big") + body).rstrip(b"=").decode("ascii")


def read(cursor: str, order: Order) -> Place:
    """The place a cursor means. ``BadCursor`` if it is none of ours or of a list in another order."""
    if len(cursor) > _LONGEST:
        raise BadCursor("Dieser Verweis auf die nächste Seite ist zu lang.")
    try:
        raw = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        check, body = raw[:4], raw[4:]
        if zlib.crc32(body).to_bytes(4, "big") != check:
            raise ValueError("checksum")
        name, key, number, score, given = json.loads(body)
        place = Place(order=Order(name), key=key, number=number, score=float(score), given=given)
    except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise BadCursor("Dieser Verweis auf die nächste Seite stammt nicht von dieser Suche.") from error
    numbers = all(type(n) is int and 0 <= n < 2**63 for n in (number, given))
    if not isinstance(key, str) or not numbers or not math.isfinite(place.score):
        raise BadCursor("Dieser Verweis auf die nächste Seite stammt nicht von dieser Suche.")
    if place.order is not order:
        raise BadCursor("Dieser Verweis auf die nächste Seite gehört zu einer anderen Sortierung.")
    return place
