"""Compounds taken apart: "Grundschulentwicklung" is Grundschule, Schule and Entwicklung.

A word is read as modifiers and a head ("schul", "entwicklungs", "plan"). Each has a cost, the lower the more compounds
of the language begin or end with it; the cheapest reading wins, and if it is still dear the word stays whole. Which
forms stand where, and which words only look like compounds, is data: see ``lexicon`` and script/lexicon.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from .stemming import german

# Shorter and longer words are left alone: Radweg has six letters.
SHORTEST: Final = 6
LONGEST: Final = 64
SHORTEST_ATOM: Final = 3
LONGEST_ATOM: Final = 24
# The mean cost of an atom up to which a reading counts; script/lexicon gives costs from 10 to 60.
DEAREST: Final = 40
_NEVER: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a splitter knows. ``modifiers``: form before another word → its cost times ten plus the letters at its end
    that only link ("entwicklungs": 1). ``heads``: form at the end of a word → its cost. ``whole``: forms that must not
    be taken apart. ``pairs``: stems of words of two atoms ("grundschul")."""

    modifiers: dict[str, int]
    heads: dict[str, int]
    whole: Set[str]
    pairs: Set[str]


class CompoundSplitter:
    """Takes German words apart with a lexicon; the worker's, see ``lexicon.load``."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        # How long the modifiers are that begin with three letters: others need not be looked for.
        lengths: dict[str, set[int]] = {}
        for form in lexicon.modifiers:
            lengths.setdefault(form[:SHORTEST_ATOM], set()).add(len(form))
        self._lengths = {beginning: sorted(found) for beginning, found in lengths.items()}

    def parts(self, folded: str) -> tuple[str, ...]:
        """The folded parts of a word, the linking letters gone, then adjacent parts that are a word together; none of a
        simple word. A modifier keeps the form it has: "schul" for Schule, which has the same stem."""
        atoms = self.atoms(folded)
        if not atoms or folded in self._lexicon.whole:
            return ()
        found = [folded[start:end] for start, end in atoms]
        if len(atoms) > 2:
            for (start, _), (_, end) in pairwise(atoms):
                pair = folded[start:end]
                if german(pair) in self._lexicon.pairs:
                    found.append(pair)
        return tuple(dict.fromkeys(found))

    def atoms(self, folded: str) -> list[tuple[int, int]]:
        """Where the smallest parts of the cheapest reading begin and end; none if it is too dear."""
        length = len(folded)
        if not SHORTEST <= length <= LONGEST:
            return []
        modifiers, heads = self._lexicon.modifiers, self._lexicon.heads
        # What it costs to come to a position, how many atoms it took, from where, and how many letters link there.
        reached: dict[int, tuple[int, int, int, int]] = {0: (0, 0, 0, 0)}
        best, last = _NEVER, 0
        for start in range(length - SHORTEST_ATOM + 1):
            here = reached.get(start)
            if here is None:
                continue
            cost, count, _, _ = here
            if start and (head := heads.get(folded[start:])) is not None and cost + head < best:
                best, last = cost + head, start
            longest = min(length - SHORTEST_ATOM - start, LONGEST_ATOM)
            for letters in self._lengths.get(folded[start : start + SHORTEST_ATOM], ()):
                if letters > longest:
                    break
                end = start + letters
                known = modifiers.get(folded[start:end])
                if known is None:
                    continue
                total = cost + known // 10
                if end not in reached or total < reached[end][0]:
                    reached[end] = (total, count + 1, start, known % 10)
        if best == _NEVER or best > DEAREST * (reached[last][1] + 1):
            return []
        found, position = [(last, length)], last
        while position:
            _, _, start, link = reached[position]
            found.append((start, position - link))
            position = start
        return found[::-1]
