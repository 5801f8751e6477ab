"""Bytes → JSON: encodings, byte order marks, stray control characters, and pages that only look like an answer."""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import Any

from teilhabe.core.fetching.errors import NotJson, Refused

# Sentences of gates and of switched-off modules, in lower case; they come with HTTP 200.
_REFUSALS = (
    ("zu viele zugriffe", "zu viele Zugriffe"),
    ("altcha", "Prüfung auf Roboter"),
    ("captcha", "Prüfung auf Roboter"),
    ("/_gate/", "Prüfung auf Roboter"),
    ("zugriff verweigert", "„Zugriff verweigert“"),
    ("access denied", "„Access denied“"),
    ("request rejected", "Anfrage von einer Firewall zurückgewiesen"),
)
_TITLE = re.compile(r"<(?:title|h1)[^>]*>\s*([^<]{1,80})", re.IGNORECASE)


def read(url: str, body: bytes) -> Any:
    """The JSON in ``body``. Raises NotJson (worth another try) or Refused (a gate answered in the system's place)."""
    return read_telling(url, body)[0]


def read_telling(url: str, body: bytes) -> tuple[Any, bool]:
    """As :func:`read`, and whether it held numbers that are none: NaN and what is too large. They become None."""
    if b"\x00" in body:
        body = body.replace(b"\x00", b"")
    try:
        shown = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Old systems deliver Latin-1, whatever the header says; cp1252 is what they mean by it.
        shown = body.decode("cp1252", "replace")
    try:
        # Not strict: line breaks and tabs inside strings are not allowed in JSON and common all the same.
        odd: list[str] = []

        def number(said: str) -> float | None:
            value = float(said)
            if isfinite(value):
                return value
            odd.append(said)
            return None

        return json.loads(shown, strict=False, parse_constant=odd.append, parse_float=number), bool(odd)
    except (ValueError, RecursionError):
        raise _complaint(url, shown) from None


def canonical(data: Any) -> bytes:
    """The JSON as it is archived: compact, the order of names as it came."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _complaint(url: str, shown: str) -> NotJson | Refused:
    start = shown[:4000].lower()
    if "<" in start[:200]:
        for phrase, reason in _REFUSALS:
            if phrase in start:
                return Refused(url, reason=reason)
        title = _TITLE.search(shown[:4000])
        return NotJson(url, looks=f"HTML-Seite „{title[1].strip()}“" if title else "HTML-Seite")
    if not shown.strip():
        return NotJson(url, looks="leere Antwort")
    return NotJson(url, looks="unvollständig oder beschädigt")
