"""What the analysis of a text gives out; every engine indexes these tokens and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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

    def joined(self) -> Joined:
        return Joined(" ".join(self.stems), " ".join(self.parts), " ".join(self.exact))


@dataclass(frozen=True, slots=True)
class Joined:
    """``Tokens`` as an engine takes them, joined by blanks: a text goes to another process five times as fast as its
    thousand words."""

    stems: str = ""
    parts: str = ""
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: ``text[start:end]``, folded as the analysis compares it, and its stem."""

    start: int
    end: int
    folded: str
    stem: str
