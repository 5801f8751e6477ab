"""The same meeting with and without an id: two entries of a list, one meeting."""

from __future__ import annotations

from ...models import Meeting, Record, RecordAlias
from ...models.records import RecordKind
from ..records import ForeignRecord, MeetingRecord, Ref
from .context import Scope


def settle(scope: Scope, everything: dict[Ref, ForeignRecord], known: dict[Ref, Record]) -> dict[Ref, Ref]:
    """Join meetings of the page that are the same one: by name and beginning, if one of them has no id of its own.

    Changes ``everything`` (the nameless twin is left out) and ``known`` in place. Returns twins of this page's
    meetings with those meetings: once these are written, :func:`remember` that the twins are they.
    """
    twins: dict[Ref, Ref] = {}
    meetings = [record for record in everything.values() if isinstance(record, MeetingRecord)]
    named = {(one.name, one.start): one for one in meetings if one.url}
    for twin in [one for one in meetings if not one.url]:
        if (same := named.get((twin.name, twin.start))) is not None:
            twins[twin.ref] = same.ref
            _leave_out(twin.ref, everything)
        elif (record := _known_twin(scope, twin)) is not None:
            _leave_out(twin.ref, everything)
            remember(scope, twin.ref, record)
    unknown = [one for one in named.values() if one.ref not in known and one.start is not None]
    if unknown and scope.body is not None:
        _adopt_nameless(scope, unknown, known)
    return twins


def remember(scope: Scope, other: Ref, record: Record) -> None:
    """``other`` is one more key of ``record``."""
    RecordAlias.objects.get_or_create(
        source=scope.harvest.source, kind=other.kind, native_id=other.key, defaults={"record": record}
    )


def _leave_out(ref: Ref, everything: dict[Ref, ForeignRecord]) -> None:
    """The twin, and what is embedded in it without an id; what has an id belongs to the other one as well."""
    everything.pop(ref)
    for other in [one for one in everything.values() if one.parent == ref]:
        everything.pop(other.ref)


def _known_twin(scope: Scope, twin: MeetingRecord) -> Record | None:
    found = Meeting.objects.filter(
        body=scope.body, name=twin.name, start=twin.start, record__source=scope.harvest.source
    )
    meeting = found.exclude(record__native_id=twin.ref.key).select_related("record").order_by("pk").first()
    return meeting.record if meeting else None


def _adopt_nameless(scope: Scope, named: list[MeetingRecord], known: dict[Ref, Record]) -> None:
    """A meeting that came without an id before and now has one keeps its record and address."""
    nameless = Meeting.objects.filter(
        body=scope.body, record__native_id__contains="#meeting-", start__in=[one.start for one in named]
    ).select_related("record")
    by_look = {(meeting.name, meeting.start): meeting.record for meeting in nameless}
    for one in named:
        record = by_look.get((one.name, one.start))
        if record is not None:
            remember(scope, Ref(RecordKind.MEETING, record.native_id), record)
            record.native_id = one.ref.key
            record.save(update_fields=["native_id"])
            known[one.ref] = record
