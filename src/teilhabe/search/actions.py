"""put, drop, rebuild: the only ways into the index."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Model, Q
from django.utils import timezone

from .index.outbox import record
from .models import Entry, EntryFacet, EntryPlace

BATCH = 500
PINNED = "yes"
"""The only value of the facet ``pinned``: the entry is on maps."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place of an entry, see ``EntryPlace``. ``within`` are the refs of what lies around it: district, municipality.

    ``grade`` is a value of ``EntryPlace.Grade``; what is surely meant becomes values of the facet ``place``: ``ref``
    and all of ``within``. What is on a map besides gives its entry the facet ``pinned`` = ``yes``. ``reason`` is a
    German message.
    """

    ref: str
    kind: str
    name: str
    grade: str
    municipality: str = ""
    latitude: float | None = None
    longitude: float | None = None
    reason: str = ""
    within: Sequence[str] = ()

    @property
    def pinned(self) -> bool:
        """As ``EntryPlaceQuerySet.pinned``."""
        return self.grade in EntryPlace.SURE and self.latitude is not None and self.kind != "municipality"


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A finished entry as an app hands it down. ``facets`` maps a name to its values; ``annex`` is the text of
    attachments, ``weight`` (0.1 to 5) ranks it beside others that fit as well; ``published`` is kept from the first
    time the entry was put unless given. Of ``places`` with the same ref the first counts; what an app gives as facet
    ``place`` itself is added to theirs."""

    kind: str
    ref: str
    url: str
    title: str
    summary: str = ""
    body: str = ""
    annex: str = ""
    weight: float = 1.0
    language: str = "de"
    starts: datetime | None = None
    ends: datetime | None = None
    municipality: str = ""
    subject: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    facets: Mapping[str, Iterable[str]] = field(default_factory=dict)
    places: Sequence[NewPlace] = ()
    published: datetime | None = None


_WRITTEN = [
    "url",
    "title",
    "summary",
    "body",
    "annex",
    "weight",
    "language",
    "starts",
    "ends",
    "municipality",
    "subject",
    "facts",
    "digest",
    "changed",
]


def put(entry: NewEntry) -> None:
    """Add or replace one entry."""
    put_many([entry])


def put_many(entries: Iterable[NewEntry]) -> int:
    """Add or replace entries, in batches, each batch in one transaction; return how many."""
    total = 0
    for batch in _batches(entries):
        with transaction.atomic():
            _write(batch)
        total += len(batch)
    return total


def drop(kind: str, refs: Iterable[str]) -> int:
    """Take entries out of the index; unknown refs are no error. Returns how many were there."""
    removed = 0
    for batch in _batches(refs):
        with transaction.atomic():
            found = Entry.objects.filter(kind=kind, ref__in=batch).order_by("pk")
            keys = list(found.select_for_update().values_list("pk", flat=True))
            if keys:
                Entry.objects.filter(pk__in=keys).delete()
                record(keys)
        removed += len(keys)
    return removed


def rebuild(kind: str, entries: Iterable[NewEntry]) -> tuple[int, int]:
    """Make the index of ``kind`` hold exactly ``entries``: (written, dropped). Readers never see it empty."""
    seen: set[str] = set()
    written = 0
    for batch in _batches(entries):
        seen.update(entry.ref for entry in batch)
        written += put_many(batch)
    stale = [ref for ref in Entry.objects.filter(kind=kind).values_list("ref", flat=True).iterator() if ref not in seen]
    return written, drop(kind, stale)


_Name = tuple[str, str]
_Row = tuple[Any, ...]
_FACET = ("entry_id", "name", "value", "kind", "starts")
_PLACE = (
    "entry_id",
    "ref",
    "kind",
    "name",
    "municipality",
    "latitude",
    "longitude",
    "grade",
    "reason",
    "entry_kind",
    "starts",
)


def _write(batch: list[NewEntry]) -> None:
    now = timezone.now()
    unique = {(entry.kind, entry.ref): entry for entry in batch}
    facets = {name: _facets(entry) for name, entry in unique.items()}
    places = {name: _places(entry) for name, entry in unique.items()}
    digests = {name: _digest(entry, facets[name], places[name]) for name, entry in unique.items()}
    before = _before(unique)
    rows = Entry.objects.bulk_create(
        [
            Entry(
                kind=e.kind,
                ref=e.ref,
                url=e.url,
                title=e.title,
                summary=e.summary,
                body=e.body,
                annex=e.annex,
                weight=e.weight,
                language=e.language,
                starts=e.starts,
                ends=e.ends,
                municipality=e.municipality,
                subject=e.subject,
                facts=dict(e.facts),
                digest=digests[name],
                published=e.published or now,
                # Who follows a feed hears of an entry again only when it says something new.
                changed=before[name][1] if before.get(name, _UNKNOWN)[0] == digests[name] else now,
            )
            for name, e in unique.items()
        ],
        update_conflicts=True,
        unique_fields=["kind", "ref"],
        update_fields=_WRITTEN,
    )
    keys = dict(zip(unique, (row.pk for row in rows), strict=True))
    for model, columns, said in ((EntryFacet, _FACET, facets), (EntryPlace, _PLACE, places)):
        wanted: dict[_Row, None] = {
            (keys[name], *row, entry.kind, entry.starts): None for name, entry in unique.items() for row in said[name]
        }
        _write_rows(model, columns, keys.values(), wanted)
    record([keys[name] for name in unique if digests[name] != before.get(name, _UNKNOWN)[0]])


_UNKNOWN = ("", None)


def _facets(entry: NewEntry) -> list[_Row]:
    """(name, value), each once. Read once: the values may come from a generator."""
    found = {(name, value): None for name, values in entry.facets.items() for value in values if value}
    for place in entry.places:
        if place.grade in EntryPlace.SURE:
            found.update({("place", ref): None for ref in (place.ref, *place.within) if ref})
        if place.pinned:
            found["pinned", PINNED] = None
    return list(found)


def _places(entry: NewEntry) -> list[_Row]:
    """In the order of the columns of ``_PLACE``, without those that come from the entry."""
    found: dict[str, _Row] = {}
    for place in entry.places:
        row = (
            place.ref,
            place.kind,
            place.name,
            place.municipality,
            place.latitude,
            place.longitude,
            str(place.grade),
            place.reason,
        )
        found.setdefault(place.ref, row)
    return list(found.values())


def _before(names: Iterable[_Name]) -> dict[_Name, tuple[str, datetime]]:
    """Digest and last change of those entries that are there; until the transaction ends nobody else writes them."""
    refs: dict[str, list[str]] = defaultdict(list)
    for kind, ref in names:
        refs[kind].append(ref)
    asked = Q()
    for kind, own in refs.items():
        asked |= Q(kind=kind, ref__in=own)
    found = Entry.objects.filter(asked).order_by("pk").select_for_update()
    rows = found.values_list("kind", "ref", "digest", "changed")
    return {(kind, ref): (digest, changed) for kind, ref, digest, changed in rows}


def _digest(entry: NewEntry, facets: Iterable[_Row], places: Iterable[_Row]) -> str:
    said: list[Any] = [
        entry.url,
        entry.title,
        entry.summary,
        entry.body,
        entry.annex,
        entry.weight,
        entry.language,
        entry.starts,
        entry.ends,
        entry.municipality,
        entry.subject,
        entry.facts,
        sorted(facets),
    ]
    if places:
        # Only then, so that an entry without places is the same as before there were any.
        said.append(sorted(places, key=lambda place: str(place[0])))
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=_as_text)
    return blake2b(text.encode("utf-8", errors="surrogatepass"), digest_size=16).hexdigest()


def _as_text(value: Any) -> Any:
    """Moments are compared as such, whatever zone they are written in."""
    if isinstance(value, datetime):
        return value.timestamp()
    return dict(value) if isinstance(value, Mapping) else str(value)


def _write_rows(
    model: type[Model], columns: Sequence[str], entries: Iterable[int], wanted: Mapping[_Row, None]
) -> None:
    """Make the rows of entries (by primary key) those wanted; what is right already stays untouched."""
    known: dict[_Row, int] = {
        tuple(row): key
        for key, *row in model._default_manager.filter(entry__in=list(entries)).values_list("pk", *columns)
    }
    if gone := [key for row, key in known.items() if row not in wanted]:
        model._default_manager.filter(pk__in=gone).delete()
    _insert(model, columns, [row for row in wanted if row not in known])


def _insert(model: type[Model], columns: Sequence[str], rows: Sequence[_Row]) -> None:
    """Several rows for each entry: as model objects, or one by one, they would take longer than all the rest."""
    table = connection.ops.quote_name(model._meta.db_table)
    at_once = (connection.features.max_query_params or 5000) // len(columns)
    one = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), at_once):
            part = rows[start : start + at_once]
            places = ", ".join([one] * len(part))
            # The only texts put in are names of our own table and columns.
            insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {places}"  # nosec B608
            values: list[Any] = [
                value for *said, starts in part for value in (*said, connection.ops.adapt_datetimefield_value(starts))
            ]
            cursor.execute(insert, values)


def _batches(items: Iterable[T]) -> Iterable[list[T]]:
    source = iter(items)
    while batch := list(islice(source, BATCH)):
        yield batch
