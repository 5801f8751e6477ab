"""Languages of the portal: some in which every page speaks, and further ones for readers of the catalogue only.

A page that exists in the former only has, in the latter, the address of its German twin: ``reverse`` and
``{% url %}`` give it, so no page leads to one that mixes two languages.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import LocalePrefixPattern, URLResolver
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi


def reading() -> str:
    """The code of the reader's language without a country: "ar"."""
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


def is_whole(language: str | None = None) -> bool:
    """Whether every page speaks ``language`` (the active one by default)."""
    return (language or reading()) in settings.WHOLE_LANGUAGES


def speaks(language: str, path: str) -> bool:
    """Whether the page at ``path``, an address without a prefix, exists in ``language``."""
    every = path.startswith(settings.PATHS_IN_EVERY_LANGUAGE) and path not in settings.PATHS_IN_WHOLE_LANGUAGES
    return every or is_whole(language)


def is_rtl(language: str) -> bool:
    return language.split("-", maxsplit=1)[0] in settings.LANGUAGES_BIDI


# --- Words of another language on a page ---


def german(text: str) -> SafeString | str:
    """A name that stays German in every language, apart from the words around it (WCAG 3.1.2)."""
    if not text or reading() == settings.LANGUAGE_CODE:
        return text
    return format_html('<bdi lang="{}">{}</bdi>', settings.LANGUAGE_CODE, text)


def lang_of(language: str) -> SafeString:
    """The attributes of words in ``language``, with a blank before them; their direction where it is not the page's."""
    if not language:
        return SafeString("")
    if is_rtl(language) is get_language_bidi():
        return format_html(' lang="{}"', language)
    return format_html(' lang="{}" dir="{}"', language, "rtl" if is_rtl(language) else "ltr")


def with_values(sentence: str, **values: SafeString | str) -> SafeString:
    """A translated sentence whose ``%(values)s`` may be HTML, such as ``german(name)``."""
    # Sentence and values are escaped each.
    return mark_safe(escape(sentence) % {name: conditional_escape(one) for name, one in values.items()})  # nosec B308 B703


def listed(parts: Iterable[SafeString | str]) -> SafeString | str:
    """ "Eltern, Jugendliche", with the comma of the reader's language; HTML stays HTML."""
    found, comma = [part for part in parts if part], "، " if get_language_bidi() else ", "
    if any(isinstance(part, SafeString) for part in found):
        return mark_safe(comma.join(conditional_escape(part) for part in found))  # nosec B308 B703 - each is escaped
    return comma.join(found)


# --- Addresses ---


class WholePrefixPattern(LocalePrefixPattern):
    """The prefix of the active language where every page speaks it, of German in any other."""

    @property
    def language_prefix(self) -> str:
        return str(super().language_prefix) if is_whole() else ""


def whole_patterns(*urls: Any) -> list[URLResolver]:
    """As ``i18n_patterns``, for pages that exist only in languages in which all of them do."""
    return [URLResolver(WholePrefixPattern(prefix_default_language=False), list(urls))]
