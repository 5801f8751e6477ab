"""Reads a question.

Words are and-ed; "…" is a phrase, a single quoted word is meant letter by letter; -word and -"…" rule out; ODER, OR
and | make alternatives of the two things beside them, closer than and; word* and "Verkehrs-" leave the end open, and so
does the last word while typing. Reference numbers are found in any spelling. Words that nearly every text holds are
left out unless nothing else is there. Whatever comes in, a question comes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..analysis.analyzer import Analyzer
from ..analysis.tokens import Word
from .lexer import SHORTEST_PREFIX, Piece, clean, pieces
from .nodes import Both, Either, Everything, Node, Phrase, Term, Without
from .notes import Cut, Ignored, Note, OnlyMinus, Synonym
from .stopwords import is_stopword
from .synonyms import Synonyms

MOST_SYNONYMS = 24
"""Alternatives that synonyms may add to one question."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """``line`` is the question as it was read, cleaned and cut; ``pieces`` what stands where in it."""

    node: Node
    notes: tuple[Note, ...] = ()
    line: str = ""
    pieces: tuple[Piece, ...] = ()


def parse(
    text: str,
    analyzer: Analyzer,
    languages: Sequence[str] = ("de",),
    *,
    typing: bool = False,
    synonyms: Synonyms | None = None,
) -> Parsed:
    """The question in ``text``, its words analysed for all ``languages`` of the index. Never raises; at most
    ``lexer.LONGEST`` characters and ``lexer.MOST_WORDS`` words are read. ``typing``: the last word goes on."""
    line, cut = clean(text)
    read, notes = pieces(line)
    if cut and not any(isinstance(note, Cut) for note in notes):
        notes.insert(0, cut)
    if typing and read and read[-1].end == len(line) and not text[-1:].isspace():
        read[-1] = _unfinished(read[-1])
    builder = _Builder(analyzer, languages, synonyms, notes)
    node = builder.question(read)
    return Parsed(node, tuple(builder.notes), line, tuple(read))


def _unfinished(piece: Piece) -> Piece:
    goes_on = piece.kind == "word" and len(piece.text) >= SHORTEST_PREFIX and not piece.women
    return replace(piece, prefix=True) if goes_on else piece


class _Builder:
    def __init__(
        self, analyzer: Analyzer, languages: Sequence[str], synonyms: Synonyms | None, notes: list[Note]
    ) -> None:
        self._analyzer = analyzer
        self._languages = languages
        self._synonyms = synonyms
        self._synonyms_left = MOST_SYNONYMS
        self.notes = notes

    def question(self, read: list[Piece]) -> Node:
        wanted = [piece for piece in read if not piece.minus]
        words = [piece for piece in wanted if piece.kind == "word"]
        # A question of such words only, or one of them beside nothing else, is meant.
        all_plain = all(is_stopword(piece.text) for piece in words) and not any(
            piece.kind in ("phrase", "reference") for piece in wanted
        )
        units = list(self._units(wanted, keep_all=all_plain))
        ruled_out = [(piece, node) for piece in read if piece.minus and (node := self._piece(piece))]
        nodes = self._alternatives(units)
        if ruled_out and not nodes:
            self.notes.append(OnlyMinus(tuple(piece.text for piece, _ in ruled_out)))
            nodes = [Everything()]
        nodes += [Without(node) for _, node in ruled_out]
        if not nodes:
            return Everything()
        return nodes[0] if len(nodes) == 1 else Both(tuple(nodes))

    def _units(self, wanted: list[Piece], *, keep_all: bool) -> Iterator[Node | None]:
        """What is and-ed, and None for every or."""
        ignored: list[str] = []
        at = 0
        while at < len(wanted):
            piece = wanted[at]
            run = _run(wanted, at)
            found = self._synonyms.of([p.text for p in run], self._analyzer) if self._synonyms and run else None
            if found:
                said = [p for p in run[: found.words] if found.words == 1 or not is_stopword(p.text)]
                yield self._with_synonyms(said, found.used, found.language)
                at += found.words
                continue
            at += 1
            if piece.kind == "or":
                yield None
            elif piece.kind == "word" and not piece.prefix and not keep_all and is_stopword(piece.text):
                ignored.append(piece.text)
            elif node := self._piece(piece):
                yield node
        if ignored:
            self.notes.append(Ignored(tuple(ignored)))

    def _with_synonyms(self, said: list[Piece], used: Sequence[tuple[str, float]], language: str) -> Node:
        typed = [node for piece in said if (node := self._piece(piece))]
        first: Node = typed[0] if len(typed) == 1 else Both(tuple(typed))
        others: list[Node] = []
        names: list[str] = []
        for text, weight in used[: self._synonyms_left]:
            node = self._wording(text, weight)
            if node and not (isinstance(node, Term) and node.stems in [t.stems for t in typed if isinstance(t, Term)]):
                others.append(node)
                names.append(text)
        self._synonyms_left -= len(others)
        if not others:
            return first
        self.notes.append(Synonym(" ".join(piece.text for piece in said), tuple(names), language))
        return Either((first, *others))

    def _wording(self, text: str, weight: float) -> Node | None:
        """A synonym: a word or, if it is several, a phrase. Synonyms are German."""
        terms = tuple(replace(term, weight=weight) for term in self._terms(text))
        if len(terms) > 1:
            return Phrase(terms, weight=weight)
        return replace(terms[0], said=text) if terms else None

    def _piece(self, piece: Piece) -> Node | None:
        if piece.kind == "reference":
            return Term(said=piece.text, exact=piece.token, only_exact=True)
        if piece.kind == "phrase":
            terms = self._terms(piece.text)
            if len(terms) == 1:
                return replace(terms[0], only_exact=True, stems=())
            return Phrase(terms) if terms else None
        term = self._analyzer.term(piece.text, self._languages)
        if not term.exact:
            return None
        if term.only_exact:
            return term
        if piece.prefix:
            return replace(term, prefix=len(term.exact) >= SHORTEST_PREFIX)
        if piece.women:
            return Either((term, replace(self._analyzer.term(piece.women, self._languages), said=piece.text)))
        side_by_side = self._terms(piece.text)
        return Either((term, Phrase(side_by_side, weight=0.8))) if len(side_by_side) > 1 else term

    def _terms(self, text: str) -> tuple[Term, ...]:
        """The words of a phrase as the index has them, side by side."""
        words = list(_side_by_side(self._analyzer.words(text, self._languages[0] if self._languages else "de")))
        terms = [self._analyzer.term(text[word.start : word.end], self._languages) for word in words]
        return tuple(term for term in terms if term.exact)

    @staticmethod
    def _alternatives(units: list[Node | None]) -> list[Node]:
        """Units beside an or become one Either; an or with nothing beside it is nothing."""
        nodes: list[Node] = []
        joins = False
        for unit in units:
            if unit is None:
                joins = bool(nodes)
            elif joins:
                before = nodes.pop()
                # What already has synonyms is an Either, too: its weights are its own.
                nodes.append(Either((*(before.nodes if isinstance(before, Either) else (before,)), unit)))
                joins = False
            else:
                nodes.append(unit)
        return nodes


def _run(wanted: list[Piece], at: int) -> list[Piece]:
    """The plain words from here on, as far as a synonym may reach."""
    run: list[Piece] = []
    for piece in wanted[at : at + Synonyms.MOST_WORDS]:
        if piece.kind != "word" or piece.prefix or piece.women:
            break
        run.append(piece)
    return run


def _side_by_side(words: Iterator[Word]) -> Iterator[Word]:
    """Without the words that stand for several ("Eltern-Kind-Gruppe"): their pieces follow them."""
    last: Word | None = None
    for word in words:
        if last is not None and word.start >= last.end:
            yield last
        last = word
    if last is not None:
        yield last
