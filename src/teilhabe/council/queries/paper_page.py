"""What a paper's page asks: one query for each kind of thing on it, whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from teilhabe.search.models import Entry

from ..models import (
    Attachment,
    BlobPage,
    Consultation,
    Paper,
    PaperRelation,
    PaperSection,
    PlaceMention,
    RecordState,
    Version,
)
from .bodies import PUBLIC_STATES

GONE_STATES = (RecordState.WITHDRAWN, RecordState.DELETED)

MOST_CHANGES = 60


def paper_at(body: str, slug: str) -> Paper | None:
    """The paper at this address in any state, with its record, source and body."""
    return _papers_at(body, slug).first()


def _papers_at(body: str, slug: str) -> QuerySet[Paper]:
    return Paper.objects.select_related("record__source", "body__record").filter(body__slug=body, slug=slug)


@dataclass(frozen=True, slots=True)
class Lead:
    """An office in charge that is known by name."""

    name: str
    slug: str


def paper_and_leads(body: str, slug: str) -> tuple[Paper | None, list[Lead]]:
    """``paper_at``, and the offices in charge by the same question: a row for each of them."""
    office = "leads__organization"
    rows = list(
        _papers_at(body, slug)
        .annotate(office=F(f"{office}__name"), at=F(f"{office}__slug"), office_state=F(f"{office}__record__state"))
        .order_by("leads__order")
    )
    # The offices stand only in these rows; as fields of a paper nobody knows them.
    said = [vars(row) for row in rows]
    leads = [Lead(row["office"], row["at"]) for row in said if row["office_state"] in PUBLIC_STATES]
    return (rows[0] if rows else None), leads


def consultations_of(paper: Paper) -> list[Consultation]:
    """The public steps of the Beratungsfolge in the source's order; a step whose meeting is gone needs its own date."""
    return list(
        paper.consultations.filter(record__state__in=PUBLIC_STATES)
        .exclude(meeting__record__state__in=GONE_STATES, date__isnull=True)
        .select_related("record", "organization__record", "meeting__record", "agenda_item__record")
    )


def sections_of(paper: Paper) -> list[PaperSection]:
    return list(paper.sections.all())


def attachments_of(paper: Paper, meetings: Sequence[int] = ()) -> list[Attachment]:
    """The paper's files, and the minutes of the given meetings."""
    wanted = Q(paper=paper)
    if meetings:
        wanted |= Q(meeting__in=meetings, role=Attachment.Role.RESULTS)
    return list(Attachment.objects.filter(wanted, file__record__state__in=PUBLIC_STATES).select_related("file__blob"))


def relations_of(paper: Paper) -> tuple[list[PaperRelation], frozenset[int]]:
    """Both directions: what the paper names and what names it, only papers that are public; and the keys of those
    papers whose every meeting was called off, as the index has it."""
    found = (
        PaperRelation.objects.filter(
            Q(paper=paper, other__record__state__in=PUBLIC_STATES)
            | Q(other=paper, paper__record__state__in=PUBLIC_STATES)
        )
        .annotate(other_off=_called_off("other"), paper_off=_called_off("paper"))
        .select_related("other__body", "paper__body")
        .order_by("pk")
    )
    rows = list(found)
    papers = ((key, off) for row in rows for key, off in ((row.other_id, row.other_off), (row.paper_id, row.paper_off)))
    return list(rows), frozenset(key for key, off in papers if key is not None and off)


def _called_off(which: str) -> Exists:
    # Slug and text are two types to PostgreSQL unless they are called one.
    ref = Concat(OuterRef(f"{which}__body__slug"), Value("/"), OuterRef(f"{which}__slug"), output_field=CharField())
    return Exists(Entry.objects.of_kind("paper").filter(ref=ref, facts__cancelled=True))


def changes_of(records: Sequence[int]) -> list[Version]:
    """The newest changes of these records, newest first."""
    return list(
        Version.objects.filter(record__in=records).select_related("record").order_by("-at", "-pk")[:MOST_CHANGES]
    )


def mentions_of(paper: Paper) -> list[PlaceMention]:
    """What of the paper's text names places, in its order."""
    return list(paper.place_mentions.order_by("pk"))


def pages_between(blob: int, first: int, last: int) -> list[BlobPage]:
    """The text of pages ``first`` to ``last`` of a blob."""
    return list(BlobPage.objects.filter(blob=blob, number__gte=first, number__lte=last))
