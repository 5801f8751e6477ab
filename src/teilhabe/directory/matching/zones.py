"""Parts of a text that name addresses but say nothing about what it is about: letterheads and contacts, the room of a
meeting, signatures, lists of recipients.

Cue words are found together with the names; only texts that hold some are looked at more closely.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from . import words

Cue = Literal[
    "room", "hall", "meeting", "session", "gathers", "contact", "contact_line", "signature", "distribution", "elsewhere"
]
CUES: dict[Cue, tuple[str, ...]] = {
    "room": tuple(words.ROOMS),
    "hall": tuple(words.HALLS),
    "meeting": tuple(words.MEETINGS),
    "session": tuple(words.SESSIONS),
    "gathers": tuple(words.GATHERS),
    "contact": words.CONTACTS,
    "contact_line": tuple(words.CONTACT_LINES),
    "signature": words.SIGNATURES,
    "distribution": words.DISTRIBUTION,
    "elsewhere": tuple(words.ELSEWHERE),
}
Span = tuple[int, int]

_SHORT_LINE = 75  # characters; lines of a letterhead or of an address are shorter, lines of a text are longer
_SAYS = re.compile(r"\b(?:und|sowie|um|zu|über|wegen)\b")
_LINES_OF_SIGNATURE = 8
_LINES_OF_BLOCK = 40  # of a letterhead, of a list of recipients
_LONGEST_SENTENCE = 600  # characters
# "Sitzungsort: Rathaus, Markt 1", also with what is meant in the line below.
_LABEL = re.compile(
    r"(?im)^[ \t]*(?:sitzungs|tagungs|veranstaltungs)?(?:ort|raum|saal)(?:, raum)?[ \t]*:"
    r"(?:[^\n]*[^\s:][^\n]*|\s*\n[^\n]+)(?:\n[ \t]+[^\n]+)*"
)
_ENDS = re.compile(r"[.!?](?=[\s“”\"»)]+[A-ZÄÖÜ„\"»(\d]|\s*$)|\n[ \t]*\n|\n(?=[ \t]*(?:[-•*–]|\d+[.)])\s)")
# A full stop behind one of these ends no sentence.
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Za-zÄÖÜäöü]|Nr|Str|str|ca|Dr|St|bzw|ggf|gem|Abs|Art|inkl|incl|Prof|lfd|vgl|evtl|Tel|Pl|städt|Städt|kath|Fa"
    r"|ehem|sog|Mio|Mrd|Ziff))$"
)
# "am 12. Mai", but "Hauptstraße 12. Die Verwaltung …"
_NUMBERED = re.compile(r"\b\d{1,2}$")
_BEGINNING = re.compile(
    r"\.\s+(?:D(?:ie|er|as|en|em|es|iese|ieser|ort|amit|ies|azu)|Ein|Eine|Einer|In|Im|Am|An|Auf|Aus|Es|Sie|Er|Bei|Beim|Für|Mit"
    r"|Nach|Zu|Zum|Zur|Von|Vom|Wegen|Auch|Hier|Ferner|Wer|Wie|Wenn|Weil|Alle|Ab|Bis|Durch|Unter|Vor|Während|Als|Ebenso)\b"
)


def sentence_at(text: str, position: int) -> Span:
    """Begin and end of the sentence (or paragraph) around a position."""
    start = 0
    for match in _ENDS.finditer(text, max(0, position - _LONGEST_SENTENCE), position):
        if not _is_abbreviation(text, match):
            start = match.end()
    for match in _ENDS.finditer(text, position, position + _LONGEST_SENTENCE):
        if not _is_abbreviation(text, match):
            return max(start, position - _LONGEST_SENTENCE), match.end()
    return max(start, position - _LONGEST_SENTENCE), min(len(text), position + _LONGEST_SENTENCE)


class Zones:
    """The parts of a text in which names do not count, from its cue words and where these stand in the folded text."""

    def __init__(self, text: str, cues: Iterable[tuple[Cue, int]], origin: Callable[[int], int]) -> None:
        at: dict[Cue, list[int]] = {}
        for cue, position in cues:
            at.setdefault(cue, []).append(position)
        sessions = at.get("session", [])
        spans = [
            *_spans(text, map(origin, at.get("contact", ())), _sentence),
            *_spans(text, map(origin, at.get("contact", ())), _block),
            *_spans(text, map(origin, at.get("contact_line", ())), _block),
            *_spans(text, map(origin, at.get("signature", ())), _signature),
            *_spans(text, map(origin, at.get("distribution", ())), _recipients),
            *_spans(text, map(origin, at.get("gathers", ())), _gathering),
            *_meetings(text, at.get("room", []), sorted([*sessions, *at.get("meeting", [])]), origin),
            *_meetings(text, at.get("hall", []), sessions, origin),
        ]
        if "rt:" in text or "aum:" in text or "aal:" in text:
            spans += [match.span() for match in _LABEL.finditer(text)]
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __bool__(self) -> bool:
        return bool(self._starts)

    def __contains__(self, position: int) -> bool:
        number = bisect_right(self._starts, position) - 1
        return number >= 0 and position < self._ends[number]


def _spans(text: str, positions: Iterable[int], span_at: Callable[[str, int], Span | None]) -> Iterator[Span]:
    """The span of each cue; cues within the span of one before them say nothing new."""
    done = -1
    for position in positions:
        if position >= done and (span := span_at(text, position)) is not None:
            done = span[1]
            yield span


def _meetings(text: str, rooms: list[int], occasions: list[int], origin: Callable[[int], int]) -> Iterator[Span]:
    """Sentences with a room and a meeting."""
    done = -1
    for room in rooms:
        # Most rooms are far from any meeting: the sentence is looked for only where one is near.
        first = bisect_left(occasions, room - _LONGEST_SENTENCE)
        near = occasions[first : bisect_left(occasions, room + _LONGEST_SENTENCE, first)]
        if near and (position := origin(room)) >= done:
            start, end = sentence_at(text, position)
            if any(start <= origin(occasion) < end for occasion in near):
                done = end
                yield start, end


def _is_abbreviation(text: str, match: re.Match[str]) -> bool:
    if text[match.start()] != ".":
        return False
    before = max(0, match.start() - 12)
    # A pattern's ``$`` means the end that is given, its ``\b`` does not look behind the begin.
    if _NUMBERED.search(text, before, match.start()):
        return _BEGINNING.match(text, match.start()) is None and match.end() < len(text)
    return _ABBREVIATED.search(text, before, match.start()) is not None


def _line_at(text: str, position: int) -> Span:
    end = text.find("\n", position)
    return text.rfind("\n", 0, position) + 1, len(text) if end < 0 else end


def _sentence(text: str, position: int) -> Span:
    return sentence_at(text, position)


def _gathering(text: str, position: int) -> Span | None:
    """ "tagt im Museum am Markt 1": the rest of the sentence, unless it goes on with what was said there."""
    if _SAYS.search(text, position, position + _LONGEST_SENTENCE // 4):
        return None
    return position, sentence_at(text, position)[1]


def _block(text: str, position: int) -> Span | None:
    """The short lines around a short line: a letterhead, an address."""
    start, end = _line_at(text, position)
    if end - start > _SHORT_LINE:
        return None
    for _ in range(_LINES_OF_BLOCK):
        above = _line_at(text, start - 1)
        if start == 0 or not _is_short(text, above):
            break
        start = above[0]
    for _ in range(_LINES_OF_BLOCK):
        below = _line_at(text, end + 1)
        if end >= len(text) or not _is_short(text, below):
            break
        end = below[1]
    return start, end


def _is_short(text: str, line: Span) -> bool:
    return 0 < len(text[line[0] : line[1]].strip()) <= _SHORT_LINE


def _signature(text: str, position: int) -> Span | None:
    start, end = _line_at(text, position)
    if text[start:position].strip() or end - position > _SHORT_LINE:
        return None  # "im Auftrag der Stadt" in the middle of a sentence
    for _ in range(_LINES_OF_SIGNATURE):
        below = _line_at(text, end + 1)
        if end >= len(text) or below[1] - below[0] > _SHORT_LINE:
            break
        end = below[1]
    return start, end


def _recipients(text: str, position: int) -> Span | None:
    start, end = _line_at(text, position)
    line = text[position : min(end, position + 40)]
    if text[start:position].strip(" \t-•*1234567890.)") or not (":" in line or len(text[position:end].split()) <= 2):
        return None
    for _ in range(_LINES_OF_BLOCK):
        below = _line_at(text, end + 1)
        if end >= len(text) or not text[below[0] : below[1]].strip() or below[1] - below[0] > 2 * _SHORT_LINE:
            break
        end = below[1]
    return start, end
