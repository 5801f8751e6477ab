"""Places marked in the HTML of a section. They are known by their offsets in the section's plain text; lists, tables
and markup make the HTML another text, so a place is looked for again by its letters and by which of several it is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import accumulate

_NODE = re.compile(r"<[^>]*>|[^<]+")
_CHARACTER = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);|.", re.DOTALL)
_INVISIBLE = re.compile(r"[\s\u00ad\u200b]+")
# Of one section. More colour than this shows nobody anything; the addresses that lists lead to come first.
MOST_MARKS = 300


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the plain text; ``anchor`` becomes the id of its mark, if there is one."""

    offset: int
    length: int
    anchor: str = ""


def mark_places(html: str, text: str, spans: Iterable[Span]) -> str:
    """The HTML with a ``<mark class="t-spot">`` around each span of its plain text that is found again in it.

    ``html`` is well-formed and sanitised. A span that crosses markup is marked piece by piece; of two that overlap the
    first one counts. Of more than ``MOST_MARKS`` those with an anchor are kept, and the first of the others.
    """
    found: list[tuple[int, int, str]] = []
    kept = sorted(spans, key=lambda span: (not span.anchor, span.offset))[:MOST_MARKS]
    page, plain = _Page(html), _Plain(text)
    for span in sorted(kept, key=lambda span: (span.offset, -span.length)):
        wanted, number = plain.word(span)
        place = page.find(wanted, number)
        if place is not None and (not found or place >= found[-1][1]):
            found.append((place, place + len(wanted), span.anchor))
    return page.marked(found) if found else html


class _Letters:
    """Letters in a row, without blanks; where a word begins in them is looked for once."""

    def __init__(self, letters: str) -> None:
        self._letters = letters
        self._begins: dict[str, list[int]] = {}

    def begins(self, word: str) -> list[int]:
        """All positions at which the word begins, overlapping ones too, in order."""
        known = self._begins.get(word)
        if known is None:
            known = self._begins[word] = []
            start = self._letters.find(word)
            while start >= 0:
                known.append(start)
                start = self._letters.find(word, start + 1)
        return known


class _Plain:
    """The plain text of a section, and how many letters stand before each of its characters."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._before = list(accumulate((not _INVISIBLE.match(character) for character in text), initial=0))
        self._letters = _Letters(_letters(text))

    def word(self, span: Span) -> tuple[str, int]:
        """The letters of a span, and how many such words begin before it."""
        wanted = _letters(self._text[span.offset : span.offset + span.length])
        if not wanted:
            return "", 0
        return wanted, bisect_left(self._letters.begins(wanted), self._before[span.offset])


class _Page:
    """HTML as its letters in a row, without blanks, and the way back to the text between the tags."""

    def __init__(self, html: str) -> None:
        self._nodes = _NODE.findall(html)
        self._starts: list[int] = []
        letters = []
        length = 0
        for node in self._nodes:
            said = "" if node.startswith("<") else _letters(unescape(node))
            self._starts.append(length)
            letters.append(said)
            length += len(said)
        self._letters = _Letters("".join(letters))

    def find(self, wanted: str, number: int) -> int | None:
        """Where the letters begin: it is the n-th such word here as it is in the text, counted from 0."""
        begins = self._letters.begins(wanted) if wanted else []
        return begins[number] if number < len(begins) else None

    def marked(self, places: Sequence[tuple[int, int, str]]) -> str:
        """``places`` are (begin, end, anchor) in the letters, in order, without overlaps."""
        cuts: dict[int, list[tuple[int, int, str]]] = {}
        for begin, end, anchor in places:
            node = bisect_right(self._starts, begin) - 1
            free = anchor  # an id stands once
            while node < len(self._nodes) and self._starts[node] < end:
                if not self._nodes[node].startswith("<"):
                    first = self._starts[node]
                    cuts.setdefault(node, []).append((begin - first, end - first, free))
                    free = ""
                node += 1
        return "".join(_cut(node, cuts[number]) if number in cuts else node for number, node in enumerate(self._nodes))


def _cut(node: str, pieces: Sequence[tuple[int, int, str]]) -> str:
    """The text of a node with marks around its letters from ``begin`` to ``end``."""
    parts: list[str] = []
    position = 0
    waiting = list(pieces)
    inside = False
    for character in _CHARACTER.findall(node):
        visible = bool(_letters(unescape(character)))
        if waiting and inside and visible and position >= waiting[0][1]:
            parts.append("</mark>")
            waiting.pop(0)
            inside = False
        if waiting and not inside and visible and position >= waiting[0][0]:
            anchor = waiting[0][2]
            parts.append(f'<mark class="t-spot" id="{anchor}">' if anchor else '<mark class="t-spot">')
            inside = True
        parts.append(character)
        position += visible
        if inside and position >= waiting[0][1]:
            parts.append("</mark>")
            waiting.pop(0)
            inside = False
    if inside:
        parts.append("</mark>")
    return "".join(parts)


def _letters(text: str) -> str:
    return _INVISIBLE.sub("", text)
