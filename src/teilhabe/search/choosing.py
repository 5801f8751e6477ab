"""All that a search finds, as a queryset: for maps, which show more than one page of hits.

Words are looked up by the engine, everything else by the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.db.models import Exists, OuterRef, Q

from .engines.backend import Result, Search
from .finding import LANGUAGES, Wanted, analyzer
from .index.reading import opened
from .models import Entry, EntryFacet
from .queries import EntryQuerySet
from .question.understanding import understand

MOST_BY_WORDS = 5_000
"""Entries that fit a question best and are chosen; more would be more parameters than a database takes."""
_COLUMNS: Final[Mapping[str, str]] = {
    "kind": "kind__in",
    "municipality": "municipality__in",
    "language": "language__in",
}
"""Facets that are columns of the entry."""


def chosen(wanted: Wanted) -> EntryQuerySet:
    """The entries that ``wanted`` finds, in no order; of a question in words the ``MOST_BY_WORDS`` best.

    Nothing is corrected: give the words that were searched in the end (``Found.corrected``). Asks no database itself.
    Raises SearchUnavailable, but only where there are words.
    """
    found = narrowed(wanted.filters).between(wanted.since, wanted.until)
    return found.filter(pk__in=keys_of(wanted)) if wanted.text.strip() else found


def keys_of(wanted: Wanted) -> list[int]:
    """Keys of the entries that fit the words, the filters and the period best, the best first."""
    return [int(key) for key in _result(wanted, limit=MOST_BY_WORDS).keys]


def counted(wanted: Wanted, facets: Sequence[str] = ()) -> tuple[int, Mapping[str, Mapping[str, int]]]:
    """How many entries ``wanted`` finds, and facet → value → how many of them; asks no database. Raises
    SearchUnavailable."""
    result = _result(wanted, limit=1, count=facets)
    return result.total, result.facets


def _result(wanted: Wanted, *, limit: int, count: Sequence[str] = ()) -> Result:
    # Without a vocabulary nothing is corrected.
    said = understand(wanted.text, analyzer(), None, LANGUAGES, literal=wanted.literal)
    return opened().reader.search(
        Search(
            question=said.node,
            filters=wanted.filters,
            since=wanted.since,
            until=wanted.until,
            limit=limit,
            count=count,
        )
    )


def narrowed(filters: Mapping[str, Sequence[str]]) -> EntryQuerySet:
    """As the engine filters: the values of one facet are alternatives, the facets all hold."""
    found: EntryQuerySet = Entry.objects.order_by()
    for name, values in filters.items():
        if not values:
            continue
        if name in _COLUMNS:
            found = found.filter(**{_COLUMNS[name]: list(values)})
            continue
        # Row by row: a filter on the map leaves many entries, and each has only a handful of facets.
        own = EntryFacet.objects.filter(entry=OuterRef("pk"), name=name)
        fits = Q(Exists(own.filter(value__in=list(values))))
        if name == "year":
            years = [int(value) for value in values if value.isdecimal() and len(value) == 4]
            fits |= ~Q(Exists(own)) & Q(starts__year__in=years)
        found = found.filter(fits)
    return found
