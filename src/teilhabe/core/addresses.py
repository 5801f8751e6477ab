"""Addresses: whole ones for sharing and machines, and those of the index in the reader's language."""

from __future__ import annotations

from django.conf import settings

from .languages import reading, speaks


def whole(path: str) -> str:
    """``path`` with the portal's own address in front."""
    return f"{settings.PORTAL_URL}{path}"


def in_language(path: str) -> str:
    """A German path of the index (``Entry.url``) in the active language; the German one where its page does not speak
    that language."""
    language = reading()
    return path if language == settings.LANGUAGE_CODE or not speaks(language, path) else f"/{language}{path}"
