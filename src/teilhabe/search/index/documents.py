"""From entries to what an engine keeps: tokens by zone, facets, and the words for corrections and suggestions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.utils import timezone

from ..analysis.analyzer import Analyzer
from ..analysis.tokens import Zone
from ..analysis.words import bare, chunks, units
from ..engines.backend import IndexDoc
from ..models import Entry, EntryFacet
from ..vocabulary import Seen

# Raise it when documents are made otherwise than before: every index is then built anew.
LAYOUT = "3"
# Words whose stem and parts are remembered, by language; about 400 bytes each.
_REMEMBERED = 100_000
# Entries whose words are counted before they are given on: most words stand in many of them.
_COUNTED_TOGETHER = 1_000


# Facets of thousands of values: filtered by, never counted.
_MARKS = ("place",)
# What can be filtered by and is a column of the entry.
_COLUMNS = ("kind", "language", "municipality", "year")


@dataclass(frozen=True, slots=True)
class Text:
    """What the analysis needs of an entry; can be handed to another process."""

    key: str
    language: str
    title: str
    text: str
    annex: str
    facets: dict[str, list[str]]
    starts: datetime | None
    weight: float


@dataclass(frozen=True, slots=True)
class Analysed:
    """Some entries; ``words``: each with the number of entries it stands in, given on for many entries at once."""

    documents: list[IndexDoc]
    words: list[tuple[Seen, int]]


class Source:
    """Entries as texts. Every text names every facet there is, with no value where it has none: an engine counts what
    stands in each entry faster than what is missing in some."""

    def __init__(self) -> None:
        found = EntryFacet.objects.order_by("name").values_list("name", flat=True).distinct()
        self._nothing: dict[str, list[str]] = {name: [] for name in (*found, *_COLUMNS)}

    def of(self, keys: Sequence[int]) -> Iterator[Text]:
        """The texts of those entries (primary keys) that are there, in two queries."""
        return self._texts(Entry.objects.filter(pk__in=keys).order_by("pk"))

    def after(self, key: int, most: int) -> list[Text]:
        """The texts of the next ``most`` entries behind a primary key."""
        return list(self._texts(Entry.objects.filter(pk__gt=key).order_by("pk")[:most]))

    def _texts(self, found: Iterable[Entry]) -> Iterator[Text]:
        entries = list(found)
        facets: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for pk, name, value in EntryFacet.objects.filter(entry__in=[entry.pk for entry in entries]).values_list(
            "entry_id", "name", "value"
        ):
            facets[pk][name].append(value)
        for entry in entries:
            reference = str(entry.facts.get("reference") or "")
            yield Text(
                key=str(entry.pk),
                language=entry.language,
                title=entry.title if reference in entry.title else f"{entry.title}\n{reference}",
                text="\n".join(filter(None, (entry.summary, entry.body))),
                annex=entry.annex,
                facets={**self._nothing, **facets[entry.pk], **_columns(entry, facets[entry.pk])},
                starts=entry.starts,
                weight=entry.weight,
            )


def _columns(entry: Entry, own: dict[str, list[str]]) -> dict[str, list[str]]:
    """A year that its app gave is kept."""
    found = {"kind": [entry.kind], "language": [entry.language]}
    if entry.municipality:
        found["municipality"] = [entry.municipality]
    if entry.starts and "year" not in own:
        found["year"] = [str(timezone.localtime(entry.starts).year)]
    return found


class Desk:
    """Analyses texts, and remembers words. One for each thread."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._seen: dict[str, dict[str, Seen]] = defaultdict(dict)
        self._looked_at: dict[str, set[str]] = defaultdict(set)
        self._standing: dict[str, Counter[str]] = defaultdict(Counter)
        self._counted = 0

    def analysed(self, texts: Iterable[Text]) -> Analysed:
        """Words that are not in it yet come with later ones, or with ``rest``."""
        documents = [self._document(text) for text in texts]
        self._counted += len(documents)
        return Analysed(documents, self.rest() if self._counted >= _COUNTED_TOGETHER else [])

    def rest(self) -> list[tuple[Seen, int]]:
        """The words of all entries since they were given on the last time."""
        words = [
            (seen, number)
            for language, counted in self._standing.items()
            for exact, number in counted.items()
            if (seen := self._seen[language].get(exact)) is not None
        ]
        self._standing.clear()
        self._counted = 0
        self._forget()
        return words

    def _document(self, text: Text) -> IndexDoc:
        zones = {Zone.TITLE: chunks(text.title), Zone.TEXT: chunks(text.text), Zone.ANNEX: chunks(text.annex)}
        tokens = self._analyzer.entry(zones, text.language)
        self._meet(set(chain.from_iterable(zones.values())), text.language)
        self._standing[text.language].update(tokens.exact.split())
        return IndexDoc(
            key=text.key,
            tokens=tokens,
            facets={name: values for name, values in text.facets.items() if name not in _MARKS},
            marks={name: text.facets[name] for name in _MARKS if text.facets.get(name)},
            starts=text.starts,
            weight=text.weight,
        )

    def _forget(self) -> None:
        for language, looked_at in self._looked_at.items():
            if max(len(looked_at) // 2, len(self._seen[language])) > _REMEMBERED:
                self._seen[language].clear()
                looked_at.clear()

    def _meet(self, met: set[str], language: str) -> None:
        """Remember words as they are written where they are met; a word in capitals only until it comes otherwise."""
        known, looked_at = self._seen[language], self._looked_at[language]
        new = met - looked_at
        looked_at |= new
        for chunk in map(bare, new):
            if plain := self._analyzer.plain_word(chunk, language):
                _remember(known, (*plain, chunk))
                continue
            for unit in units(chunk):
                for word in self._analyzer.words(unit, language):
                    shown = unit[word.start : word.end]
                    parts = self._analyzer.document(shown, language).parts
                    _remember(known, (word.folded, word.stem, parts, shown))


def _remember(known: dict[str, Seen], seen: Seen) -> None:
    folded, *_, shown = seen
    before = known.get(folded)
    if before is None:
        if folded.isalpha():
            known[folded] = seen
    elif before[3].isupper() and not shown.isupper():
        known[folded] = (*before[:3], shown)
