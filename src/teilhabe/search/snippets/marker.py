"""Looks for the words of one question in the texts of entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from ..analysis.tokens import Word
from ..question.nodes import Both, Either, Node, Phrase, Term
from .cutting import (
    BEFORE,
    EXACT,
    PART,
    ROOM,
    STEM,
    Spot,
    Window,
    beginning,
    cut_out,
    densest,
    side_by_side,
    with_marks,
    without_overlap,
    worth_of,
)
from .shown import Parts, Reason, Shown, Why
from .spelling import UNACCENTED, Sought, compared, sought_for, visible, word_around

MOST_PLACES = 24
_FALLBACK = 5_000


class Words(Protocol):
    """The analysis, as far as it is needed here; ``Analyzer(None)`` is one."""

    def words(self, text: str, language: str) -> Iterable[Word]: ...


class Marker:
    """Marks the words of one question; made once a question and used for all its entries."""

    def __init__(self, question: Node, analysis: Words, parts: Callable[[str], Sequence[str]]) -> None:
        self._analysis = analysis
        self._parts = parts
        self._single: list[Sought] = []
        self._phrases: list[tuple[Sought, ...]] = []
        self._places = 0
        self._collect(question, self._new_place())
        self._known: dict[tuple[str, str], tuple[str, str]] = {}
        self._part_stems: dict[str, frozenset[str]] = {}

    def show(
        self, *, title: str, texts: Sequence[str], language: str = "de", reference: str = "", annex: str = ""
    ) -> Shown:
        """``texts`` are the entry's own, the most telling first; the snippet comes from the one that holds most."""
        title, texts, annex = visible(title), [visible(text) for text in texts], visible(annex)
        in_title = self._hits(title, language)
        best = self._best(texts, language)
        in_annex = best is None and not in_title and bool(annex)
        if in_annex:
            best = self._best([annex], language)
        if best is None and not in_title:
            in_title = self._unaccented_hits(title, language)
            best, in_annex = self._best(texts, language, self._unaccented_hits), False
        hits = [*in_title, *(best.hits if best else ())]
        return Shown(
            title=with_marks(title, 0, len(title), in_title),
            text=cut_out(best.text, self._hits_near(best, language)) if best else beginning(texts),
            reason=self._reason(hits, reference, in_annex=in_annex),
        )

    def title(self, title: str, language: str = "de") -> Parts:
        """The title alone."""
        return with_marks(title, 0, len(title), self._hits(title, language))

    @property
    def seeks(self) -> bool:
        """Whether the question has any word that can be marked."""
        return bool(self._single or self._phrases)

    # --- What is looked for ---

    def _new_place(self) -> int:
        self._places += 1
        return self._places - 1

    def _collect(self, node: Node, place: int) -> None:
        match node:
            case Term():
                self._single.append(sought_for(node, place, node.said if node.weight < 1 else ""))
            case Phrase(terms=terms):
                synonym = " ".join(term.said for term in terms) if node.weight < 1 and terms[0].weight < 1 else ""
                self._phrases.append(tuple(sought_for(term, place, synonym) for term in terms))
            case Both(nodes=nodes):
                for one in nodes:
                    self._collect(one, self._new_place())
            case Either(nodes=nodes):
                for one in nodes:
                    self._collect(one, place)
            case _:  # Without and Everything mark nothing
                pass

    # --- Finding it ---

    def _best(
        self, texts: Sequence[str], language: str, find: Callable[[str, str], list[Spot]] | None = None
    ) -> Window | None:
        best: Window | None = None
        for text in texts:
            hits = densest((find or self._hits)(text, language))
            if hits and (best is None or worth_of(hits) > best.worth):
                best = Window(worth_of(hits), text, hits)
        return best

    def _unaccented_hits(self, text: str, language: str) -> list[Spot]:
        """Slower: for words that are written with accents here, or with other letters of the same script."""
        start = text[:_FALLBACK]
        if start.isascii():
            return []
        return without_overlap(list(self._in_plain(start, compared(start).translate(UNACCENTED), language)))

    def _hits(self, text: str, language: str) -> list[Spot]:
        """In the order of the text; of two at one word the stronger."""
        if not text:
            return []
        return without_overlap(list(self._in_plain(text, compared(text), language)))

    def _in_plain(self, text: str, plain: str, language: str) -> Iterator[Spot]:
        if len(plain) != len(text):  # a letter whose small form is longer
            plain = text
        for sought in self._single:
            yield from self._of_one(sought, text, plain, language)
        for phrase in self._phrases:
            yield from side_by_side([list(self._of_one(one, text, plain, language, 400)) for one in phrase])

    def _of_one(self, sought: Sought, text: str, plain: str, language: str, most: int = MOST_PLACES) -> Iterator[Spot]:
        if sought.number:
            for match in sought.number.finditer(plain):
                yield Spot(match.start(), match.end(), sought.place, EXACT, sought.synonym, match.group())
        for needle in sought.needles:
            at, left = plain.find(needle), most
            while at >= 0 and left:
                start, end = word_around(text, at, at + len(needle))
                word = text[start:end]
                if strength := self._strength(sought.term, word, language):
                    yield Spot(start, end, sought.place, strength, sought.synonym, word)
                at, left = plain.find(needle, max(end, at + 1)), left - 1

    def _strength(self, term: Term, word: str, language: str) -> int:
        known = self._known.get((word, language))
        if known is None:
            first = next(iter(self._analysis.words(word, language)), None)
            known = self._known[word, language] = (first.folded, first.stem) if first else ("", "")
        folded, stem = known
        if folded == term.exact or (term.prefix and folded.startswith(term.exact)):
            return EXACT
        if term.only_exact:
            return 0
        if stem in term.stems:
            return STEM
        parts = self._part_stems.get(folded)
        if parts is None:
            parts = self._part_stems[folded] = frozenset(self._parts(folded))
        return PART if not parts.isdisjoint(term.stems) else 0

    def _hits_near(self, best: Window, language: str) -> list[Spot]:
        """All hits in the cut piece, also those beyond the window, so that none of its words stays unmarked."""
        first = max(best.hits[0].start - BEFORE - ROOM, 0)
        last = best.hits[0].start + 2 * ROOM
        found = self._hits(best.text[first:last], language)
        return [hit._replace(start=hit.start + first, end=hit.end + first) for hit in found] or best.hits

    def _reason(self, hits: Sequence[Spot], reference: str, *, in_annex: bool) -> Reason:
        if reference and any(one.number and one.number.search(compared(reference)) for one in self._single):
            return Reason(Why.NUMBER, reference)
        if not hits or any(hit.strength > PART and not hit.synonym for hit in hits):
            return Reason(in_annex=in_annex)
        own_parts = [hit for hit in hits if not hit.synonym]
        if own_parts:
            return Reason(Why.PART, own_parts[0].word, in_annex)
        return Reason(Why.SYNONYM, hits[0].synonym, in_annex)
