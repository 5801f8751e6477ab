"""Addresses: whole ones for sharing and machines, and those of the index in the reader's language."""

from __future__ import annotations

from django.conf import settings

from .languages import reading, speaks


def whole(path: str) -> str:
    """``path`` with the portal's own address in front."""
    return f"{settings.PORTAL_URL}{path}"


def without_language(path: str) -> str:
    """The German twin of ``path``, an address in the active language."""
    return path if reading() == settings.LANGUAGE_CODE else path.removeprefix(f"/{reading()}")


def in_language(path: str, language: str = "") -> str:
    """A German path, such as those of the index (``Entry.url``), in ``language`` (the active one by default); the
    German one where its page does not speak that language.

    Unlike ``reverse`` with another language active it loads no words: each language has two megabytes of them.
    """
    language = language or reading()
    return path if language == settings.LANGUAGE_CODE or not speaks(language, path) else f"/{language}{path}"
