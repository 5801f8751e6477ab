"""Typography of German text on the server: soft hyphens in long words, hyphens that hold a name together.

Browsers without a German dictionary do not hyphenate, and a title of "Gleichstellungsbeauftragte" breaks a narrow
page. So titles carry soft hyphens from us. Text inside ``bdi`` is a foreign name and never touched.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import pyphen
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

TITLE_WORD = 16
"""Letters from which a word in an ``h1`` gets soft hyphens: about half a line at 360 px."""
TEXT_WORD = 24
"""Letters from which a word anywhere else gets them."""

SOFT_HYPHEN = "\u00ad"
UNBROKEN_HYPHEN = "\u2011"

# What hyphenation must step over: foreign names, tags, entities.
_UNTOUCHED = re.compile(r"(<bdi\b.*?</bdi>|<[^>]*>|&#?\w+;)", re.DOTALL | re.IGNORECASE)
_LANGUAGES = {"de": "de_DE", "en": "en_GB", "fr": "fr", "ru": "ru_RU", "uk": "uk_UA"}


def hyphenate(text: object, *, longest: int = TEXT_WORD, language: str = "de") -> SafeString:
    """``text`` as HTML with soft hyphens in words of at least ``longest`` letters.

    Plain text is escaped; HTML that is marked as safe keeps its tags, entities and everything inside ``bdi``.
    ``language`` is the text's own, such as "de"; without patterns for it nothing is hyphenated.
    """
    escaped = _escaped(text)
    code = language.split("-", maxsplit=1)[0]
    if code not in _LANGUAGES:
        return escaped
    long_word = re.compile(rf"[^\W\d_]{{{longest},}}")
    parts = _UNTOUCHED.split(escaped)
    parts[::2] = [long_word.sub(lambda m: _hyphenated(m.group(), code), part) for part in parts[::2]]
    # Only soft hyphens were added, and only between letters: what was escaped stays escaped.
    return mark_safe("".join(parts))  # nosec B308 B703


def hold_together(text: object) -> SafeString:
    """``text`` as HTML whose hyphens between letters do not break: "Eltern-Kind-Gruppe"."""
    parts = _UNTOUCHED.split(_escaped(text))
    parts[::2] = [re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", UNBROKEN_HYPHEN, part) for part in parts[::2]]
    # One character of text was exchanged for another: what was escaped stays escaped.
    return mark_safe("".join(parts))  # nosec B308 B703


def _escaped(text: object) -> SafeString:
    """``text`` as HTML; what is HTML already stays as it is."""
    return text if isinstance(text, SafeString) else escape(str(text))


@lru_cache(maxsize=4096)
def _hyphenated(word: str, language: str) -> str:
    patterns = _patterns(language)
    found = patterns.inserted(word, SOFT_HYPHEN)
    # The library remembers every word for ever.
    patterns.hd.cache.clear()
    return str(found)


@cache
def _patterns(language: str) -> pyphen.Pyphen:
    """The hyphenation patterns of ``language``; at least three letters stay on either side."""
    path = pyphen.LANGUAGES[_LANGUAGES[language]]
    pyphen.hdcache.setdefault(path, _Dictionary(path))
    return pyphen.Pyphen(filename=path, left=3, right=3)


class _Dictionary(pyphen.HyphDict):
    """As the library reads it, with its patterns kept in a tenth of the memory."""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, _Compact() if name == "patterns" else value)


class _Compact:
    """Patterns and what they say. The library would keep three objects for each of 67,000: 14 MB in every process.

    What begins alike stands in one string, each pattern with a sign for what it says; few say something of their own.
    """

    _FIRST_SIGN = 0x4E00

    def __init__(self) -> None:
        self._alike: dict[str, str] = {}
        self._said: dict[Any, str] = {}
        self._saying: list[Any] = []

    def __setitem__(self, pattern: str, said: Any) -> None:
        sign = self._said.get(said)
        if sign is None:
            sign = self._said[said] = chr(self._FIRST_SIGN + len(self._saying))
            self._saying.append(said)
        beginning = pattern[:3]
        self._alike[beginning] = f"{self._alike.get(beginning, '')}\n{pattern}\t{sign}"

    def __iter__(self) -> Iterator[str]:
        for lines in self._alike.values():
            for line in lines.split("\n")[1:]:
                yield line.partition("\t")[0]

    def get(self, pattern: str) -> Any:
        """What ``pattern`` says, or None."""
        lines = self._alike.get(pattern[:3])
        if lines is None:
            return None
        # Of two that are alike the later one counts.
        at = lines.rfind(f"\n{pattern}\t")
        return None if at < 0 else self._saying[ord(lines[at + len(pattern) + 2]) - self._FIRST_SIGN]
