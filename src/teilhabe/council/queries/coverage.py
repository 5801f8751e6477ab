"""What is covered, since when, and what is missing: by municipality, and source by source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db.models import CharField, Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from teilhabe.directory.models import Municipality
from teilhabe.directory.queries import short_name, towns

from ..models import (
    Attachment,
    Blob,
    Body,
    File,
    HarvestProblem,
    HarvestRun,
    Meeting,
    Paper,
    Record,
    RecordKind,
    RecordState,
    Source,
)

RUNS_SHOWN = 15
UNREACHABLE_SHOWN = 20
KEPT_SECONDS = 300
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCounts:
    """``waiting`` will still be fetched; ``missing`` could not be and why stands with each file; those ``on_page`` the
    source opens for readers of its own page only."""

    with_text: int = 0
    without_text: int = 0
    waiting: int = 0
    missing: int = 0
    on_page: int = 0

    @property
    def all(self) -> int:
        return self.with_text + self.without_text + self.waiting + self.missing + self.on_page


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyCoverage:
    """One council. Years are None where nothing dated is there; ``unreachable`` and ``withdrawn`` are papers and
    meetings of its source."""

    name: str
    url: str
    licence: str
    source: Source
    harvesting: bool
    papers: int
    papers_since: int | None
    meetings: int
    meetings_since: int | None
    files: FileCounts
    problems: int
    unreachable: int
    withdrawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalityCoverage:
    """``name`` is the municipality's, or the council's own where it belongs to none we know. ``waiting`` are sources
    set up for it that have not given a council yet."""

    name: str
    slug: str
    bodies: tuple[BodyCoverage, ...]
    waiting: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """``unread`` are sources that have not yet given a council and belong to no municipality we know."""

    places: tuple[MunicipalityCoverage, ...]
    unread: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDetail:
    """``states`` maps a record state to how many papers and meetings have it; ``hosts`` are the only
    ones that get requests; ``problems`` are open. When everything, not only what had changed, was last read without a
    gap, says ``last_full``; None if never. ``mark`` is for ``kept``."""

    source: Source
    mark: str
    problems: int
    last_full: datetime | None
    hosts: tuple[str, ...]
    bodies: tuple[Body, ...]
    runs: tuple[HarvestRun, ...]
    states: dict[str, int]
    running: HarvestRun | None


# By body: papers and meetings with the year of the first, files; by source: how many papers and meetings
# are in each state.
Counted = dict[int, tuple[int, int | None]]
Tallies = tuple[Counted, Counted, dict[int, FileCounts], dict[int, dict[str, int]]]


def kept(name: str, mark: str, count: Callable[[], T]) -> T:
    """What ``count`` gave, for five minutes and at most until the next harvest begins or ends, which changes ``mark``:
    it reads every paper, file and record there is."""
    known: T | None = cache.get(f"{name}-{mark}")
    if known is None:
        known = count()
        cache.set(f"{name}-{mark}", known, KEPT_SECONDS)
    return known


def _sources() -> QuerySet[Any]:
    """With what the coverage pages say of them: ``mark`` for ``kept``, whether one is ``harvesting``, when everything
    was last read without a gap (``last_full``), and how many problems are open (``open_problems``)."""
    newest = HarvestRun.objects.order_by("-pk").values(mark=Concat(Cast("pk", CharField()), Value("-"), "state"))[:1]
    runs = HarvestRun.objects.filter(source=OuterRef("pk")).order_by()
    full = runs.filter(mode=HarvestRun.Mode.FULL, state=HarvestRun.State.DONE).values("source")
    problems = HarvestProblem.objects.filter(source=OuterRef("pk"), resolved=None).order_by().values("source")
    return Source.objects.annotate(
        mark=Coalesce(Subquery(newest), Value(""), output_field=CharField()),
        harvesting=Exists(runs.filter(state=HarvestRun.State.RUNNING)),
        last_full=Subquery(full.annotate(ended=Max("ended")).values("ended")),
        open_problems=Coalesce(Subquery(problems.annotate(n=Count("pk")).values("n")), 0),
    )


def source_slugs() -> list[str]:
    return list(Source.objects.order_by("slug").values_list("slug", flat=True))


def coverage() -> Coverage:
    """Everything for the coverage page in seven queries, however many sources there are; three as a rule, because what
    has to be counted through is kept (``kept``)."""
    bodies = list(Body.objects.public().select_related("record__source", "municipality").defer("municipality__outline"))
    sources = {source.pk: source for source in _sources()}
    mark = next((source.mark for source in sources.values()), "")
    papers, meetings, files, states = kept("council-coverage", mark, _tallies)
    by_municipality: dict[int | None, list[BodyCoverage]] = defaultdict(list)
    for body in bodies:
        source = sources[body.record.source_id]
        paper_count, first_paper = papers.get(body.pk, (0, None))
        meeting_count, first_meeting = meetings.get(body.pk, (0, None))
        by_municipality[body.municipality_id].append(
            BodyCoverage(
                name=body.name,
                url=body.get_absolute_url(),
                licence=body.licence or source.licence,
                source=source,
                harvesting=source.harvesting,
                papers=paper_count,
                papers_since=first_paper,
                meetings=meeting_count,
                meetings_since=first_meeting,
                files=files.get(body.pk, FileCounts()),
                problems=source.open_problems,
                unreachable=states.get(source.pk, {}).get(RecordState.UNREACHABLE, 0),
                withdrawn=states.get(source.pk, {}).get(RecordState.WITHDRAWN, 0)
                + states.get(source.pk, {}).get(RecordState.DELETED, 0),
            )
        )
    known = {source.pk for body in bodies for source in [sources[body.record.source_id]]}
    unread = [source for pk, source in sources.items() if pk not in known]
    places = tuple(_places(bodies, by_municipality, unread))
    placed = {source.pk for place in places for source in place.waiting}
    return Coverage(places=places, unread=tuple(source for source in unread if source.pk not in placed))


def source_detail(slug: str) -> SourceDetail | None:
    source = _sources().filter(slug=slug).first()
    if source is None:
        return None
    runs = tuple(source.runs.all()[:RUNS_SHOWN])
    hosts = [(urlsplit(source.url).hostname or "").lower(), *source.extra_hosts]
    return SourceDetail(
        source=source,
        hosts=tuple(dict.fromkeys(host for host in hosts if host)),
        bodies=tuple(
            # The kind, because a source has a hundred thousand records of other kinds.
            Body.objects.public().filter(record__source=source, record__kind=RecordKind.BODY).order_by("name")
        ),
        runs=runs,
        mark=source.mark,
        problems=source.open_problems,
        last_full=source.last_full,
        states=kept(f"council-states-{source.pk}", source.mark, lambda: _states_by_source(source)).get(source.pk, {}),
        running=next((run for run in runs if run.state == HarvestRun.State.RUNNING), None),
    )


def open_problems(source: Source) -> QuerySet[HarvestProblem]:
    """What the source answered that could not be used and still cannot, the latest first."""
    return HarvestProblem.objects.filter(source=source, resolved=None).order_by("-last_seen", "-pk")


def _places(
    bodies: Iterable[Body], by_municipality: dict[int | None, list[BodyCoverage]], unread: Iterable[Source]
) -> Iterable[MunicipalityCoverage]:
    """Councils above the towns first, then every town, also one without a council here, then councils of nowhere."""
    listed = list(towns())
    named = {town.pk for town in listed}
    above: dict[int, Municipality] = {
        body.municipality.pk: body.municipality
        for body in bodies
        if body.municipality is not None and body.municipality.pk not in named
    }
    for place in [*sorted(above.values(), key=lambda one: one.name), *listed]:
        yield MunicipalityCoverage(
            name=short_name(place),
            slug=place.slug,
            bodies=tuple(by_municipality.get(place.pk, ())),
            waiting=tuple(source for source in unread if source.ags == place.ags),
        )
    for body in by_municipality.get(None, ()):
        yield MunicipalityCoverage(name=body.name, slug="", bodies=(body,))


def unreachable_objects(source: Source) -> list[Paper | Meeting]:
    """Papers and meetings that the source does not show at present, the latest to vanish first; at most
    ``UNREACHABLE_SHOWN``."""
    public = Body.objects.public()
    missing = (
        Record.objects.filter(
            source=source, kind__in=[RecordKind.PAPER, RecordKind.MEETING], state=RecordState.UNREACHABLE
        )
        .filter(Q(paper__body__in=public) | Q(meeting__body__in=public))
        .select_related("paper__body", "meeting__body")
        .order_by("-state_since", "pk")
    )
    return [
        record.paper if record.kind == RecordKind.PAPER else record.meeting for record in missing[:UNREACHABLE_SHOWN]
    ]


def _counted(rows: Iterable[Mapping[str, Any]]) -> Counted:
    """Body → (how many, first year); a paper may have a date, or the moment it was discussed, or both."""
    return {
        row["body"]: (row["n"], min((row[one].year for one in ("first", "discussed") if row.get(one)), default=None))
        for row in rows
    }


def _files_by_body() -> dict[int, FileCounts]:
    rows = (
        Attachment.objects.filter(file__record__state__in=[RecordState.LIVE, RecordState.UNREACHABLE])
        .annotate(body=Coalesce("paper__body", "meeting__body", "agenda_item__meeting__body"))
        .order_by()
        .values_list("body", "file__state", "file__blob__state")
        .annotate(n=Count("file", distinct=True))
    )
    sums: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for body, state, blob_state, number in rows:
        sums[body][_heap(state, blob_state)] += number
    return {body: FileCounts(**counts) for body, counts in sums.items()}


def _heap(state: str, blob_state: str | None) -> str:
    """As council.queries.unread_files: what was read once can be read, also while it is fetched anew."""
    if blob_state == Blob.State.READ:
        return "with_text"
    if state == File.State.STORED:
        return "without_text"
    if state == File.State.ON_PAGE:
        return "on_page"
    return "waiting" if state in (File.State.PENDING, File.State.RETRY) else "missing"


def _states_by_source(source: Source | None = None) -> dict[int, dict[str, int]]:
    """Source → state → how many papers and meetings; what hangs on them goes and comes with them."""
    records = Record.objects.filter(kind__in=[RecordKind.PAPER, RecordKind.MEETING])
    if source:
        records = records.filter(source=source)
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    # By kind too, because so the database reads an index from end to end and sorts nothing.
    rows = records.order_by().values_list("source", "kind", "state").annotate(n=Count("*"))
    for key, _kind, state, number in rows:
        found[key][state] += number
    return {key: dict(states) for key, states in found.items()}


def _tallies() -> Tallies:
    return (
        _counted(
            Paper.objects.public()
            .values("body")
            .annotate(n=Count("pk"), first=Min("date"), discussed=Min("last_discussed"))
        ),
        _counted(Meeting.objects.public().values("body").annotate(n=Count("pk"), first=Min("start"))),
        _files_by_body(),
        _states_by_source(),
    )
