"""What there is to say about how a question was understood. The page finds the words; ``kind`` tells notes apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias


@dataclass(frozen=True, slots=True)
class Cut:
    """The question was longer than anybody's: only ``kept``, its beginning, was asked."""

    kind: ClassVar[str] = "cut"
    kept: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Words everything holds (und, der, the) were left out."""

    kind: ClassVar[str] = "ignored"
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuoteClosed:
    """A quote had no end; it was taken to reach to the end of the question."""

    kind: ClassVar[str] = "quote_closed"
    words: str


@dataclass(frozen=True, slots=True)
class OnlyMinus:
    """Nothing was asked for, only ruled out: all entries but those."""

    kind: ClassVar[str] = "only_minus"
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synonym:
    """For the word ``said``, in ``language``, these German ones were looked for, too."""

    kind: ClassVar[str] = "synonym"
    said: str
    used: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class TakenApart:
    """No entry holds the word ``said``; its ``parts``, as people write them, were looked for together."""

    kind: ClassVar[str] = "taken_apart"
    said: str
    parts: tuple[str, ...]


Note: TypeAlias = Cut | Ignored | QuoteClosed | OnlyMinus | Synonym | TakenApart
