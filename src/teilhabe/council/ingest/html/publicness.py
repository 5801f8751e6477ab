"""Which points of an agenda are public. Fails closed: what is not known to be public is not.

A point is public if its number begins with Ö, or if it bears neither Ö nor N and stands below "Öffentlicher Teil". A
heading "Nichtöffentlicher Teil" above it or a number with N outweighs everything else.
"""

from __future__ import annotations

import re

_NOT = re.compile(r"^\W*(?:nicht[\s\-­]*öffentlich|nicht[\s\-­]*oeffentlich|nö\b|vertraulich|geheim)", re.IGNORECASE)
_OPEN = re.compile(
    r"^\W*(?:(?:[IVX]{1,4}|[A-C]|\d{1,2})[.)]\s*)?(?:tagesordnung\W+)?(?:öffentlich|oeffentlich)(?:e[rs]?)?"
    r"(?:\s+(?:teil|sitzungsteil|sitzung|tagesordnung|tagesordnungspunkte|beratung(?:en)?|angelegenheiten))?"
    r"\s*(?:[:(–-].*|\d.*|\W*)$",
    re.IGNORECASE,
)
_NOT_WITHIN = re.compile(r"nicht[\s\-­]*(?:öffentlich|oeffentlich)", re.IGNORECASE)
_OPEN_NUMBER = re.compile(r"^\W*Ö[\s.]*\d", re.IGNORECASE)
_CLOSED_NUMBER = re.compile(r"^\W*N(?:[ÖO])?[\s.]*\d|^\W*N(?:Ö|OE)?\W*$|^\W*NÖ\b", re.IGNORECASE)
_LONGEST_HEADING = 120


def number_says(number: str) -> bool | None:
    """True for "Ö 3.1", False for "N 2", None for a number without a letter.

    >>> number_says("Ö\\xa03.1"), number_says("N 2"), number_says("4.1")
    (True, False, None)
    """
    if _CLOSED_NUMBER.match(number):
        return False
    return True if _OPEN_NUMBER.match(number) else None


def heading_says(text: str) -> bool | None:
    """What a heading between the points opens: True the public part, False the other, None no part at all.

    >>> heading_says("Öffentlicher Teil (16:00 - 19:08 Uhr)"), heading_says("Nicht öffentlicher Teil:")
    (True, False)
    >>> heading_says("Öffentliche Ausschreibung der Reinigung") is None
    True
    """
    if len(text) > _LONGEST_HEADING:
        return None
    if _NOT.match(text) or _NOT_WITHIN.search(text):
        return False
    return True if _OPEN.match(text) else None


def word_says(text: str) -> bool | None:
    """What a status cell says: "öffentlich", "nichtöffentlich", anything else."""
    return heading_says(text)


class Part:
    """Goes down an agenda: tell it each heading, ask it for each point."""

    def __init__(self) -> None:
        self._open: bool | None = None

    def heading(self, text: str) -> bool:
        """Whether ``text`` was a heading of a part."""
        said = heading_says(text)
        if said is not None:
            self._open = said
        return said is not None

    def is_public(self, number: str, *, status: str = "") -> bool:
        """Whether a point with this number, and this status if the page prints one, is public."""
        said = (number_says(number), word_says(status) if status else None, self._open)
        return True in said and False not in said
