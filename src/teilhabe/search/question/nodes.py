"""A question as a tree. Its words are analysed already, by the same analysis as the index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Term:
    """A word. It matches exactly (``exact``), by any of its ``stems`` (one for each language of the index), or as a
    part of a compound; engines rank in this order. ``prefix``: any word that begins with ``exact`` matches, too.

    ``said`` is the word as typed or, for a synonym, as people write it; ``weight`` is below 1 for synonyms.
    ``only_exact``: a canonical reference number or anything else that has no forms.
    """

    said: str
    exact: str
    stems: tuple[str, ...] = ()
    prefix: bool = False
    weight: float = 1.0
    only_exact: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side in this order, in one zone, by their stems."""

    terms: tuple[Term, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Both:
    """All of them (and)."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of them (or); a word with its synonyms is one of these."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """None of what ``node`` finds; stands only inside ``Both``."""

    node: Node


@dataclass(frozen=True, slots=True)
class Everything:
    """No question was asked: all entries."""


Node: TypeAlias = Term | Phrase | Both | Either | Without | Everything
