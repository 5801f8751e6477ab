"""Texts as the automaton reads them: small letters, "Straße" in one form, single blanks, word breaks kept.

Folding changes lengths, so a folded text knows its way back to the original offsets. Umlauts stay single characters:
that a name may be spelled "ae" instead is a matter of its keys (names.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_NO_LETTER = "(?![A-Za-zÄÖÜäöüß])"
_UND = r"(?!(?:und|oder|sowie|bzw)\b)"
# What changes its length. Each alternative begins with a literal, so that the engine skips all other characters.
_CHANGED = [
    *(
        first + rest
        for first in "sS"
        for rest in (
            rf"tra(?:ß|ss|sz)en?{_NO_LETTER}",  # "Straße", "-strasse", "Straßen"
            rf"tr(?=\.){_NO_LETTER}\.",  # "Goethestr."
            r"t\.[ \-]?",  # "St. Jöris"
            r"ankt\b[ \-]",
        )
    ),
    rf"STRA(?:ß|ẞ|SS)EN?{_NO_LETTER}",
    r"Dr\.[ \-]?",  # "Dr.-Bernhard-Weg"
    r"Prof\.[ \-]?",
    r"pl\.(?=\s*\d)",  # "Kaiserpl. 3"
    rf"-[ \t]*\r?\n\s*{_UND}",  # a word broken at the end of a line
    r"\r?\n\s+",
    r"\n\s+",
    r" \s+",
    r"\t\s+",
    "\xad",
    "\u200b",
]
_CHANGES = re.compile("|".join(_CHANGED))
# Letters that are written as a letter and its diaeresis; rare, so only such texts pay for it.
_DECOMPOSED = re.compile("|".join([*_CHANGED, *(f"{letter}\u0308" for letter in "aouAOU")]))
_COMPOSED = {"a": "ä", "o": "ö", "u": "ü", "A": "ä", "O": "ö", "U": "ü"}
# One byte per character: capitals to small letters, accents dropped, everything unknown a question mark.
_PLAIN = dict(zip("àáâãåæçèéêëìíîïñòóôõøùúûýÿ", "aaaaaaceeeeiiiinooooouuuyy", strict=True))


def _shape_of(code: int) -> int:
    letter = chr(code).lower()
    if code <= 32 or code == 0xA0:
        return 32
    return ord(letter if letter in "äöüß" else _PLAIN.get(letter, letter if code < 128 else "?"))


_SHAPE = bytes(_shape_of(code) for code in range(256))
_FLAT = bytes(code if chr(code).isalnum() and (code < 128 or chr(code) in "äöüß") else 32 for code in range(256))
_HYPHENS = str.maketrans("‐‑ẞ", "--ß")


@dataclass(slots=True)
class Folded:
    """``shape`` keeps punctuation, ``flat`` has blanks instead; both have the same length and a blank at both ends."""

    original: str
    shape: str
    flat: str
    _positions: list[int]
    _origins: list[int]

    def origin(self, position: int) -> int:
        """The offset in the original of a position in ``shape`` or ``flat``."""
        step = bisect_right(self._positions, position) - 1
        # Never beyond the place where the next piece begins: a replaced piece is longer or shorter than its original.
        following = self._origins[step + 1] if step + 1 < len(self._origins) else len(self.original)
        return min(self._origins[step] + position - self._positions[step], following)


def fold(text: str) -> Folded:
    """Fold a text.

    >>> fold("Goethestr. 5, St. Jöris").flat
    ' goethestr 5  st jöris '
    >>> fold("Am Rathaus-\\nplatz").flat
    ' am rathausplatz '
    """
    pieces = [" "]
    # Where a run of unchanged characters begins, folded and original; a replaced piece is a run of its own.
    positions, origins = [0], [0]
    length, done = 1, 0
    changes = _DECOMPOSED if "\u0308" in text else _CHANGES
    for match in changes.finditer(text):
        start, end = match.span()
        new = _replaced(text, start, end)
        positions += (length, length + start - done)
        origins += (done, start)
        pieces += (text[done:start], new)
        length += start - done + len(new)
        done = end
    positions.append(length)
    origins.append(done)
    pieces += (text[done:], " ")
    shape = "".join(pieces).translate(_HYPHENS) if "‐" in text or "‑" in text or "ẞ" in text else "".join(pieces)
    as_bytes = shape.encode("latin-1", "replace").translate(_SHAPE)
    return Folded(text, as_bytes.decode("latin-1"), as_bytes.translate(_FLAT).decode("latin-1"), positions, origins)


def key(name: str) -> str:
    """A name as it stands in a folded text, with single blanks.

    >>> key("Adalbert-Stifter-Straße")
    'adalbert stifter str'
    """
    return " ".join(fold(name).flat.split())


def _replaced(text: str, start: int, end: int) -> str:
    first = text[start]
    if first in "sS":
        return "str" if text[start + 2] in "rR" else "st "
    if first == "D":
        return "dr "
    if first == "P":
        return "prof "
    if first == "p":
        return "platz"
    if first == "-":
        # "Rathaus-⏎platz" is one word, "Adalbert-⏎Stifter-Straße" keeps its hyphen.
        return "" if start and text[start - 1].isalpha() and text[end : end + 1].islower() else "-"
    if first in _COMPOSED:
        return _COMPOSED[first]
    return "" if first in "\xad\u200b" else " "
