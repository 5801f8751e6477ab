"""How the harvest of a source that somebody asked for is getting on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django_tasks_db.models import DBTaskResult

from ..models import HarvestRun, KnownPage, Source

# council.jobs.harvest_source, which lies above and cannot be imported here.
HARVEST_TASK = "teilhabe.council.jobs.harvest_source"
_LOOKED_THROUGH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestProgress:
    """``waiting_since`` is set while the job is in the queue; ``refusal`` is the sentence with which the last job did
    not begin, if it is newer than ``run``, the latest run of the source."""

    run: HarvestRun | None
    waiting_since: datetime | None = None
    refusal: str = ""

    @property
    def active(self) -> bool:
        return self.waiting_since is not None or (self.run is not None and self.run.state == HarvestRun.State.RUNNING)


def harvest_progress(source: Source) -> HarvestProgress:
    """Two queries: the latest run, and the latest job."""
    run = source.runs.first()
    job = _latest_job(source)
    if (run and run.state == HarvestRun.State.RUNNING) or job is None:
        return HarvestProgress(run=run)
    if job.finished_at is None:
        return HarvestProgress(run=run, waiting_since=job.enqueued_at)
    said = job.return_value if isinstance(job.return_value, str) else ""
    newer = run is None or run.started < (job.started_at or job.enqueued_at)
    refused = newer and said and said not in HarvestRun.State.values and said != "gone"
    return HarvestProgress(run=run, refusal=said if refused else "")


def _latest_job(source: Source) -> DBTaskResult | None:
    """Among the newest jobs of all sources: an older one is no news."""
    jobs = DBTaskResult.objects.filter(task_path=HARVEST_TASK).order_by("-enqueued_at")
    return next((job for job in jobs[:_LOOKED_THROUGH] if job.args_kwargs["args"][:1] == [source.pk]), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesOfKind:
    """The pages of one kind (``ingest.html.family.PageKind``) that a source is known to have: how many, how many of
    them are due now, how many could not be read when last asked for, and when the first of those is asked again."""

    kind: str
    known: int
    due: int
    failed: int
    next_try: datetime | None


def waiting_pages(source: Source, *, now: datetime) -> tuple[PagesOfKind, ...]:
    """One query; empty for what is read by an interface."""
    if not source.is_html:
        return ()
    failed = Q(failures__gt=0)
    rows = (
        KnownPage.objects.filter(source=source)
        .order_by()
        .values("kind")
        .annotate(
            known=Count("pk"),
            due_now=Count("pk", filter=Q(due__lte=now)),
            failed=Count("pk", filter=failed),
            next_try=Min("due", filter=failed),
        )
        .order_by("kind")
    )
    return tuple(
        PagesOfKind(
            kind=row["kind"],
            known=row["known"],
            due=row["due_now"],
            failed=row["failed"],
            next_try=row["next_try"],
        )
        for row in rows
    )
