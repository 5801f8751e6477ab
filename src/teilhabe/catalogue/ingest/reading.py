"""A run from its documents to its plan. Whatever a feed holds, the worst that comes of it is one sentence."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from ..actions.importing import fail_run, say_planned
from ..models import ImportRun
from ..rules.importing import shrunk
from . import archive
from .fetching import asking
from .formats import FORMATS
from .items import FeedUnavailable, Format, Options
from .planning import plan

if TYPE_CHECKING:
    from ..models import Feed

log = logging.getLogger(__name__)
LONGEST = 1800.0
"""Seconds that a feed may take to give all its documents."""


def read_run(run: ImportRun) -> ImportRun:
    """Read what was uploaded or what the feed's address gives, and say what would happen. Never raises for content."""
    feed = run.feed
    known = feed.known.filter(missing_since=None).count()
    try:
        found = format_of(feed).read(_documents(run), options_of(feed))
        counts = plan(run, found)
    except FeedUnavailable as problem:
        fail_run(run, str(problem))
    except Exception:
        log.exception("Übernahme %s: der Inhalt ließ sich nicht lesen", feed.slug)
        fail_run(
            run, gettext("Der Inhalt lässt sich nicht lesen. Vermutlich ist er beschädigt oder ein anderes Format.")
        )
    else:
        there = counts.total() - counts["drafts"] - counts["gone"] - counts["unreadable"]
        say_planned(run, counts, problem=shrunk(known, there, counts["unreadable"]))
    return ImportRun.objects.get(pk=run.pk)


def format_of(feed: Feed) -> Format:
    return FORMATS[feed.format]


def options_of(feed: Feed) -> Options:
    return Options(columns=feed.columns, kind=feed.kind, language=feed.language)


def _documents(run: ImportRun) -> Iterator[bytes]:
    feed = run.feed
    if not feed.url:
        yield from archive.documents(run)
        return
    with asking(feed.url, until=monotonic() + LONGEST) as ask:
        yield from archive.kept_on_the_way(run, format_of(feed).documents(ask, feed.url))
