"""Mends what nobody wrote: mistyped words, also in a part of a compound, and words run together or torn apart.

Only words are touched that the index does not know, or hardly, and only what the index knows is put in their place. A
compound that no entry holds, rightly written, is taken apart and its parts are looked for together.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ..analysis.analyzer import Analyzer
from ..analysis.folding import fold_word
from ..analysis.stemming import german
from ..vocabulary import Known, Vocabulary
from .lexer import Piece
from .nodes import Both, Either, Node, Phrase, Term, Without
from .notes import Note, TakenApart
from .parser import Parsed
from .stopwords import is_stopword
from .synonyms import Synonyms

SHORTEST = 4
"""Shorter words are names and abbreviations more often than mistakes."""
MOST_MENDED = 4
ENOUGH = 0.05
"""Seconds; after them, the words that follow stay as they are. The first is always looked at."""
APART = 0.7
"""What the parts weigh beside the compound that was typed."""
# A word that stands in this few entries may be somebody's mistake, if one this many times as frequent lies near.
_RARE = 2
_OFTEN = 40
_SHORTEST_PART = 4
_MOST_PARTS = 4
_LONGEST_COMPOUND = 45
_A_SLIP = 1.05
_SUFFIX = 2
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u064b-\u065f\u200c]+[^\W\d_]*)*")


@dataclass(frozen=True, slots=True)
class Mended:
    """``node`` is the question as typed, unknown compounds taken apart; ``line`` the mended question, None if nothing
    was; ``sure``: what was mended stands in no entry; ``put_in``: the words that came in."""

    node: Node
    notes: tuple[Note, ...] = ()
    line: str | None = None
    sure: bool = False
    apart: dict[str, tuple[Term, ...]] = field(default_factory=dict)
    put_in: tuple[str, ...] = ()

    def complete(self, node: Node) -> Node:
        """``node`` with unknown compounds taken apart."""
        return _with_parts(node, self.apart) if self.apart else node


@dataclass(frozen=True, slots=True)
class _Place:
    """A word in the question."""

    text: str
    start: int
    end: int
    quoted: bool


class Corrector:
    """For one question."""

    def __init__(
        self, analyzer: Analyzer, vocabulary: Vocabulary, languages: Sequence[str], synonyms: Synonyms
    ) -> None:
        self._analyzer = analyzer
        self._vocabulary = vocabulary
        self._languages = languages
        self._synonyms = synonyms
        self._apart: dict[str, tuple[Term, ...]] = {}

    def mend(self, parsed: Parsed) -> Mended:
        """What is to be said about a question, and asked, because of words that no entry holds."""
        started = time.monotonic()
        notes: list[Note] = []
        unknown = [place for place in _places(parsed) if not self._is_known(place.text)]
        changes = self._joined(parsed)
        sure = bool(changes)
        for number, place in enumerate(unknown[:MOST_MENDED]):
            if any(start <= place.start < end for start, end in changes):
                continue
            if number and time.monotonic() - started > ENOUGH:
                break
            better = self._better(place.text)
            if better:
                changes[place.start, place.end] = better
                sure = True
            elif not place.quoted and (parts := self.taken_apart(place.text)):
                notes.append(TakenApart(place.text, tuple(term.said for term in parts)))
        if not unknown:
            changes.update(self._instead_of_rare(parsed))
        line = parsed.line
        for (start, end), text in sorted(changes.items(), reverse=True):
            line = line[:start] + text + line[end:]
        node = _with_parts(parsed.node, self._apart) if self._apart else parsed.node
        return Mended(
            node, tuple(notes), line if line != parsed.line else None, sure, self._apart, tuple(changes.values())
        )

    def taken_apart(self, word: str) -> tuple[Term, ...]:
        """The parts of a compound that no entry holds, if each of them is known; none else."""
        if word not in self._apart:
            terms = tuple(
                replace(self._analyzer.term(part, self._languages), said=part, weight=APART)
                for part in self._split(word)
            )
            if not terms:
                return ()
            self._apart[word] = terms
        return self._apart[word]

    def _is_known(self, word: str) -> bool:
        """Whether any entry holds the word, in any form or as a part; words too short or too common count as known."""
        term = self._analyzer.term(word, self._languages)
        if len(term.exact) < SHORTEST or is_stopword(word) or self._synonyms.of([word], self._analyzer):
            return True
        # Of other languages' stems those that leave most of the word: a French stemmer cuts "Kommision" to "Kommis".
        stems = [stem for stem in term.stems if stem == _stem(word) or len(term.exact) - len(stem) <= _SUFFIX]
        return self._vocabulary.knows(term.exact) or self._vocabulary.knows_stem(*stems) > 0

    def _better(self, word: str) -> str | None:
        """What was meant by an unknown word, in its case."""
        folded = self._analyzer.term(word, self._languages).exact
        # Nobody who writes a word in small letters means an abbreviation.
        near = [known for known in self._vocabulary.near(folded, most=3) if word.isupper() or not known.shown.isupper()]
        whole = near[0] if near and near[0].away <= _farthest(folded) else None
        if whole and whole.away <= _A_SLIP:
            return in_case_of(word, whole.shown)
        parted = self._parted(word)
        if parted:
            return in_case_of(word, parted)
        if self._split(word):
            return None
        compound = self._in_one_part(word)
        if compound:
            better = in_case_of(word, compound)
            self.taken_apart(better)
            return better
        return in_case_of(word, whole.shown) if whole else None

    def _split(self, word: str) -> tuple[str, ...]:
        """A word as two to four known parts, as typed; the fewest, and of these the most frequent."""
        spans = self._known_spans(word)
        spans.pop((0, len(word)), None)
        way = _ways(spans).get(len(word))
        return tuple(word[slice(*span)] for span in way[2]) if way else ()

    def _known_spans(self, word: str) -> dict[tuple[int, int], int]:
        """Which pieces of a word are known, and in how many entries. Stems find them in spite of what joins them:
        "Schulentwicklungs", "Kinder", "Schul"."""
        if not 2 * _SHORTEST_PART <= len(word) <= _LONGEST_COMPOUND:
            return {}
        spans = [
            (start, end)
            for start in (0, *range(_SHORTEST_PART, len(word)))
            for end in range(start + _SHORTEST_PART, len(word) + 1)
        ]
        stems = {span: _stem(word[slice(*span)]) for span in spans}
        known = self._vocabulary.stems(set(stems.values()))
        return {
            (start, end): known[stem]
            for (start, end), stem in stems.items()
            if known.get(stem) and not is_stopword(word[start:end])
        }

    def _in_one_part(self, word: str) -> str | None:
        """A compound with a slip in one part, while the parts before or behind it are known."""
        spans, length = self._known_spans(word), len(word)
        heads = [cut for cut in _ways(spans) if cut and length - cut > _SHORTEST_PART]
        mirrored = {(length - end, length - start): documents for (start, end), documents in spans.items()}
        tails = [length - size for size in _ways(mirrored) if size and length - size > _SHORTEST_PART]
        found: list[tuple[float, str]] = []
        for cut in sorted(heads, reverse=True)[:3]:
            if near := self._slip(word[cut:]):
                found.append((near.rank, word[:cut] + near.shown.lower()))
        for cut in sorted(tails)[:3]:
            head, link = word[:cut], ""
            if head.endswith("s"):
                head, link = head[:-1], "s"
            if near := self._slip(head):
                found.append((near.rank, near.shown + link + word[cut:]))
        return min(found)[1] if found else None

    def _slip(self, part: str) -> Known | None:
        near = self._vocabulary.near(self._analyzer.term(part, ("de",)).exact, most=1)
        return near[0] if near and near[0].away <= _A_SLIP and len(near[0].folded) > _SHORTEST_PART else None

    def _parted(self, word: str) -> str | None:
        """Words run together around a small one: "schuleundkita"."""
        lower = word.lower()
        for small in _BETWEEN:
            at = lower.find(small, 3)
            while 0 < at < len(word) - len(small) - 2:
                left, right = word[:at], word[at + len(small) :]
                if self._is_whole(left) and self._is_whole(right):
                    return f"{left} {word[at : at + len(small)]} {right}"
                at = lower.find(small, at + 1)
        return None

    def _is_whole(self, word: str) -> bool:
        return self._vocabulary.knows(self._analyzer.term(word, ("de",)).exact)

    def _joined(self, parsed: Parsed) -> dict[tuple[int, int], str]:
        """Words torn apart ("Schul entwicklung"): together they are known, at least one alone nobody wrote."""
        changes: dict[tuple[int, int], str] = {}
        for left, right in pairwise(parsed.pieces):
            if not (_is_plain(left) and _is_plain(right) and right.start == left.end + 1):
                continue
            if (self._is_whole(left.text) and self._is_whole(right.text)) or any(
                left.start < end for _, end in changes
            ):
                continue
            known = self._vocabulary.word(self._analyzer.term(left.text + right.text, self._languages).exact)
            if known:
                changes[left.start, right.end] = in_case_of(left.text, known.shown)
        return changes

    def _instead_of_rare(self, parsed: Parsed) -> dict[tuple[int, int], str]:
        """One letter away from a word in few entries lies one that is in many: perhaps they are all misprints."""
        for place in _places(parsed):
            term = self._analyzer.term(place.text, self._languages)
            if len(term.exact) <= SHORTEST or is_stopword(place.text):
                continue
            documents = self._vocabulary.knows_stem(*term.stems)
            if not 0 < documents <= _RARE or self._synonyms.of([place.text], self._analyzer):
                continue
            near = self._vocabulary.near(term.exact, most=1)
            if near and near[0].away <= 1.0 and near[0].documents >= _OFTEN * documents:
                return {(place.start, place.end): in_case_of(place.text, near[0].shown)}
        return {}


def _stem(part: str) -> str:
    return german(fold_word(part))


_BETWEEN = (
    "und",
    "oder",
    "für",
    "fuer",
    "der",
    "des",
    "die",
    "von",
    "mit",
    "zur",
    "zum",
    "in",
    "im",
    "am",
    "an",
    "auf",
)


def in_case_of(typed: str, shown: str) -> str:
    """``shown`` in the case of what was typed: small, in capitals, or with a capital.

    >>> in_case_of("schuhle", "Schule"), in_case_of("SCHUHLE", "Schule"), in_case_of("Schuhle", "schule")
    ('schule', 'SCHULE', 'Schule')
    """
    if typed.islower():
        return shown.lower()
    if typed.isupper() and len(typed) > 1:
        return shown.upper()
    return shown[:1].upper() + shown[1:] if typed[:1].isupper() else shown


_Way = tuple[int, float, tuple[tuple[int, int], ...]]


def _ways(spans: dict[tuple[int, int], int]) -> dict[int, _Way]:
    """The best way to each place that known pieces lead to: how many pieces, how rare the rarest is, and they
    themselves."""
    best: dict[int, _Way] = {0: (0, 0.0, ())}
    for (start, end), documents in sorted(spans.items()):
        if start not in best or best[start][0] == _MOST_PARTS:
            continue
        count, rarest, parts = best[start]
        way = (count + 1, max(rarest, 1 / documents), (*parts, (start, end)))
        if end not in best or way[:2] < best[end][:2]:
            best[end] = way
    return best


def _farthest(folded: str) -> float:
    """How far a word may be from what was meant, in mistakes."""
    length = len(folded)
    return 1.05 if length < 6 else 1.6 if length < 8 else 1.9


def _is_plain(piece: Piece) -> bool:
    return piece.kind == "word" and not (piece.prefix or piece.minus or piece.women or "-" in piece.text)


def _places(parsed: Parsed) -> list[_Place]:
    """The words that may be mended; not those ruled out, not open ones, no numbers and acronyms."""
    found: list[_Place] = []
    for piece in parsed.pieces:
        if piece.minus or piece.prefix or piece.women or piece.kind not in ("word", "phrase"):
            continue
        start = parsed.line.find(piece.text, piece.start)
        for match in _WORD.finditer(piece.text):
            text = match.group()
            if not (text.isupper() and len(text) <= SHORTEST):
                found.append(_Place(text, start + match.start(), start + match.end(), piece.kind == "phrase"))
    return found


def _with_parts(node: Node, apart: dict[str, tuple[Term, ...]]) -> Node:
    if isinstance(node, Term) and (parts := apart.get(node.said)) and not node.only_exact:
        return Either((node, Both(parts)))
    if isinstance(node, Both):
        return Both(
            tuple(child if isinstance(child, Without | Phrase) else _with_parts(child, apart) for child in node.nodes)
        )
    if isinstance(node, Either):
        return Either(tuple(_with_parts(child, apart) for child in node.nodes))
    return node
