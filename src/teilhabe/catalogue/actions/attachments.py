"""Files of offers: added to a draft, shown once a second person has published it, removed at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from teilhabe.accounts.models import User
from teilhabe.core import audit
from teilhabe.core.models import AuditEntry
from teilhabe.directory.models import Organisation

from .. import storage
from ..models import Offer, OfferFile
from .life import UnderReview, anew
from .settling import refresh, settle

if TYPE_CHECKING:
    from teilhabe.core.audit import Actor

MOST_FILES = 10
PER_DAY = 100 * 1024 * 1024
"""Bytes that the members of an organisation may hand in within a day."""


class TooManyFiles(Exception):
    """An offer has at most MOST_FILES files."""


class KnownFile(Exception):
    """The offer has a file with this content already."""


class TooMuchToday(Exception):
    """The organisation has handed in PER_DAY bytes within a day, also of what was removed since."""


@transaction.atomic
def attach_file(offer: Offer, content: bytes, *, name: str, title: str, licence: str = "", by: Actor) -> OfferFile:
    """Add a file to the next draft; a picture loses what tells where and by whom it was made.

    Raises NotAccepted by its content, TooManyFiles, KnownFile, TooMuchToday, UnderReview.
    """
    offer = anew(offer)
    if offer.workflow_in_progress:
        raise UnderReview
    files = OfferFile.every.filter(offer=offer)
    if files.count() >= MOST_FILES:
        raise TooManyFiles
    if _bytes_today(offer.organisation) + len(content) > PER_DAY:
        raise TooMuchToday
    kept = storage.keep(content, name)
    if files.filter(sha256=kept.sha256).exists():
        raise KnownFile
    file = OfferFile.every.create(
        offer=offer,
        title=title,
        name=kept.name,
        media_type=kept.media_type,
        size=kept.size,
        sha256=kept.sha256,
        licence=licence,
        order=files.count(),
    )
    # A revision of its own: so there is something to hand in, and whoever added the file is its author.
    draft: Offer = offer.get_latest_revision_as_object()
    draft.save_revision(user=by if isinstance(by, User) else None, changed=True)
    settle(offer, "attach_file", by=by, file=file.pk, sha256=file.sha256, size=file.size)
    return file


@transaction.atomic
def remove_file(file: OfferFile, *, by: Actor) -> None:
    """Take a file away, from readers too: that needs no second person. Raises UnderReview."""
    offer = anew(file.offer)
    if offer.workflow_in_progress:
        raise UnderReview
    sha256 = file.sha256
    audit.record("remove_file", offer, by=by, file=file.pk, sha256=sha256)
    file.delete()
    refresh(offer)
    if not _is_had(sha256):
        transaction.on_commit(lambda: _forget(sha256))


def forget_lost_files(now: datetime) -> int:
    """Remove contents that no offer has: of what was not stored in the end, and what could not be removed at once.

    What somebody handed in within a day stays. Returns how many.
    """
    lost = [one for one in storage.stored_before(now - timedelta(days=1)) if not _is_had(one)]
    for sha256 in lost:
        storage.forget(sha256, now=now)
    return len(lost)


def _forget(sha256: str) -> None:
    """Another offer may have got the same file while this one lost it."""
    if not _is_had(sha256):
        storage.forget(sha256, now=timezone.now())


def _is_had(sha256: str) -> bool:
    return OfferFile.every.filter(sha256=sha256).exists()


def _bytes_today(organisation: Organisation) -> int:
    acts = AuditEntry.objects.filter(verb="attach_file", at__gte=timezone.now() - timedelta(days=1))
    offers = {str(key) for key in Offer.objects.filter(organisation=organisation).values_list("pk", flat=True)}
    said = acts.values_list("subject_id", "details__size")
    return sum(size or 0 for offer, size in said if offer in offers)
