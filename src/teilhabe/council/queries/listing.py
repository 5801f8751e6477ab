"""The lists of papers and meetings: they read the index, never the tables behind it.

council.indexing writes the facets: ``body`` and ``committee`` are addresses below ``/rat/``, ``type`` the source's own
word for what a paper is, ``standing`` a council.outcomes.StandingKind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Count, F, QuerySet
from django.utils.functional import cached_property

from teilhabe.search.models import Entry, EntryFacet

from ..models import Body, Organization
from .bodies import PUBLIC_STATES

PER_PAGE = 20
# Beyond this many hits a list asks for a filter instead of counting and skipping on.
MOST_COUNTED = 10_000
# Up to this many hits every choice says how many it holds; counting more would cost more than it tells.
MOST_FOR_CHOICES = 3_000
CHOICES_KEPT_SECONDS = 300
FACETS = ("body", "committee", "type", "standing")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks a list for; ``facets`` maps a facet to its alternatives."""

    kind: str
    facets: Mapping[str, list[str]] = field(default_factory=dict)
    start: datetime | None = None
    end: datetime | None = None
    order: str = "newest"


class CappedPaginator(Paginator[Entry]):
    """Counts at most ``MOST_COUNTED`` entries, so that neither the count nor the last page is ever expensive."""

    def __init__(self, wanted: Wanted, per_page: int = PER_PAGE) -> None:
        self.hits = entries(wanted)
        super().__init__(self.hits, per_page)

    @cached_property
    def count(self) -> int:
        return min(self.found, MOST_COUNTED)

    @cached_property
    def found(self) -> int:
        """The number of hits, at most one more than ``MOST_COUNTED``."""
        return self.hits.order_by()[: MOST_COUNTED + 1].count()

    @property
    def has_more(self) -> bool:
        return self.found > MOST_COUNTED


def entries(wanted: Wanted) -> QuerySet[Entry]:
    """The entries of a list in their order, without the text that only a search needs."""
    found = (
        Entry.objects.of_kind(wanted.kind).with_facets(wanted.facets).between(wanted.start, wanted.end).defer("body")
    )
    if wanted.order == "oldest":
        return found.order_by(F("starts").asc(nulls_last=True), "ref")
    return found.order_by(F("starts").desc(nulls_last=True), "-ref")


def choice_counts(wanted: Wanted) -> dict[tuple[str, str], int]:
    """How many hits carry each value of each facet, in one query: ``{("body", "alsdorf"): 12}``."""
    hits = entries(wanted).order_by().values("pk")
    rows = (
        EntryFacet.objects.filter(entry__in=hits, name__in=FACETS).values_list("name", "value").annotate(n=Count("pk"))
    )
    return {(name, value): number for name, value, number in rows}


def types_of_papers() -> list[str]:
    """The words for what papers are that occur, the most frequent first; asked once in five minutes, because it looks
    at every paper."""
    known: list[str] | None = cache.get("council-types-of-papers")
    if known is None:
        rows = (
            EntryFacet.objects.filter(name="type", entry__kind="paper")
            .values_list("value")
            .annotate(n=Count("pk"))
            .order_by("-n", "value")[:30]
        )
        known = [value for value, _ in rows]
        cache.set("council-types-of-papers", known, CHOICES_KEPT_SECONDS)
    return known


def bodies() -> list[Body]:
    return list(Body.objects.public().select_related("municipality"))


def committees(bodies_wanted: list[str], most: int = 400) -> list[Organization]:
    """Councils and committees of the wanted bodies, or of all, the councils first."""
    found = Organization.objects.public().committees().filter(body__record__state__in=PUBLIC_STATES)
    if bodies_wanted:
        found = found.filter(body__slug__in=bodies_wanted)
    return list(found.select_related("body").order_by("body__name", "-is_main", "name")[:most])
