"""Papers in the index, with their consultations and texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import cast

from django.db.models import QuerySet
from django.utils import timezone

from teilhabe.directory.themes import themes_of
from teilhabe.search.actions import NewEntry

from ..models import Attachment, BlobPage, Paper, PaperSection
from ..outcomes import standing
from ..outcomes.labels import STANDING_LABELS
from ..outcomes.standing import STANDING_TONES, StandingKind
from ..queries.bodies import PUBLIC_STATES
from ..queries.courses import Step, steps_by_paper
from .frame import MOST_TEXT, address, body_facts, is_public, iso, its_body, municipality_of, ref
from .places import new_places, own_town

MOST_PAGES = 80  # of one attachment
_UNREAD_SECTIONS = ("letterhead", "signature")
# Of papers that fit a question equally well: first what a council ended, then what committees said about it,
# then what is only planned, last what was taken back. Close together: how well a paper fits decides first.
WEIGHTS: dict[StandingKind, float] = {
    "decided": 1.2,
    "decided_with_changes": 1.2,
    "rejected": 1.15,
    "noted": 1.15,
    "settled": 1.1,
    "recommended": 1.1,
    "recommended_with_changes": 1.1,
    "in_consultation": 1.05,
    "referred": 1.05,
    "postponed": 1.0,
    "planned": 0.95,
    "unknown": 0.9,
    "withdrawn": 0.75,
}


def papers_with_their_frame() -> QuerySet[Paper]:
    """Papers with all that their entry needs of other tables row by row."""
    return Paper.objects.select_related("record").prefetch_related(its_body())


@dataclass(frozen=True, slots=True)
class PaperText:
    """What a paper says itself, and what its attachments say; each at most ``MOST_TEXT`` characters."""

    own: str = ""
    annex: str = ""


def texts_by_paper(papers: Sequence[int]) -> dict[int, PaperText]:
    """The texts to search: the sections, or the main document's pages where there are none; and the attachments."""
    own, annex = _Texts(), _Texts()
    for paper, kind, heading, text in (
        PaperSection.objects.filter(paper__in=papers)
        .order_by("paper_id", "order")
        .values_list("paper_id", "kind", "heading", "text")
    ):
        if kind not in _UNREAD_SECTIONS:
            own.add(paper, f"{heading}\n{text}" if heading else text)
    with_sections = set(own.parts)
    readers: dict[int, list[tuple[_Texts, int]]] = defaultdict(list)
    for paper, role, blob, name in (
        Attachment.objects.filter(paper__in=papers, file__blob__isnull=False, file__record__state__in=PUBLIC_STATES)
        .order_by("paper_id", "order", "pk")
        .values_list("paper_id", "role", "file__blob_id", "file__name")
    ):
        if role != Attachment.Role.MAIN:
            readers[blob].append((annex, paper))
            annex.add(paper, name)
        elif paper not in with_sections:
            readers[blob].append((own, paper))
    pages = (
        BlobPage.objects.filter(blob__in=list(readers), number__lte=MOST_PAGES)
        .order_by("blob_id", "number")
        .values_list("blob_id", "text")
    )
    for blob, text in pages.iterator(chunk_size=500) if readers else ():
        for texts, paper in readers[blob]:
            texts.add(paper, text)
    return {paper: PaperText(own.of(paper), annex.of(paper)) for paper in own.parts.keys() | annex.parts.keys()}


class _Texts:
    """Texts of papers, each collected until it is long enough."""

    def __init__(self) -> None:
        self.parts: dict[int, list[str]] = defaultdict(list)
        self._size: dict[int, int] = defaultdict(int)

    def add(self, paper: int, text: str) -> None:
        if text and self._size[paper] < MOST_TEXT:
            self.parts[paper].append(text)
            self._size[paper] += len(text)

    def of(self, paper: int) -> str:
        # PostgreSQL keeps no zero byte in a text.
        return "\n\n".join(self.parts.get(paper, ()))[:MOST_TEXT].replace("\0", "")


def paper_entry(paper: Paper, steps: Sequence[Step], text: PaperText) -> NewEntry:
    """The entry of a public paper whose derived fields are up to date."""
    body = paper.body
    # By the key, because two committees may meet at the same moment.
    key = standing([step.hearing for step in steps], timezone.localdate()).consultation_key
    said_by = next((step for step in steps if step.hearing.key == key), None)
    committee = said_by or (steps[-1] if steps else None)
    day = paper.last_discussed or paper.next_discussed
    starts = day or (timezone.make_aware(datetime.combine(paper.date, time(12))) if paper.date else None)
    year = paper.date.year if paper.date else (timezone.localtime(starts).year if starts else None)
    kind = cast(StandingKind, paper.standing or "unknown")
    return NewEntry(
        kind="paper",
        ref=ref(body.slug, paper.slug),
        url=address("paper", body.slug, paper.slug),
        title=paper.name or paper.reference,
        summary=paper.summary,
        body=text.own,
        annex=text.annex,
        weight=WEIGHTS.get(kind, 1.0),
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
            "theme": themes_of(paper.name, text.own),
            "standing": [kind],
            "year": [str(year)] if year else [],
            "place": own_town(municipality_of(body)),
        },
        places=new_places(paper),
    )


def paper_entries(papers: Iterable[Paper]) -> Iterator[NewEntry]:
    """Entries of those ``papers`` that are public."""
    public = [paper for paper in papers if is_public(paper)]
    keys = [paper.pk for paper in public]
    steps, texts = steps_by_paper(keys), texts_by_paper(keys)
    for paper in public:
        yield paper_entry(paper, steps.get(paper.pk, ()), texts.get(paper.pk, PaperText()))
