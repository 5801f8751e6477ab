"""Which points of an agenda are public. Fails closed: what is not known to be public is not.

A point is public if its number begins with Ö, or if it bears no letter and stands below "Öffentlicher Teil". A heading
"Nichtöffentlicher Teil" above it or a number with N outweighs everything else. Few words open a part, and only where
nothing else stands beside them; many close it, wherever they stand in a heading.
"""

from __future__ import annotations

import re
import unicodedata

# "Nichtöff.", "Nicht – öffentlich", and what broken umlauts make of it.
_NOT_PUBLIC = r"nicht[\W_]*(?:ö|oe|o|ã\W)?ff|un(?:ö|oe)ffentlich|\bn\W{0,2}ö\b|kein\w{0,3}\W{1,3}(?:ö|oe)ffentlich"
_CLOSING = (
    rf"{_NOT_PUBLIC}|vertraul|geheim|\bintern(?:e[rsnm]?)?\b|teil(?:weise\W{{0,3}}|s\W{{0,3}}|)(?:ö|oe)ffentlich"
    r"|ausschlu(?:ss|ß)\W{1,3}(?:der\W{1,3})?(?:ö|oe)ffentlichkeit|(?:ö|oe)ffentlichkeit\b.{0,120}\bausgeschlossen"
    r"|(?:ö|oe)ffentlich\w{0,3}\W{1,4}nein\b|^\W*nein\W*$"
)
_CLOSES = re.compile(_CLOSING, re.IGNORECASE)
_COUNTED = r"^\W*(?:(?:teil\s+)?(?:[IVX]{1,4}|[A-D]|\d{1,2})[.):\s–-]+)?"
_CLOSES_AS_TITLE = re.compile(rf"{_COUNTED}(?:{_CLOSING})|{_NOT_PUBLIC}", re.IGNORECASE)
_CLOCK = r"(?:[\W\d]|\b(?:uhr|von|bis|ab|ca|um|beginn|ende)\b)*"
_OPENS = re.compile(
    rf"{_COUNTED}(?:tagesordnung\W+)?(?:öffentlich|oeffentlich)(?:e[rs]?)?(?:{_CLOCK}"
    r"|\s+(?:teil|sitzungsteil|sitzung|tagesordnung|tagesordnungspunkte|beratung(?:en)?|angelegenheiten)\b"
    r"[^()]{0,40}(?:\([^()]{0,60}\)[\s.:]*)?)$",
    re.IGNORECASE,
)
_LONGEST_OPENING = 120
_TOP = re.compile(r"^\W*TOP\b[\W_]*", re.IGNORECASE)
_COUNT = re.compile(r"^\W*\d{1,2}\W+")
_LEADING = re.compile(r"^[\W_]*Ö(?![^\W\d_])", re.IGNORECASE)
# What a cell may note beside a number: "Ö 3.1 Nachtrag: 01.09.2026 *".
_SUPPLEMENT = re.compile(r"\b(?:nachtrag|neu)\b[\W\d_]*$", re.IGNORECASE)
# A letter that is not the small one right behind a digit ("3a").
_LETTER = re.compile(r"(?<!\d)[^\W\d_]|[^\W\d_]{2}|[^\W\d_a-z]")
_NUMBER_WITH_N = re.compile(r"^\W*(?:TOP\b\W*)?N(?:\W{0,2}Ö)?[\W_]{0,3}\d", re.IGNORECASE)
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# How a kept page names the parts.
PUBLIC, CLOSED, OTHER = "Öffentlicher Teil", "Nichtöffentlicher Teil", "Weiterer Teil"


def plain(text: str) -> str:
    """The text as it is compared: letters in one piece each, nothing unseen between them."""
    return unicodedata.normalize("NFC", text).translate(_UNSEEN)


def number_says(number: str) -> bool | None:
    """True for "Ö 3.1", None for a number without a letter. Any letter but a leading Ö and a small one behind the
    digits is a sign that nobody here knows: False.

    >>> number_says("Ö\\xa03.1"), number_says("N 2"), number_says("4.1a"), number_says("TOP (N) 3"), number_says("II")
    (True, False, None, False, False)
    """
    rest = _SUPPLEMENT.sub("", _TOP.sub("", plain(number)))
    leading = _LEADING.match(rest)
    if leading is not None:
        rest = rest[leading.end() :]
    if _LETTER.search(rest):
        return False
    return True if leading is not None and any(sign.isdigit() for sign in rest) else None


def is_numbered_closed(text: str) -> bool:
    """Whether a cell of which it is not known that it holds a number holds one with N: "N 3", "TOP N.Ö. 3.1".

    >>> is_numbered_closed("TOP N 3"), is_numbered_closed("Di, 22.09.2026")
    (True, False)
    """
    return _NUMBER_WITH_N.match(plain(text)) is not None


def heading_says(text: str) -> bool | None:
    """What a heading between the points opens: True the public part, False the other, None no part at all.

    >>> heading_says("Öffentlicher Teil (16:00 - 19:08 Uhr)"), heading_says("II. Vertraulicher Teil:")
    (True, False)
    >>> heading_says("Öffentliche Ausschreibung der Reinigung") is None
    True
    """
    said = plain(text)
    if _CLOSES.search(said):
        return False
    if len(said) > _LONGEST_OPENING:
        return None
    return True if _OPENS.match(said) else None


def counts_parts(number: str) -> bool:
    """Whether what stands where numbers stand counts the parts, not the points.

    >>> counts_parts("2. Nichtöffentlicher Teil"), counts_parts("N 2"), counts_parts("2.1")
    (True, False, False)
    """
    counted = _COUNT.match(number)
    return counted is not None and heading_says(number[counted.end() :]) is not None


def word_says(text: str) -> bool | None:
    """What a status cell says: True "öffentlich", False "nichtöffentlich" and every mixture, None anything else."""
    return heading_says(text)


def title_says(text: str) -> bool | None:
    """What the title of a page says: False or None. Titles speak of secrets that are none ("Umgang mit vertraulichen
    Unterlagen"), so only "nicht öffentlich" counts wherever it stands, the other words at the beginning.

    >>> title_says("Vertraulicher Teil"), title_says("Umgang mit vertraulichen Unterlagen")
    (False, None)
    """
    return False if _CLOSES_AS_TITLE.search(plain(text)) else None


class Part:
    """Goes down an agenda: tell it each heading, ask it for each point."""

    def __init__(self) -> None:
        self._open: bool | None = None

    def heading(self, text: str) -> None:
        """What stands between the points. What says neither opens nothing and ends the public part: below it only what
        is numbered Ö is public. Nothing but "Öffentlicher Teil" ends the part that is not public."""
        said = heading_says(text)
        if said is not None:
            self._open = said
        elif self._open and text.strip():
            self._open = None

    @property
    def name(self) -> str:
        """The heading that says the same again."""
        return {True: PUBLIC, False: CLOSED, None: OTHER}[self._open]

    def is_public(self, number: str, *, status: str = "") -> bool:
        """Whether a point with this number, and this status if the page prints one, is public."""
        said = (number_says(number), word_says(status) if status else None, self._open)
        return True in said and False not in said
