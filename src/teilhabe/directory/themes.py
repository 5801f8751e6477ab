"""Themes of a municipality, and which of them a text is about, by the words in it (``themes.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

DATA = Path(__file__).with_name("themes.toml")
MOST = 3
"""So many themes a text has at most."""
READ = 5_000
"""Characters of a text that are looked at: what it is about stands at its beginning."""

# In the order in which people are offered them.
THEMES: dict[str, StrPromise] = {
    "integration": _("Integration und Migration"),
    "language": _("Sprachen"),
    "school": _("Schule"),
    "early-childhood": _("Frühe Bildung und Kita"),
    "transition": _("Übergang Schule und Beruf"),
    "youth": _("Jugend"),
    "family": _("Familie und Kinder"),
    "housing": _("Wohnen und Unterbringung"),
    "equality": _("Gleichstellung und Antidiskriminierung"),
    "social": _("Soziales, Alter und Teilhabe"),
    "culture": _("Kultur"),
    "sport": _("Sport"),
    "health": _("Gesundheit"),
    "digital": _("Digitales und Verwaltung"),
    "building": _("Bauen und Stadtentwicklung"),
    "traffic": _("Verkehr und Mobilität"),
    "environment": _("Umwelt und Klima"),
    "finance": _("Haushalt und Finanzen"),
    "safety": _("Sicherheit und Ordnung"),
    "participation": _("Beteiligung und Demokratie"),
}

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# A word of the title weighs as much as the text can at most; a theme of which only the text speaks needs this much.
_IN_TITLE = 6.0
_WEAK = 0.4
_TEXT_AT_MOST = 6.0
_TEXT_ALONE = 4.0
# A word counts so often in a text, and themes with less than this part of the first one's weight are left out.
_REPEATED = 3
_BESIDE = 0.34
_REMEMBERED = 50_000


def theme_label(key: str) -> str:
    """What a theme is called; the key itself if there is no such theme (any more)."""
    return str(THEMES.get(key, key))


def themes_of(title: str, text: str = "") -> tuple[str, ...]:
    """At most ``MOST`` keys, the theme most spoken of first. A word of the title counts more than the text.

    >>> themes_of("Schulentwicklungsplan der Stadt Monschau")
    ('school',)
    """
    reader = _reader()
    small = title.lower()
    score: defaultdict[str, float] = defaultdict(float)
    for word in dict.fromkeys(_WORD.findall(small)):
        for theme, weight in reader.speaks_of(word):
            score[theme] += _IN_TITLE * weight
    for theme, weight in reader.phrases_in(small):
        score[theme] += _IN_TITLE * weight
    said: defaultdict[str, float] = defaultdict(float)
    for word, count in Counter(_WORD.findall(text[:READ].lower())).items():
        for theme, weight in reader.speaks_of(word):
            said[theme] += min(count, _REPEATED) * weight
    for theme, amount in said.items():
        if theme in score or amount >= _TEXT_ALONE:
            score[theme] += min(amount, _TEXT_AT_MOST) / 2
    order = {key: place for place, key in enumerate(THEMES)}
    best = sorted(score.items(), key=lambda item: (-item[1], order[item[0]]))[:MOST]
    return tuple(theme for theme, amount in best if amount >= max(_WEAK * _IN_TITLE + 0.1, best[0][1] * _BESIDE))


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a theme, as one expression each."""

    theme: str
    strong: re.Pattern[str]
    weak: re.Pattern[str] | None
    never: re.Pattern[str] | None


class _Reader:
    """Remembers of which themes a word speaks: texts of councils repeat their words."""

    def __init__(self, words: list[_Words], phrases: list[tuple[str, str]]) -> None:
        self._words = words
        self._phrases = phrases
        self._known: dict[str, tuple[tuple[str, float], ...]] = {}

    def speaks_of(self, word: str) -> tuple[tuple[str, float], ...]:
        known = self._known.get(word)
        if known is None:
            if len(self._known) > _REMEMBERED:
                self._known = {}
            known = self._known[word] = tuple(self._look(word))
        return known

    def phrases_in(self, title: str) -> list[tuple[str, float]]:
        return [(theme, 1.0) for phrase, theme in self._phrases if phrase in title]

    def _look(self, word: str) -> list[tuple[str, float]]:
        found = []
        for words in self._words:
            if words.never and words.never.fullmatch(word):
                continue
            if words.strong.fullmatch(word):
                found.append((words.theme, 1.0))
            elif words.weak and words.weak.fullmatch(word):
                found.append((words.theme, _WEAK))
        return found


@cache
def _reader() -> _Reader:
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))["theme"]
    words, phrases = [], []
    for theme in data:
        strong = [word for word in theme["words"] if " " not in word]
        phrases += [(word.strip("*"), theme["key"]) for word in theme["words"] if " " in word]
        words.append(
            _Words(
                theme["key"],
                _pattern(strong),
                _pattern(theme["weak"]) if theme.get("weak") else None,
                _pattern(theme["never"]) if theme.get("never") else None,
            )
        )
    return _Reader(words, phrases)


def _pattern(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word).replace(r"\*", ".*") for word in words))
