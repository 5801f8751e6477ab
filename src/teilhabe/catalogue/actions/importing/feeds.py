"""Feeds are set up and changed; what they do not have any more is ended, or stays."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from teilhabe.accounts.models import User
from teilhabe.core import audit
from teilhabe.core.text import slug

from ...models import Feed, ImportedEntry, Offer
from ...queries.imports import gone_from
from ...rules.importing import may_let_feeds_publish
from ..life import NotWaiting, anew, archive_offer
from ..settling import forget_told

if TYPE_CHECKING:
    from teilhabe.core.audit import Actor

_RESERVED = frozenset({"neu", "lauf", "vorlage"})
"""What stands at this place of the addresses in the back office itself."""


_LEAVE_IS_FOR = ("url", "organisation_id", "unknown")
"""Settings of a feed that the operator has looked at when it was allowed to publish."""


class NotForYou(Exception):
    """Only the operator lets a feed publish without a second person."""


class FeedInUse(Exception):
    """Something was taken over from the feed, or it is being read at this moment."""


@transaction.atomic
def create_feed(details: Mapping[str, Any], *, by: Actor) -> Feed:
    """``details`` are fields of ``Feed``; its slug is made of its name. Raises NotForYou, ValidationError."""
    feed = Feed(**details, created_by=by if isinstance(by, User) else None)
    _ask_whether_it_may_publish(feed, before=False, by=by)
    wanted = slug(feed.name) or "uebernahme"
    taken = {*Feed.objects.filter(slug__startswith=wanted).values_list("slug", flat=True), *_RESERVED}
    names = chain([wanted], (f"{wanted[:70]}-{number}" for number in count(2)))
    feed.slug = next(name for name in names if name not in taken)
    feed.full_clean()
    feed.save()
    audit.record("create_feed", feed, by=by, format=feed.format, publishes=feed.publishes)
    return feed


@transaction.atomic
def change_feed(feed: Feed, details: Mapping[str, Any], *, by: Actor) -> Feed:
    """Raises NotForYou, ValidationError. The format stays: it is part of the key of each entry.

    A feed that publishes does so no more once somebody else than the operator has changed where its entries come from
    or whose they are: what comes next waits for a review.
    """
    feed = Feed.objects.select_for_update().get(pk=feed.pk)
    before, allowed = feed.publishes, _allowed(feed)
    for name, value in details.items():
        setattr(feed, name, value)
    _ask_whether_it_may_publish(feed, before=before, by=by)
    if before and _allowed(feed) != allowed and isinstance(by, User) and not may_let_feeds_publish.test(by):
        feed.publishes = False
    feed.full_clean()
    feed.save()
    audit.record("change_feed", feed, by=by, fields=sorted(details), publishes=feed.publishes)
    return feed


@transaction.atomic
def remove_feed(feed: Feed, *, by: Actor) -> None:
    """A feed that was tried and never used goes with its runs. Raises FeedInUse."""
    feed = Feed.objects.select_for_update().get(pk=feed.pk)
    if not is_unused(feed) or any(run.is_busy for run in feed.runs.under_way()):
        raise FeedInUse
    audit.record("remove_feed", feed, by=by, name=feed.name, format=feed.format)
    feed.delete()


def is_unused(feed: Feed) -> bool:
    """Whether nothing was ever taken over from ``feed``."""
    return not feed.known.exists() and not Offer.objects.filter(origin=feed.origin).exists()


@transaction.atomic
def end_gone(entry: ImportedEntry, *, by: Actor) -> None:
    """What the feed does not have any more has ended: into the archive.

    Raises NotWaiting if it is not public, or the feed has it again.
    """
    entry = _still_gone(entry)
    archive_offer(entry.offer, ended=timezone.localdate(), by=by, note=entry.gone_said)
    forget_told(entry.offer)


@transaction.atomic
def keep_gone(entry: ImportedEntry, *, by: Actor) -> None:
    """It stays although the feed does not have it: nobody is asked again until the feed has had it once more.

    Raises NotWaiting as ``end_gone``.
    """
    entry = _still_gone(entry)
    ImportedEntry.objects.filter(pk=entry.pk).update(stays=True)
    forget_told(entry.offer)
    audit.record("keep_offer_without_feed", entry.offer, by=by)


def _still_gone(entry: ImportedEntry) -> ImportedEntry:
    """Locked, its offer first as everywhere. The page that was clicked may be from this morning."""
    anew(entry.offer)
    entry = ImportedEntry.objects.select_for_update(of=("self",)).select_related("offer", "feed").get(pk=entry.pk)
    if not gone_from(entry.feed, timezone.now()).filter(pk=entry.pk).exists():
        raise NotWaiting
    return entry


def _allowed(feed: Feed) -> tuple[Any, ...]:
    return tuple(getattr(feed, name) for name in _LEAVE_IS_FOR)


def _ask_whether_it_may_publish(feed: Feed, *, before: bool, by: Actor) -> None:
    if feed.publishes and not before and isinstance(by, User) and not may_let_feeds_publish.test(by):
        raise NotForYou
