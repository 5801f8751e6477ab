"""Texts as the automaton reads them: small letters, "Straße" in one form, single blanks, word breaks kept.

Folding changes lengths, so a folded text knows its way back to the original offsets. Umlauts stay single characters:
that a name may be spelled "ae" instead is a matter of its keys (names.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_NO_LETTER = "(?![A-Za-zÄÖÜäöüß])"
# What changes its length: characters without which it cannot stand in a text, the pattern, and what it becomes. Each
# pattern begins with a literal, which the engine finds as fast as memory is read; one for all is ten times slower.
_CHANGES: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (sign, re.compile(pattern), new)
    for sign, pattern, new in (
        (
            "tr",
            rf"tr(?<=[sS]tr)(?:a(?:ß|ss|sz)en?{_NO_LETTER}|\.)",
            "tr",
        ),  # "Straße", "-strasse", "Straßen", "Goethestr."
        ("STRA", rf"STRA(?:ß|ẞ|SS)EN?{_NO_LETTER}", "str"),
        ("t.", r"t\.(?<=\b[sS]t\.)[ \-]?", "t "),  # "St. Jöris"
        ("ankt", r"ankt(?<=\b[sS]ankt)[ \-]", "t "),
        ("r.", r"r\.(?<=\b[dD]r\.)[ \-]?", "r "),  # "Dr.-Bernhard-Weg"
        ("rof.", r"rof\.(?<=\b[pP]rof\.)[ \-]?", "rof "),
        ("pl.", r"pl\.(?<=\wpl\.)(?=\s*\d)", "platz"),  # "Kaiserpl. 3"
        ("  ", r"  +", " "),
        (" \n", r" \n\s*", " "),
        ("\n ", r"\n +\s*", " "),
        ("\r", r"\r\s*", " "),
        ("\t", r"\t\s*", " "),
        ("\xad", "\xad(?:[ \t]*\r?\n)?", ""),
        ("\u200b", "\u200b", ""),
        ("\u0308", "\u0308(?<=[aouAOU]\u0308)", ""),  # handled with the letter before it
    )
)
# A word broken at the end of a line: "Rathaus-⏎platz" is one word, "Adalbert-⏎Stifter-Straße" keeps its hyphen.
_BROKEN = re.compile(r"-[ \t]*\r?\n\s*(?!(?:und|oder|sowie|bzw)\b)")
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
_COMPOSED = {"a": "ä", "o": "ö", "u": "ü", "A": "Ä", "O": "Ö", "U": "Ü"}


@dataclass(slots=True)
class Folded:
    """``shape`` keeps punctuation, ``flat`` has blanks instead, ``cased`` the capitals as well. All three have the same
    length, and a blank at both ends."""

    original: str
    cased: str
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
    for start, end, new in _changes(text):
        if start < done:
            continue  # a blank that belongs to a change before it
        positions += (length, length + start - done)
        origins += (done, start)
        pieces += (text[done:start], new)
        length += start - done + len(new)
        done = end
    positions.append(length)
    origins.append(done)
    pieces += (text[done:], " ")
    cased = "".join(pieces)
    if "‐" in text or "‑" in text or "ẞ" in text:
        cased = cased.translate(_HYPHENS)
    shape = cased.encode("latin-1", "replace").translate(_SHAPE)
    flat = shape.translate(_FLAT).decode("latin-1")
    return Folded(text, cased, shape.decode("latin-1"), flat, positions, origins)


def key(name: str) -> str:
    """A name as it stands in a folded text, with single blanks.

    >>> key("Adalbert-Stifter-Straße")
    'adalbert stifter str'
    """
    return " ".join(fold(name).flat.split())


def _changes(text: str) -> list[tuple[int, int, str]]:
    changes: list[tuple[int, int, str]] = []
    for sign, pattern, new in _CHANGES:
        if sign in text:
            changes += [(match.start(), match.end(), new) for match in pattern.finditer(text)]
    if "-\n" in text or "- \n" in text or "-\r" in text:
        for match in _BROKEN.finditer(text):
            start, end = match.span()
            is_one_word = start and text[start - 1].isalpha() and text[end : end + 1].islower()
            changes.append((start, end, "" if is_one_word else "-"))
    if "\u0308" in text:
        changes = [
            (start - 1, end, _COMPOSED[text[start - 1]]) if text[start] == "\u0308" else (start, end, new)
            for start, end, new in changes
        ]
    changes.sort()
    return changes
