"""What a feed tells, in the words of the catalogue: the same for a table, a calendar and an interface.

A format reads documents and gives items; ``plan`` compares them with what the portal has; nothing in between knows
where they came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Note:
    """What of an entry could not be taken over as it was told."""

    field: str
    """The heading, property or element of the feed."""
    said: str
    """What stood there, at most 300 characters."""
    why: str
    """One German sentence: what happened to it and what helps."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed."""

    key: str
    """What the feed calls it for good, at most 300 characters; unique in the feed."""
    values: Mapping[str, Any]
    """Fields of ``Offer`` by name, only those the feed tells, clean: HTML as the editor allows, lists of known keys."""
    organisation: str = ""
    """Name of who offers it as the feed says; empty: nobody is named."""
    url: str = ""
    """Its page at the source."""
    where: str = ""
    """For the report: "Zeile 14", "Seite 2, Eintrag 7"."""
    notes: tuple[Note, ...] = ()
    tells: frozenset[str] = frozenset()
    """Fields that this feed would tell: those of them without a value are empty at the source. Never one whose value
    could not be read."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An entry of which nothing can be taken over."""

    where: str
    why: str
    """One German sentence: what is wrong and what helps."""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """What stands in the feed and is no entry by its nature, such as a page that only holds others. No fault."""

    where: str
    why: str
    """One German sentence: what it is."""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """An entry that the feed itself calls no longer offered (OAI-PMH: deleted; a calendar: cancelled)."""

    key: str
    where: str
    why: str
    """One German sentence: what the feed said."""


Read = Item | Unreadable | Skipped | Gone
Ask = Callable[[str], bytes]
"""Gets the content of an address of the configured host. Raises ``FeedUnavailable``."""


class FeedUnavailable(Exception):
    """The feed cannot be had or is none of this format; the German sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Options:
    """What an editor said about a feed."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Of a table: heading to field of ``Offer`` (or ``organisation``, ``key``); empty: as the headings say."""
    kind: str = "offer"
    """``Offer.Kind`` where the feed does not tell."""
    language: str = "de"
    keys: frozenset[str] = frozenset()
    """Of the entries that it has told before."""


class Format(Protocol):
    """A kind of feed: ``csv``, ``excel``, ``ical``, ``hsds``, ``integreat``, ``amb``, ``oai``."""

    key: str
    name: str
    """For people: "CSV-Tabelle"."""
    suffixes: tuple[str, ...]
    """Of files that can be uploaded: (".csv", ".txt")."""

    def documents(self, ask: Ask, url: str) -> Iterator[bytes]:
        """All documents of the feed at ``url``, page after page. Raises FeedUnavailable."""

    def read(self, documents: Iterator[bytes], options: Options) -> Iterator[Read]:
        """The entries in their order, one after the other without holding all of them. Raises FeedUnavailable."""
