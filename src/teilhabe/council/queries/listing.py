"""The lists of papers and meetings: they read the index, never the tables behind it.

council.indexing writes the facets: ``body`` and ``committee`` are addresses below ``/rat/``, ``type`` the source's own
word for what a paper is, ``standing`` a council.outcomes.StandingKind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import prod
from typing import Any, NamedTuple

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.expressions import OrderBy

from teilhabe.search.models import Entry, EntryFacet

from ..models import Body, Organization
from .bodies import has_public_record

PER_PAGE = 20
# A list ends here; who wants to see further back narrows it down by a filter. So no page ever skips over more, and
# how many hits there are is known without counting all of them.
MOST_LISTED = 1_000
# Up to this many hits every choice says how many it holds; counting more would cost more than it tells.
MOST_FOR_CHOICES = 500
# Up to this many candidates are looked up one by one; of more, the entries are read in order of time until there are
# enough that fit.
MOST_LOOKED_UP = 3_000
KEPT_SECONDS = 300
_COUNTED = ("body", "type", "standing")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks a list for; ``facets`` maps a facet to its alternatives."""

    kind: str
    facets: Mapping[str, list[str]] = field(default_factory=dict)
    start: datetime | None = None
    end: datetime | None = None
    order: str = "newest"


class Hits(Paginator[int]):
    """The keys of the entries that fit, in their order, at most ``MOST_LISTED``."""

    def __init__(self, wanted: Wanted, per_page: int = PER_PAGE) -> None:
        found = find(wanted, MOST_LISTED + 1)
        self.has_more = len(found) > MOST_LISTED
        super().__init__(found[:MOST_LISTED], per_page)


def find(wanted: Wanted, most: int) -> list[int]:
    """The keys of the first ``most`` entries that fit, in their order."""
    return list(_fitting(wanted)[:most])


def first(wanted: Wanted, most: int) -> list[Entry]:
    """The first few entries that fit, in their order, in one query."""
    found = Entry.objects.defer("body", "annex").filter(pk__in=_fitting(wanted)[:most])
    return list(found.order_by(*_order(wanted, "pk")))


def _fitting(wanted: Wanted) -> QuerySet[Any, int]:
    """The keys of all entries that fit, in their order.

    Several ways lead there, and the wrong one is slow on a large index: along the entries of one value in order of
    time; from a rare facet's values to their entries; or along all entries in order of time.
    """
    asked = {name: values for name, values in wanted.facets.items() if values}
    found = Entry.objects.of_kind(wanted.kind).between(wanted.start, wanted.end)
    if asked:
        # Of one facet nothing has to be counted.
        sizes = _sizes(asked) if len(asked) > 1 or len(next(iter(asked.values()))) > 1 else {}
        rarest, *others = sorted(asked, key=lambda name: sizes.get(name, 0))
        if len(asked[rarest]) == 1:
            return _along_value(wanted, rarest)
        total = max(sum(number for (name, _), number in facet_sizes().items() if name == "body"), 1)
        expected = total * prod(min(sizes[name] / total, 1) for name in asked)
        if min(expected, sizes[rarest]) <= MOST_LOOKED_UP:
            candidates = EntryFacet.objects.filter(name=rarest, value__in=asked[rarest])
            for name in others:
                candidates = candidates.filter(_carries(name, asked[name], OuterRef("entry")))
            found = found.filter(pk__in=candidates.values("entry"))
        else:
            for name in (rarest, *others):
                found = found.filter(_carries(name, asked[name], OuterRef("pk")))
    return found.order_by(*_order(wanted, "pk")).values_list("pk", flat=True)


def _along_value(wanted: Wanted, name: str) -> QuerySet[Any, int]:
    """As ``_fitting``, along the one value of facet ``name``."""
    found = EntryFacet.objects.filter(name=name, value=wanted.facets[name][0], kind=wanted.kind)
    if wanted.start:
        found = found.filter(starts__gte=wanted.start)
    if wanted.end:
        found = found.filter(starts__lt=wanted.end)
    for other, values in wanted.facets.items():
        if values and other != name:
            found = found.filter(_carries(other, values, OuterRef("entry")))
    return found.order_by(*_order(wanted, "entry_id")).values_list("entry_id", flat=True)


def _order(wanted: Wanted, key: str) -> tuple[OrderBy, OrderBy]:
    """By moment, those without one at the end; ``key`` names the entry."""
    if wanted.order == "oldest":
        return F("starts").asc(nulls_last=True), F(key).asc()
    return F("starts").desc(nulls_last=True), F(key).desc()


def entries(keys: Sequence[int]) -> list[Entry]:
    """These entries in this order, without the text that only a search needs."""
    known = Entry.objects.defer("body", "annex").in_bulk(list(keys))
    return [known[key] for key in keys if key in known]


def choice_counts(hits: Hits) -> dict[tuple[str, str], int] | None:
    """How many hits carry each value of each facet: ``{("body", "alsdorf"): 12}``; None if there are too many hits."""
    if hits.count > MOST_FOR_CHOICES:
        return None
    # Not filtered by name: the database would take the index by name and read it from end to end.
    rows = EntryFacet.objects.filter(entry__in=list(hits.object_list)).values_list("name", "value")
    return {(name, value): number for name, value, number in rows.annotate(n=Count("*"))}


def facet_sizes() -> dict[tuple[str, str], int]:
    """How many entries of any kind carry each body, type and standing."""
    sizes: dict[tuple[str, str], int] = defaultdict(int)
    for (_, name, value), number in _counted().items():
        sizes[name, value] += number
    return sizes


def papers_by_body() -> dict[str, int]:
    """How many papers each body has, by its slug."""
    return {value: number for (kind, name, value), number in _counted().items() if (kind, name) == ("paper", "body")}


def _counted() -> dict[tuple[str, str, str], int]:
    """Kind, facet, value → how many entries; counted through the index once in five minutes."""
    known: dict[tuple[str, str, str], int] | None = cache.get("council-facet-sizes")
    if known is None:
        rows = EntryFacet.objects.filter(name__in=_COUNTED).order_by().values_list("kind", "name", "value")
        known = {(kind, name, value): number for kind, name, value, number in rows.annotate(n=Count("*"))}
        cache.set("council-facet-sizes", known, KEPT_SECONDS)
    return known


def types_of_papers(most: int = 30) -> list[str]:
    """The words for what papers are that occur, the most frequent first."""
    sizes = {value: number for (name, value), number in facet_sizes().items() if name == "type"}
    return sorted(sizes, key=lambda value: (-sizes[value], value))[:most]


def _sizes(asked: Mapping[str, list[str]]) -> dict[str, int]:
    """How many entries each asked facet leaves at most."""
    known = facet_sizes()
    sizes = {name: sum(known.get((name, value), 0) for value in values) for name, values in asked.items()}
    for name in asked.keys() - set(_COUNTED):
        sizes[name] = EntryFacet.objects.filter(name=name, value__in=asked[name]).count()
    return sizes


def _carries(name: str, values: list[str], entry: OuterRef) -> Exists:
    return Exists(EntryFacet.objects.filter(entry=entry, name=name, value__in=values))


def bodies() -> list[Body]:
    return list(Body.objects.public())


class CommitteeChoice(NamedTuple):
    """``slug`` is the committee's own, ``body`` its body's; together they are the value of the facet."""

    body: str
    body_name: str
    slug: str
    name: str


def committee_name(address: str) -> str:
    """The name of the public organization at "body/slug", the value of the facet; empty if there is none."""
    body, _, slug = address.partition("/")
    found = Organization.objects.public().filter(has_public_record("body__record"), body__slug=body, slug=slug)
    return found.values_list("name", flat=True).first() or ""


def committees(bodies_wanted: list[str], most: int = 400) -> list[CommitteeChoice]:
    """Councils and committees of the wanted bodies, or of all, the councils first."""
    found = Organization.objects.public().committees().filter(has_public_record("body__record"))
    if bodies_wanted:
        found = found.filter(body__slug__in=bodies_wanted)
    rows = found.order_by("body__name", "-is_main", "name").values_list(
        "body__slug", "body__short_name", "body__name", "slug", "name"
    )
    return [CommitteeChoice(body, short or long, slug, name) for body, short, long, slug, name in rows[:most]]
