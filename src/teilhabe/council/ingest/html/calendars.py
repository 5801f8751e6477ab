"""What the calendar of a source says of its meetings: those to come, changed, and no longer listed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from teilhabe.core.text import fold

from ...models import Meeting, Record
from ...models.records import RecordKind
from ...queries.bodies import PUBLIC_STATES
from ..records import MeetingRecord, Parsed, Ref
from ..store import duplicates
from ..store.context import Scope
from . import schedule
from .assembly.names import Names, mark_of, meeting_name, parsed
from .facts import CalendarEntry

# Keys of meetings that stand in the calendar without a page of their own.
PLANNED = "planned="


class Calendars:
    """The calendar as this run reads it, and what is stored of it."""

    def __init__(self, scope: Scope, home: str, today: date) -> None:
        self.scope = scope
        self.home = home
        self.today = today
        self._entries: dict[str, CalendarEntry] = {}

    def first_day(self) -> date:
        """Meetings before this day are not looked for."""
        return self.scope.harvest.source.since or self.today - schedule.FIRST_LOOK_BACK

    def months(self) -> list[date]:
        return schedule.months(self.first_day(), schedule.shifted(self.today, schedule.MONTHS_AHEAD))

    def read(self, month: date, entries: Sequence[CalendarEntry]) -> list[CalendarEntry]:
        """The entries of this month; those that had no page before and have one now keep their record."""
        own = [one for one in entries if one.start is not None and _month_of(one.start) == month]
        self._entries |= {one.meeting: one for one in own if one.meeting}
        self._adopt(month, own)
        return own

    def entry(self, meeting: str) -> CalendarEntry | None:
        """What the calendar says of a meeting: in this run, else as it is stored."""
        if meeting in self._entries:
            return self._entries[meeting]
        row = Meeting.objects.filter(record__source=self.scope.harvest.source, record__native_id=self._key(meeting))
        known = row.first()
        if known is None:
            return None
        return CalendarEntry(
            meeting=meeting,
            # XML names the committee in the calendar alone, which need not have been read in this run.
            committee=known.organizations.order_by("pk").values_list("name", flat=True).first() or "",
            title=known.name,
            start=known.start,
            end=known.end,
            start_raw=known.start_raw,
            room=known.room,
            cancelled=known.cancelled,
        )

    def without_page(self, names: Names, entries: Sequence[CalendarEntry]) -> list[Parsed]:
        """Meetings to come that have no page yet: day, committee and room are worth knowing."""
        return [
            parsed(self._planned(names, one), [])
            for one in entries
            if not one.meeting and one.start is not None and timezone.localtime(one.start).date() >= self.today
        ]

    def news(self, month: date, entries: Sequence[CalendarEntry]) -> list[str]:
        """Keys of meetings of which the calendar says something else than is stored, or nothing any more."""
        listed = {one.meeting: one for one in entries if one.meeting}
        found: list[str] = []
        for row in self._stored(month).exclude(record__native_id__startswith=self._key(PLANNED)):
            key = row.record.native_id.rpartition("?")[2]
            one = listed.get(key)
            if one is None or (one.start, one.cancelled or row.cancelled) != (row.start, row.cancelled):
                found.append(key)
        return found

    def dropped(self, month: date, entries: Sequence[CalendarEntry]) -> list[Record]:
        """Planned meetings without a page that the calendar does not list any more."""
        listed = {self._planned_key(one) for one in entries if not one.meeting}
        planned = self._stored(month).filter(record__native_id__startswith=self._key(PLANNED))
        return [row.record for row in planned if row.record.native_id not in listed]

    # -- parts --------------------------------

    def _key(self, key: str) -> str:
        return f"{self.home}?{key}"

    def _planned_key(self, entry: CalendarEntry) -> str:
        what = entry.committee_key or fold(meeting_name(entry.committee or entry.title))
        return self._key(f"{PLANNED}{mark_of(f'{what} {entry.start}')}")

    def _planned(self, names: Names, entry: CalendarEntry) -> MeetingRecord:
        title = meeting_name(entry.title or entry.committee or "Sitzung")
        committee = names.committee(entry.committee_key, entry.committee) or names.committee_in(title)
        return MeetingRecord(
            ref=Ref(RecordKind.MEETING, self._planned_key(entry)),
            url="",
            raw_hash="",
            name=title[:400],
            start=entry.start,
            end=entry.end,
            start_raw=entry.start_raw[:60],
            cancelled=entry.cancelled,
            room=entry.room[:400],
            organizations=(committee,) if committee else (),
            original_url=entry.url,
        )

    def _stored(self, month: date) -> QuerySet[Meeting]:
        first, after = (
            timezone.make_aware(datetime(day.year, day.month, 1)) for day in (month, schedule.shifted(month, 1))
        )
        return Meeting.objects.filter(
            body=self.scope.body,
            record__source=self.scope.harvest.source,
            record__state__in=PUBLIC_STATES,
            start__gte=first,
            start__lt=after,
        ).select_related("record")

    def _adopt(self, month: date, entries: Sequence[CalendarEntry]) -> None:
        """A planned meeting that has got its page is the same meeting, at the same address of the portal."""
        by_plan = {self._planned_key(one): one for one in entries if one.meeting}
        for row in self._stored(month).filter(record__native_id__in=list(by_plan)):
            record, key = row.record, self._key(by_plan[row.record.native_id].meeting)
            if Record.objects.filter(source=record.source, kind=RecordKind.MEETING, native_id=key).exists():
                continue
            before = Ref(RecordKind.MEETING, record.native_id)
            record.native_id = key
            record.save(update_fields=["native_id"])
            duplicates.remember(self.scope, before, record)


def _month_of(moment: datetime) -> date:
    return timezone.localtime(moment).date().replace(day=1)
