"""The course of papers through the committees, read without a model for each row: an index or an agenda asks for many.

A paper's own page shows more of each step, see ``paper_page.consultations_of``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from .. import rules
from ..models import Consultation
from ..outcomes import Hearing
from .bodies import PUBLIC_STATES


@dataclass(frozen=True, slots=True)
class Step:
    """One public consultation of a paper. ``moment`` is aware, None where no date is known; ``public`` is what the
    agenda says, None where it says nothing."""

    hearing: Hearing
    moment: datetime | None
    committee: str
    committee_slug: str
    public: bool | None

    @property
    def closed(self) -> bool:
        """Neither result nor title of it is known."""
        return not self.hearing.public

    @property
    def key(self) -> int:
        """The consultation's primary key."""
        return int(str(self.hearing.key))


# What a Step is made of, in the order ``_step`` takes it; the paper's key is the second.
STEP_COLUMNS = (
    "pk",
    "paper_id",
    "date",
    "role_raw",
    "authoritative",
    "result_raw",
    "organization_text",
    "organization__name",
    "organization__slug",
    "organization__is_main",
    "organization__record__state",
    "meeting__start",
    "meeting__cancelled",
    "meeting__record__state",
    "agenda_item__public",
    "agenda_item__result_raw",
    "agenda_item__record__state",
)


def public_steps() -> QuerySet[Consultation]:
    """The public consultations of all papers in the source's order. Gone meetings do not count."""
    return (
        Consultation.objects.filter(record__state__in=PUBLIC_STATES)
        .exclude(meeting__record__state__in=rules.GONE_STATES, date__isnull=True)
        .order_by("order", "pk")
    )


def steps_by_paper(papers: Sequence[int]) -> dict[int, list[Step]]:
    """The public consultations of papers in order of time, those without a date last."""
    return in_time(public_steps().filter(paper__in=papers).values_list(*STEP_COLUMNS))


def in_time(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[Step]]:
    """The steps of each paper, by its key, from rows of ``STEP_COLUMNS``."""
    found: dict[int, list[Step]] = defaultdict(list)
    for row in rows:
        found[row[1]].append(_step(*row))
    for steps in found.values():
        steps.sort(key=lambda step: (step.moment is None, step.moment or datetime.max))
    return found


def _step(
    pk: int,
    paper: int,
    day: date | None,
    role_raw: str,
    authoritative: bool | None,
    result_raw: str,
    organization_text: str,
    organization: str | None,
    organization_slug: str | None,
    is_main: bool | None,
    organization_state: str | None,
    start: datetime | None,
    cancelled: bool | None,
    meeting_state: str | None,
    item_public: bool | None,
    item_result: str | None,
    item_state: str | None,
) -> Step:
    if meeting_state not in PUBLIC_STATES:
        start = cancelled = None
    point = None
    if item_public is not None:
        point = rules.Point(item_public, item_state in PUBLIC_STATES, item_result or "")
    hearing = rules.hearing(
        key=pk,
        day=day,
        start=start,
        cancelled=bool(cancelled),
        role_raw=role_raw,
        authoritative=authoritative,
        main_organisation=bool(is_main),
        result_raw=result_raw,
        point=point,
    )
    return Step(
        hearing=hearing,
        moment=start or (timezone.make_aware(datetime.combine(day, time())) if day else None),
        committee=organization or organization_text,
        committee_slug=(organization_slug or "") if organization_state in PUBLIC_STATES else "",
        public=hearing.public if point and point.shown else None,
    )
