"""Where in a text the words of a question stand: two lines of it with those words marked, and why it was found.

Pure and quick: an entry of 5 KB takes a fraction of a millisecond. A text is never taken apart into words as for the
index. Each stem is looked for by itself as a piece of text, the word around it is looked at with the analysis of the
index, and the search for one stem ends after ``MOST_PLACES`` finds.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from .analysis.tokens import Word
from .question.nodes import Both, Either, Node, Phrase, Term

ROOM = 150
"""Characters of a snippet: two lines in the measure of a list."""
BEFORE = 60
"""Characters that a snippet may begin before the first marked word, at the most."""
MOST_PLACES = 24
_FALLBACK = 5_000

_EXACT, _STEM, _PART = 3, 2, 1


class Words(Protocol):
    """The analysis, as far as it is needed here; ``Analyzer(None)`` is one."""

    def words(self, text: str, language: str) -> Iterable[Word]: ...


class Part(NamedTuple):
    """A piece of text, marked or not."""

    text: str
    marked: bool = False


Parts = tuple[Part, ...]


class Why(StrEnum):
    """How an entry was found where its marked words alone do not tell."""

    WORD = "word"  # the word itself or a form of it: nothing to explain
    PART = "part"  # only as part of a longer word
    SYNONYM = "synonym"  # only by another word for it
    NUMBER = "number"  # by the reference number


@dataclass(frozen=True, slots=True)
class Reason:
    """``word`` is the longer word, the synonym or the number; ``in_annex`` says that only an attachment holds it."""

    why: Why = Why.WORD
    word: str = ""
    in_annex: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    title: Parts
    text: Parts
    reason: Reason


class _Hit(NamedTuple):
    start: int
    end: int
    place: int  # which of the words that all have to be there
    strength: int
    synonym: str
    word: str


class _Window(NamedTuple):
    worth: tuple[int, int]
    text: str
    hits: list[_Hit]


@dataclass(frozen=True, slots=True)
class _Sought:
    term: Term
    place: int
    needles: tuple[str, ...]
    number: re.Pattern[str] | None
    synonym: str = ""


class Marker:
    """Marks the words of one question; made once a question and used for all its entries."""

    def __init__(self, question: Node, analysis: Words, parts: Callable[[str], Sequence[str]]) -> None:
        self._analysis = analysis
        self._parts = parts
        self._single: list[_Sought] = []
        self._phrases: list[tuple[_Sought, ...]] = []
        self._places = 0
        self._collect(question, self._new_place())
        self._known: dict[tuple[str, str], tuple[str, str]] = {}
        self._part_stems: dict[str, frozenset[str]] = {}

    def show(
        self, *, title: str, texts: Sequence[str], language: str = "de", reference: str = "", annex: str = ""
    ) -> Shown:
        """``texts`` are the entry's own, the most telling first; the snippet comes from the one that holds most."""
        title, texts, annex = _visible(title), [_visible(text) for text in texts], _visible(annex)
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
            title=_marked(title, 0, len(title), in_title),
            text=_cut(best.text, self._hits_near(best, language)) if best else beginning(texts),
            reason=self._reason(hits, reference, in_annex=in_annex),
        )

    def title(self, title: str, language: str = "de") -> Parts:
        """The title alone."""
        return _marked(title, 0, len(title), self._hits(title, language))

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
                self._single.append(_sought(node, place, node.said if node.weight < 1 else ""))
            case Phrase(terms=terms):
                synonym = " ".join(term.said for term in terms) if node.weight < 1 and terms[0].weight < 1 else ""
                self._phrases.append(tuple(_sought(term, place, synonym) for term in terms))
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
        self, texts: Sequence[str], language: str, find: Callable[[str, str], list[_Hit]] | None = None
    ) -> _Window | None:
        best: _Window | None = None
        for text in texts:
            hits = _densest((find or self._hits)(text, language))
            if hits and (best is None or _worth(hits) > best.worth):
                best = _Window(_worth(hits), text, hits)
        return best

    def _unaccented_hits(self, text: str, language: str) -> list[_Hit]:
        """Slower: for words that are written with accents here, or with other letters of the same script."""
        start = text[:_FALLBACK]
        if start.isascii():
            return []
        return _without_overlap(list(self._in_plain(start, _plain(start).translate(_UNACCENTED), language)))

    def _hits(self, text: str, language: str) -> list[_Hit]:
        """In the order of the text; of two at one word the stronger."""
        if not text:
            return []
        return _without_overlap(list(self._in_plain(text, _plain(text), language)))

    def _in_plain(self, text: str, plain: str, language: str) -> Iterator[_Hit]:
        if len(plain) != len(text):  # a letter whose small form is longer
            plain = text
        for sought in self._single:
            yield from self._of_one(sought, text, plain, language)
        for phrase in self._phrases:
            yield from _side_by_side([list(self._of_one(one, text, plain, language, 400)) for one in phrase])

    def _of_one(self, sought: _Sought, text: str, plain: str, language: str, most: int = MOST_PLACES) -> Iterator[_Hit]:
        if sought.number:
            for match in sought.number.finditer(plain):
                yield _Hit(match.start(), match.end(), sought.place, _EXACT, sought.synonym, match.group())
        for needle in sought.needles:
            at, left = plain.find(needle), most
            while at >= 0 and left:
                start, end = _word_around(text, at, at + len(needle))
                word = text[start:end]
                if strength := self._strength(sought.term, word, language):
                    yield _Hit(start, end, sought.place, strength, sought.synonym, word)
                at, left = plain.find(needle, max(end, at + 1)), left - 1

    def _strength(self, term: Term, word: str, language: str) -> int:
        known = self._known.get((word, language))
        if known is None:
            first = next(iter(self._analysis.words(word, language)), None)
            known = self._known[word, language] = (first.folded, first.stem) if first else ("", "")
        folded, stem = known
        if folded == term.exact or (term.prefix and folded.startswith(term.exact)):
            return _EXACT
        if term.only_exact:
            return 0
        if stem in term.stems:
            return _STEM
        parts = self._part_stems.get(folded)
        if parts is None:
            parts = self._part_stems[folded] = frozenset(self._parts(folded))
        return _PART if not parts.isdisjoint(term.stems) else 0

    def _hits_near(self, best: _Window, language: str) -> list[_Hit]:
        """All hits in the cut piece, also those beyond the window, so that none of its words stays unmarked."""
        first = max(best.hits[0].start - BEFORE - ROOM, 0)
        last = best.hits[0].start + 2 * ROOM
        found = self._hits(best.text[first:last], language)
        return [hit._replace(start=hit.start + first, end=hit.end + first) for hit in found] or best.hits

    def _reason(self, hits: Sequence[_Hit], reference: str, *, in_annex: bool) -> Reason:
        if reference and any(one.number and one.number.search(_plain(reference)) for one in self._single):
            return Reason(Why.NUMBER, reference)
        if not hits or any(hit.strength > _PART and not hit.synonym for hit in hits):
            return Reason(in_annex=in_annex)
        own_parts = [hit for hit in hits if not hit.synonym]
        if own_parts:
            return Reason(Why.PART, own_parts[0].word, in_annex)
        return Reason(Why.SYNONYM, hits[0].synonym, in_annex)


def as_html(parts: Parts) -> str:
    """Escaped, the marked words inside ``<mark>``."""
    return "".join(f"<mark>{html.escape(text)}</mark>" if marked else html.escape(text) for text, marked in parts)


def as_text(parts: Parts) -> str:
    return "".join(part.text for part in parts)


def beginning(texts: Sequence[str]) -> Parts:
    """The first words of the first text that has any."""
    text = next((one for one in texts if one.strip()), "")
    return _cut(text[: 2 * ROOM + 200].lstrip(), [], more=len(text) > 2 * ROOM + 200)


# --- Texts as they are compared ---

# Letters that the analysis takes for the same; each stays one character, so that places stay what they are.
_UNACCENTED = str.maketrans(
    "àáâãåāăąçćčďèéêëēęěğìíîïīıłñńňòóôõøōőŕřśşšșťţțùúûūůűýÿźżž\u0623\u0625\u0622\u0671\u0649\u06cc\u06a9\u0629\u0624\u0626",
    "aaaaaaaacccdeeeeeeegiiiiiilnnnooooooorrsssstttuuuuuuyyzzz\u0627\u0627\u0627\u0627\u064a\u064a\u0643\u0647\u0648\u064a",
)


def _plain(text: str) -> str:
    """Lower case, umlauts without their dots; every character stays where it was."""
    return text.lower().replace("ä", "a").replace("ö", "o").replace("ü", "u")


def _sought(term: Term, place: int, synonym: str = "") -> _Sought:
    if term.exact.startswith("#"):
        return _Sought(term, place, (), _number(term.exact), synonym)
    said = _plain(term.said.strip())
    forms = [said, term.exact]
    if not term.prefix and not term.only_exact:
        for stem in term.stems:
            # The forms of a word share the beginning of its stem ("studi": study, studies).
            shared = _shared(stem, said.replace("ß", "ss"))
            forms += [stem, shared] if len(shared) >= max(3, len(stem) - 2) else [stem]
            if stem.endswith("i") and len(stem) > 4:
                forms.append(stem[:-1])
    spelled = [spelling for form in forms if form for spelling in (form, _sharp(form), _dotless(form))]
    return _Sought(term, place, _shortest([*spelled, *(one.translate(_UNACCENTED) for one in spelled)]), None, synonym)


def _shortest(needles: Iterable[str]) -> tuple[str, ...]:
    """Each once, without those that hold another one: it finds all they would find."""
    kept: list[str] = []
    for one in sorted(set(needles), key=lambda needle: (len(needle), needle)):
        if not any(other in one for other in kept):
            kept.append(one)
    return tuple(kept)


def _shared(one: str, other: str) -> str:
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return one[:length]


def _sharp(needle: str) -> str:
    return needle.replace("ss", "ß")


def _dotless(needle: str) -> str:
    """ "foerder" as it stands in ``_plain``: "forder"."""
    return needle.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _number(exact: str) -> re.Pattern[str]:
    """A canonical reference number ("#2019.465", "#vo.2019.465") in any spelling."""
    parts = [rf"0*{re.escape(one)}" if one.isdigit() else re.escape(one) for one in exact[1:].split(".") if one]
    return re.compile(r"(?<![\w/])" + r"[\s/.\-–_]{0,3}".join(parts) + r"(?!\w)")


# Signs inside words that are no letters: the joiners of Persian, the vowels of Arabic.
_JOINING = frozenset("\u200c\u200d" + "".join(map(chr, range(0x064B, 0x0653))))


def _word_around(text: str, start: int, end: int) -> tuple[int, int]:
    while start and ((before := text[start - 1]).isalnum() or before in _JOINING):
        start -= 1
    size = len(text)
    while end < size and ((after := text[end]).isalnum() or after in _JOINING):
        end += 1
    return start, end


def _visible(text: str) -> str:
    """Without the signs that divide words at the ends of lines and that nobody sees."""
    for sign in ("\u00ad", "\u200b", "\ufffe"):
        if sign in text:
            text = text.replace(sign, "")
    return text


# --- Choosing a place and cutting it out ---


def _without_overlap(found: list[_Hit]) -> list[_Hit]:
    kept: list[_Hit] = []
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.strength, bool(hit.synonym))):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _side_by_side(found: list[list[_Hit]]) -> Iterator[_Hit]:
    """Of the hits of each word of a phrase those that stand in its order, one right after the other."""
    if not all(found):
        return
    after = [{hit.start: hit for hit in hits} for hits in found[1:]]
    for first in sorted(found[0]):
        chain = [first]
        for starts in after:
            # A word that is left out of every question ("der") may stand between.
            following = next((starts[at] for at in range(chain[-1].end, chain[-1].end + 14) if at in starts), None)
            if following is None:
                break
            chain.append(following)
        else:
            yield from chain


def _densest(hits: list[_Hit]) -> list[_Hit]:
    """The hits of the piece as long as a snippet that holds most of the question; the first of equals."""
    best: list[_Hit] = []
    worth, most = (0, 0), _worth(hits)
    first = 0
    for last in range(len(hits)):
        while hits[last].end - hits[first].start > ROOM - BEFORE // 2:
            first += 1
            if first > last:
                break
        window = hits[first : last + 1]
        if window and _worth(window) > worth:
            best, worth = window, _worth(window)
            if worth == most:
                break
    return best


def _worth(window: list[_Hit]) -> tuple[int, int]:
    """How many of the words that all have to be there it holds, and how well."""
    by_place: dict[int, int] = {}
    for hit in window:
        by_place[hit.place] = max(by_place.get(hit.place, 0), 2 * hit.strength - bool(hit.synonym))
    return len(by_place), sum(by_place.values())


_SENTENCE = re.compile(r"[.!?:;]\s+|\n+\s*")


def _cut(text: str, hits: list[_Hit], *, more: bool = False) -> Parts:
    """About ``ROOM`` characters around the first hits, from the start of a sentence if one is near."""
    start = _start(text, hits[0].start) if hits else 0
    end = _end(text, start, hits)
    # A cut piece that reaches the end of the text may begin earlier.
    if end == len(text) and end - start < ROOM and start and not more:
        start = _start_of_word(text, max(end - ROOM, 0), start)
    parts = list(_marked(text, start, end, hits))
    if start and not _SENTENCE.search(text[max(start - 3, 0) : start]):
        parts.insert(0, Part("… "))
    if end < len(text) or more:
        parts.append(Part(" …"))
    return tuple(parts)


def _start(text: str, hit: int) -> int:
    if hit <= BEFORE:
        return 0
    ends = [match.end() for match in _SENTENCE.finditer(text, hit - BEFORE, hit)]
    return ends[-1] if ends else _start_of_word(text, hit - BEFORE // 2, hit)


def _start_of_word(text: str, at: int, most: int) -> int:
    if at == 0:
        return 0
    space = text.find(" ", at, most)
    return most if space < 0 else space + 1


def _end(text: str, start: int, hits: list[_Hit]) -> int:
    if start + ROOM >= len(text):
        return len(text)
    least = next((hit.end for hit in hits if hit.start >= start), start)
    space = max(text.rfind(" ", start, start + ROOM), text.rfind("\n", start, start + ROOM))
    return max(space if space > start else start + ROOM, least)


def _marked(text: str, start: int, end: int, hits: Iterable[_Hit]) -> Parts:
    parts: list[Part] = []
    at = start
    spaced = _spacing(text[start:end])
    for hit in hits:
        if hit.start >= at and hit.end <= end:
            if hit.start > at:
                parts.append(Part(spaced(text[at : hit.start])))
            parts.append(Part(text[hit.start : hit.end], marked=True))
            at = hit.end
    if at < end:
        parts.append(Part(spaced(text[at:end])))
    return tuple(parts)


_SPACE = re.compile(r"[\s\x00-\x1f]+")
# A line that goes on in small letters was broken for a page. Otherwise lines are headings and points of an agenda, and
# a dot keeps them apart.
_BROKEN = re.compile(r"[^\n]\n[a-zäöüß]")
_NEW_LINE = re.compile(r"(?:^|(?<=[^\s.!?:;,]))[^\S\n]*\n\s*")


def _spacing(text: str) -> Callable[[str], str]:
    """How the white space of a piece of text is shown in one line."""
    if "\n" not in text or _BROKEN.search(text):
        return lambda piece: _SPACE.sub(" ", piece)
    return lambda piece: _SPACE.sub(" ", _NEW_LINE.sub(" · ", piece))
