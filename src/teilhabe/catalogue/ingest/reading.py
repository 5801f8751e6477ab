"""A run from its documents to its plan. Whatever a feed holds, the worst that comes of it is one sentence."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext

from teilhabe.core.locks import AlreadyHeld, held

from ..actions.importing import NotNow, fail_run, say_planned
from ..models import ImportRun
from ..rules.importing import Seen, doubt_of
from . import archive
from .fetching import asking
from .formats import FORMATS
from .items import FeedUnavailable, Format, Options, Read
from .planning import plan

if TYPE_CHECKING:
    from ..models import Feed

log = logging.getLogger(__name__)
LONGEST = 1800.0
"""Seconds that a feed may take to give all its documents."""
LONGEST_READING = 3600.0
"""Seconds until its entries are compared, too: whatever they hold, others wait for this worker."""
_THERE = {"new", "changed", "back", "conflict", "unchanged", "kept", "skipped"}


def read_run(run: ImportRun) -> ImportRun:
    """Read what was uploaded or what the feed's address gives, and say what would happen. Never raises for content.

    Returns it as it is where another worker reads it at this moment or has read it.
    """
    with suppress(AlreadyHeld, NotNow), held(f"import-{run.feed_id}"):
        run.refresh_from_db()
        if run.state == ImportRun.State.READING:
            _read(run)
    return ImportRun.objects.get(pk=run.pk)


def _read(run: ImportRun) -> None:
    """Raises NotNow: it was read meanwhile, on another machine."""
    feed = run.feed
    known = feed.known.filter(missing_since=None).count()
    try:
        found = format_of(feed).read(_documents(run), options_of(feed))
        counts = plan(run, _in_time(found, until=monotonic() + LONGEST_READING))
    except FeedUnavailable as problem:
        fail_run(run, str(problem))
    except Exception:
        log.exception("Übernahme %s: der Inhalt ließ sich nicht lesen", feed.slug)
        fail_run(
            run, gettext("Der Inhalt lässt sich nicht lesen. Vermutlich ist er beschädigt oder ein anderes Format.")
        )
    else:
        apart = counts.pop("apart", 0)
        seen = Seen(
            known=known,
            lost=counts.pop("lost", 0),
            met=counts.pop("met", 0),
            renamed=counts.pop("renamed", 0),
            unreadable=counts["unreadable"],
            read=sum(count for verdict, count in counts.items() if verdict in _THERE) - apart,
        )
        say_planned(run, counts, problem=doubt_of(seen))


def _in_time(found: Iterable[Read], *, until: float) -> Iterator[Read]:
    for one in found:
        if monotonic() > until:
            raise FeedUnavailable(gettext("Das Lesen dauerte länger als eine Stunde und wurde abgebrochen."))
        yield one


def format_of(feed: Feed) -> Format:
    return FORMATS[feed.format]


def options_of(feed: Feed) -> Options:
    keys = frozenset(feed.known.values_list("key", flat=True))
    return Options(columns=feed.columns, kind=feed.kind, language=feed.language, keys=keys)


def _documents(run: ImportRun) -> Iterator[bytes]:
    feed = run.feed
    if not feed.url:
        yield from archive.documents(run)
        return
    with asking(feed.url, until=monotonic() + LONGEST) as ask:
        for document in archive.kept_on_the_way(run, format_of(feed).documents(ask, feed.url)):
            # Many small documents take long before they are a batch of entries; whoever waits sees that it goes on.
            ImportRun.objects.filter(pk=run.pk).update(touched=timezone.now())
            yield document
