"""Stems: Snowball by language, with what German council papers need beyond it."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Final

import Stemmer

from .folding import plain

# Languages by their short code. Ukrainian, Kurdish, Dari in Latin script and the rest have no stemmer: their words
# are compared folded. A rule of our own for Ukrainian endings would guess at cases that synonyms answer better.
_ALGORITHMS: Final = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "prs": "persian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
VERSION: Final = Stemmer.version()

# Snowball takes the umlaut off every stem, so that Haus and Häuser are one. These are words of their own: Förderung is
# no Forderung, Schüler no Schule, Bürger no Burg, Einführung no Einfuhr.
_APART: Final = (
    ("foerd", "ford"),
    ("schuel", "schul"),
    ("buerg", "burg"),
    ("zaehl", "zahl"),
    ("loesung", "losung"),
    ("fuehr", "fuhr"),
    ("schoen", "schon"),
    ("wuerd", "wurd"),
)
# Foreign words whose plural Snowball does not know (Gremium and Gremien): what falls, and behind which stems.
_FOREIGN: Final = {
    "um": (
        *("dezernium", "direktorium", "gremium", "gymnasium", "kollegium", "konsortium", "kriterium", "kuratorium"),
        *("laboratorium", "ministerium", "museum", "praesidium", "prasidium", "praktikum", "spektrum", "stipendium"),
        "zentrum",
    ),
    "a": ("firma", "praktika", "schema", "thema"),
    "o": ("konto", "risiko"),
    "is": ("praxis",),
    # After a vowel an s is no ending to Snowball: Haus, Kreis, Status.
    "s": (
        *("autos", "azubis", "buros", "demos", "fotos", "handys", "hobbys", "infos", "kinos", "kitas", "kontos"),
        *("logos", "radios", "sofas", "studios", "videos"),
    ),
}
_LONGEST: Final = 200


class _Stemmers(threading.local):
    """Stemmers of one thread: Snowball's are not made to be shared."""

    def __init__(self) -> None:
        self.known: dict[str, Stemmer.Stemmer | None] = {}

    def of(self, language: str) -> Stemmer.Stemmer | None:
        if language not in self.known:
            algorithm = _ALGORITHMS.get(language)
            # What was stemmed before is remembered by the analyzer, once for all it knows of a word.
            self.known[language] = Stemmer.Stemmer(algorithm, maxCacheSize=0) if algorithm else None
        return self.known[language]


_stemmers = _Stemmers()


def stem(surface: str, folded: str, language: str) -> str:
    """The stem of a word in ``language``; the folded word itself where there is no stemmer. ``surface`` is in lower
    case with its accents, ``folded`` as ``folding.fold_word`` gives it.

    >>> [german(word) for word in ("haeuser", "haus", "foerderung", "forderung", "schueler", "schulen", "gremien")]
    ['haus', 'haus', 'foerder', 'forder', 'schuel', 'schul', 'gremi']
    >>> stem("réfugiés", "refugies", "fr"), stem("сім'я", "сімя", "uk")
    ('refugi', 'сімя')
    """
    if language == "de":
        return german(folded)
    stemmer = _stemmers.of(language)
    if stemmer is None or len(surface) > _LONGEST:
        return folded
    return plain(stemmer.stemWord(surface)) or folded


@lru_cache(maxsize=20_000)
def german(folded: str) -> str:
    """The stem of a folded German word. Remembered: the parts of compounds are few, and each stands in many."""
    stemmer = _stemmers.of("de")
    if stemmer is None or len(folded) > _LONGEST or not folded.isalpha():
        return folded
    found = stemmer.stemWord(folded)
    for spelled, bare in _APART:
        if spelled in folded:
            start, middle, end = found.rpartition(bare)
            found = f"{start}{spelled}{end}" if middle else found
    for ending, words in _FOREIGN.items():
        if found.endswith(words):
            found = found.removesuffix(ending)
    return found or folded


def base_language(language: str) -> str:
    """The short code: "de" of "de-DE" and of nothing."""
    return language.partition("-")[0].partition("_")[0].lower() or "de"
