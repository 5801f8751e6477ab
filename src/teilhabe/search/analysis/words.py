"""Where words begin and end.

A *unit* is what stands together between spaces: "Eltern-Kind-Gruppe", "Schüler*innen", "2019/0465", "info@stadt.de".
Its *pieces* are the words in it. A *chunk* is a unit with whatever signs stand at it, mostly; there is nothing faster
than to cut a text at its blanks. Only chunks not seen before are looked into.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from .folding import INVISIBLE, fold_word

# Longer chains ("a-a-a-…") and words are no words that anybody looks for as a whole.
MOST_PIECES = 8
LONGEST = 100


def _marks() -> str:
    """Vowel signs and accents that stand beside their letter (Arabic, Devanagari, decomposed umlauts), as ranges."""
    marks = [code for code in range(0x300, 0x10000) if unicodedata.category(chr(code)) in {"Mn", "Mc"}]
    starts = [marks[0], *(later for before, later in pairwise(marks) if later != before + 1)]
    ends = [*(before for before, later in pairwise(marks) if later != before + 1), marks[-1]]
    return "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))


_IN_WORD = rf"[\w{INVISIBLE}{_marks()}]"
# A word that was divided at the end of a line goes on in lower case; "Schul-" before "und" is another matter.
_DIVIDED = r"-[ \t]{0,4}\r?\n[ \t]{0,4}(?=[a-zäöüß])(?!(?:und|oder|bzw|sowie|als|wie)\b)"
_JOINT = rf"(?:/-|{_DIVIDED}|[-‐‑/.,:*@'’&+·])"
# Nothing follows that could fail, so nothing is read twice, however long. What is longer goes on as the next unit.
# No possessive groups: before 3.11.5 Python gets them wrong.
_WORD = rf"\w{_IN_WORD}{{0,199}}+"
UNIT = re.compile(rf"{_WORD}(?:{_JOINT}{_WORD}){{0,{MOST_PIECES - 1}}}")
# The hyphen first: a pattern that begins with a letter of its own is looked for a hundred times as fast.
_DIVIDED_WORD = re.compile(rf"-(?<={_IN_WORD}-){_DIVIDED.removeprefix('-')}")
# Stands for the end of a line within a divided word, while a text is cut.
_LINE_END = "\x00"
_SIGNS = ".,;:!?()[]\"'„“”‚‘’–»«"
_PIECE = re.compile(rf"[^\W_](?:(?!_){_IN_WORD})*")

_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d|\.\d{3})")
_DATE = re.compile(r"0?(\d{1,2})\.0?(\d{1,2})\.(\d{4})")
_BINNEN_I = re.compile(r"(?<=[a-zäöüß])I(?=n(?:nen)?)")
_GENDER_SIGNS = frozenset({"*", ":", "_", "/", "/-", "·"})
_HYPHENS = frozenset({"-", "‐", "‑"})


def chunks(text: str) -> list[str]:
    """A text cut at its blanks, with whatever signs stand at the words; the units of its chunks are the units of the
    text.

    >>> chunks("Die Grundschulen (am Ort), Schul-\\nhof")
    ['Die', 'Grundschulen', '(am', 'Ort),', 'Schul-\\x00hof']
    """
    if _LINE_END in text:
        text = text.replace(_LINE_END, ";")
    if "-" in text:
        text = _DIVIDED_WORD.sub("-" + _LINE_END, text)
    return text.split()


def bare(chunk: str) -> str:
    """A chunk without the signs at its ends; it has the same units."""
    return chunk.strip(_SIGNS)


def units(chunk: str) -> list[str]:
    """The units of a chunk.

    >>> units("Schule/Kita"), units("–"), units("ab\\x00cd")
    (['Schule/Kita'], [], ['ab', 'cd'])
    """
    return UNIT.findall(chunk.replace(_LINE_END, "\n"))


class Piece(NamedTuple):
    """A word in its unit: ``unit[start:end]``. ``surface`` keeps accents, in lower case. ``other`` is set where a word
    names women and men in one ("Schüler*innen"): then ``folded`` is the shorter form and ``other`` the longer."""

    start: int
    end: int
    surface: str
    folded: str
    other: str = ""


def pieces(unit: str) -> list[Piece]:
    """The words of a unit in their order.

    >>> [piece.folded for piece in pieces("Eltern-Kind-Gruppe")]
    ['eltern', 'kind', 'gruppe']
    >>> [(piece.folded, piece.other) for piece in pieces("Schüler*innen")]
    [('schueler', 'schuelerinnen')]
    >>> [piece.folded for piece in pieces("12.500")]
    ['12500']
    """
    if unit.isalpha() and "I" not in unit:
        folded = fold_word(unit)
        return [Piece(0, len(unit), unit.lower(), folded)] if folded else []
    found: list[Piece] = []
    for start, end in _spans(unit):
        piece = _piece(unit, start, end)
        joint = unit[found[-1].end : start] if found else ""
        if "\n" in joint:
            before = found.pop()
            piece = Piece(before.start, end, before.surface + piece.surface, before.folded + piece.folded)
        elif joint in _GENDER_SIGNS and (ending := _gender_ending(piece.folded, joint)):
            before = found.pop()
            rest = piece.folded.removeprefix(ending)
            piece = Piece(before.start, end, before.surface + rest, before.folded + rest, before.folded + piece.folded)
        if piece.folded:
            found.append(piece)
    return found


def closed(unit: str, its: list[Piece]) -> str:
    """A unit of several pieces written as one word, empty if it has one piece or too many; numbers keep a point
    between them.

    >>> closed("Schul-Entwicklungsplan", pieces("Schul-Entwicklungsplan"))
    'schulentwicklungsplan'
    >>> closed("01.02.2026", pieces("01.02.2026"))
    '1.2.2026'
    """
    if not 1 < len(its) <= MOST_PIECES or len(unit) > LONGEST:
        return ""
    if date := _DATE.fullmatch(unit):
        return ".".join(date.groups())
    written = its[0].folded
    for before, piece in pairwise(its):
        written += "." if before.folded[-1:].isdigit() and piece.folded[:1].isdigit() else ""
        written += piece.folded
    return written


def hyphenated(unit: str, its: list[Piece]) -> Iterator[str]:
    """What hyphens join in a unit, closed: "elternkindgruppe", but nothing across slashes, points and the like.

    >>> list(hyphenated("OGS/Eltern-Kind-Gruppe", pieces("OGS/Eltern-Kind-Gruppe")))
    ['elternkindgruppe']
    """
    if not 1 < len(its) <= MOST_PIECES or len(unit) > LONGEST:
        return
    chain, length = its[0].folded, 1
    for before, piece in pairwise(its):
        if unit[before.end : piece.start] in _HYPHENS:
            chain, length = chain + piece.folded, length + 1
            continue
        if length > 1:
            yield chain
        chain, length = piece.folded, 1
    if length > 1:
        yield chain


def _spans(unit: str) -> Iterator[tuple[int, int]]:
    """Where pieces are; the points in "12.500" part nothing."""
    position = 0
    while found := _PIECE.search(unit, position):
        start, end = found.span()
        if unit[start].isdigit() and (number := _THOUSANDS.match(unit, start)) and number.end() >= end:
            end = number.end()
        yield start, end
        position = end


def _piece(unit: str, start: int, end: int) -> Piece:
    raw = unit[start:end]
    if raw[0].isdigit():
        raw = raw.replace(".", "")
    if len(raw) <= LONGEST and (inside := _BINNEN_I.search(raw)) and raw[inside.start() :] in {"In", "Innen"}:
        base = raw[: inside.start()]
        return Piece(start, end, base.lower(), fold_word(base), fold_word(raw))
    return Piece(start, end, raw.lower(), fold_word(raw))


def _gender_ending(folded: str, joint: str) -> str:
    """The ending by which a piece is no word of its own: all of it, or, after a sign that nothing else uses, its
    beginning ("Schüler*innenvertretung")."""
    if folded in {"in", "innen"}:
        return folded
    return "innen" if joint in {"*", ":", "_"} and folded.startswith("innen") else ""
