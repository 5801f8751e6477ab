"""What a paper's page asks: one query for each kind of thing on it, whatever their number."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Concat

from teilhabe.search.models import Entry

from ..models import (
    Attachment,
    BlobPage,
    Consultation,
    Paper,
    PaperLead,
    PaperRelation,
    PaperSection,
    RecordState,
    Version,
)
from .bodies import PUBLIC_STATES

GONE_STATES = (RecordState.WITHDRAWN, RecordState.DELETED)

MOST_CHANGES = 60


def paper_at(body: str, slug: str) -> Paper | None:
    """The paper at this address in any state, with its record, source and body."""
    return Paper.objects.select_related("record__source", "body__record").filter(body__slug=body, slug=slug).first()


def leads_of(paper: Paper) -> list[PaperLead]:
    """The offices in charge that are known by name."""
    return list(paper.leads.filter(organization__record__state__in=PUBLIC_STATES).select_related("organization"))


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


def pages_between(blob: int, first: int, last: int) -> list[BlobPage]:
    """The text of pages ``first`` to ``last`` of a blob."""
    return list(BlobPage.objects.filter(blob=blob, number__gte=first, number__lte=last))
