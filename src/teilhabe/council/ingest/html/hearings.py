"""Hearings that only an agenda knows: systems whose papers do not show their Beratungsfolge to everybody."""

from __future__ import annotations

from ...models import AgendaItem, Consultation, Paper
from ...models.records import RecordKind
from ...queries.bodies import PUBLIC_STATES
from ..records import ConsultationRecord, Parsed, Ref
from ..store import page as store
from ..store.context import Scope
from ..store.resolving import chunks
from .assembly.names import Names, parsed


def complete_hearings(scope: Scope, names: Names) -> None:
    """Store a hearing for each public point about a known paper whose own page does not name that meeting.

    It hangs on the meeting, and goes when no point of it names the paper any more; if the paper's page names the
    meeting later, it belongs to the paper.
    """
    source = scope.harvest.source
    for some in chunks(list(scope.harvest.items_of_consultations.items())):
        pairs = dict(some)
        told = Consultation.objects.filter(
            record__source=source, record__native_id__in=pairs, record__state__in=PUBLIC_STATES
        )
        missing = pairs.keys() - set(told.values_list("record__native_id", flat=True))
        papers = {key: f"{names.home}?{key.rpartition('?')[2].partition('&')[0]}" for key in missing}
        known = set(
            Paper.objects.filter(
                record__source=source, record__native_id__in=papers.values(), record__state__in=PUBLIC_STATES
            ).values_list("record__native_id", flat=True)
        )
        items = AgendaItem.objects.filter(record__source=source, public=True).select_related("meeting__record")
        points = {
            item.record.native_id: item
            for item in items.filter(record__native_id__in=[pairs[key] for key in missing]).select_related("record")
        }
        found: list[Parsed] = []
        for key in sorted(missing):
            item = points.get(pairs[key])
            if item is None or papers[key] not in known:
                continue
            record = ConsultationRecord(
                ref=Ref(RecordKind.CONSULTATION, key),
                url="",
                raw_hash="",
                parent=Ref(RecordKind.MEETING, item.meeting.record.native_id),
                paper=Ref(RecordKind.PAPER, papers[key]),
                meeting=Ref(RecordKind.MEETING, item.meeting.record.native_id),
                agenda_item=Ref(RecordKind.AGENDA_ITEM, item.record.native_id),
                date=item.meeting.start.date() if item.meeting.start else None,
                order=1000,
            )
            found.append(parsed(record, []))
        if found:
            store.store(scope, found)
