"""The one analysis of texts and questions, versioned: an index made with another ``VERSION`` is built anew."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import compress
from pathlib import Path
from typing import Final, NamedTuple, Protocol, TypeVar

from ..question.nodes import Term
from . import references, stemming
from .stemming import base_language
from .tokens import EntryTokens, Joined, Tokens, Word, Zone
from .words import LONGEST, UNIT, Piece, bare, chunks, closed, hyphenated, pieces, units

DATA: Final = Path(__file__).with_name("data")
# Raise it when the code gives other tokens than before.
_NUMBER: Final = 2
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


class PlainWord(NamedTuple):
    """A chunk that is one word with nothing in it but letters."""

    folded: str
    stem: str
    parts: tuple[str, ...]


# What a chunk gives to its text: stems, parts and exact forms, each joined by blanks. One string for each, because a
# hundred thousand of them are asked for in no order: whatever else is followed from there has to come from afar.
_BETWEEN: Final = "\n"
_COLUMNS: Final = 3
# Stands in the exact forms of references only.
_OF_REFERENCES: Final = "#"

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
        self._chunks: dict[str, _Remembered[str]] = {}
        self._shapes: dict[str, _Remembered[tuple[Word, ...]]] = {}

    def document(self, text: str, language: str = "de") -> Tokens:
        """The tokens of ``text``, in the order of ``Tokens``.

        >>> Analyzer().document("Grundschulen, VO 2019/0465").exact
        ('grundschulen', 'vo', '2019.0465', '2019', '0465', '#2019.465', '#vo.2019.465')
        """
        stems, parts, exact = self._joined(chunks(text), base_language(language))
        return Tokens(tuple(stems.split()), tuple(parts.split()), tuple(dict.fromkeys(exact.split())))

    def entry(self, zones: Mapping[Zone, Sequence[str]], language: str = "de") -> EntryTokens:
        """The tokens of an entry, of the chunks (``words.chunks``) of its zones; an empty zone is left out."""
        joined: dict[Zone, Joined] = {}
        title, exact, anywhere = "", set[str](), set[str]()
        for zone, found in zones.items():
            if not found:
                continue
            stems, parts, forms = self._joined(found, base_language(language))
            joined[zone] = Joined(stems, parts)
            anywhere.update(stems.split(), parts.split())
            once = set(forms.split())
            if zone is Zone.TITLE:
                title = " ".join(once)
            exact |= once
        return EntryTokens(joined, title, " ".join(exact), " ".join(anywhere))

    def plain_word(self, chunk: str, language: str = "de") -> PlainWord | None:
        """What a chunk is; None if it is anything but one plain word.

        >>> Analyzer().plain_word("Schulen"), Analyzer().plain_word("Schul-Hof")
        (PlainWord(folded='schulen', stem='schul', parts=()), None)
        """
        if not chunk.isalpha():
            return None
        stem, parts, folded = self._known(base_language(language))[chunk].split(_BETWEEN)
        return None if " " in folded or " " in stem else PlainWord(folded, stem, tuple(parts.split()))

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

    def _joined(self, found: Sequence[str], language: str) -> tuple[str, str, str]:
        """Stems, parts and exact forms of chunks."""
        # A book's every word passes here: loops in C throughout.
        columns = _BETWEEN.join(map(self._known(language).__getitem__, found)).split(_BETWEEN)
        stems, parts, exact = (" ".join(filter(None, columns[at::_COLUMNS])) for at in range(_COLUMNS))
        if _OF_REFERENCES in exact:
            has_reference = [_OF_REFERENCES in forms for forms in columns[_COLUMNS - 1 :: _COLUMNS]]
            exact = " ".join((exact, *_with_registers(found, has_reference)))
        return stems, parts, exact

    def _known(self, language: str) -> _Remembered[str]:
        return self._chunks.get(language) or self._chunks.setdefault(
            language, _Remembered(partial(self._chunk, language=language))
        )

    def _chunk(self, chunk: str, language: str) -> str:
        # With whatever signs a word stands there, it is looked into once.
        if (inside := bare(chunk)) != chunk:
            return self._known(language)[inside]
        stems: list[str] = []
        parts: list[str] = []
        exact: dict[str, None] = {}
        for raw in units(chunk):
            its = pieces(raw)
            own = [stemming.stem(piece.surface, piece.folded, language) for piece in its]
            stems += own
            parts += self._parts(raw, its, own, language)
            exact.update(dict.fromkeys(_forms(raw, its)))
            if canonical := references.tokens(raw):
                exact.update(dict.fromkeys(canonical))
        return _BETWEEN.join((" ".join(stems), " ".join(parts), " ".join(exact)))

    def _parts(self, raw: str, its: list[Piece], stems: list[str], language: str) -> dict[str, None]:
        """The stems of what is in the words of a unit, or what they make together; each once."""
        parts: dict[str, None] = {}
        for piece, stem in zip(its, stems, strict=True):
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
