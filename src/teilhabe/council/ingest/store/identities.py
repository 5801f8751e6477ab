"""One paper, whichever system shows it: objects met under another name before keep their record.

A source that changes its system (ALLRIS pages first, OParl later) shows the same papers under other keys. What connects
them is the address of the paper's page, which OParl names as ``web``: its key is one of the object's names. A body has
no page; where the source has only one, and the other system names only one, they are the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...models import Body, Record, RecordAlias, Source
from ...models.records import RecordKind
from ..html.identity import page_key
from ..records import BodyRecord, ForeignRecord, Ref
from .resolving import known_records, manager

# The key of the body of an HTML system ends so; it names an installation, nothing that could be asked for.
BODY_OF_PAGES = "?body"


def other_names(record: ForeignRecord, source: Source) -> tuple[Ref, ...]:
    """Names of an object besides its key: those it brings, and its page's if the source was or is read as pages."""
    keys = list(record.aliases)
    page = page_key(getattr(record, "original_url", "")) if source.installation else None
    if page is not None and page[0] == record.ref.kind:
        keys.append(page[1])
    return tuple(Ref(record.ref.kind, key) for key in dict.fromkeys(keys) if key != record.ref.key)


def recognise(
    source: Source, everything: Mapping[Ref, ForeignRecord], known: dict[Ref, Record]
) -> dict[Ref, tuple[Ref, ...]]:
    """Find unknown objects by their other names; ``known`` learns whose record they are. Returns all other names."""
    names = {ref: found for ref, record in everything.items() if (found := other_names(record, source))}
    strangers = {ref: others for ref, others in names.items() if ref not in known}
    if strangers:
        met = known_records(source, (other for others in strangers.values() for other in others))
        for ref, others in strangers.items():
            record = next((met[other] for other in others if other in met), None)
            if record is not None:
                known[ref] = record
    if (same := _same_body(source, everything, known)) is not None:
        ref, record = same
        known[ref] = record
        names[ref] = (*names.get(ref, ()), Ref(RecordKind.BODY, record.native_id))
    return names


def _same_body(
    source: Source, everything: Mapping[Ref, ForeignRecord], known: Mapping[Ref, Record]
) -> tuple[Ref, Record] | None:
    """The unknown body that is the source's only one, met by its other system: with pages on one side.

    Of several that are named it is the one of the same municipality. A body that both systems say is another
    municipality's stays another one.
    """
    named = [record for record in everything.values() if isinstance(record, BodyRecord)]
    if not source.installation or all(record.ref in known for record in named):
        return None
    rows = list(Body.objects.filter(record__source=source).select_related("record")[:2])
    if len(rows) != 1 or rows[0].record in known.values():
        return None
    [only] = rows
    same = [one for one in named if one.ags and one.ags == only.ags]
    if not same and len(named) == 1 and not (named[0].ags and only.ags):
        same = named
    by_pages = only.record.native_id.endswith(BODY_OF_PAGES)
    if len(same) != 1 or same[0].ref.key.endswith(BODY_OF_PAGES) == by_pages:
        return None
    return same[0].ref, only.record


def remember(source: Source, names: Mapping[Ref, tuple[Ref, ...]], rows: Mapping[Ref, Record]) -> None:
    """Keep all names of what was written, so that references by any of them find it."""
    wanted: dict[Ref, Record] = {}
    for ref, others in names.items():
        if (row := rows.get(ref)) is not None:
            wanted |= {other: row for other in (ref, *others) if other.key != row.native_id}
    if not wanted:
        return
    taken = known_records(source, wanted)
    RecordAlias.objects.bulk_create(
        [
            RecordAlias(source=source, kind=other.kind, native_id=other.key, record=row)
            for other, row in wanted.items()
            if other not in taken
        ],
        ignore_conflicts=True,
    )


def remember_pages(source: Source) -> None:
    """Keep the keys of all pages that were named while nobody read them: from now on the source is read as pages."""
    for kind in (RecordKind.ORGANIZATION, RecordKind.PERSON, RecordKind.MEETING, RecordKind.PAPER):
        rows = manager(kind).filter(record__source=source).exclude(original_url="").select_related("record")
        names: dict[Ref, tuple[Ref, ...]] = {}
        records: dict[Ref, Record] = {}
        for row in rows.iterator():
            page = page_key(row.original_url)
            if page is not None and page[0] == kind:
                ref = Ref(kind, row.record.native_id)
                names[ref], records[ref] = (Ref(kind, page[1]),), row.record
        remember(source, names, records)
