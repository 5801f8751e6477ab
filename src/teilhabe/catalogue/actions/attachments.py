"""Files of offers: added to a draft, shown once a second person has published it, removed at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from teilhabe.accounts.models import User
from teilhabe.core import audit

from .. import storage
from ..models import Offer, OfferFile
from .life import UnderReview, anew
from .settling import refresh, settle

if TYPE_CHECKING:
    from teilhabe.core.audit import Actor

MOST_FILES = 10


class TooManyFiles(Exception):
    """An offer has at most MOST_FILES files."""


class KnownFile(Exception):
    """The offer has a file with this content already."""


@transaction.atomic
def attach_file(offer: Offer, content: bytes, *, name: str, title: str, licence: str = "", by: Actor) -> OfferFile:
    """Add a file to the next draft. Raises NotAccepted by its content, TooManyFiles, KnownFile, UnderReview."""
    offer = anew(offer)
    if offer.workflow_in_progress:
        raise UnderReview
    files = OfferFile.every.filter(offer=offer)
    if files.count() >= MOST_FILES:
        raise TooManyFiles
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
    settle(offer, "attach_file", by=by, file=file.pk, sha256=file.sha256)
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
    if not OfferFile.every.filter(sha256=sha256).exists():
        transaction.on_commit(lambda: storage.forget(sha256))
