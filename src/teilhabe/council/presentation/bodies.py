"""The pages of one body and of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from teilhabe.core import moments
from teilhabe.core.addresses import whole
from teilhabe.core.listing import Row, Word
from teilhabe.search.models import Entry

from ..models import Body, Organization, RecordState, Source
from .licences import Licence, licence_of
from .rows import meeting_rows, paper_rows
from .words import in_german

_TONES = {
    Source.State.NEW: "open",
    Source.State.OK: "ok",
    Source.State.FAILING: "ask",
    Source.State.REFUSED: "no",
    Source.State.PAUSED: "wait",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    name: str
    url: str
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPage:
    name: str
    description: str
    crumbs: list[tuple[str, str]]
    website: str
    licence: Licence | None
    decided: tuple[Row, ...]
    decided_url: str
    coming: tuple[Row, ...]
    coming_url: str
    councils: tuple[Link, ...]
    groups: tuple[Link, ...]
    committees_url: str
    years: tuple[Link, ...]
    papers_url: str
    paper_count: int
    source: str
    source_url: str
    source_state: Word
    source_reason: str
    last_success: datetime | None
    unreachable_since: datetime | None
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    decided: tuple[Row, ...]
    coming: tuple[Row, ...]
    bodies: tuple[Row, ...]


def body_page(
    body: Body,
    *,
    decided: Sequence[Entry],
    coming: Sequence[Entry],
    organizations: Sequence[Organization],
    years: Sequence[tuple[str, int]],
    papers: int,
    now: datetime,
) -> BodyPage:
    source, today = body.record.source, timezone.localdate(now)
    key: dict[str, str | list[str]] = {"kommune": body.slug}
    current = [one for one in organizations if one.end is None or one.end >= today]
    return BodyPage(
        name=body.name,
        description=gettext("Beschlüsse, Sitzungen und Gremien: %(body)s") % {"body": body.name},
        crumbs=[(gettext("Rat"), reverse("council:index"))],
        website=body.website,
        licence=licence_of(body.licence or source.licence),
        decided=paper_rows(decided, with_body=False),
        decided_url=_list("papers", key | {"stand": ["decided", "decided_with_changes"]}),
        coming=meeting_rows(coming, now=now, with_body=False),
        coming_url=_list("meetings", key),
        councils=_links(current, body, (Organization.Kind.COUNCIL, Organization.Kind.COMMITTEE)),
        groups=_links(current, body, (Organization.Kind.GROUP,)),
        committees_url=_list("committees", key),
        years=tuple(_year(body, year, number) for year, number in years),
        papers_url=_list("papers", key),
        paper_count=papers,
        source=source.name,
        source_url=source.url,
        source_state=Word(str(source.get_state_display()), _TONES[Source.State(source.state)]),
        source_reason=source.state_reason,
        last_success=source.last_success,
        unreachable_since=body.record.state_since if body.record.state == RecordState.UNREACHABLE else None,
        address=whole(body.get_absolute_url()),
    )


def index_page(
    bodies: Sequence[Body],
    *,
    decided: Sequence[Entry],
    coming: Sequence[Entry],
    papers: Mapping[str, int],
    now: datetime,
) -> IndexPage:
    return IndexPage(
        decided=paper_rows(decided),
        coming=meeting_rows(coming, now=now),
        bodies=tuple(
            Row(title=one.name, url=one.get_absolute_url(), meta=_facts(one, papers.get(one.slug, 0)), lang="")
            for one in bodies
        ),
    )


def _facts(body: Body, papers: int) -> tuple[str, ...]:
    count = number_format(papers, force_grouping=True)
    number = ngettext("eine Vorlage", "%(count)s Vorlagen", papers) % {"count": count}
    source = body.record.source
    if source.last_success is None:
        return (number, gettext("noch nicht abgerufen"))
    return (number, gettext("abgerufen am %(day)s") % {"day": moments.short(source.last_success)})


def _links(organizations: Sequence[Organization], body: Body, kinds: tuple[str, ...]) -> tuple[Link, ...]:
    return tuple(
        Link(name=in_german(one.name), url=reverse("council:committee", args=[body.slug, one.slug]))
        for one in organizations
        if one.kind in kinds
    )


def _year(body: Body, year: str, number: int) -> Link:
    first, last = date(int(year), 1, 1), date(int(year), 12, 31)
    query = {"kommune": body.slug, "von": first.isoformat(), "bis": last.isoformat()}
    return Link(name=year, url=_list("papers", query), more=f"{number}")


def _list(name: str, query: Mapping[str, str | list[str]]) -> str:
    return f"{reverse(f'council:{name}')}?{urlencode(query, doseq=True)}"
