"""Papers in the index, with their consultations and texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from teilhabe.search.actions import NewEntry

from .. import rules
from ..models import Attachment, BlobPage, Consultation, Paper, PaperSection, RecordState
from ..outcomes import Hearing, standing
from ..outcomes.labels import STANDING_LABELS
from ..outcomes.standing import STANDING_TONES
from ..queries.bodies import PUBLIC_STATES
from .frame import MOST_TEXT, address, body_facts, is_public, iso, its_body, municipality_of, ref

MOST_PAGES = 80  # of one attachment
_UNREAD_SECTIONS = ("letterhead", "signature")


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


def papers_with_their_frame() -> QuerySet[Paper]:
    """Papers with all that their entry needs of other tables row by row."""
    return Paper.objects.select_related("record").prefetch_related(its_body())


def steps_by_paper(papers: Sequence[int]) -> dict[int, list[Step]]:
    """The public consultations of papers in order of time, those without a date last. Gone meetings do not count."""
    rows = (
        Consultation.objects.filter(paper__in=papers, record__state__in=PUBLIC_STATES)
        .exclude(meeting__record__state__in=[RecordState.DELETED, RecordState.WITHDRAWN], date__isnull=True)
        .order_by("order", "pk")
        .values_list(
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
    )
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


def texts_by_paper(papers: Sequence[int]) -> dict[int, str]:
    """The text to search: the sections, or the main document's pages where there are none, and the attachments."""
    parts: dict[int, list[str]] = defaultdict(list)
    for paper, kind, heading, text in (
        PaperSection.objects.filter(paper__in=papers)
        .order_by("paper_id", "order")
        .values_list("paper_id", "kind", "heading", "text")
    ):
        if kind not in _UNREAD_SECTIONS:
            parts[paper].append(f"{heading}\n{text}" if heading else text)
    papers_by_blob: dict[int, list[int]] = defaultdict(list)
    for paper, role, blob, name in (
        Attachment.objects.filter(paper__in=papers, file__blob__isnull=False, file__record__state__in=PUBLIC_STATES)
        .order_by("paper_id", "order", "pk")
        .values_list("paper_id", "role", "file__blob_id", "file__name")
    ):
        if role != Attachment.Role.MAIN or paper not in parts:
            papers_by_blob[blob].append(paper)
            if name:
                parts[paper].append(name)
    size = {paper: sum(map(len, texts)) for paper, texts in parts.items()}
    pages = (
        BlobPage.objects.filter(blob__in=list(papers_by_blob), number__lte=MOST_PAGES)
        .order_by("blob_id", "number")
        .values_list("blob_id", "text")
    )
    for blob, text in pages.iterator(chunk_size=500) if papers_by_blob else ():
        for paper in papers_by_blob[blob]:
            if size[paper] < MOST_TEXT:
                parts[paper].append(text)
                size[paper] += len(text)
    # PostgreSQL keeps no zero byte in a text.
    return {paper: "\n\n".join(texts)[:MOST_TEXT].replace("\0", "") for paper, texts in parts.items()}


def paper_entry(paper: Paper, steps: Sequence[Step], text: str) -> NewEntry:
    """The entry of a public paper whose derived fields are up to date."""
    body = paper.body
    # By the key, because two committees may meet at the same moment.
    key = standing([step.hearing for step in steps], timezone.localdate()).consultation_key
    said_by = next((step for step in steps if step.hearing.key == key), None)
    committee = said_by or (steps[-1] if steps else None)
    day = paper.last_discussed or paper.next_discussed
    starts = day or (timezone.make_aware(datetime.combine(paper.date, time(12))) if paper.date else None)
    year = paper.date.year if paper.date else (timezone.localtime(starts).year if starts else None)
    kind: Any = paper.standing or "unknown"
    return NewEntry(
        kind="paper",
        ref=ref(body.slug, paper.slug),
        url=address("paper", body.slug, paper.slug),
        title=paper.name or paper.reference,
        summary=paper.summary,
        body=text,
        starts=starts,
        municipality=municipality_of(body),
        published=paper.record.first_seen,
        facts={
            **body_facts(body),
            "reference": paper.reference,
            "type": paper.kind_raw,
            "committee": committee.committee if committee else "",
            "standing": kind,
            "standing_label": STANDING_LABELS[kind],
            "tone": STANDING_TONES[kind],
            "unanimous": paper.standing_unanimous,
            "standing_at": iso(paper.standing_at),
            "last": iso(paper.last_discussed),
            "last_public": paper.last_discussed_public,
            "next": iso(paper.next_discussed),
            "cancelled": bool(steps) and all(step.hearing.cancelled for step in steps),
            "date": paper.date.isoformat() if paper.date else None,
            "originators": paper.originators,
        },
        facets={
            "body": [body.slug],
            "committee": [ref(body.slug, step.committee_slug) for step in steps if step.committee_slug],
            "type": [paper.kind_raw[:200]],
            "standing": [kind],
            "year": [str(year)] if year else [],
        },
    )


def paper_entries(papers: Iterable[Paper]) -> Iterator[NewEntry]:
    """Entries of those ``papers`` that are public."""
    public = [paper for paper in papers if is_public(paper)]
    keys = [paper.pk for paper in public]
    steps, texts = steps_by_paper(keys), texts_by_paper(keys)
    for paper in public:
        yield paper_entry(paper, steps.get(paper.pk, ()), texts.get(paper.pk, ""))
