"""Which papers and meetings show something that changed: they are derived and indexed again by actions.refresh."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from ...models import Meeting, Paper
from ...models.records import RecordKind
from .resolving import chunks

# From an object to the papers and meetings that show it, as filters on their tables.
_PAPERS = {
    RecordKind.BODY: ("body__in",),
    RecordKind.PAPER: ("pk__in",),
    RecordKind.CONSULTATION: ("consultations__in",),
    RecordKind.AGENDA_ITEM: ("consultations__agenda_item__in",),
    RecordKind.MEETING: ("consultations__meeting__in",),
    RecordKind.ORGANIZATION: ("consultations__organization__in", "leads__organization__in"),
    RecordKind.FILE: ("attachments__file__in",),
    RecordKind.LOCATION: ("locations__in",),
}
_MEETINGS = {
    RecordKind.BODY: ("body__in",),
    RecordKind.MEETING: ("pk__in",),
    RecordKind.CONSULTATION: ("consultations__in",),
    RecordKind.AGENDA_ITEM: ("agenda_items__in",),
    RecordKind.PAPER: ("consultations__paper__in",),
    RecordKind.ORGANIZATION: ("meeting_organizations__organization__in",),
    RecordKind.FILE: ("attachments__file__in", "agenda_items__attachments__file__in"),
    RecordKind.LOCATION: ("location__in",),
}


class Touched:
    """Objects that changed, by kind and primary key, until :meth:`mark` passes it on."""

    def __init__(self) -> None:
        self._keys: defaultdict[RecordKind, set[int]] = defaultdict(set)

    def add(self, kind: RecordKind, keys: Iterable[int]) -> None:
        self._keys[kind].update(keys)

    def mark(self) -> None:
        """Set ``stale`` on every paper and meeting that shows one of them. Runs in the caller's transaction."""
        for kind, keys in self._keys.items():
            for some in chunks(sorted(keys)):
                for path in _PAPERS.get(kind, ()):
                    papers = Paper.objects.filter(Q((path, some)), stale=False).values("pk")
                    Paper.objects.filter(pk__in=papers).update(stale=True)
                for path in _MEETINGS.get(kind, ()):
                    meetings = Meeting.objects.filter(Q((path, some)), stale=False).values("pk")
                    Meeting.objects.filter(pk__in=meetings).update(stale=True)
        self._keys.clear()
