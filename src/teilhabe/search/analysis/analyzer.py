"""The one analysis of texts and questions, versioned: an index made with another ``VERSION`` is built anew."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, compress
from pathlib import Path
from typing import Final, NamedTuple, Protocol, TypeVar

from ..question.nodes import Term
from . import references, stemming
from .stemming import base_language
from .tokens import Tokens, Word
from .words import LONGEST, UNIT, Piece, chunks, closed, hyphenated, pieces, units

DATA: Final = Path(__file__).with_name("data")
# Raise it when the code gives other tokens than before.
_NUMBER: Final = 1
# Chunks remembered by language, twice this at most. About 450 bytes each.
_REMEMBERED: Final = 80_000
# Longer ones are seen once.
_WORTH_REMEMBERING: Final = 60


def _digest() -> str:
    """Of everything beside the code that decides about tokens."""
    seen = hashlib.sha256(stemming.VERSION.encode())
    for path in sorted((*DATA.glob("*.txt"), *DATA.glob("*.xz"))):
        seen.update(path.name.encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()[:10]


VERSION: Final = f"{_NUMBER}-{_digest()}"


class Splitter(Protocol):
    """Takes compounds apart; see ``compounds``."""

    def parts(self, folded: str) -> tuple[str, ...]:
        """The folded parts, also adjacent ones that are a word together; none of a simple word."""


class _Chunk(NamedTuple):
    """What a chunk gives to its text. ``has_reference``: the unit before one may name its register ("VO 2019/0465")."""

    stems: tuple[str, ...]
    parts: tuple[str, ...]
    exact: tuple[str, ...]
    has_reference: bool


V = TypeVar("V")


class _Remembered(dict[str, V]):
    """What ``find`` found for units, the ones used lately: when it is full, only what was not asked for since it was
    full the last time is forgotten. A dictionary, because nothing else is asked as fast."""

    def __init__(self, find: Callable[[str], V]) -> None:
        super().__init__()
        self._find = find
        self._old: dict[str, V] = {}

    def __missing__(self, raw: str) -> V:
        known = self._old.get(raw)
        value = self._find(raw) if known is None else known
        if len(raw) <= _WORTH_REMEMBERING:
            if len(self) >= _REMEMBERED:
                self._old = dict(self)
                self.clear()
            self[raw] = value
        return value


class Analyzer:
    """Texts to tokens. Without a splitter (in the web process) nothing has parts, all else is the same.

    Safe to use from several threads: what they share is only remembered, and every answer can be found again.
    """

    def __init__(self, splitter: Splitter | None = None) -> None:
        self._splitter = splitter
        self._chunks: dict[str, _Remembered[_Chunk]] = {}
        self._shapes: dict[str, _Remembered[tuple[Word, ...]]] = {}

    def document(self, text: str, language: str = "de") -> Tokens:
        """The tokens of ``text``, in the order of ``Tokens``.

        >>> Analyzer().document("Grundschulen, VO 2019/0465").exact
        ('grundschulen', 'vo', '2019.0465', '2019', '0465', '#2019.465', '#vo.2019.465')
        """
        language = base_language(language)
        known = self._chunks.get(language) or self._chunks.setdefault(
            language, _Remembered(partial(self._chunk, language=language))
        )
        found = chunks(text)
        if not found:
            return Tokens()
        # A book's every word passes here: loops in C throughout.
        stems, parts, exacts, has_reference = zip(*map(known.__getitem__, found), strict=True)
        exact = dict.fromkeys(chain.from_iterable(exacts))
        if True in has_reference:
            exact.update(dict.fromkeys(_with_registers(found, has_reference)))
        return Tokens(
            stems=tuple(chain.from_iterable(stems)), parts=tuple(chain.from_iterable(parts)), exact=tuple(exact)
        )

    def words(self, text: str, language: str = "de") -> Iterator[Word]:
        """Every word of ``text`` with its place, in the order of ``document``'s stems. A word of several pieces
        ("Eltern-Kind-Gruppe") comes whole first, then by its pieces, whose spans lie within."""
        language = base_language(language)
        known = self._shapes.get(language) or self._shapes.setdefault(
            language, _Remembered(partial(self._shape, language=language))
        )
        for found in UNIT.finditer(text):
            start = found.start()
            for word in known[found[0]]:
                yield Word(start + word.start, start + word.end, word.folded, word.stem)

    def term(self, word: str, languages: Sequence[str] = ("de",)) -> Term:
        """A word of a question; ``exact`` is empty if there is no word in it. Give one unit at a time: hyphens in it
        join (also the closed and the hyphenated form in texts are found), and so does anything else.

        >>> term = Analyzer().term("Eltern-Kind-Gruppen")
        >>> term.exact, term.stems
        ('elternkindgruppen', ('elternkindgrupp',))
        >>> Analyzer().term("2019-465").exact
        '#2019.465'
        """
        said = word.strip()
        if reference := references.tokens(said):
            return Term(said=said, exact=reference[0], only_exact=True)
        raw = "".join(found[0] for found in UNIT.finditer(said[: 2 * LONGEST]))
        its = pieces(raw)
        if not its:
            return Term(said=said, exact="")
        if len(its) == 1:
            surface, folded = its[0].surface, its[0].folded
        else:
            surface = "".join(piece.surface for piece in its)
            folded = closed(raw, its) or "".join(piece.folded for piece in its)
        stems = dict.fromkeys(stemming.stem(surface, folded, base_language(language)) for language in languages)
        return Term(said=said, exact=folded, stems=tuple(stems))

    def _chunk(self, chunk: str, language: str) -> _Chunk:
        stems: list[str] = []
        parts: list[str] = []
        exact: dict[str, None] = {}
        has_reference = False
        for raw in units(chunk):
            its = pieces(raw)
            stems += (stemming.stem(piece.surface, piece.folded, language) for piece in its)
            parts += self._parts(raw, its, language)
            exact.update(dict.fromkeys(_forms(raw, its)))
            if canonical := references.tokens(raw):
                exact.update(dict.fromkeys(canonical))
                has_reference = True
        return _Chunk(tuple(stems), tuple(parts), tuple(exact), has_reference)

    def _parts(self, raw: str, its: list[Piece], language: str) -> dict[str, None]:
        """The stems of what is in the words of a unit, or what they make together; each once."""
        parts: dict[str, None] = {}
        for piece in its:
            stem = stemming.stem(piece.surface, piece.folded, language)
            if piece.other and (longer := stemming.stem(piece.other, piece.other, language)) != stem:
                parts[longer] = None
            if self._splitter and language == "de":
                found = (stemming.german(part) for part in self._splitter.parts(piece.folded))
                parts.update(dict.fromkeys(part for part in found if part != stem))
        for chained in hyphenated(raw, its):
            parts[stemming.stem(chained, chained, language)] = None
        return parts

    def _shape(self, raw: str, language: str) -> tuple[Word, ...]:
        its = pieces(raw)
        found = [Word(p.start, p.end, p.folded, stemming.stem(p.surface, p.folded, language)) for p in its]
        if whole := closed(raw, its):
            surface = "".join(piece.surface for piece in its)
            found.insert(0, Word(its[0].start, its[-1].end, whole, stemming.stem(surface, whole, language)))
        return tuple(found)


def _forms(raw: str, its: list[Piece]) -> Iterator[str]:
    """The surface forms of a unit."""
    if whole := closed(raw, its):
        yield whole
    for piece in its:
        yield piece.folded
        if piece.other:
            yield piece.other
    yield from hyphenated(raw, its)


def _with_registers(found: Sequence[str], has_reference: Sequence[bool]) -> Iterator[str]:
    """The references of these chunks once more, with the register that stands before them."""
    for index in compress(range(len(found)), has_reference):
        before = next((last[-1] for at in range(index - 1, -1, -1) if (last := units(found[at]))), "")
        for raw in units(found[index]):
            yield from references.tokens(raw, before=before)
            before = raw
