"""Questions about feeds, their runs and what of them waits for an editor."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from teilhabe.directory.models import Organisation

    from ..models import Feed, ImportedEntry, ImportRow, ImportRun, Offer  # noqa: F401 - also named as strings

RUNS_MISSING = 2
DAYS_MISSING = timedelta(days=14)
LEFT_ALONE = timedelta(days=1)
"""So long after the last step of an editor a preview waits for the next one."""
_LISTED = ("published", "review-due")


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self, now: datetime) -> list[Feed]:
        """Those that come by themselves and whose time it is; but for a day nothing that waits for an editor is taken
        from under their hands."""
        waiting = apps.get_model("catalogue", "ImportRun").objects.filter(
            state__in=["columns", "ready", "refused"], touched__gt=now - LEFT_ALONE
        )
        coming = self.exclude(state="paused").filter(every_hours__gt=0).exclude(pk__in=waiting.values("feed"))
        return [
            feed
            for feed in coming
            if feed.last_tried is None or now - feed.last_tried >= timedelta(hours=feed.every_hours)
        ]


class RunQuerySet(models.QuerySet["ImportRun"]):
    def under_way(self) -> Self:
        return self.filter(state__in=["columns", "reading", "ready", "applying"])

    def standing_still(self, since: datetime) -> Self:
        """Read or taken over, without a step since then: whoever was at it has died."""
        return self.filter(state__in=["reading", "applying"], touched__lt=since)


class RowQuerySet(models.QuerySet["ImportRow"]):
    def counted(self) -> list[dict[str, Any]]:
        """``verdict`` and ``count`` of each."""
        return list(self.order_by().values("verdict").annotate(count=models.Count("pk")))


def gone_from(feed: Feed, now: datetime) -> models.QuerySet[ImportedEntry]:
    """Public entries that ``feed`` does not have any more: for an editor to end."""
    return _gone(now).filter(feed=feed)


def _gone(now: datetime) -> models.QuerySet[ImportedEntry]:
    long_missing = Q(missing_since__isnull=False) & (
        Q(missing_runs__gte=RUNS_MISSING) | Q(missing_since__lte=now - DAYS_MISSING) | ~Q(gone_said="")
    )
    found: Any = apps.get_model("catalogue", "ImportedEntry").objects.filter(long_missing, stays=False)
    return found.filter(offer__state__in=_LISTED).select_related("offer").order_by("missing_since", "pk")


def gone_by_feed(now: datetime) -> list[tuple[Feed, int]]:
    """Feeds with public entries that they do not have any more, and how many."""
    counted = dict(_gone(now).order_by().values_list("feed").annotate(count=models.Count("pk")))
    return [(feed, counted[feed.pk]) for feed in _feeds().filter(pk__in=counted)]


def latest_runs() -> Any:
    """The last run of each feed."""
    latest = _feeds().annotate(latest=models.Max("runs")).values("latest")
    return apps.get_model("catalogue", "ImportRun").objects.filter(pk__in=latest)


def undecided_runs() -> list[tuple[ImportRun, int]]:
    """The last run of each feed, where conflicts of it wait for a choice, and how many."""
    runs = latest_runs().filter(state__in=["ready", "done"])
    counted = runs.annotate(waiting=models.Count("rows", filter=Q(rows__verdict="conflict", rows__done=False)))
    return [(run, run.waiting) for run in counted.filter(waiting__gt=0).select_related("feed")]


def open_runs() -> list[ImportRun]:
    """Runs that wait for somebody to name columns or to look at the preview, the oldest first."""
    runs: Any = apps.get_model("catalogue", "ImportRun").objects.filter(state__in=["columns", "ready"])
    return list(runs.select_related("feed").order_by("pk"))


def drafts_by_feed() -> list[tuple[Feed, int]]:
    """Feeds with entries or changes that were never complete enough to be handed in, and how many."""
    draft = Q(known__offer__state="draft") | Q(known__offer__pending="draft")
    feeds = _feeds().annotate(drafts=models.Count("known", filter=draft))
    return [(feed, feed.drafts) for feed in feeds.filter(drafts__gt=0)]


def stopped_feeds() -> list[Feed]:
    """Feeds that wait for somebody to say whether it goes on."""
    return list(_feeds().filter(state="stopped"))


def _feeds() -> Any:
    return apps.get_model("catalogue", "Feed").objects.all()


def draft_values(offer: Offer) -> dict[str, Any]:
    """What the last draft of ``offer`` says, plain, as ``rules.merging`` compares it; no query if it is at hand."""
    if offer.latest_revision is not None:
        return dict(offer.latest_revision.content)
    return dict(offer.serializable_data())


def provenance(offer: Offer) -> ImportedEntry | None:
    """Which feed ``offer`` came from and when it was last taken over; no question for one that was written here."""
    if not offer.origin:
        return None
    found: Any = apps.get_model("catalogue", "ImportedEntry").objects.filter(offer=offer)
    entry: ImportedEntry | None = found.select_related("feed").first()
    return entry


def feeds_of(organisation: Organisation) -> list[Feed]:
    """Feeds from which public offers of ``organisation`` came."""
    known = apps.get_model("catalogue", "ImportedEntry").objects.filter(
        offer__organisation=organisation, offer__state__in=_LISTED
    )
    return list(_feeds().filter(pk__in=known.values("feed")))
