"""What the council's pages may show, as sentences. Everything here fails closed."""

from __future__ import annotations

from datetime import datetime

from .models import AgendaItem, Consultation, Record, RecordState

GONE_STATES = (RecordState.WITHDRAWN, RecordState.DELETED)


def is_gone(record: Record) -> bool:
    """The source has taken it away: its page answers 410 and says no more than that."""
    return record.state in GONE_STATES


def may_be_named(item: AgendaItem) -> bool:
    """Only a public point of an agenda that its source still shows has a title here."""
    return item.public and item.record.is_public


def was_closed(consultation: Consultation) -> bool:
    """The step was, or will be, discussed behind closed doors: its point on the agenda is known and not public."""
    item = consultation.agenda_item
    return item is not None and not may_be_named(item)


def lies_ahead(consultation: Consultation, now: datetime) -> bool:
    """The step is planned: its meeting has not begun, or it has no date at all."""
    meeting = consultation.meeting
    if meeting and meeting.start and meeting.record.is_public:
        return meeting.start > now
    return consultation.date is None or consultation.date > now.date()
