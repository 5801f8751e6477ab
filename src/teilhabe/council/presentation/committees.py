"""The pages of a committee, a group and an office."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from operator import itemgetter

from django.core.paginator import Page
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from teilhabe.core import moments
from teilhabe.core.addresses import whole
from teilhabe.core.listing import Row
from teilhabe.core.typography import TITLE_WORD, hyphenate
from teilhabe.search.models import Entry

from ..models import Meeting, Organization, Paper, RecordState
from ..queries.committee_page import Seat
from . import linked_data
from .addresses import addresses
from .meetings import place_of, state_word
from .rows import paper_rows, row_of_paper
from .words import in_german

# Words in a role that put its holder at the top of the list.
_CHAIR = ("vorsitz", "bürgermeister", "landrat", "landrätin", "städteregionsrat", "städteregionsrätin")
_ORDINARY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A line of ``<c-people>``; ``more`` tells the parliamentary group, where it is no heading, and the time."""

    name: str
    url: str
    role: str
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberGroup:
    name: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteePage:
    heading: SafeString
    name: str
    description: str
    kicker: str
    crumbs: list[tuple[str, str]]
    body: tuple[str, str]
    short_name: str
    period: str
    is_over: bool
    is_office: bool
    groups: tuple[MemberGroup, ...]
    member_count: int
    former: tuple[Member, ...]
    coming: tuple[Row, ...]
    past: tuple[Row, ...]
    meetings_url: str
    papers: tuple[Row, ...]
    papers_page: Page[int] | None
    papers_url: str
    ics_url: str
    original_url: str
    address: str
    source: str
    checked: datetime
    unreachable_since: datetime | None
    json_ld: SafeString


def committee_page(
    committee: Organization,
    *,
    seats: Sequence[Seat],
    groups: Mapping[int, str],
    coming: Sequence[Meeting],
    past: Sequence[Meeting],
    papers: Sequence[Entry],
    papers_page: Page[int] | None,
    led: Sequence[Paper],
    cancelled: Collection[int],
    now: datetime,
) -> CommitteePage:
    """``cancelled`` holds those of ``led`` whose every meeting was called off."""
    body, record, today = committee.body, committee.record, timezone.localdate(now)
    current = [one for one in seats if not is_over(one.end, today)]
    # A council's members begin and end on the same few days.
    member = partial(_member, addresses("council:person", body.slug), cache(period))
    address = whole(committee.get_absolute_url())
    key = urlencode({"gremium": f"{body.slug}/{committee.slug}"})
    return CommitteePage(
        heading=hyphenate(committee.name, longest=TITLE_WORD, language="de"),
        name=committee.name,
        description=gettext("Mitglieder, Sitzungen und Vorlagen: %(name)s, %(body)s")
        % {"name": committee.name, "body": body.name},
        kicker=str(committee.get_kind_display()),
        crumbs=[
            (gettext("Rat"), reverse("council:index")),
            (body.short_name or body.name, body.get_absolute_url()),
        ],
        body=(body.name, body.get_absolute_url()),
        short_name=committee.short_name if committee.short_name != committee.name else "",
        period=period(committee.start, committee.end),
        is_over=is_over(committee.end, today),
        is_office=committee.kind == Organization.Kind.OFFICE,
        groups=_grouped(current, groups, member, plain=committee.kind == Organization.Kind.GROUP),
        member_count=len(current),
        former=tuple(member(one) for one in seats if is_over(one.end, today)),
        coming=tuple(_meeting(one, now) for one in coming),
        past=tuple(_meeting(one, now) for one in past),
        meetings_url=f"{reverse('council:meetings')}?{key}&zeit=alle",
        papers=paper_rows(papers, with_body=False)
        if papers_page is not None
        else tuple(row_of_paper(one, cancelled=one.pk in cancelled) for one in led),
        papers_page=papers_page,
        papers_url=f"{reverse('council:papers')}?{key}",
        ics_url=reverse("council:committee_ics", args=[body.slug, committee.slug]),
        original_url=committee.original_url,
        address=address,
        source=record.source.name,
        checked=record.last_seen,
        unreachable_since=record.state_since if record.state == RecordState.UNREACHABLE else None,
        json_ld=linked_data.organization(committee),
    )


def period(start: date | None, end: date | None) -> str:
    """ "seit 1. November 2020", "bis …", "1. … bis …", or nothing."""
    if start and end:
        return gettext("%(start)s bis %(end)s") % {
            "start": moments.written(start, weekday=False),
            "end": moments.written(end, weekday=False),
        }
    if start:
        return gettext("seit %(start)s") % {"start": moments.written(start, weekday=False)}
    return gettext("bis %(end)s") % {"end": moments.written(end, weekday=False)} if end else ""


def is_over(end: date | None, today: date) -> bool:
    return end is not None and end < today


def _grouped(
    seats: Sequence[Seat], groups: Mapping[int, str], member: Callable[..., Member], *, plain: bool
) -> tuple[MemberGroup, ...]:
    """First who chairs, then the others under their parliamentary groups, the largest first.

    One list without names if nobody's group is known, or if the page is about a group itself.
    """
    ranked = sorted(((_rank(one), one) for one in seats), key=itemgetter(0))
    named = [(rank, one.on_behalf_of or groups.get(one.person, ""), one) for (rank, _), one in ranked]
    if plain or not any(group for _, group, _ in named):
        everybody = tuple(member(one) for _, _, one in named)
        return (MemberGroup(name="", members=everybody),) if everybody else ()
    chair = tuple(member(one, group) for rank, group, one in named if rank < _ORDINARY)
    found: dict[str, list[Member]] = {}
    for rank, group, one in named:
        if rank == _ORDINARY:
            found.setdefault(group, []).append(member(one))
    ordered = sorted(found.items(), key=lambda pair: (not pair[0], -len(pair[1]), pair[0]))
    return (
        *((MemberGroup(name=gettext("Vorsitz"), members=chair),) if chair else ()),
        *(
            MemberGroup(name=in_german(name) or gettext("Ohne Angabe einer Fraktion"), members=tuple(members))
            for name, members in ordered
        ),
    )


def _rank(seat: Seat) -> tuple[int, str]:
    """Chair, deputy, everybody else; then by name."""
    role = seat.role.lower()
    name = seat.family_name or seat.name
    if not any(word in role for word in _CHAIR):
        return _ORDINARY, name
    return (1 if "stellv" in role else 0), name


def _member(
    address: Callable[[str], str], period_of: Callable[[date | None, date | None], str], one: Seat, group: str = ""
) -> Member:
    time = period_of(one.start, one.end)
    return Member(
        name=one.name,
        url=address(one.slug),
        role=in_german(one.role),
        more=format_html("{}, {}", in_german(group), time) if group and time else in_german(group) or time,
    )


def _meeting(meeting: Meeting, now: datetime) -> Row:
    word = state_word(meeting, now)
    when = moments.clock(meeting.start) if meeting.start and meeting.start > now else ""
    return Row(
        title=moments.written(meeting.start) if meeting.start else meeting.name,
        lang="" if meeting.start else "de",
        url=meeting.get_absolute_url(),
        word=word if meeting.cancelled else None,
        meta=tuple(part for part in (when, in_german(place_of(meeting))) if part),
    )
