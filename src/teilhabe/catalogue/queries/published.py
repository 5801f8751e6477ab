"""What other portals may know: public offers with everything that belongs to them, in few queries."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from teilhabe.directory.models import District, Municipality

if TYPE_CHECKING:
    from ..models import Offer, OfferFile
    from .offers import OfferQuerySet


@dataclass(frozen=True, slots=True)
class Area:
    """A municipality or district that an offer is for; ``ags`` is the official key of the municipality."""

    ref: str
    name: str
    ags: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Published:
    """A public offer. ``changed`` is what other portals are told as its last change, to the second; ``texts`` are its
    public translations by language, ``areas`` empty where it is for the whole region."""

    offer: Offer
    changed: datetime
    texts: Mapping[str, Offer] = field(default_factory=dict)
    files: tuple[OfferFile, ...] = ()
    areas: tuple[Area, ...] = ()


def listed_offers() -> OfferQuerySet:
    """The German rows that lists and exports hold, in an order that no change moves: oldest first."""
    from ..models import Offer

    return Offer.objects.source().listed().select_related(*_WITH).order_by("pk")


def readable_offers() -> OfferQuerySet:
    """As ``listed_offers``, and what has ended."""
    from ..models import Offer

    return Offer.objects.source().readable().select_related(*_WITH).order_by("pk")


def in_language(offers: OfferQuerySet, language: str) -> OfferQuerySet:
    """Those of ``offers`` that have a public text in ``language``; their own is read only where it is that one."""
    from ..models import Offer

    if language == settings.LANGUAGE_CODE:
        return offers
    rows = Offer.objects.readable().filter(locale__language_code=language)
    return offers.filter(translation_key__in=rows.order_by().values("translation_key")).defer("body")


def validator(offers: OfferQuerySet, *parts: str) -> str:
    """The ETag of an answer that is made of ``offers`` and ``parts``, without making it; two queries.

    Empty while the last change is so fresh that another may have the same moment. It changes at midnight at the
    latest, with what is told without a record of its own, such as the name of an organisation.
    """
    changed, now = last_change(), timezone.now()
    if changed and now - changed < timedelta(seconds=2):
        return ""
    said = "|".join((*parts, str(changed), str(offers.order_by().count()), str(timezone.localdate(now))))
    return f'W/"{hashlib.sha256(said.encode()).hexdigest()[:24]}"'


PER_BATCH = 500


def in_batches(offers: OfferQuerySet, *, words_in: Collection[str] | None = None) -> Iterator[Published]:
    """As ``published``, by key, with no more than ``PER_BATCH`` of them in memory at a time."""
    last = 0
    while True:
        rows = list(offers.order_by("pk").filter(pk__gt=last)[:PER_BATCH])
        yield from published(rows, words_in=words_in)
        if len(rows) < PER_BATCH:
            return
        last = rows[-1].pk


_TOWN, _DISTRICT = "municipality:", "district:"
_ADDRESS = ("slug", "translation_key", "locale__language_code")
_WITH = ("organisation__municipality", "part_of__locale", "locale")


def changed_since(offers: OfferQuerySet, moment: datetime) -> OfferQuerySet:
    """Those of ``offers`` that other portals were told of at ``moment`` or later."""
    return offers.filter(Exists(_records().filter(key=OuterRef("translation_key"), deleted=False, changed__gte=moment)))


def changes_of(offers: OfferQuerySet) -> QuerySet:
    """Of each of ``offers`` its key and when other portals were told of it, and nothing else."""
    told = _records().filter(key=OuterRef("translation_key")).values("changed")
    changed = Coalesce(Subquery(told), "changed", output_field=DateTimeField())
    return offers.select_related(None).annotate(told=changed).values_list("translation_key", "told")


def was_public(key: UUID) -> bool:
    """Whether an offer with this key was public once and is gone now."""
    return _records().filter(key=key, deleted=True).exists()


def last_change() -> datetime | None:
    """When other portals were told of anything the last time; None if never."""
    return _records().order_by("-changed").values_list("changed", flat=True).first()


def towns_of(offers: OfferQuerySet) -> set[str]:
    """Official keys of the municipalities that ``offers`` are for."""
    return {key for keys in offers.order_by().values_list("municipalities", flat=True) for key in keys}


def naming(field: str, keys: Iterable[str]) -> Q:
    """Offers whose list ``field`` names one of ``keys`` of a vocabulary."""
    wanted = Q(pk__in=[])
    for key in keys:
        # Lists are stored as JSON, and keys are plain ASCII: so this says the same on every database.
        wanted |= Q(**{f"{field}__icontains": f'"{key}"'})
    return wanted


def published(
    offers: Iterable[Offer], *, with_files: bool = False, words_in: Collection[str] | None = None
) -> list[Published]:
    """``offers`` with what belongs to them, in the same order; five queries, with their files six.

    With ``words_in`` only translations into these languages carry their words, the others no more than their address;
    one query more where there are such languages.
    """
    from ..models import Offer, OfferFile

    rows = list(offers)
    keys = [row.translation_key for row in rows]
    changed = dict(_records().filter(key__in=keys).values_list("key", "changed"))
    texts: dict[UUID, dict[str, Offer]] = defaultdict(dict)
    others = Offer.objects.readable().filter(translation_key__in=keys).exclude(pk__in=[row.pk for row in rows])
    others = others.select_related("locale").order_by("locale__language_code")
    whole = others if words_in is None else others.filter(locale__language_code__in=words_in) if words_in else ()
    named = () if words_in is None else others.exclude(locale__language_code__in=words_in).only(*_ADDRESS)
    for other in sorted((*whole, *named), key=lambda row: row.locale.language_code):
        texts[other.translation_key][other.locale.language_code] = other
    files: dict[int, list[OfferFile]] = defaultdict(list)
    for file in OfferFile.objects.filter(offer__in=rows) if with_files else ():
        files[file.offer_id].append(file)
    areas = _areas(rows)
    return [
        Published(
            row,
            changed.get(row.translation_key) or row.changed or timezone.now(),
            texts[row.translation_key],
            tuple(files[row.pk]),
            tuple(areas[ref] for ref in _refs(row) if ref in areas),
        )
        for row in rows
    ]


def _areas(rows: Iterable[Offer]) -> dict[str, Area]:
    """By ref; two queries, and no outline is read."""
    refs = {ref for row in rows for ref in _refs(row)}
    towns = Municipality.objects.filter(ags__in={ref.partition(":")[2] for ref in refs if ref.startswith(_TOWN)})
    found = {
        f"{_TOWN}{ags}": Area(f"{_TOWN}{ags}", name, ags, whole=True) for ags, name in towns.values_list("ags", "name")
    }
    parts = [ref.removeprefix(_DISTRICT).partition("/") for ref in refs if ref.startswith(_DISTRICT)]
    districts = District.objects.filter(municipality__ags__in={ags for ags, _, _ in parts}, hidden=False)
    districts = districts.filter(slug__in={slug for _, _, slug in parts})
    for slug, name, ags in districts.values_list("slug", "name", "municipality__ags"):
        ref = f"{_DISTRICT}{ags}/{slug}"
        found[ref] = Area(ref, name, ags, whole=False)
    return found


def _refs(row: Offer) -> list[str]:
    return [*(f"{_TOWN}{ags}" for ags in row.municipalities), *row.districts]


def _records() -> QuerySet:
    from ..models import PublicRecord

    return PublicRecord.objects.all()
