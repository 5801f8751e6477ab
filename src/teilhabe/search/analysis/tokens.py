"""What the analysis of a text gives out; every engine indexes these tokens and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Zone(StrEnum):
    """Where in an entry a word stands, the most telling first."""

    TITLE = "title"  # title and reference number
    TEXT = "text"  # summary and the entry's own text: decision, reasons, agenda
    ANNEX = "annex"  # attachments


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text.

    ``stems`` stand in the order of the text and may repeat, for phrases and frequencies. ``parts`` are the stems of the
    parts of its compounds ("Grundschulentwicklung": the stems of Grundschule, Schule, Entwicklung), each once per
    compound, without the compound's own stem; of a hyphenated word ("Eltern-Kind-Gruppe") also the stem of the whole.
    ``exact`` are the folded surface forms, hyphenated ones also closed ("elternkindgruppe"), and the canonical
    reference numbers, each once.
    """

    stems: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """Stems and parts of one zone, joined by blanks: a text goes to another process five times as fast as its thousand
    words."""

    stems: str = ""
    parts: str = ""


@dataclass(frozen=True, slots=True)
class EntryTokens:
    """The tokens of all zones of an entry as an engine takes them, joined by blanks. ``title_exact``: the surface forms
    of the title; ``exact``: those of all zones; ``anywhere``: every stem and every part, in whichever zone. In these
    three each token stands once."""

    zones: Mapping[Zone, Joined]
    title_exact: str = ""
    exact: str = ""
    anywhere: str = ""

    @classmethod
    def of(cls, zones: Mapping[Zone, Tokens]) -> Self:
        """From tokens by zone. ``Analyzer.entry`` gives the same for texts, faster."""
        title = zones.get(Zone.TITLE, Tokens())
        return cls(
            zones={zone: Joined(" ".join(one.stems), " ".join(one.parts)) for zone, one in zones.items()},
            title_exact=" ".join(dict.fromkeys(title.exact)),
            exact=" ".join(dict.fromkeys(form for one in zones.values() for form in one.exact)),
            anywhere=" ".join(dict.fromkeys(stem for one in zones.values() for stem in (*one.stems, *one.parts))),
        )


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: ``text[start:end]``, folded as the analysis compares it, and its stem."""

    start: int
    end: int
    folded: str
    stem: str
