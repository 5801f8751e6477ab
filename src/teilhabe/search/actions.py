"""put, drop, rebuild: the only ways into the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, transaction
from django.utils import timezone

from .models import Entry, EntryFacet

BATCH = 500
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A finished entry as an app hands it down. ``facets`` maps a name to its values; ``annex`` is the text of
    attachments, ``weight`` (0.1 to 5) ranks it beside others that fit as well; ``published`` is kept from the first
    time the entry was put unless given."""

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
        _, by_model = Entry.objects.filter(kind=kind, ref__in=batch).delete()
        removed += by_model.get("search.Entry", 0)
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


def _write(batch: list[NewEntry]) -> None:
    now = timezone.now()
    unique = {(entry.kind, entry.ref): entry for entry in batch}
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
                published=e.published or now,
                changed=now,
            )
            for e in unique.values()
        ],
        update_conflicts=True,
        unique_fields=["kind", "ref"],
        update_fields=_WRITTEN,
    )
    _write_facets({row.pk: entry for row, entry in zip(rows, unique.values(), strict=True)})


_Facet = tuple[int, str, str, str, datetime | None]


def _write_facets(entries: Mapping[int, NewEntry]) -> None:
    """Make the facets of entries (by primary key) those given; what is right already stays untouched."""
    wanted: dict[_Facet, None] = {
        (pk, name, value, entry.kind, entry.starts): None
        for pk, entry in entries.items()
        for name, values in entry.facets.items()
        for value in values
        if value
    }
    known: dict[_Facet, int] = {
        (pk, name, value, kind, starts): key
        for key, pk, name, value, kind, starts in EntryFacet.objects.filter(entry__in=entries).values_list(
            "pk", "entry_id", "name", "value", "kind", "starts"
        )
    }
    if gone := [key for facet, key in known.items() if facet not in wanted]:
        EntryFacet.objects.filter(pk__in=gone).delete()
    _insert_facets([facet for facet in wanted if facet not in known])


def _insert_facets(facets: Sequence[_Facet]) -> None:
    """Several rows for each entry: as model objects, or one by one, they would take longer than all the rest."""
    table = connection.ops.quote_name(EntryFacet._meta.db_table)
    at_once = (connection.features.max_query_params or 5000) // 5
    with connection.cursor() as cursor:
        for start in range(0, len(facets), at_once):
            part = facets[start : start + at_once]
            places = ", ".join(["(%s, %s, %s, %s, %s)"] * len(part))
            # The only text put in is the name of our own table.
            insert = f"INSERT INTO {table} (entry_id, name, value, kind, starts) VALUES {places}"  # nosec B608
            values: list[Any] = [
                value for *named, starts in part for value in (*named, connection.ops.adapt_datetimefield_value(starts))
            ]
            cursor.execute(insert, values)


def _batches(items: Iterable[T]) -> Iterable[list[T]]:
    source = iter(items)
    while batch := list(islice(source, BATCH)):
        yield batch
