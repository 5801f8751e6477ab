"""How near two words are, as mistakes are made on German keyboards and by German ears.

Words come folded (umlauts spelled out). A skeleton is the word without what is most often wrong in it: the e of an
umlaut, doubled letters. Every word is kept under three pieces of its skeleton: of two words at most two edits apart, at
least one piece of the one stands in the other, at about the same place, so a few look-ups find all candidates.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import lru_cache

MOST_EDITS = 2
SHORT = 5
"""Words with fewer letters may differ by one edit only."""

_UMLAUT = re.compile(r"([aou])e")
_DOUBLED = re.compile(r"(.)\1+")
_PIECES = 3

_ROWS = ("qwertzuiop", "asdfghjkl", "yxcvbnm")
_SOUNDS = ("dt", "bp", "gk", "ck", "vf", "vw", "zs", "zc", "yi", "ei", "ea", "iu", "mn", "xs")


def _neighbours() -> frozenset[tuple[str, str]]:
    near: set[tuple[str, str]] = set()
    for number, row in enumerate(_ROWS):
        for place, letter in enumerate(row):
            beside = row[place + 1 : place + 2]
            below = _ROWS[number + 1][max(0, place - 1) : place + 1] if number < 2 else ""
            near.update((letter, other) for other in beside + below)
    near.update((pair[0], pair[1]) for pair in _SOUNDS)
    return frozenset(near | {(second, first) for first, second in near})


_CONFUSED = _neighbours()


def most_edits(word: str) -> int:
    return 1 if len(word) < SHORT else MOST_EDITS


def skeleton(folded: str) -> str:
    """The word without the e of umlauts and without doubled letters.

    >>> skeleton("foerderschule"), skeleton("forderschule")
    ('forderschule', 'forderschule')
    >>> skeleton("strasse"), skeleton("schulerbeforderung")
    ('strase', 'schulerbeforderung')
    """
    return _DOUBLED.sub(r"\1", _UMLAUT.sub(r"\1", folded))


@lru_cache(maxsize=256)
def _cut(length: int) -> tuple[tuple[int, int], ...]:
    """Start and length of the three pieces of a word of this length, the last ones longest."""
    short, rest = divmod(length, _PIECES)
    pieces, start = [], 0
    for number in range(_PIECES):
        size = short + (1 if number >= _PIECES - rest else 0)
        pieces.append((start, size))
        start += size
    return tuple(pieces)


def _key(length: int, number: int, piece: str) -> int:
    """A number for a piece: two pieces with the same number cost a comparison and no more."""
    return zlib.crc32(piece.encode(), length * _PIECES + number)


def pieces_of(bones: str) -> Iterator[int]:
    """The keys a skeleton is kept under."""
    for number, (start, size) in enumerate(_cut(len(bones))):
        if size:
            yield _key(len(bones), number, bones[start : start + size])


def pieces_near(bones: str, edits: int) -> set[int]:
    """The keys under which every skeleton at most ``edits`` away is found (transpositions at the edge of a piece
    together with a second mistake excepted)."""
    keys: set[int] = set()
    for length in range(max(1, len(bones) - edits), len(bones) + edits + 1):
        longer = len(bones) - length
        for number, (start, size) in enumerate(_cut(length)):
            if not size:
                continue
            # What stands before the piece may hold `number` mistakes at most, and what follows the others.
            after = edits - number if edits >= number else 0
            low, high = max(-number, longer - after), min(number, longer + after)
            for at in range(max(0, start + low), min(len(bones) - size, start + high) + 1):
                keys.add(_key(length, number, bones[at : at + size]))
    return keys


def cost(typed: str, meant: str) -> float:
    """What it takes to turn the typed word into the meant one, in mistakes: one usual letter wrong is 1, slips that
    are made more often are less, a wrong first letter is more.

    >>> cost("forderschule", "foerderschule") < cost("forderschule", "förderschule") < 1.5
    True
    >>> cost("schlue", "schule") < 1
    True
    """
    before: list[float] = []
    last = [0.0]
    for place in range(1, len(meant) + 1):
        last.append(last[-1] + _missing(meant, place - 1))
    for i in range(1, len(typed) + 1):
        row = [last[0] + _missing(typed, i - 1)]
        for j in range(1, len(meant) + 1):
            a, b = typed[i - 1], meant[j - 1]
            best = min(
                last[j - 1] + (0.0 if a == b else _changed(a, b, first=i == 1 and j == 1)),
                last[j] + _missing(typed, i - 1),
                row[j - 1] + _missing(meant, j - 1),
            )
            if i > 1 and j > 1 and a == meant[j - 2] and typed[i - 2] == b and a != b:
                best = min(best, before[j - 2] + 0.7)
            row.append(best)
        before, last = last, row
    return last[-1]


def _missing(word: str, place: int) -> float:
    """The letter at this place is in one of the words only."""
    letter, left = word[place], word[place - 1] if place else ""
    if left == letter:
        return 0.4
    if letter == "e" and left and left in "aou":
        return 0.35
    if letter == "h" and left and left in "aeiourt":
        return 0.6
    if (letter == "e" and left == "i") or (letter == "s" and left):
        return 0.7
    return 1.0 if place else 1.4


def _changed(typed: str, meant: str, *, first: bool) -> float:
    usual = 0.75 if (typed, meant) in _CONFUSED else 1.0
    return usual + (0.4 if first else 0.0)
