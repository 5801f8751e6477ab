"""Find entries for a question in people's words: understand it, ask the engine, load the entries, mark the words.

The page, the feeds and the interface for machines all ask here. The question itself is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from time import perf_counter
from typing import NamedTuple

from django.db.models.functions import Left
from django.utils import timezone

from .analysis.analyzer import Analyzer
from .engines.backend import Order, Result, Search
from .index.reading import Opened, SearchUnavailable, opened
from .models import Entry
from .question.lexer import clean
from .question.nodes import Node
from .question.notes import Note
from .question.understanding import understand
from .snippets import Marker, Parts, Reason

MOST = 20
"""Entries loaded for one answer."""
MOST_TEXT = 100_000
"""Characters of a text, and of attachments, in which a hit's words are looked for, to show them."""
LANGUAGES = ("de", "en", "fr", "tr", "uk", "ar", "fa")

__all__ = [
    "Found",
    "Group",
    "Hit",
    "SearchUnavailable",
    "Wanted",
    "analyzer",
    "find",
    "finds_anything",
    "values_of",
    "warm_up",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A search. ``text`` is the question as typed; the values of one filter are alternatives, the filters all hold.

    ``since`` is inclusive, ``until`` exclusive. ``literal``: the words as they are written, never corrected.
    """

    text: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    order: Order = Order.FIT
    literal: bool = False

    @property
    def narrows(self) -> bool:
        """Whether anything but the words decides what is found."""
        return bool(any(self.filters.values()) or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry with its title and two lines of its text, the words of the question marked."""

    entry: Entry
    title: Parts
    text: Parts
    reason: Reason


@dataclass(frozen=True, slots=True)
class Group:
    """The first hits of one kind, and how many there are in all."""

    kind: str
    total: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """``groups`` were asked for and make sense, or else ``hits`` hold the answer.

    ``corrected`` was searched instead of what was typed, which finds nothing; ``suggestion`` could have been meant and
    has hits, but with ``suggested_without_filters`` only where nothing is filtered.
    ``facets`` maps facet → value → number of hits. ``next`` is the cursor behind ``hits``. ``took`` is milliseconds for
    everything, ``engine_took`` those of the engine.
    """

    asked: str
    hits: tuple[Hit, ...] = ()
    groups: tuple[Group, ...] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    corrected: str = ""
    suggestion: str = ""
    suggested_without_filters: bool = False
    next: str = ""
    took: float = 0.0
    engine_took: float = 0.0


def find(
    wanted: Wanted,
    *,
    limit: int = MOST,
    skip: int = 0,
    cursor: str = "",
    per_kind: int = 0,
    count: Sequence[str] = (),
    now: datetime | None = None,
) -> Found:
    """Answer a search with at most ``limit`` hits, behind ``skip`` others or a ``cursor``.

    ``per_kind``: where there are hits of several kinds, the first so many of each instead, as groups; the kind whose
    hits fit best comes first. ``count`` names the facets to be counted. Raises SearchUnavailable while the index is
    missing or being built, BadCursor.
    """
    started = perf_counter()
    found = _Finder(opened(), wanted, now or timezone.now()).find(limit, skip, cursor, per_kind, count)
    return replace(found, took=(perf_counter() - started) * 1000)


def finds_anything(text: str) -> bool:
    """Whether a question has hits as it is; asks no database. Raises SearchUnavailable."""
    index = opened()
    node = understand(text, analyzer(), None, LANGUAGES).node
    return index.reader.search(Search(question=node, limit=1)).total > 0


def values_of(facet: str) -> Mapping[str, int]:
    """Every value of a facet with the number of its entries, the most frequent first; asks no database. Raises
    SearchUnavailable."""
    return opened().reader.search(Search(limit=1, count=(facet,))).facets.get(facet, {})


def warm_up() -> None:
    """Read once what every question needs (a good tenth of a second: synonyms, stemmers, the index), so that the first
    reader after a start does not wait. For the start of a web process; asks no database, and nothing fails."""
    understand("Schule", analyzer(), None, LANGUAGES)
    with suppress(SearchUnavailable):  # there may be no index yet: the page says so
        index = opened()
        said = understand("Schuhle", analyzer(), index.vocabulary, LANGUAGES)
        index.reader.search(Search(question=said.node, limit=1))


@cache
def analyzer() -> Analyzer:
    """The analysis without the lexicon of compounds: what the web process needs."""
    return Analyzer()


class _Finder:
    """One question to one generation of the index."""

    def __init__(self, index: Opened, wanted: Wanted, now: datetime) -> None:
        self._index = index
        self._wanted = wanted
        self._now = now
        self._engine_took = 0.0

    def find(self, limit: int, skip: int, cursor: str, per_kind: int, count: Sequence[str]) -> Found:
        wanted = self._wanted
        said = understand(wanted.text, analyzer(), self._index.vocabulary, LANGUAGES, literal=wanted.literal)
        counted = tuple(dict.fromkeys([*count, "kind"])) if per_kind else tuple(count)
        node, corrected, suggestion, unfiltered = said.node, "", "", False
        result = self._search(node, limit=limit, skip=skip, cursor=cursor, count=counted)
        if said.corrected and said.corrected_node is not None and all(map(finds_anything, said.put_in)):
            if result.total == 0:
                again = self._search(said.corrected_node, limit=limit, skip=skip, cursor=cursor, count=counted)
                if again.total:
                    node, result, corrected = said.corrected_node, again, said.corrected
                elif wanted.narrows and self._search_everywhere(said.corrected_node).total:
                    suggestion, unfiltered = said.corrected, True
            elif self._search(said.corrected_node, limit=1).total:
                # What is offered as a correction has hits now, with the filters as they are.
                suggestion = said.corrected
        marker = Marker(node, analyzer(), self._parts)
        totals = self._totals_by_kind(result) if per_kind else {}
        entries, groups = self._grouped(result, totals, per_kind, node) if len(totals) > 1 else ({}, {})
        if not groups:
            entries = load(result.keys)
        hits = {key: self._hit(loaded, marker) for key, loaded in entries.items()}
        hits |= self._from_annex(hits, entries, marker)
        return Found(
            asked=clean(wanted.text)[0],
            hits=() if groups else tuple(hits[key] for key in result.keys if key in hits),
            groups=tuple(
                Group(kind, totals[kind], tuple(hits[key] for key in keys if key in hits))
                for kind, keys in groups.items()
            ),
            total=result.total,
            facets=result.facets,
            notes=said.notes,
            corrected=corrected,
            suggestion=suggestion,
            suggested_without_filters=unfiltered,
            next=result.next,
            engine_took=self._engine_took,
        )

    def _search(
        self,
        node: Node,
        *,
        limit: int,
        skip: int = 0,
        cursor: str = "",
        count: Sequence[str] = (),
        kind: str = "",
    ) -> Result:
        wanted = self._wanted
        result = self._index.reader.search(
            Search(
                question=node,
                filters={**wanted.filters, "kind": (kind,)} if kind else wanted.filters,
                since=wanted.since,
                until=wanted.until,
                order=wanted.order,
                limit=limit,
                skip=skip,
                cursor=cursor,
                count=count,
            )
        )
        self._engine_took += result.took
        return result

    def _search_everywhere(self, node: Node) -> Result:
        return self._index.reader.search(Search(question=node, limit=1))

    def _totals_by_kind(self, result: Result) -> dict[str, int]:
        """Without the kinds that are filtered away: a facet is counted without its own filter."""
        chosen = self._wanted.filters.get("kind", ())
        found = result.facets.get("kind", {})
        return {kind: number for kind, number in found.items() if number and (not chosen or kind in chosen)}

    def _grouped(
        self, result: Result, totals: Mapping[str, int], per_kind: int, node: Node
    ) -> tuple[dict[str, Loaded], dict[str, list[str]]]:
        """The entries by key, and the keys of each kind. Kinds of which the first hits show too few are asked again."""
        kinds = dict(Entry.objects.filter(pk__in=result.keys).values_list("pk", "kind"))
        by_kind: dict[str, list[str]] = {}
        for key in result.keys:
            if (kind := kinds.get(int(key), "")) in totals:
                by_kind.setdefault(kind, []).append(key)
        for kind in sorted(totals, key=lambda kind: -totals[kind]):
            known = by_kind.setdefault(kind, [])
            if len(known) < min(per_kind, totals[kind]):
                by_kind[kind] = list(self._search(node, limit=per_kind, kind=kind).keys)
        shown = {kind: keys[:per_kind] for kind, keys in by_kind.items()}
        return load([key for keys in shown.values() for key in keys]), shown

    def _parts(self, folded: str) -> Sequence[str]:
        return self._index.vocabulary.parts(folded)

    def _hit(self, loaded: Loaded, marker: Marker, annex: str = "") -> Hit:
        entry = loaded.entry
        shown = marker.show(
            title=entry.title,
            texts=(entry.summary, loaded.body),
            language=entry.language,
            reference=str(entry.facts.get("reference", "")),
            annex=annex,
        )
        return Hit(entry, shown.title, shown.text, shown.reason)

    def _from_annex(self, hits: Mapping[str, Hit], entries: Mapping[str, Loaded], marker: Marker) -> dict[str, Hit]:
        """Those that show no marked word once more, with the text of their attachments."""
        if not marker.seeks:
            return {}
        bare = [key for key, hit in hits.items() if not any(part.marked for part in (*hit.title, *hit.text))]
        if not bare:
            return {}
        # One by one: a hundred budgets at once would be tens of megabytes.
        begun = Left("annex", MOST_TEXT)
        found = (
            Entry.objects.filter(pk__in=bare).annotate(begin=begun).values_list("pk", "begin").iterator(chunk_size=5)
        )
        return {str(key): self._hit(entries[str(key)], marker, annex) for key, annex in found if annex}


class Loaded(NamedTuple):
    """An entry without its texts, and the first MOST_TEXT characters of its own."""

    entry: Entry
    body: str


def load(keys: Iterable[str]) -> dict[str, Loaded]:
    """By key, in the order of ``keys``; what was withdrawn meanwhile is missing."""
    wanted = list(keys)
    rows = Entry.objects.defer("body", "annex").annotate(begin=Left("body", MOST_TEXT)).filter(pk__in=wanted)
    known = {str(entry.pk): Loaded(entry, entry.begin) for entry in rows}
    return {key: known[key] for key in wanted if key in known}
