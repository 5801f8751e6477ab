"""The one analysis of texts and questions, versioned: an index made with another ``VERSION`` is built anew."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple, Protocol, TypeVar

from ..question.nodes import Term
from . import references, stemming
from .stemming import base_language
from .tokens import Tokens, Word
from .words import LONGEST, UNIT, closed, hyphenated, pieces

DATA: Final = Path(__file__).with_name("data")
# Raise it when the code gives other tokens than before.
_NUMBER: Final = 1
# Units remembered by language, twice this at most. About 450 bytes each.
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


class _Unit(NamedTuple):
    """What a unit gives to its text. ``is_reference``: the unit before it may name its register ("VO 2019/0465")."""

    stems: tuple[str, ...]
    parts: tuple[str, ...]
    exact: tuple[str, ...]
    is_reference: bool


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
        self._units: dict[str, _Remembered[_Unit]] = {}
        self._shapes: dict[str, _Remembered[tuple[Word, ...]]] = {}

    def document(self, text: str, language: str = "de") -> Tokens:
        """The tokens of ``text``, in the order of ``Tokens``.

        >>> Analyzer().document("Grundschulen, VO 2019/0465").exact
        ('grundschulen', 'vo', '2019.0465', '2019', '0465', '#2019.465', '#vo.2019.465')
        """
        language = base_language(language)
        known = self._units.get(language) or self._units.setdefault(
            language, _Remembered(partial(self._unit, language=language))
        )
        raws = UNIT.findall(text)
        if not raws:
            return Tokens()
        # A book's every word passes here: loops in C throughout.
        stems, parts, exacts, is_reference = zip(*map(known.__getitem__, raws), strict=True)
        exact = dict.fromkeys(chain.from_iterable(exacts))
        if True in is_reference:
            for index in range(1, len(raws)):
                if is_reference[index]:
                    exact.update(dict.fromkeys(references.tokens(raws[index], before=raws[index - 1])))
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

    def _unit(self, raw: str, language: str) -> _Unit:
        its = pieces(raw)
        stems: list[str] = []
        parts: dict[str, None] = {}
        exact: dict[str, None] = {}
        if whole := closed(raw, its):
            exact[whole] = None
        for piece in its:
            stem = stemming.stem(piece.surface, piece.folded, language)
            stems.append(stem)
            exact[piece.folded] = None
            if piece.other:
                exact[piece.other] = None
                longer = stemming.stem(piece.other, piece.other, language)
                if longer != stem:
                    parts[longer] = None
            if self._splitter and language == "de":
                found = (stemming.german(part) for part in self._splitter.parts(piece.folded))
                parts.update(dict.fromkeys(part for part in found if part != stem))
        for chained in hyphenated(raw, its):
            exact[chained] = None
            parts[stemming.stem(chained, chained, language)] = None
        canonical = references.tokens(raw)
        exact.update(dict.fromkeys(canonical))
        return _Unit(tuple(stems), tuple(parts), tuple(exact), bool(canonical))

    def _shape(self, raw: str, language: str) -> tuple[Word, ...]:
        its = pieces(raw)
        found = [Word(p.start, p.end, p.folded, stemming.stem(p.surface, p.folded, language)) for p in its]
        if whole := closed(raw, its):
            surface = "".join(piece.surface for piece in its)
            found.insert(0, Word(its[0].start, its[-1].end, whole, stemming.stem(surface, whole, language)))
        return tuple(found)
