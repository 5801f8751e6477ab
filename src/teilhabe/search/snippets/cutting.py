"""Which two lines of a text tell most of why it was found, and how they are cut out of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from .shown import Part, Parts

ROOM = 120
"""Characters of a snippet: two lines in the measure of a list."""
BEFORE = 50
"""Characters that a snippet may begin before the first marked word, at the most."""

EXACT, STEM, PART = 3, 2, 1


class Spot(NamedTuple):
    start: int
    end: int
    place: int  # which of the words that all have to be there
    strength: int
    synonym: str
    word: str


class Window(NamedTuple):
    worth: tuple[int, int]
    text: str
    hits: list[Spot]


def without_overlap(found: list[Spot]) -> list[Spot]:
    kept: list[Spot] = []
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.strength, bool(hit.synonym))):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def side_by_side(found: list[list[Spot]]) -> Iterator[Spot]:
    """Of the hits of each word of a phrase those that stand in its order, one right after the other."""
    if not all(found):
        return
    after = [{hit.start: hit for hit in hits} for hits in found[1:]]
    for first in sorted(found[0]):
        chain = [first]
        for starts in after:
            # A word that is left out of every question ("der") may stand between.
            following = next((starts[at] for at in range(chain[-1].end, chain[-1].end + 14) if at in starts), None)
            if following is None:
                break
            chain.append(following)
        else:
            yield from chain


def densest(hits: list[Spot]) -> list[Spot]:
    """The hits of the piece as long as a snippet that holds most of the question; the first of equals."""
    best: list[Spot] = []
    worth, most = (0, 0), worth_of(hits)
    first = 0
    for last in range(len(hits)):
        while hits[last].end - hits[first].start > ROOM - BEFORE // 2:
            first += 1
            if first > last:
                break
        window = hits[first : last + 1]
        if window and worth_of(window) > worth:
            best, worth = window, worth_of(window)
            if worth == most:
                break
    return best


def worth_of(window: list[Spot]) -> tuple[int, int]:
    """How many of the words that all have to be there it holds, and how well."""
    by_place: dict[int, int] = {}
    for hit in window:
        by_place[hit.place] = max(by_place.get(hit.place, 0), 2 * hit.strength - bool(hit.synonym))
    return len(by_place), sum(by_place.values())


def beginning(texts: Sequence[str]) -> Parts:
    """The first words of the first text that has any."""
    text = next((one for one in texts if one.strip()), "")
    return cut_out(text[: 2 * ROOM + 200].lstrip(), [], more=len(text) > 2 * ROOM + 200)


_SENTENCE = re.compile(r"[.!?:;]\s+|\n+\s*")


def cut_out(text: str, hits: list[Spot], *, more: bool = False) -> Parts:
    """About ``ROOM`` characters around the first hits, from the start of a sentence if one is near."""
    start = _start(text, hits[0].start) if hits else 0
    end = _end(text, start, hits)
    # A cut piece that reaches the end of the text may begin earlier.
    if end == len(text) and end - start < ROOM and start and not more:
        start = _start_of_word(text, max(end - ROOM, 0), start)
    parts = list(with_marks(text, start, end, hits))
    if start and not _SENTENCE.search(text[max(start - 3, 0) : start]):
        parts.insert(0, Part("… "))
    if end < len(text) or more:
        parts.append(Part(" …"))
    return tuple(parts)


def _start(text: str, hit: int) -> int:
    if hit <= BEFORE:
        return 0
    ends = [match.end() for match in _SENTENCE.finditer(text, hit - BEFORE, hit)]
    return ends[-1] if ends else _start_of_word(text, hit - BEFORE // 2, hit)


def _start_of_word(text: str, at: int, most: int) -> int:
    if at == 0:
        return 0
    space = text.find(" ", at, most)
    return most if space < 0 else space + 1


def _end(text: str, start: int, hits: list[Spot]) -> int:
    if start + ROOM >= len(text):
        return len(text)
    least = next((hit.end for hit in hits if hit.start >= start), start)
    space = max(text.rfind(" ", start, start + ROOM), text.rfind("\n", start, start + ROOM))
    return max(space if space > start else start + ROOM, least)


def with_marks(text: str, start: int, end: int, hits: Iterable[Spot]) -> Parts:
    parts: list[Part] = []
    at = start
    spaced = _spacing(text[start:end])
    for hit in hits:
        if hit.start >= at and hit.end <= end:
            if hit.start > at:
                parts.append(Part(spaced(text[at : hit.start])))
            parts.append(Part(text[hit.start : hit.end], marked=True))
            at = hit.end
    if at < end:
        parts.append(Part(spaced(text[at:end])))
    return tuple(parts)


_SPACE = re.compile(r"[\s\x00-\x1f]+")
# A line that goes on in small letters was broken for a page. Otherwise lines are headings and points of an agenda, and
# a dot keeps them apart.
_BROKEN = re.compile(r"[^\n]\n[a-zäöüß]")
_NEW_LINE = re.compile(r"(?:^|(?<=[^\s.!?:;,]))[^\S\n]*\n\s*")


def _spacing(text: str) -> Callable[[str], str]:
    """How the white space of a piece of text is shown in one line."""
    if "\n" not in text or _BROKEN.search(text):
        return lambda piece: _SPACE.sub(" ", piece)
    return lambda piece: _SPACE.sub(" ", _NEW_LINE.sub(" · ", piece))
