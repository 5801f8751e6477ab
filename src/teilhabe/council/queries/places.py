"""Questions about places in papers: what waits to be matched, what people corrected, how well it goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Q, QuerySet, Sum

if TYPE_CHECKING:
    from ..models import Paper, PlaceCorrection


class PlaceCorrectionQuerySet(models.QuerySet["PlaceCorrection"]):
    def pending(self) -> Self:
        return self.filter(state="pending")

    def accepted(self) -> Self:
        return self.filter(state="accepted")

    def from_sender_since(self, sender: str, moment: datetime) -> Self:
        return self.filter(sender=sender, received__gte=moment)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the papers are matched with today's gazetteer and matcher."""

    total: int
    waiting: int

    @property
    def done(self) -> int:
        return self.total - self.waiting

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100


@dataclass(frozen=True, slots=True)
class Quality:
    """What people's accepted corrections say of the places that are shown as sure: official or certain.

    ``sure`` counts a place once in each paper, as it is now. ``wrong`` were shown as sure and are not meant, ``moved``
    were shown as sure instead of another one that is shown now, ``missing`` were not shown.
    """

    sure: int
    wrong: int
    moved: int
    missing: int
    pending: int
    rejected: int

    @property
    def right(self) -> float | None:
        """The share of those that the portal chose itself of which nobody showed that they are wrong; None without any
        place. Most were never looked at: how many of them are right, only marked texts can tell."""
        chosen = self.sure - self.missing + self.wrong
        return 1 - (self.wrong + self.moved) / chosen if chosen > 0 else None

    @property
    def percent(self) -> float | None:
        return None if self.right is None else 100 * self.right


def waiting(version: str) -> QuerySet[Paper]:
    """Papers that are due: they changed since they were matched, or another version of the rules did it."""
    papers = apps.get_model("council", "Paper").objects.all()
    return papers.filter(_changed() | _of_other_version(version))


def next_changed(*, after: int, most: int) -> list[int]:
    """Keys of the next papers behind a key that changed since they were matched, in order; through their own index."""
    papers = apps.get_model("council", "Paper").objects.filter(_changed(), pk__gt=after)
    return list(papers.order_by("pk").values_list("pk", flat=True)[:most])


def next_outdated(version: str, *, most: int) -> list[int]:
    """Keys of papers that another version of the rules matched, in the order of their index: of a hundred thousand none
    is looked at that is not wanted, and nothing is sorted."""
    papers = apps.get_model("council", "Paper").objects
    found: list[int] = []
    for way in (Q(places_version__lt=version), Q(places_version__gt=version)):
        if len(found) < most:
            keys = papers.filter(way).order_by("places_version", "pk").values_list("pk", flat=True)
            found += keys[: most - len(found)]
    return found


def progress(version: str) -> Progress:
    papers = apps.get_model("council", "Paper").objects
    return Progress(total=papers.count(), waiting=waiting(version).count())


def quality() -> Quality:
    corrections = apps.get_model("council", "PlaceCorrection").objects
    was_sure = Q(grade__in=("official", "certain"))
    accepted = Q(state="accepted")
    counted = corrections.aggregate(
        wrong=Count("pk", filter=accepted & was_sure & Q(kind="wrong")),
        moved=Count("pk", filter=accepted & was_sure & Q(kind="moved")),
        missing=Count("pk", filter=accepted & (Q(kind="missing") | (Q(kind="moved") & ~was_sure))),
        pending=Count("pk", filter=Q(state="pending")),
        rejected=Count("pk", filter=Q(state="rejected")),
    )
    sure = apps.get_model("council", "Paper").objects.aggregate(n=Sum("places_sure"))["n"] or 0
    return Quality(sure=sure, **counted)


def accepted_by_paper(papers: Iterable[int]) -> dict[int, list[PlaceCorrection]]:
    """The corrections that hold, oldest decision first, by paper."""
    correction = apps.get_model("council", "PlaceCorrection")
    found: dict[int, list[PlaceCorrection]] = {}
    for one in correction.objects.accepted().filter(paper__in=list(papers)).order_by("settled", "pk"):
        found.setdefault(one.paper_id, []).append(one)
    return found


def _changed() -> Q:
    return Q(places_due__isnull=False)


def _of_other_version(version: str) -> Q:
    return Q(places_version__lt=version) | Q(places_version__gt=version)
