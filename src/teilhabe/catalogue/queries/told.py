"""The log of what other portals were told, in the order in which it changed: also what is gone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from .published import naming, published, readable_offers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..models import Offer, PublicRecord
    from .published import Published


def records(
    *, since: datetime | None = None, until: datetime | None = None, kind: str = "", theme: str = ""
) -> QuerySet[PublicRecord]:
    """Oldest change first; ``since`` and ``until`` are inclusive, empty choices choose everything.

    A theme is that of the offer as it stands, also of one that is gone, so whoever follows a theme hears of its end.
    """
    from ..models import Offer, PublicRecord

    found = PublicRecord.objects.order_by("changed", "pk")
    if since:
        found = found.filter(changed__gte=since)
    if until:
        found = found.filter(changed__lte=until)
    if kind:
        found = found.filter(kind=kind)
    if theme:
        about = Offer.objects.source().filter(naming("themes", [theme]), translation_key=OuterRef("key"))
        found = found.filter(Exists(about))
    return found


def behind(found: QuerySet[PublicRecord], after: tuple[datetime, int]) -> QuerySet[PublicRecord]:
    """Those of ``found`` that come after the one that changed at ``after[0]`` and has the number ``after[1]``."""
    moment, number = after
    return found.filter(Q(changed__gt=moment) | Q(changed=moment, pk__gt=number))


def record_of(key: UUID) -> PublicRecord | None:
    from ..models import PublicRecord

    return PublicRecord.objects.filter(key=key).first()


def earliest() -> datetime | None:
    """Nothing changed before this moment."""
    return records().values_list("changed", flat=True).first()


def offers_of(found: Sequence[PublicRecord]) -> tuple[dict[UUID, Published], dict[UUID, list[str]]]:
    """By key: what is public, and the themes of whatever still has a row."""
    from ..models import Offer

    rows: list[Offer] = list(
        readable_offers().filter(translation_key__in=[one.key for one in found if not one.deleted])
    )
    gone = [one.key for one in found if one.deleted]
    themes = {row.translation_key: list(row.themes) for row in rows}
    themes |= dict(Offer.objects.source().filter(translation_key__in=gone).values_list("translation_key", "themes"))
    return {one.offer.translation_key: one for one in published(rows)}, themes
