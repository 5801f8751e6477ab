"""The page of a person in public roles: what the role makes public, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from teilhabe.core import moments
from teilhabe.core.addresses import whole
from teilhabe.core.listing import Row

from ..models import Membership, Organization, Person, RecordState
from ..queries.person_page import MOST_MEETINGS, BroughtIn, CommitteeMeeting
from .committees import is_over, period
from .meetings import place_of, state_word
from .rows import NEAR, row_of_paper
from .words import counted, filled, in_german


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """``groups`` are the parliamentary groups of today with their addresses; ``more_*`` are sentences about what a list
    leaves out, or empty."""

    name: str
    description: str
    crumbs: list[tuple[str, str]]
    body: tuple[str, str]
    groups: tuple[tuple[str, str], ...]
    seats: str
    current: tuple[Row, ...]
    former: tuple[Row, ...]
    coming: tuple[Row, ...]
    more_coming: str
    past: tuple[Row, ...]
    more_past: str
    papers: tuple[Row, ...]
    more_papers: str
    original_url: str
    address: str
    source: str
    checked: datetime
    unreachable_since: datetime | None


def person_page(
    person: Person,
    memberships: Sequence[Membership],
    *,
    coming: Sequence[CommitteeMeeting],
    past: Sequence[CommitteeMeeting],
    brought_in: BroughtIn,
    cancelled: Collection[int],
    now: datetime,
) -> PersonPage:
    """``cancelled`` holds those of the papers whose every meeting was called off."""
    body, record, today = person.body, person.record, timezone.localdate(now)
    ordered = sorted(memberships, key=lambda one: one.start or date.min, reverse=True)
    current = [one for one in ordered if not is_over(one.end, today)]
    return PersonPage(
        name=person.name,
        description=gettext("Öffentliche Ämter, Gremien und Vorlagen: %(name)s, %(body)s")
        % {"name": person.name, "body": body.name},
        crumbs=[
            (gettext("Rat"), reverse("council:index")),
            (body.short_name or body.name, body.get_absolute_url()),
        ],
        body=(body.name, body.get_absolute_url()),
        groups=_groups(current),
        seats=_seats(current),
        current=tuple(_role(one) for one in current),
        former=tuple(_role(one) for one in ordered if is_over(one.end, today)),
        coming=tuple(_meeting(one, now) for one in coming[:MOST_MEETINGS]),
        more_coming=_more(coming, gettext("Das sind die nächsten %(count)s. Alle stehen auf den Seiten der Gremien.")),
        past=tuple(_meeting(one, now) for one in past[:MOST_MEETINGS]),
        more_past=_more(past, gettext("Das sind die letzten %(count)s. Alle stehen auf den Seiten der Gremien.")),
        papers=tuple(row_of_paper(one, cancelled=one.pk in cancelled) for one in brought_in.papers),
        more_papers=_more_papers(brought_in),
        original_url=person.original_url,
        address=whole(person.get_absolute_url()),
        source=record.source.name,
        checked=record.last_seen,
        unreachable_since=record.state_since if record.state == RecordState.UNREACHABLE else None,
    )


def _groups(current: Sequence[Membership]) -> tuple[tuple[str, str], ...]:
    """Groups that the source lists as organizations; else those for which the person sits in a committee."""
    kind = Organization.Kind.GROUP
    found = [one.organization for one in current if one.organization and one.organization.kind == kind]
    if found:
        return tuple((one.name, one.get_absolute_url()) for one in dict.fromkeys(found))
    return tuple((name, "") for name in dict.fromkeys(one.on_behalf_of.name for one in current if one.on_behalf_of))


def _seats(current: Sequence[Membership]) -> str:
    """In how many councils and committees the person sits now."""
    kinds = (Organization.Kind.COUNCIL, Organization.Kind.COMMITTEE)
    number = len({one.organization_id for one in current if one.organization and one.organization.kind in kinds})
    return ngettext("ein Gremium", "%(count)s Gremien", number) % {"count": counted(number)} if number else ""


def _more(found: Sequence[CommitteeMeeting], words: str) -> str:
    return words % {"count": counted(MOST_MEETINGS)} if len(found) > MOST_MEETINGS else ""


def _more_papers(found: BroughtIn) -> str:
    left = found.count - len(found.papers)
    words = ngettext("… und %(count)s ältere", "… und %(count)s ältere", left)
    return words % {"count": number_format(left, force_grouping=True)} if left > 0 else ""


def _meeting(found: CommitteeMeeting, now: datetime) -> Row:
    meeting = found.meeting
    near = meeting.start is not None and now < meeting.start < now + NEAR
    when = (moments.clock(meeting.start) if near else moments.written(meeting.start)) if meeting.start else ""
    return Row(
        title=", ".join(found.committees),
        url=meeting.get_absolute_url(),
        word=state_word(meeting, now) if meeting.cancelled else None,
        day=meeting.start,
        meta=tuple(part for part in (when, in_german(place_of(meeting))) if part),
    )


def _role(one: Membership) -> Row:
    organization, group = one.organization, one.on_behalf_of
    meta = (
        format_html('<span lang="de">{}</span>', one.role) if one.role else "",
        period(one.start, one.end),
        filled(gettext("für %(name)s"), name=in_german(group.name)) if group else "",
    )
    return Row(
        title=organization.name if organization else "",
        url=organization.get_absolute_url() if organization else "",
        meta=tuple(part for part in meta if part),
    )
