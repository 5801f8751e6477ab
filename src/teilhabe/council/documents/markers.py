"""What may begin a line: bullets and numbers of lists, and how the end of one line joins the next."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BULLETS = "•◦▪▫■□●○‣⃁⁃∙·➢➤✓✔►▶*\ufffd"
# Word writes bullets as private-use characters of its Symbol and Wingdings fonts; several of them are a text in such a
# font.
_PRIVATE = "[\uf020-\uf0ff](?![\uf020-\uf0ff])"
_BULLET = re.compile(rf"(?P<mark>[{_BULLETS}]|{_PRIVATE})\s*(?=\S)|(?P<dash>[-–—])\s+(?=\S)|(?P<o>o)\s+(?=[A-ZÄÖÜ„\"])")
_BULLETS_IN_A_ROW = re.compile(rf"(?:(?:[{_BULLETS}]|{_PRIVATE})\s*(?=\S)|[-–—]\s+(?=\S)|o\s+(?=[A-ZÄÖÜ„\"]))+")
_NUMBER = re.compile(r"\(?(?P<number>\d{1,3})(?P<close>[.)])\s+(?=\S)")
_LETTER = re.compile(r"\(?(?P<letter>[a-z])\)\s+(?=\S)")
_ONLY_MARK = re.compile(rf"(?:[{_BULLETS}\uf020-\uf0ff–—-]|o|\(?\d{{1,3}}[.)]|\(?[a-z]\))")
_MONTHS = (
    "januar|februar|märz|maerz|april|mai|juni|juli|august|september|oktober|november|dezember|jan|feb|apr|"
    "aug|sept?|okt|nov|dez"
)
_DATE = re.compile(rf"\d{{1,2}}\.\s*(?:(?:{_MONTHS})\b|\d{{1,2}}\.)", re.I)

# A lower-case word after a division that does not belong to the divided word: "Schul- und Bildungs-".
_HANGING = re.compile(r"(?:und|oder|bzw\.?|beziehungsweise|sowie|als|bis|noch|wie|statt|o\.|u\.)(?![\wäöüß-])")
_CAPITALS = re.compile(r"(?:[A-ZÄÖÜ]{2,}|[A-ZÄÖÜ]|\d+)-$")


@dataclass(frozen=True, slots=True)
class Marker:
    """The mark that begins a list item: `style` bullet, number or letter; `value` is the printed number (a =
    1)."""

    style: str
    mark: str
    value: int
    rest: str


def marker_of(text: str) -> Marker | None:
    """The list mark at the beginning of a line, or None. A date ("12. Dezember", "12.12.2019") is no
    number."""
    if found := _BULLET.match(text):
        mark = found["mark"] or found["dash"] or found["o"]
        return Marker("bullet", mark, 0, text[found.end() :])
    if (found := _NUMBER.match(text)) and not _DATE.match(text):
        return Marker("number", found["close"], int(found["number"]), text[found.end() :])
    if found := _LETTER.match(text):
        return Marker("letter", ")", ord(found["letter"]) - ord("a") + 1, text[found.end() :])
    return None


def after_bullets(text: str) -> str:
    """The text without the bullets it begins with, however many."""
    found = _BULLETS_IN_A_ROW.match(text)
    return text[found.end() :] if found else text


def is_only_mark(text: str) -> bool:
    """Is the line nothing but a list mark, its text standing in a line of its own?"""
    return _ONLY_MARK.fullmatch(text.strip()) is not None


def join(before: str, after: str) -> str:
    """Two printed lines as running text.

    A divided word is put together ("Integra-", "tion"), a hyphen that belongs to the word stays ("Eltern-
    Kind-", "Gruppe"; "KI-", "koffer"), and so does one that stands for a left-out word ("Schul-", "und
    Bildungs-").
    """
    if not before:
        return after
    if before.endswith("-") and len(before) > 1 and before[-2].isalnum():
        if _HANGING.match(after):
            return f"{before} {after}"
        last_word = before.rsplit(None, 1)[-1]
        if after[:1].islower() and not _CAPITALS.search(last_word) and "//" not in last_word and "@" not in last_word:
            return before[:-1] + after
        return before + after
    if before.endswith("/") and not before.endswith(" /"):
        return before + after
    return f"{before} {after}"
