"""Texts in other languages from a service that the operator chose: DeepL, or a LibreTranslate of their own."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import nh3
from django.conf import settings
from django.utils.translation import gettext

if TYPE_CHECKING:
    import httpx

SECONDS = 20.0
MOST_BYTES = 2_000_000
PER_REQUEST = 40
"""So many texts go into one request; DeepL takes 50."""
NAMES = {"deepl": "DeepL", "libretranslate": "LibreTranslate"}
_DEEPL = "https://api.deepl.com"
# DeepL wants to know which English.
_DEEPL_TARGETS = {"en": "EN-GB"}

_INLINE = {"a", "b", "br", "em", "i", "strong", "sub", "sup"}


class TranslationUnavailable(Exception):
    """The service could not or would not translate; the sentence says why, for whoever asked."""


def machine() -> str:
    """What the service is called, empty where none is set."""
    has_address = bool(settings.MT_URL) or settings.MT_SERVICE == "deepl"
    return NAMES.get(settings.MT_SERVICE, "") if has_address else ""


def translated(texts: Sequence[str], language: str) -> list[str]:
    """German ``texts`` (HTML with inline tags) in ``language``, in the same order. Raises TranslationUnavailable."""
    # Every web process knows this module, hardly any of them ever asks.
    import httpx

    if not machine() or not _is_safe_way():
        raise TranslationUnavailable(gettext("Es ist kein Dienst für maschinelle Übersetzung eingerichtet."))
    ask = _deepl if settings.MT_SERVICE == "deepl" else _libretranslate
    found: list[str] = []
    # The host comes from the settings alone: no proxy of the environment, no redirect to another one.
    with httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as client:
        for start in range(0, len(texts), PER_REQUEST):
            part = list(texts[start : start + PER_REQUEST])
            said = ask(client, part, language)
            if len(said) != len(part) or not all(isinstance(one, str) for one in said):
                raise TranslationUnavailable(gettext("Der Übersetzungsdienst hat unverständlich geantwortet."))
            found += map(_clean, said)
    return found


def _clean(text: str) -> str:
    """Words with nothing but the inline tags that German texts have; a link is known by its ``id``."""
    return nh3.clean(text, tags=_INLINE, attributes={"a": {"id"}}, link_rel=None)


def _is_safe_way() -> bool:
    """Whether key and texts travel where nobody reads along: encrypted, or to a host of one's own net."""
    url = urlsplit(settings.MT_URL)
    if not settings.MT_URL or url.scheme == "https":
        return True
    host = url.hostname or ""
    try:
        return ip_address(host).is_private
    except ValueError:
        # A name without a dot is one of the own net, such as that of a container.
        return "." not in host or host.endswith((".localhost", ".local", ".internal", ".lan"))


def _deepl(client: httpx.Client, texts: list[str], language: str) -> list[Any]:
    said = _ask(
        client,
        f"{(settings.MT_URL or _DEEPL).rstrip('/')}/v2/translate",
        {
            "text": texts,
            "source_lang": "DE",
            "target_lang": _DEEPL_TARGETS.get(language, language.upper()),
            "tag_handling": "html",
        },
        {"Authorization": f"DeepL-Auth-Key {settings.MT_KEY}"},
    )
    return [one.get("text") for one in said.get("translations", []) if isinstance(one, dict)]


def _libretranslate(client: httpx.Client, texts: list[str], language: str) -> list[Any]:
    asked = {"q": texts, "source": "de", "target": language, "format": "html", "api_key": settings.MT_KEY}
    said = _ask(client, f"{settings.MT_URL.rstrip('/')}/translate", asked, {}).get("translatedText", [])
    return said if isinstance(said, list) else []


def _ask(client: httpx.Client, url: str, asked: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    import httpx

    try:
        with client.stream("POST", url, json=asked, headers=headers) as answer:
            if answer.status_code in {401, 403}:
                raise TranslationUnavailable(gettext("Der Übersetzungsdienst nimmt den Schlüssel nicht an."))
            if answer.status_code in {429, 456}:
                raise TranslationUnavailable(
                    gettext("Beim Übersetzungsdienst ist das Kontingent erschöpft. Bitte versuchen Sie es später.")
                )
            if answer.status_code != 200:
                raise TranslationUnavailable(
                    gettext("Der Übersetzungsdienst antwortet mit einem Fehler (%(status)s).")
                    % {"status": answer.status_code}
                )
            content = b""
            for chunk in answer.iter_bytes():
                content += chunk
                if len(content) > MOST_BYTES:
                    raise TranslationUnavailable(gettext("Der Übersetzungsdienst hat unverständlich geantwortet."))
        said = httpx.Response(200, content=content).json()
    except httpx.HTTPError as wrong:
        raise TranslationUnavailable(gettext("Der Übersetzungsdienst ist nicht zu erreichen.")) from wrong
    except ValueError as wrong:
        raise TranslationUnavailable(gettext("Der Übersetzungsdienst hat unverständlich geantwortet.")) from wrong
    if not isinstance(said, dict):
        raise TranslationUnavailable(gettext("Der Übersetzungsdienst hat unverständlich geantwortet."))
    return said
