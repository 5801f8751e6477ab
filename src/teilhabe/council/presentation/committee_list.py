"""The list of councils and committees, grouped by body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.core.paginator import Page
from django.http import QueryDict
from django.utils.translation import gettext, ngettext

from ..forms import COMMITTEE_KINDS, CommitteeFilter
from ..models import Body, Organization
from .lists import Facet, Option, grouped, without


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeGroup:
    name: str
    url: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeListPage:
    title: str
    groups: tuple[CommitteeGroup, ...]
    page: Page[Organization]
    count: str
    facets: tuple[Facet, ...]
    active: tuple[tuple[str, str], ...]
    active_count: int


def committee_list_page(
    form: CommitteeFilter,
    page: Page[Organization],
    bodies: Sequence[Body],
    next_meetings: Mapping[int, datetime],
    *,
    asked: QueryDict,
) -> CommitteeListPage:
    kinds = dict(Organization.Kind.choices)
    facets = (
        Facet(
            name="kommune",
            title=gettext("Kommune"),
            options=tuple(
                Option(value=one.slug, label=one.short_name or one.name, checked=one.slug in form.bodies)
                for one in bodies
            ),
        ),
        Facet(
            name="art",
            title=gettext("Art"),
            options=tuple(
                Option(value=key, label=str(kinds[key]), checked=key in form.kinds) for key in COMMITTEE_KINDS
            ),
        ),
        Facet(
            name="ehemalige",
            title=gettext("Zeit"),
            options=(Option(value="ja", label=gettext("auch ehemalige zeigen"), checked=form.past_too),),
        ),
    )
    active = tuple(
        (option.label, without(asked, facet.name, option.value))
        for facet in facets
        for option in facet.options
        if option.checked
    )
    number = page.paginator.count
    return CommitteeListPage(
        title=gettext("Räte, Ausschüsse und Fraktionen"),
        groups=tuple(
            CommitteeGroup(
                name=body.name,
                url=body.get_absolute_url(),
                rows=tuple(_row(one, next_meetings.get(one.pk)) for one in rows),
            )
            for body, rows in groupby(page, key=lambda one: one.body)
        ),
        page=page,
        count=ngettext("ein Gremium", "%(count)s Gremien", number) % {"count": grouped(number)},
        facets=facets,
        active=active,
        active_count=len(active),
    )


def _row(one: Organization, next_meeting: datetime | None) -> CommitteeRow:
    return CommitteeRow(
        name=one.name,
        url=one.get_absolute_url(),
        kind=str(one.get_kind_display()),
        next_meeting=next_meeting,
        is_over=one.end is not None,
    )
