"""What is derived: where papers stand, their summaries, the results of agenda items, and the index.

Whoever changes an object marks its paper or meeting ``stale``; nothing else has to be thought of. A batch is derived,
written and indexed in one transaction, so that no page and no list is ever ahead of the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from teilhabe.core import audit
from teilhabe.core.audit import Actor
from teilhabe.directory.models import Municipality
from teilhabe.search.actions import drop, put_many, rebuild
from teilhabe.search.models import Entry

from .. import indexing
from ..models import AgendaItem, Body, Meeting, Paper, Source
from ..outcomes import consultation_words, normalise_result, standing
from ..queries.courses import Step, steps_by_paper
from ..summaries import Event, summary
from .rows import save_fields
from .sections import forget_lost_text, write_given_text

Progress = Callable[[int], object]
M = TypeVar("M", bound=Model)
BATCH = 200
_DERIVED = [
    "standing",
    "standing_at",
    "standing_unanimous",
    "last_discussed",
    "last_discussed_public",
    "next_discussed",
    "summary",
    "stale",
    "places_due",
]


def refresh_stale(source: Source | None = None, *, batch: int = BATCH, progress: Progress | None = None) -> int:
    """Derive and index everything that is stale, of one source or of all; return how many objects that were.

    ``progress`` is called after each batch with the number of objects in it. It may be killed and called again.
    """
    bind_municipalities()
    done = 0
    for step in (_meetings, _papers, _committees, _persons):
        last = 0
        while found := step(source, batch, last):
            last = max(found)
            done += len(found)
            if progress is not None:
                progress(len(found))
    return done


def mark_due(*, now: datetime | None = None) -> int:
    """Mark as stale what time alone has changed: plans whose day has passed. Returns how many papers and meetings."""
    moment = now or timezone.now()
    today = timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    papers = Paper.objects.filter(next_discussed__lt=today, stale=False).update(stale=True)
    begun = (
        Entry.objects.of_kind("meeting").with_facet("state", "planned").filter(starts__lte=moment).values_list("ref")
    )
    meetings = 0
    for (ref,) in begun:
        body, _, own = ref.partition("/")
        meetings += Meeting.objects.filter(body__slug=body, slug=own, stale=False).update(stale=True)
    return papers + meetings


@transaction.atomic
def mark_all(source: Source, *, by: Actor) -> int:
    """Mark every paper and meeting of a source as stale, because a rule has changed; return how many are stale now.

    It takes a moment and is done as a whole or not at all; :func:`refresh_stale` then derives them, batch by batch.
    """
    papers = Paper.objects.filter(record__source=source)
    meetings = Meeting.objects.filter(record__source=source)
    papers.filter(stale=False).update(stale=True)
    meetings.filter(stale=False).update(stale=True)
    marked = {"papers": papers.count(), "meetings": meetings.count()}
    audit.record("council.all_marked_stale", source, by=by, **marked)
    return sum(marked.values())


def bind_municipalities() -> int:
    """Bind bodies to the municipality with their official key, whichever of the two came first; return how many."""
    bound = 0
    for body in Body.objects.filter(municipality=None).exclude(ags=""):
        town = Municipality.objects.filter(ags=body.ags).first()
        if town is not None:
            body.municipality = town
            body.save(update_fields=["municipality"])
            bound += 1
    return bound


def reindex(*, batch: int = BATCH, progress: Progress | None = None) -> dict[str, tuple[int, int]]:
    """Write the whole index of the council anew from what is stored: {kind: (written, dropped)}.

    Readers never see it empty. What is stale is derived first.
    """
    refresh_stale(batch=batch)
    now, today = timezone.now(), timezone.localdate()
    streams = {
        "paper": (
            e
            for part in _parts(indexing.papers_with_their_frame(), batch, progress)
            for e in indexing.paper_entries(part)
        ),
        "meeting": (
            e
            for part in _parts(indexing.meetings_with_their_frame(), batch, progress)
            for e in indexing.meeting_entries(part, now=now)
        ),
        "committee": (
            e
            for part in _parts(indexing.committees_with_their_frame(), batch, progress)
            for e in indexing.committee_entries(part)
        ),
        "person": (
            e
            for part in _parts(indexing.persons_with_their_frame(), batch, progress)
            for e in indexing.person_entries(part, today=today)
        ),
    }
    return {kind: rebuild(kind, entries) for kind, entries in streams.items()}


# -- Papers --------------------------------


@transaction.atomic
def _papers(source: Source | None, batch: int, after: int) -> list[int]:
    papers = _taken(indexing.papers_with_their_frame().filter(stale=True), source, batch, after)
    if not papers:
        return []
    today, now = timezone.localdate(), timezone.now()
    steps = steps_by_paper([paper.pk for paper in papers])
    for paper in papers:
        derive(paper, steps.get(paper.pk, []), today)
        # Its text may be another one; actions.places looks.
        paper.stale, paper.places_due = False, now
    save_fields(papers, _DERIVED)
    public = [paper for paper in papers if indexing.is_public(paper)]
    forget_lost_text([paper.pk for paper in papers])
    write_given_text([paper.pk for paper in public])
    texts = indexing.texts_by_paper([paper.pk for paper in public])
    put_many(indexing.paper_entry(p, steps.get(p.pk, []), texts.get(p.pk, indexing.PaperText())) for p in public)
    _drop_others("paper", papers, public)
    return [paper.pk for paper in papers]


def derive(paper: Paper, steps: Sequence[Step], today: date) -> None:
    """Set a paper's derived fields from its consultations, which are in order of time; nothing is saved."""
    hearings = [step.hearing for step in steps]
    words = consultation_words(hearings, today)
    now_at = standing(hearings, today)
    by_key = {step.hearing.key: step for step in steps}
    said_by, following = by_key.get(now_at.consultation_key), by_key.get(now_at.next_key)
    paper.standing = now_at.kind
    paper.standing_unanimous = now_at.unanimous
    paper.standing_at = said_by.moment if said_by else None
    paper.next_discussed = following.moment if following else None
    held = [
        step
        for step, word in zip(steps, words, strict=True)
        if word.kind not in ("planned", "cancelled") and step.moment is not None
    ]
    last = held[-1] if held else None
    paper.last_discussed = last.moment if last else None
    paper.last_discussed_public = last.public if last else None
    paper.summary = summary(
        [
            Event(step.key, step.hearing.day, step.committee, word, step.closed)
            for step, word in zip(steps, words, strict=True)
        ],
        now_at,
    )


# -- Meetings --------------------------------


@transaction.atomic
def _meetings(source: Source | None, batch: int, after: int) -> list[int]:
    meetings = _taken(indexing.meetings_with_their_frame().filter(stale=True), source, batch, after)
    if not meetings:
        return []
    keys = [meeting.pk for meeting in meetings]
    _read_results(keys)
    Meeting.objects.filter(pk__in=keys).update(stale=False)
    # Where a meeting is, when and whether it takes place, its papers say too.
    Paper.objects.filter(consultations__meeting__in=keys, stale=False).update(stale=True)
    public = [meeting for meeting in meetings if indexing.is_public(meeting)]
    put_many(indexing.meeting_entries(public, now=timezone.now()))
    _drop_others("meeting", meetings, public)
    return keys


def _read_results(meetings: Sequence[int]) -> None:
    """Set outcome, vote and change of the agenda items of these meetings, with one update per different meaning."""
    wanted: dict[tuple[str, bool | None, bool], list[int]] = defaultdict(list)
    for pk, public, raw, *known in AgendaItem.objects.filter(meeting__in=meetings).values_list(
        "pk", "public", "result_raw", "outcome", "unanimous", "changed"
    ):
        said = normalise_result(raw) if public and raw else None
        means = (said.kind, said.unanimous, said.changed) if said else ("", None, False)
        if means != tuple(known):
            wanted[means].append(pk)
    for (outcome, unanimous, changed), items in wanted.items():
        for part in _chunks(items):
            AgendaItem.objects.filter(pk__in=part).update(outcome=outcome, unanimous=unanimous, changed=changed)


# -- Committees and persons --------------------------------


@transaction.atomic
def _committees(source: Source | None, batch: int, after: int) -> list[int]:
    committees = _taken(indexing.committees_out_of_step(), source, batch, after)
    public = [committee for committee in committees if indexing.is_public(committee)]
    put_many(indexing.committee_entries(public))
    _drop_others("committee", committees, public)
    return [committee.pk for committee in committees]


@transaction.atomic
def _persons(source: Source | None, batch: int, after: int) -> list[int]:
    persons = _taken(indexing.persons_out_of_step(), source, batch, after)
    public = [person for person in persons if indexing.is_public(person)]
    put_many(indexing.person_entries(public, today=timezone.localdate()))
    _drop_others("person", persons, public)
    return [person.pk for person in persons]


# -- Common --------------------------------


def _taken(found: QuerySet[M], source: Source | None, batch: int, after: int) -> list[M]:
    """The next batch behind the key ``after``, locked: who marks one stale again waits until it was derived."""
    if source is not None:
        found = found.filter(record__source=source)
    return list(found.filter(pk__gt=after).select_for_update(of=("self",)).order_by("pk")[:batch])


def _drop_others(kind: indexing.EntryKind, taken: Sequence[Any], public: Sequence[Any]) -> None:
    """Drop the entries of what is not public any more."""
    kept = {indexing.ref(thing.body.slug, thing.slug) for thing in public}
    gone = {indexing.ref(thing.body.slug, thing.slug) for thing in taken} - kept
    if gone:
        drop(kind, gone)


def _parts(found: QuerySet[M], size: int, progress: Progress | None) -> Iterator[list[M]]:
    rows: Iterable[M] = found.order_by("pk").iterator(chunk_size=size)
    source = iter(rows)
    while part := list(islice(source, size)):
        yield part
        if progress is not None:
            progress(len(part))


def _chunks(items: Sequence[int]) -> Iterator[Sequence[int]]:
    """Few enough for one statement of SQLite."""
    for start in range(0, len(items), 500):
        yield items[start : start + 500]
