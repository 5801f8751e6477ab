"""The lists of ``words.toml``, folded."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from .folding import key

_TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def _words(name: str) -> frozenset[str]:
    return frozenset(folded for word in _TABLE[name].split() if (folded := key(word)))


def _phrases(name: str) -> tuple[str, ...]:
    return tuple(key(phrase) for phrase in _TABLE[name])


ENDINGS = tuple(sorted(_words("endings"), key=len, reverse=True))
HEADS = _words("heads")
EVERYDAY = _words("everyday") | frozenset({"alte schule", "neue str"})
NEVER_ALONE = _words("never_alone")
LEADING = _words("leading")
ARTICLES = _words("articles")
PREPOSITIONS = _words("prepositions")
KINDS = _words("kinds")
# "Mobilitätsstation", "Schulstandort": what such a word ends with says enough.
KIND_ENDINGS = tuple(word for word in KINDS if len(word) > 4)
PEOPLE = _words("people")
FIRST_NAMES = _words("first_names")
PARTIES = _words("parties")
INSTITUTIONS = tuple(_words("institutions"))
ROOMS = _words("rooms")
HALLS = _words("halls")
MEETINGS = _words("meetings")
SESSIONS = _words("sessions")
GATHERS = _words("gathers")
CONTACTS = (*sorted(_words("contacts")), *_phrases("contact_phrases"))
CONTACT_LINES = _words("contact_lines")
SIGNATURES = _phrases("signatures")
DISTRIBUTION = _phrases("distribution")
ELSEWHERE = _words("elsewhere")
DISTINGUISHING = _words("distinguishing")
ADJECTIVES = _words("adjectives")
UNITS = frozenset(_TABLE["units"].split())
BURNING = _words("burning")
INDEFINITE = _words("indefinite")
