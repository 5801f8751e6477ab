"""What a meeting's page and its calendar entry ask."""

from __future__ import annotations

from datetime import datetime

from ..models import AgendaItem, Attachment, Consultation, Meeting, Organization
from .bodies import PUBLIC_STATES
from .paper_page import GONE_STATES


def meeting_at(body: str, slug: str) -> Meeting | None:
    """The meeting at this address in any state, with its record, source, body and place."""
    return (
        Meeting.objects.select_related("record__source", "body__record", "location")
        .filter(body__slug=body, slug=slug)
        .first()
    )


def committees_of(meeting: Meeting) -> list[Organization]:
    """The committees that meet, in the source's order; only those that are known and public."""
    rows = meeting.meeting_organizations.filter(organization__record__state__in=PUBLIC_STATES).select_related(
        "organization__body"
    )
    return [row.organization for row in rows if row.organization]


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """All points in order, also those that are not public: the page counts them."""
    return list(meeting.agenda_items.filter(record__state__in=PUBLIC_STATES).select_related("record"))


def courses_in(meeting: Meeting) -> list[Consultation]:
    """All public steps of the papers on the agenda, also those in other meetings; only papers that are public.

    What a step means depends on those before and behind it, see ``paper_page.consultations_of``.
    """
    # As a list and not as a subquery: with it and all the joins PostgreSQL would read whole tables.
    papers = list(
        meeting.consultations.filter(record__state__in=PUBLIC_STATES, paper__isnull=False)
        .order_by()
        .values_list("paper", flat=True)
        .distinct()
    )
    return list(
        Consultation.objects.filter(
            paper__in=papers,
            record__state__in=PUBLIC_STATES,
            paper__record__state__in=PUBLIC_STATES,
        )
        .exclude(meeting__record__state__in=GONE_STATES, date__isnull=True)
        .select_related(
            "record", "paper__body", "paper__record", "agenda_item__record", "organization", "meeting__record"
        )
    )


def attachments_in(meeting: Meeting) -> list[Attachment]:
    """Files of the meeting and of its public points."""
    own = Attachment.objects.order_by().filter(meeting=meeting).values("pk")
    of_points = (
        Attachment.objects.order_by().filter(agenda_item__meeting=meeting, agenda_item__public=True).values("pk")
    )
    return list(
        # Not one condition with "or": for that, both databases would read every attachment there is.
        Attachment.objects.filter(pk__in=own.union(of_points), file__record__state__in=PUBLIC_STATES).select_related(
            "file__blob"
        )
    )


def neighbours(meeting: Meeting, committee: Organization | None) -> tuple[Meeting | None, Meeting | None]:
    """The meetings of the same committee before and after this one."""
    if committee is None or meeting.start is None:
        return None, None
    others = Meeting.objects.public().of_committee(committee).exclude(pk=meeting.pk).select_related("body")
    before = others.filter(start__lte=meeting.start).order_by("-start", "-pk").first()
    after = others.filter(start__gt=meeting.start).order_by("start", "pk").first()
    return before, after


def meetings_for_calendar(committee: Organization, since: datetime, most: int = 300) -> list[Meeting]:
    """The committee's meetings from ``since`` on, oldest first."""
    return list(
        Meeting.objects.public()
        .of_committee(committee)
        .filter(start__gte=since)
        .select_related("record", "body", "location")
        .order_by("start", "pk")[:most]
    )
