"""The pages of a source a harvest knows, which of them are due, and what came of asking. Nothing is ever counted up:
a page is known because a public page linked to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from ...models import KnownPage, RawAnswer, Source
from ..store.resolving import chunks
from . import schedule
from .family import PageKind


class Frontier:
    """Which pages to read next. ``since`` is the beginning of a pass over everything, None if only what is due."""

    def __init__(self, source: Source, now: datetime, since: datetime | None) -> None:
        self.source = source
        self.now = now
        self.since = since
        # Asked for in this run without a word that could be kept yet (see Disappeared).
        self.set_aside: set[int] = set()

    def expect(self, kind: PageKind, keys: Iterable[str], *, again: bool = False) -> None:
        """Know these pages from now on; with ``again`` those known already are due at once as well."""
        wanted = [key for key in dict.fromkeys(keys) if key]
        if not wanted:
            return
        KnownPage.objects.bulk_create(
            [KnownPage(source=self.source, kind=kind, key=key, found=self.now, due=self.now) for key in wanted],
            ignore_conflicts=True,
        )
        if again:
            for some in chunks(wanted):
                known = self._of(kind).filter(key__in=some, failures=0, due__gt=self.now)
                known.exclude(read=self.now).update(due=self.now)

    def next(self, kind: PageKind) -> KnownPage | None:
        """The page of a kind that is due longest; one that was read in this run is not due again in it."""
        due = Q(due__lte=self.now)
        if self.since is not None:
            due |= Q(failures=0) & (Q(read=None) | Q(read__lt=self.since))
        return (
            self._of(kind)
            .filter(due)
            .exclude(read=self.now)
            .exclude(pk__in=self.set_aside)
            .order_by(F("due"), "pk")
            .first()
        )

    def count(self, kind: PageKind) -> int:
        return self._of(kind).count()

    def page(self, kind: PageKind, key: str) -> KnownPage:
        return KnownPage.objects.get_or_create(
            source=self.source, kind=kind, key=key, defaults={"found": self.now, "due": self.now}
        )[0]

    def read(self, page: KnownPage, answer: RawAnswer | None, pause: timedelta) -> None:
        """It brought what it should."""
        page.read, page.due, page.failures = self.now, self.now + pause, 0
        if answer is not None:
            page.answer = answer
        self.set_aside.discard(page.pk)
        page.save(update_fields=["read", "due", "failures", "answer"])

    def without_content(self, page: KnownPage, pause: timedelta) -> None:
        """It shows nothing to everybody any more: what was kept of it is forgotten."""
        page.answer = None
        self.read(page, None, pause)

    def failed(self, page: KnownPage) -> None:
        page.failures = min(page.failures + 1, 1000)
        page.due = self.now + schedule.after_failures(page.failures)
        page.save(update_fields=["failures", "due"])

    def _of(self, kind: PageKind) -> QuerySet[KnownPage]:
        return KnownPage.objects.filter(source=self.source, kind=kind)
