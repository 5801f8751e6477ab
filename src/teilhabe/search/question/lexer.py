"""From characters to pieces: words, phrases, minus, or. Takes anything; what is nothing to look for is dropped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..analysis.references import find_references
from .notes import Cut, Note, QuoteClosed

LONGEST = 1_000
"""Characters of a question that are read, and ..."""
MOST_WORDS = 24
"""... words of it that are asked. Titles pasted whole are about as long."""
LONGEST_WORD = 60
SHORTEST_PREFIX = 2

_QUOTES = '"„“”‟«»'
# Letters, digits and what belongs to letters without being one: combining and Arabic marks, the joiners of Persian.
_LETTER = r"(?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670\u200c\u200d])"
_PIECE = re.compile(rf"(?P<quote>[{_QUOTES}])|(?P<bar>\|+)|(?P<chunk>[^\s|{_QUOTES}]+)")
# Nothing follows that could fail, so nothing is read twice. No possessive groups: before 3.11.5 Python gets them wrong.
_WORD = re.compile(rf"{_LETTER}+(?:[-‐‑'’.&]{_LETTER}+)*")
_WOMEN = re.compile(r"(?<=[^\W\d_])(?:[*:_/]|/-)(innen|in)(?![^\W_])", re.IGNORECASE)
# Words before a number that only say what it numbers; letters of two to four capitals belong to it anyway.
_TYPE_WORDS = (
    "vorlage vorlagen sitzungsvorlage beschlussvorlage mitteilungsvorlage informationsvorlage drucksache drucksachen"
    " drs ds vo bv iv mv av an af antrag ratsantrag anfrage mitteilung nr nummer aktenzeichen az"
)
_TYPES = frozenset(_TYPE_WORDS.split())
_TYPE_BEFORE = re.compile(r"(?<!\w)([^\W\d_]{2,20})[ .:]{1,2}$")
_UNDIRECTED = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_OR = ("OR", "ODER")


@dataclass(frozen=True, slots=True)
class Piece:
    """What was typed at ``start`` to ``end`` of the cleaned question. ``kind`` is word, phrase, reference or or;
    ``token`` the canonical reference number; ``women`` the longer form where a word names women and men in one."""

    kind: str
    text: str
    start: int
    end: int
    minus: bool = False
    prefix: bool = False
    token: str = ""
    women: str = ""


def clean(text: str) -> tuple[str, Cut | None]:
    """One line of at most ``LONGEST`` characters, without control characters and marks of direction."""
    # A factor of two leaves room for what is dropped; ten kilobytes are never looked at whole.
    head = unicodedata.normalize("NFC", text[: 2 * LONGEST])
    head = _UNDIRECTED.sub("", head)
    head = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Co", "Cn"} else c for c in head)
    line = " ".join(head.split())
    if len(line) <= LONGEST and len(text) <= 2 * LONGEST:
        return line, None
    kept = line[:LONGEST]
    if len(line) > LONGEST and not line[LONGEST].isspace() and " " in kept[-LONGEST_WORD:]:
        kept = kept.rpartition(" ")[0]
    return kept, Cut(kept)


def pieces(line: str) -> tuple[list[Piece], list[Note]]:
    """The pieces of a cleaned question, at most ``MOST_WORDS`` words, and what is to be said about them."""
    found: list[Piece] = []
    notes: list[Note] = []
    words = 0
    for piece in _read(line, notes):
        weight = len(piece.text.split()) if piece.kind == "phrase" else 0 if piece.kind == "or" else 1
        if words + weight > MOST_WORDS:
            left = MOST_WORDS - words
            if piece.kind == "phrase" and left:
                found.append(replace(piece, text=" ".join(piece.text.split()[:left])))
            return found, [*notes, Cut(line[: found[-1].end])]
        words += weight
        found.append(piece)
    return found, notes


def _read(line: str, notes: list[Note]) -> Iterator[Piece]:
    """Pieces one after the other; ``minus`` waits for the quote it stands before."""
    references = _references(line)
    at, minus = 0, False
    while match := _PIECE.search(line, at):
        start, at = match.span()
        if match["bar"]:
            yield Piece("or", match.group(), start, at)
        elif match["quote"]:
            end = next((place for place in range(at, len(line)) if line[place] in _QUOTES), None)
            inside = line[at:end].strip()
            at = len(line) if end is None else end + 1
            if end is None and inside:
                notes.append(QuoteClosed(inside))
            if inside:
                yield _quoted(inside, start, at, minus)
        else:
            chunk = match["chunk"]
            minus = chunk[0] in "-−"
            if len(chunk) == 1 and minus and line[at : at + 1] and line[at] in _QUOTES:
                continue
            begin = start + minus
            if chunk in _OR:
                yield Piece("or", chunk, start, at)
            elif known := references.get(begin):
                at = known.end
                yield replace(known, minus=minus)
            else:
                yield from _words(chunk[minus:], begin, minus)
        minus = False


def _references(line: str) -> dict[int, Piece]:
    """Reference numbers by where they begin, at the type before them if there is one."""
    found: dict[int, Piece] = {}
    for reference in find_references(line):
        start, end = reference.start, reference.end
        if reference.letters:
            number = next(place for place in range(start, end) if line[place].isdigit())
            letters = line[start:number].rstrip(" ./-")
            if letters.lower() not in _TYPES and not (letters.isupper() and len(letters) <= 4):
                start = number
        while type_before := _TYPE_BEFORE.search(line, max(0, start - LONGEST_WORD), start):
            if type_before[1].lower() not in _TYPES:
                break
            start = type_before.start(1)
        piece = Piece("reference", line[start:end], start, end, token=reference.token)
        found[start] = piece
    return found


def _quoted(inside: str, start: int, end: int, minus: bool) -> Piece:
    whole = next(iter(_references(inside).values()), None)
    if whole and (whole.start, whole.end) == (0, len(inside)):
        return replace(whole, start=start, end=end, minus=minus)
    return Piece("phrase", inside, start, end, minus=minus)


def _words(chunk: str, start: int, minus: bool) -> Iterator[Piece]:
    """The words of what stands between two spaces. "Schüler*innen" is one, "Kita/Schule" are two."""
    at = 0
    while match := _WORD.search(chunk, at):
        at = match.end()
        text, women = match.group()[:LONGEST_WORD], ""
        if ending := _WOMEN.match(chunk, at):
            women, at = text + ending[1].lower(), ending.end()
        # "Verkehrs-" leaves the rest open, like "Verkehrs*".
        is_open = chunk[at : at + 1] == "*" or chunk[at:] == "-"
        prefix = is_open and len(text) >= SHORTEST_PREFIX and not women
        yield Piece("word", text, start + match.start(), start + at, minus=minus, prefix=prefix, women=women)
