"""What the council's pages may show, as sentences. Everything here fails closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from .models import AgendaItem, Consultation, Record, RecordState
from .outcomes import Hearing

GONE_STATES = (RecordState.WITHDRAWN, RecordState.DELETED)


def is_gone(record: Record) -> bool:
    """The source has taken it away: its page answers 410 and says no more than that."""
    return record.state in GONE_STATES


def may_be_named(item: AgendaItem) -> bool:
    """Only a public point of an agenda that its source still shows has a title here."""
    return item.public and item.record.is_public


@dataclass(frozen=True, slots=True)
class Point:
    """A point of an agenda as far as a step needs it; ``shown`` unless its source has taken it away."""

    public: bool
    shown: bool
    result: str

    @property
    def closed(self) -> bool:
        """On the agenda, and not public. What was taken off the agenda is neither public nor closed."""
        return self.shown and not self.public


def hearing(
    *,
    key: int,
    day: date | None,
    start: datetime | None,
    cancelled: bool,
    role_raw: str,
    authoritative: bool | None,
    main_organisation: bool,
    result_raw: str,
    point: Point | None,
) -> Hearing:
    """A consultation as the outcomes read it, on the portal's own clock; the one place that says what may be told.

    ``start`` and ``cancelled`` are of a meeting that may be shown (else None and False). A point that was taken off
    the agenda is no point: its result is forgotten, and if it was not public, so is that of the step itself.
    """
    result: str | None = result_raw
    if point is not None:
        result = ((point.result if point.shown else "") or result_raw) if point.public else None
    return Hearing(
        at=timezone.localtime(start).replace(tzinfo=None) if start else day,
        role_raw=role_raw,
        result_raw=result,
        authoritative=authoritative,
        main_organisation=main_organisation,
        public=point is None or not point.closed,
        cancelled=cancelled,
        key=key,
    )


def hearing_of(consultation: Consultation) -> Hearing:
    """``hearing`` for a row with its meeting, its organization and its point on the agenda."""
    meeting, item = consultation.meeting, consultation.agenda_item
    known = meeting if meeting and meeting.record.is_public else None
    return hearing(
        key=consultation.pk,
        day=consultation.date,
        start=known.start if known else None,
        cancelled=bool(known and known.cancelled),
        role_raw=consultation.role_raw,
        authoritative=consultation.authoritative,
        main_organisation=bool(consultation.organization and consultation.organization.is_main),
        result_raw=consultation.result_raw,
        point=Point(item.public, item.record.is_public, item.result_raw) if item else None,
    )


def was_closed(consultation: Consultation) -> bool:
    """The step is on an agenda as a point that is not public."""
    return not hearing_of(consultation).public


def point_to_name(consultation: Consultation) -> AgendaItem | None:
    """The step's point on the agenda, if it may be named."""
    item = consultation.agenda_item
    return item if item and may_be_named(item) else None


def lies_ahead(consultation: Consultation, now: datetime) -> bool:
    """The step is planned: its meeting has not begun, or it has no date at all."""
    meeting = consultation.meeting
    if meeting and meeting.start and meeting.record.is_public:
        return meeting.start > now
    return consultation.date is None or consultation.date > timezone.localdate(now)
