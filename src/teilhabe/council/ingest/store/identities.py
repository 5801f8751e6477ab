"""One paper, whichever system shows it: objects met under another name before keep their record.

A source that changes its system (ALLRIS pages first, OParl later) shows the same papers under other keys. What connects
them is the address of the paper's page, which OParl names as ``web``: its key is one of the object's names.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...models import Record, RecordAlias, Source
from ..html.identity import page_key
from ..records import ForeignRecord, Ref
from .resolving import known_records


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
    return names


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
