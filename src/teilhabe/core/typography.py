"""Typography of German text on the server: soft hyphens in long words, hyphens that hold a name together.

Browsers without a German dictionary do not hyphenate, and a title of "Gleichstellungsbeauftragte" breaks a narrow
page. So titles carry soft hyphens from us. Text inside ``bdi`` is a foreign name and never touched.
"""

import re
from functools import cache

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
    patterns = _patterns(language.split("-", maxsplit=1)[0])
    if patterns is None:
        return escaped
    long_word = re.compile(rf"[^\W\d_]{{{longest},}}")
    parts = _UNTOUCHED.split(escaped)
    parts[::2] = [long_word.sub(lambda m: patterns.inserted(m.group(), SOFT_HYPHEN), part) for part in parts[::2]]
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


@cache
def _patterns(language: str) -> pyphen.Pyphen | None:
    """The hyphenation patterns of ``language``; at least three letters stay on either side."""
    name = _LANGUAGES.get(language)
    return pyphen.Pyphen(lang=name, left=3, right=3) if name else None
