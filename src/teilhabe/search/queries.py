"""Questions to the index, as sentences: ``Entry.objects.of_kind("paper").in_municipality(ags).upcoming(now)``."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from .models import Entry, EntryPlace  # noqa: F401 - named as strings in base classes


class EntryQuerySet(models.QuerySet["Entry"]):
    def of_kind(self, *kinds: str) -> Self:
        return self.filter(kind__in=kinds)

    def in_municipality(self, ags: str) -> Self:
        return self.filter(municipality=ags)

    def with_facet(self, name: str, *values: str) -> Self:
        """Entries that carry at least one of ``values`` under ``name``."""
        from .models import EntryFacet

        matching = EntryFacet.objects.filter(name=name, value__in=values)
        return self.filter(pk__in=matching.values("entry_id"))

    def at_place(self, *refs: str) -> Self:
        """Entries that are surely about one of the places, or about a place within one of them."""
        return self.with_facet("place", *refs)

    def between(self, start: datetime | None, end: datetime | None) -> Self:
        """Entries whose moment lies in [start, end)."""
        found = self
        if start:
            found = found.filter(starts__gte=start)
        if end:
            found = found.filter(starts__lt=end)
        return found

    def upcoming(self, now: datetime) -> Self:
        return self.filter(starts__gte=now).order_by("starts", "kind", "ref")

    def newest_first(self) -> Self:
        return self.order_by(models.F("starts").desc(nulls_last=True), "kind", "-ref")

    def published_since(self, moment: datetime) -> Self:
        """What became public after ``moment``, in that order: alerts and feeds ask this."""
        return self.filter(published__gt=moment).order_by("published", "pk")


class EntryPlaceQuerySet(models.QuerySet["EntryPlace"]):
    def sure(self) -> Self:
        """The place is surely meant."""
        return self.filter(grade__in=self.model.SURE)

    def pinned(self) -> Self:
        """What stands on a map: surely meant, with a point, and no whole municipality, whose middle says nothing of
        where. Their entries have the facet ``pinned``."""
        return self.sure().filter(latitude__isnull=False).exclude(kind="municipality")

    def in_box(self, *, west: float, south: float, east: float, north: float) -> Self:
        """Places with a point in a box of degrees, its edges included."""
        return self.filter(latitude__range=(south, north), longitude__range=(west, east))

    def of_kind(self, *kinds: str) -> Self:
        """Places of entries of these kinds."""
        return self.filter(entry_kind__in=kinds)
