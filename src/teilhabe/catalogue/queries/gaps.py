"""Where the catalogue has nothing to offer: themes, municipalities and levels of education, and languages."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Count

from teilhabe.search.models import EntryFacet

from .translations import TARGETS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_EVERYWHERE = "all"


@dataclass(frozen=True, slots=True)
class Coverage:
    """``counts`` holds offers by (theme, town); what is offered everywhere counts for each town."""

    counts: Mapping[tuple[str, str], int]

    def of(self, theme: str, town: str) -> int:
        return self.counts.get((theme, town), 0)


def coverage(towns: Sequence[str], level: str = "") -> Coverage:
    """Listed offers by theme and town (AGS), only those for ``level`` if one is named. Two queries."""
    facets: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    listed = EntryFacet.objects.filter(kind="offer", name="listed", value="yes").values("entry")
    wanted = EntryFacet.objects.filter(kind="offer", name__in=["theme", "town", "level"], entry__in=listed)
    for entry, name, value in wanted.values_list("entry", "name", "value"):
        facets[entry][name].add(value)
    counts: Counter[tuple[str, str]] = Counter()
    for said in facets.values():
        # Without a level an offer is for everybody.
        if level and said["level"] and level not in said["level"]:
            continue
        places = set(towns) if _EVERYWHERE in said["town"] else said["town"] & set(towns)
        counts.update((theme, town) for theme in said["theme"] for town in places)
    return Coverage(counts)


def languages() -> tuple[int, dict[str, int]]:
    """How many listed German rows there are, and how many of them are readable in each of TARGETS. Two queries."""
    offers = apps.get_model("catalogue", "Offer").objects
    listed = offers.source().listed()
    rows = offers.listed().filter(
        translation_key__in=listed.values("translation_key"), locale__language_code__in=TARGETS
    )
    found = dict(rows.order_by().values_list("locale__language_code").annotate(count=Count("pk")))
    return listed.count(), {language: found.get(language, 0) for language in TARGETS}
