"""Vocabularies (SKOS concept schemes) that offers are described with: keys in the data, labels in all languages.

A scheme is one file in ``data/``; its order is the order in which people are offered its concepts. Keys never change,
because offers, filters and other portals name them; a concept that is used no more becomes ``retired``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

DATA = Path(__file__).with_name("data")
SCHEMES = (
    "accessibility",
    "audience",
    "block",
    "language",
    "level",
    "need",
    "resource-type",
    "subject",
    "theme",
)
FALLBACK = ("de", "en")


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept. ``labels`` maps a language to its preferred label; ``matches`` are URIs of the same concept
    elsewhere (``skos:exactMatch``); ``note`` explains it in German, ``broader`` is the key of the concept above it."""

    scheme: str
    key: str
    labels: Mapping[str, str]
    note: str = ""
    broader: str = ""
    matches: tuple[str, ...] = ()
    retired: bool = False

    def label(self, language: str | None = None) -> str:
        """In ``language`` (default: the reader's), else in German."""
        wanted = (language or get_language() or "de").split("-")[0]
        return next((self.labels[one] for one in (wanted, *FALLBACK) if one in self.labels), self.key)

    def says(self, language: str | None = None) -> str:
        """The language that ``label`` answers in."""
        wanted = (language or get_language() or "de").split("-")[0]
        return next((one for one in (wanted, *FALLBACK) if one in self.labels), "de")


@dataclass(frozen=True, slots=True)
class Scheme:
    key: str
    labels: Mapping[str, str]
    concepts: Mapping[str, Concept]

    def __contains__(self, key: object) -> bool:
        return key in self.concepts

    def current(self) -> list[Concept]:
        """What people may choose now, in order."""
        return [concept for concept in self.concepts.values() if not concept.retired]


@cache
def scheme(key: str) -> Scheme:
    """The scheme with this key; raises KeyError if there is none."""
    if key not in SCHEMES:
        raise KeyError(key)
    content = tomllib.loads((DATA / f"{key}.toml").read_text(encoding="utf-8"))
    concepts = {
        row["key"]: Concept(
            key,
            row["key"],
            row["label"],
            note=row.get("note", ""),
            broader=row.get("broader", ""),
            matches=tuple(row.get("matches", ())),
            retired=row.get("retired", False),
        )
        for row in content["concept"]
    }
    return Scheme(key, content["label"], concepts)


def label(scheme_key: str, key: str, language: str | None = None) -> str:
    """What people call the concept, or its key if the scheme does not know it."""
    concept = scheme(scheme_key).concepts.get(key)
    return concept.label(language) if concept else key


def choices(scheme_key: str) -> list[tuple[str, str]]:
    """(key, label) of what may be chosen now, for forms; in the reader's language."""
    return [(concept.key, concept.label()) for concept in scheme(scheme_key).current()]


def unknown(scheme_key: str, keys: Iterable[str]) -> list[str]:
    """Those of ``keys`` that the scheme does not know."""
    known = scheme(scheme_key).concepts
    return [key for key in keys if key not in known]
