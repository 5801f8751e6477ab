"""The log of what was public: other portals ask it what changed and what is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from ..models import Offer, PublicRecord, State
from ..queries.offers import OfferQuerySet

# What nobody outside hears of: where the row stands in the back office, and when it was written.
_NOT_TOLD = {"id", "translation_key", "live", "expired", "state", "state_note", "pending", "state_since"} | {
    "changed",
    "created",
    "created_by_id",
    "has_unpublished_changes",
    "latest_revision_id",
    "live_revision_id",
    "first_published_at",
    "last_published_at",
    "go_live_at",
    "expire_at",
    "source_digest",
    "taken_by_id",
    "reminded_on",
    "locked",
    "locked_at",
    "locked_by_id",
}
_TOLD = sorted({field.attname for field in Offer._meta.concrete_fields} - _NOT_TOLD)
_TOLD_OF_OWNER = ("name", "kind", "homepage", "municipality_id")
PER_BATCH = 500


def keep_record(offer: Offer, *, public: bool) -> None:
    """Note that ``offer`` (the German row) is public as it stands, or no longer; the same again notes nothing."""
    known = PublicRecord.objects.filter(key=offer.translation_key).first()
    if known is None and not public:
        return
    digest = ""
    if public:
        digest = _digest(offer, _translations().filter(translation_key=offer.translation_key))
    if known and known.deleted is not public and known.digest == digest:
        return
    moment = timezone.now().replace(microsecond=0)
    PublicRecord.objects.update_or_create(
        key=offer.translation_key,
        defaults={
            "kind": offer.kind,
            "organisation": offer.organisation.slug,
            "changed": max(moment, known.changed) if known else moment,
            "deleted": not public,
            "digest": digest,
        },
    )


def told_otherwise() -> Iterator[Offer]:
    """Public offers (German rows) that look different today from what other portals were told, without anybody having
    changed them: their organisation has another name, or the portal tells more than it did."""
    public = Offer.objects.source().readable().select_related("organisation", "locale").order_by("pk")
    last = 0
    while batch := list(public.filter(pk__gt=last)[:PER_BATCH]):
        keys = [offer.translation_key for offer in batch]
        told = dict(PublicRecord.objects.filter(key__in=keys).values_list("key", "digest"))
        texts = defaultdict(list)
        for row in _translations().filter(translation_key__in=keys):
            texts[row.translation_key].append(row)
        for offer in batch:
            if told.get(offer.translation_key) != _digest(offer, texts[offer.translation_key]):
                yield offer
        last = batch[-1].pk


def _translations() -> OfferQuerySet:
    return Offer.objects.readable().exclude(locale__language_code=settings.LANGUAGE_CODE).order_by("locale_id")


def _digest(offer: Offer, translations: Iterable[Offer]) -> str:
    """Of the offer in all languages that readers have, and of whose it is."""
    rows = [[getattr(row, name) for name in _TOLD] for row in (offer, *translations)]
    owner = [getattr(offer.organisation, name) for name in _TOLD_OF_OWNER]
    said = DjangoJSONEncoder().encode([rows, owner, offer.state == State.ARCHIVED])
    return blake2b(said.encode(), digest_size=16).hexdigest()
