"""Other words for the same thing: of the field, and German for the core terms of six other languages.

``data/synonyms.toml`` holds them, written by us. ``[[field]]`` groups are German: what is typed of ``words``,
``acronyms`` or ``leads`` also finds the others of ``words`` and ``acronyms``. ``[[core]]`` terms have words in seven
languages: what is typed in one of the others finds the German ones.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from ..analysis.analyzer import Analyzer
from ..analysis.folding import fold_word

DATA = Path(__file__).with_name("data") / "synonyms.toml"
LANGUAGES = ("de", "en", "fr", "tr", "uk", "ar", "fa")
MOST_USED = 6
SYNONYM = 0.6
"""What another word weighs beside the one that was typed ..."""
TRANSLATION = 0.8
"""... and its first translation."""

_ARABIC_SCRIPT = re.compile("[\u0600-\u06ff]")
_PERSIAN = re.compile("[پچژگکی\u200c]|ه$")
# "And", "with", "like" and "for" are written together with the article; the stemmer knows the bare article only.
_JOINED_ARTICLE = re.compile("^(?:[وفبك]ال|لل)(?=.{4})")
# Shorter words of other languages are too often German ones or parts of names: they count as written, accents and all.
_SURE = 4


@dataclass(frozen=True, slots=True)
class Found:
    """The first ``words`` of what was asked are known, in ``language``; ``used`` are German wordings with weights."""

    words: int
    used: tuple[tuple[str, float], ...]
    language: str


@dataclass(frozen=True, slots=True)
class _Meaning:
    used: tuple[tuple[str, float], ...]
    language: str


class Synonyms:
    """What to look for besides. Safe to use from several threads."""

    MOST_WORDS: ClassVar[int] = 5

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    def of(self, words: Sequence[str], analyzer: Analyzer) -> Found | None:
        """The longest run of ``words``, from the first one, that is known; German before the others."""
        keys = _keys(self, analyzer)
        words = words[: self.MOST_WORDS]
        best: tuple[tuple[int, bool, bool], Found] | None = None
        for language in _likely(words[0]):
            for length, key in _runs(words, language, keys, analyzer):
                # The longest run; German before other languages; the word itself before others of its stem.
                rank = (length, language == "de", key[1] in ("~", "="))
                if best and best[0] >= rank:
                    continue
                meaning = keys.meanings.get(key)
                if meaning and (used := _without(words[:length], meaning, analyzer)):
                    best = rank, Found(length, used, language)
        return best[1] if best else None

    def entries(self) -> Iterator[tuple[str, str, _Meaning]]:
        """Every wording with its language and meaning; the third of a wording that counts as written begins with =."""
        for group in self._data.get("field", ()):
            others = (*group["words"], *group.get("acronyms", ()))
            meaning = _Meaning(tuple((other, SYNONYM) for other in others), "de")
            as_written = frozenset(group.get("as_written", ()))
            for wording in (*others, *group.get("leads", ())):
                yield ("=" + wording if wording in as_written else wording), "de", meaning
        for term in self._data.get("core", ()):
            weights = (TRANSLATION, *[SYNONYM] * len(term["de"]))
            meanings = tuple(zip(term["de"], weights, strict=False))
            for language in LANGUAGES[1:]:
                for wording in term[language]:
                    short = " " not in wording and len(fold_word(wording)) < _SURE
                    yield ("=" + wording if short else wording), language, _Meaning(meanings, language)


@lru_cache(maxsize=1)
def field_synonyms() -> Synonyms:
    """Ours, read once."""
    return Synonyms(tomllib.loads(DATA.read_text(encoding="utf-8")))


def _likely(word: str) -> Sequence[str]:
    """The languages a word may be of. Persian comes before Arabic where its letters, or its way to end a word, say
    so."""
    if word.isascii() or not _ARABIC_SCRIPT.search(word):
        return LANGUAGES
    persian = _PERSIAN.search(word)
    return ("fa", "ar") if persian else ("ar", "fa")


_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Keys:
    """``meanings`` by language and stems, or by language and a word alone: "=" as written, "~" folded; ``longest`` how
    many words the longest wording has that begins with this stem."""

    meanings: dict[_Key, _Meaning]
    longest: dict[tuple[str, str], int]


@lru_cache(maxsize=4)
def _keys(synonyms: Synonyms, analyzer: Analyzer) -> _Keys:
    """Wordings by the stems of their words, once for each analyzer; a wording of two groups means both."""
    keys = _Keys({}, {})
    for wording, language, meaning in synonyms.entries():
        if wording.startswith("="):
            key: _Key = (language, "=", wording[1:])
        else:
            words = wording.split()
            key = (language, *(stem for word in words for stem in _stems(word, language, analyzer)))
            keys.longest[key[0], key[1]] = max(keys.longest.get((key[0], key[1]), 0), len(words))
            if len(words) == 1:
                _mean(keys, (language, "~", fold_word(wording)), meaning)
        _mean(keys, key, meaning)
    return keys


def _mean(keys: _Keys, key: _Key, meaning: _Meaning) -> None:
    before = keys.meanings.get(key)
    used = dict(before.used) | dict(meaning.used) if before else dict(meaning.used)
    keys.meanings[key] = _Meaning(tuple(used.items()), meaning.language)


def _runs(words: Sequence[str], language: str, keys: _Keys, analyzer: Analyzer) -> Iterator[tuple[int, _Key]]:
    """The keys that the words may be known by, the longest first; most words begin none."""
    if first := _stems(words[0], language, analyzer):
        longest = min(len(words), keys.longest.get((language, first[0]), 0))
        rest = [_stems(word, language, analyzer) for word in words[1:longest]]
        for length in range(longest, 0, -1):
            if length == 1:
                # The word itself before others of its stem: an Arabic school is no teacher.
                yield length, (language, "~", fold_word(words[0]))
            yield length, (language, *first, *(stem for stems in rest[: length - 1] for stem in stems))
    yield 1, (language, "=", words[0])
    if language != "de":
        yield 1, (language, "=", words[0].lower())


def _stems(word: str, language: str, analyzer: Analyzer) -> tuple[str, ...]:
    """What forms of a word have in common. English and French ones give up the s of the plural only: by their stems
    the German "Rente" would be an English rent."""
    if language in ("en", "fr"):
        folded = analyzer.term(word, (language,)).exact
        return (folded[:-1] if folded.endswith("s") and folded[-2:] != "ss" and len(folded) > _SURE else folded,)
    if language == "ar":
        word = _JOINED_ARTICLE.sub("", word)
    (stem,) = analyzer.term(word, (language,)).stems or ("",)
    if language == "tr" and stem:
        # Turkish takes off one ending after the other: "öğretmenler" stops at what "öğretmen" loses one more of. What
        # is left of short words ("toplantı": top) is a word of other languages.
        (shorter,) = analyzer.term(stem, (language,)).stems or ("",)
        stem = next((some for some in (shorter, stem) if len(some) >= _SURE), fold_word(word))
    return (_bare_ukrainian(stem),) if language == "uk" else (stem,)


# No stemmer knows Ukrainian. The commonest endings of nouns and adjectives, so that "школу" and "школи" are "школа";
# only for finding a wording in the list, where a stem too short would have to be in the list, too.
_ENDINGS = "ами ями ого ому ими ові еві ів їв ах ях ам ям ою ею єю ій ії ію їх им ої у ю а я и і ї е є о ь й"
_UKRAINIAN = sorted({fold_word(ending) for ending in _ENDINGS.split()}, key=lambda ending: (-len(ending), ending))


def _bare_ukrainian(folded: str) -> str:
    for ending in _UKRAINIAN:
        if folded.endswith(ending) and len(folded) - len(ending) >= 3:
            return folded.removesuffix(ending)
    return folded


def _without(run: Sequence[str], meaning: _Meaning, analyzer: Analyzer) -> tuple[tuple[str, float], ...]:
    """What a meaning adds to what was typed."""
    typed = [analyzer.term(word, ("de",)).stems for word in run]
    used = [(text, weight) for text, weight in meaning.used if _german(text, analyzer) != typed]
    return tuple(used[:MOST_USED])


@lru_cache(maxsize=2_000)
def _german(text: str, analyzer: Analyzer) -> list[tuple[str, ...]]:
    """The stems of a wording of ours. Remembered: each is asked for with every question about its group."""
    return [analyzer.term(word, ("de",)).stems for word in text.split()]
