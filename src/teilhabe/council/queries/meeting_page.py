"""What a meeting's page and its calendar entry ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Subquery

from ..models import AgendaItem, Attachment, Meeting, Organization
from .bodies import PUBLIC_STATES
from .courses import STEP_COLUMNS, Step, in_time, public_steps


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
    return list(
        meeting.agenda_items.filter(record__state__in=PUBLIC_STATES)
        .select_related("record")
        .only(
            "meeting",
            "number",
            "order",
            "public",
            "name",
            "result_raw",
            "resolution_text",
            "minutes_text",
            "record__state",
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOnAgenda:
    """A public paper before this meeting; ``step`` is the key of its consultation, ``item`` of its point, if any."""

    step: int
    item: int | None
    role_raw: str
    paper: int
    title: str
    reference: str
    slug: str
    body: str


def papers_on(meeting: Meeting) -> tuple[list[PaperOnAgenda], dict[int, list[Step]]]:
    """The public papers that this meeting talks about, in the source's order, and by their keys all their steps.

    What a step means depends on those before and behind it. One query: the papers are told by their steps here.
    """
    spoken_of = meeting.consultations.filter(record__state__in=PUBLIC_STATES, paper__record__state__in=PUBLIC_STATES)
    rows = list(
        public_steps()
        .filter(paper__in=spoken_of.order_by().values("paper"))
        .values_list(
            *STEP_COLUMNS,
            "meeting",
            "agenda_item",
            "paper__name",
            "paper__reference",
            "paper__slug",
            "paper__body__slug",
        )
    )
    papers: list[PaperOnAgenda] = []
    for row in rows:
        step, paper, _day, role_raw = row[:4]
        where, item, title, reference, slug, body = row[len(STEP_COLUMNS) :]
        if where == meeting.pk:
            papers.append(
                PaperOnAgenda(
                    step=step,
                    item=item,
                    role_raw=role_raw,
                    paper=paper,
                    title=title,
                    reference=reference,
                    slug=slug,
                    body=body,
                )
            )
    return papers, in_time(row[: len(STEP_COLUMNS)] for row in rows)


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
    others = Meeting.objects.public().of_committee(committee).exclude(pk=meeting.pk)
    before = others.filter(start__lte=meeting.start).order_by("-start", "-pk").values("pk")[:1]
    after = others.filter(start__gt=meeting.start).order_by("start", "pk").values("pk")[:1]
    found = Meeting.objects.filter(pk__in=[Subquery(before), Subquery(after)]).select_related("body").order_by()
    by_side = {one.start > meeting.start: one for one in found if one.start}
    return by_side.get(False), by_side.get(True)


def meetings_for_calendar(committee: Organization, since: datetime, most: int = 300) -> list[Meeting]:
    """The committee's meetings from ``since`` on, oldest first."""
    return list(
        Meeting.objects.public()
        .of_committee(committee)
        .filter(start__gte=since)
        .select_related("record", "body", "location")
        .order_by("start", "pk")[:most]
    )
