"""Places marked in the HTML of a section. They are known by their offsets in the section's plain text; lists, tables
and markup make the HTML another text, so a place is looked for again by its letters and by which of several it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape

_NODE = re.compile(r"<[^>]*>|[^<]+")
_CHARACTER = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);|.", re.DOTALL)
_INVISIBLE = re.compile(r"[\s\u00ad\u200b]+")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the plain text; ``anchor`` becomes the id of its mark, if there is one."""

    offset: int
    length: int
    anchor: str = ""


def mark_places(html: str, text: str, spans: Iterable[Span]) -> str:
    """The HTML with a ``<mark class="t-spot">`` around each span of its plain text that is found again in it.

    ``html`` is well-formed and sanitised. A span that crosses markup is marked piece by piece; of two that overlap the
    first one counts.
    """
    found: list[tuple[int, int, str]] = []
    page = _Page(html)
    for span in sorted(spans, key=lambda span: (span.offset, -span.length)):
        place = page.find(text, span)
        if place is not None and (not found or place >= found[-1][1]):
            found.append((place, place + len(_letters(text[span.offset : span.offset + span.length])), span.anchor))
    return page.marked(found) if found else html


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
        self._letters = "".join(letters)

    def find(self, text: str, span: Span) -> int | None:
        """Where the letters of the span begin: it is the n-th such word here as it is in the text."""
        wanted = _letters(text[span.offset : span.offset + span.length])
        if not wanted:
            return None
        before = _count(_letters(text[: span.offset]) + wanted[:-1], wanted)
        start = -1
        for _number in range(before + 1):
            start = self._letters.find(wanted, start + 1)
            if start < 0:
                return None
        return start

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


def _count(letters: str, wanted: str) -> int:
    """How often ``wanted`` begins in ``letters``, overlapping ones too."""
    number, start = 0, letters.find(wanted)
    while start >= 0:
        number += 1
        start = letters.find(wanted, start + 1)
    return number
