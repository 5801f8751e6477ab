"""The log of what was public: other portals ask it what changed and what is gone."""

from __future__ import annotations

from hashlib import blake2b

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from ..models import Offer, PublicRecord

_TOLD = sorted(
    {field.attname for field in Offer._meta.concrete_fields}
    - {"id", "changed", "state_since", "has_unpublished_changes", "latest_revision_id", "live_revision_id", "pending"}
    - {
        "source_digest",
        "taken_by_id",
        "reminded_on",
        "last_published_at",
        "locked",
        "locked_at",
        "locked_by_id",
        "created_by_id",
    }
)


def keep_record(offer: Offer, *, public: bool) -> None:
    """Note that ``offer`` (the German row) is public as it stands, or no longer; the same again notes nothing."""
    known = PublicRecord.objects.filter(key=offer.translation_key).first()
    if known is None and not public:
        return
    digest = _digest(offer) if public else ""
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


def _digest(offer: Offer) -> str:
    """Of the offer in all languages that readers have."""
    rows = [offer, *Offer.objects.readable().filter(translation_key=offer.translation_key).exclude(pk=offer.pk)]
    said = DjangoJSONEncoder().encode([[getattr(row, name) for name in _TOLD] for row in rows])
    return blake2b(said.encode(), digest_size=16).hexdigest()
