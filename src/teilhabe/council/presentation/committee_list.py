"""The list of councils and committees, grouped by body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.core.paginator import Page
from django.http import QueryDict
from django.utils.translation import gettext, ngettext

from teilhabe.core.listing import Facet, Option, Row, grouped, without
from teilhabe.core.templatetags.display import written

from ..forms import COMMITTEE_KINDS, CommitteeFilter
from ..models import Body, Organization
from .addresses import addresses
from .words import filled


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
    kinds = {key: str(word) for key, word in Organization.Kind.choices}
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
            options=tuple(Option(value=key, label=kinds[key], checked=key in form.kinds) for key in COMMITTEE_KINDS),
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
                rows=_rows(body, rows, next_meetings, kinds),
            )
            for body, rows in groupby(page, key=lambda one: one.body)
        ),
        page=page,
        count=ngettext("ein Gremium", "%(count)s Gremien", number) % {"count": grouped(number)},
        facets=facets,
        active=active,
        active_count=len(active),
    )


def _rows(
    body: Body, found: Iterable[Organization], next_meetings: Mapping[int, datetime], kinds: Mapping[str, str]
) -> tuple[Row, ...]:
    address, coming, over = (
        addresses("council:committee", body.slug),
        gettext("nächste Sitzung %(day)s"),
        gettext("ehemalig"),
    )
    return tuple(
        Row(
            title=one.name,
            url=address(one.slug),
            meta=(
                kinds[one.kind],
                *((filled(coming, day=written(next_meetings[one.pk])),) if one.pk in next_meetings else ()),
                *((over,) if one.end is not None else ()),
            ),
        )
        for one in found
    )
