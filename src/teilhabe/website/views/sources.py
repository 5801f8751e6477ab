"""Sources and completeness: what is covered since when, and what is missing and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from teilhabe.accounts.rules import may_manage_sources
from teilhabe.core.pages import Page
from teilhabe.council.models import Source
from teilhabe.council.presentation.files import reason_of
from teilhabe.council.presentation.licences import Licence, licence_of
from teilhabe.council.queries.coverage import (
    BodyCoverage,
    coverage,
    open_problems,
    source_detail,
    unreachable_objects,
)
from teilhabe.council.queries.harvests import harvest_progress, waiting_pages
from teilhabe.council.queries.unread_files import Heap, unread_files
from teilhabe.council.system_words import system_words
from teilhabe.council.views.public import public_page

from ..forms.sources import DelayForm, MoveForm, SourceForm
from ..sentences import (
    PAGE_KINDS,
    Missing,
    missing_sentences,
    next_try,
    progress_words,
    state_sentence,
)

PROBLEMS_PER_PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBody:
    """One council with its sentences."""

    covered: BodyCoverage
    state: str
    tone: str
    missing: tuple[Missing, ...]
    licence: Licence | None
    system: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSource:
    """A source that has given nothing yet: its state, why, and when it is tried again. ``title`` is its municipality's
    name if that is known."""

    title: str
    source: Source
    state: str
    tone: str
    next_try: str
    system: str
    refused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPlace:
    name: str
    slug: str
    bodies: tuple[ShownBody, ...]
    waiting: tuple[ShownSource, ...]


@public_page
def all_sources(request: HttpRequest) -> Page:
    found = coverage()
    now = timezone.now()
    places = [
        ShownPlace(
            name=place.name,
            slug=place.slug,
            bodies=tuple(_shown(body) for body in place.bodies),
            waiting=tuple(_waiting(source, place.name, now) for source in place.waiting),
        )
        for place in found.places
    ]
    with_content = sum(any(_gave_something(body) for body in place.bodies) for place in found.places)
    context: dict[str, object] = {
        "places": places,
        "covered": [place for place in places if place.bodies],
        "uncovered": [place for place in places if not place.bodies and not place.waiting],
        "summary": _summary(with_content, len(places)),
        "unread": [
            *(one for place in places for one in place.waiting),
            *(_waiting(source, "", now) for source in found.unread),
        ],
    }
    if may_manage_sources.test(request.user):
        context["add_form"] = SourceForm()
    return Page("website/sources.html", context)


def _gave_something(body: BodyCoverage) -> bool:
    return bool(body.papers or body.meetings)


def _waiting(source: Source, place: str, now: datetime) -> ShownSource:
    state, tone = state_sentence(source, now=now)
    return ShownSource(
        title=place or source.name,
        source=source,
        state=state,
        tone=tone,
        next_try=next_try(source, now=now),
        system=system_words(source),
        refused=source.state == Source.State.REFUSED,
    )


def _shown(body: BodyCoverage) -> ShownBody:
    text, tone = state_sentence(body.source, now=timezone.now(), harvesting=body.harvesting)
    return ShownBody(
        covered=body,
        state=text,
        tone=tone,
        missing=tuple(missing_sentences(body)),
        licence=licence_of(body.licence),
        system=system_words(body.source),
    )


def _summary(covered: int, everything: int) -> str:
    if not everything:
        return _("Noch sind weder Kommunen noch Quellen eingerichtet.")
    return ngettext(
        "Zu lesen ist hier %(covered)s von %(all)s Räten der Region.",
        "Zu lesen sind hier %(covered)s von %(all)s Räten der Region.",
        covered,
    ) % {"covered": covered, "all": everything}


def _reason(heap: Heap) -> tuple[str, Heap]:
    """A heap under what its reason means."""
    words = capfirst(reason_of(heap.reason, fetched=heap.fetched))
    files = ngettext("%(n)s Datei", "%(n)s Dateien", heap.count) % {"n": number_format(heap.count, force_grouping=True)}
    return f"{words}: {files}", heap


@public_page
def one_source(request: HttpRequest, slug: str) -> Page:
    detail = source_detail(slug)
    if detail is None:
        raise Http404
    text, tone = state_sentence(detail.source, now=timezone.now(), harvesting=detail.running is not None)
    problems = Paginator(open_problems(detail.source), PROBLEMS_PER_PAGE)
    problems.count = detail.problems
    context: dict[str, object] = {
        "detail": detail,
        "source": detail.source,
        "state": text,
        "next_try": next_try(detail.source, now=timezone.now()),
        "system": system_words(detail.source),
        "tone": tone,
        "problems": problems.get_page(request.GET.get("seite")),
        "states": detail.states,
        "licence": licence_of(detail.source.licence or next((b.licence for b in detail.bodies if b.licence), "")),
        "unread": [_reason(heap) for heap in unread_files(detail.source, detail.mark)],
        "last_full": detail.last_full,
        "withdrawn": detail.states.get("withdrawn", 0) + detail.states.get("deleted", 0),
        # Of a source that nobody could read, nothing is complete.
        "ever_read": bool(detail.bodies) or detail.source.last_success is not None,
        "refused": detail.source.state == Source.State.REFUSED,
        "unreachable": unreachable_objects(detail.source) if detail.states.get("unreachable") else [],
    }
    if may_manage_sources.test(request.user):
        context["delay_form"] = DelayForm(initial={"delay": detail.source.delay_seconds})
        context["move_form"] = MoveForm(auto_id="m-%s")
        context["pages"] = [
            (PAGE_KINDS.get(one.kind, one.kind), one) for one in waiting_pages(detail.source, now=timezone.now())
        ]
        context["progress"] = progress_words(harvest_progress(detail.source), now=timezone.now())
        context["paused"] = detail.source.state == Source.State.PAUSED
    return Page("website/source.html", context)
