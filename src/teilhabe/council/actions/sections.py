"""The text of papers under its headings: replaced only where it differs, and a difference is kept as a Version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet

from teilhabe.core.text import slug

from ..documents.sections import Section, sections_of_text
from ..models import Attachment, File, Paper, PaperSection, Version
from ..queries.bodies import PUBLIC_STATES

_ANCHORS = {
    "letterhead": "kopf",
    "resolution": "beschlussvorschlag",
    "matter": "sachlage",
    "reasons": "begruendung",
    "staff": "personelle-auswirkungen",
    "finance": "finanzielle-auswirkungen",
    "social": "soziale-auswirkungen",
    "climate": "oekologische-auswirkungen",
    "alternatives": "alternativen",
    "law": "rechtliche-grundlage",
    "attachments": "anlagenverzeichnis",
    "signature": "unterschrift",
    "other": "weiterer-text",
}
# Anchors of the page around the text; a heading of the same name gets another.
_TAKEN = frozenset({"anlagen", "auswirkungen", "beratungsfolge", "teilen", "text", "verlauf", "verwandt", "inhalt"})
_SOURCES = {"pdf": "pdf", "html": "html", "text": "oparl"}
_LONGEST_IN_VERSION = 40_000  # characters of a section before and after a change
_NO_NEWS = ("letterhead", "signature")


@transaction.atomic
def write_sections(found: Mapping[int, Sequence[Section]]) -> set[int]:
    """Make the sections of papers (by primary key) those given; return the papers for which that changed something.

    An empty sequence leaves what is there: a document that cannot be read today does not make a paper wordless. The
    text of the paper's own page goes before that of its files. A changed text is kept as a Version of the paper, unless
    it is the first or comes from another kind of source.
    """
    wanted = {paper: rows_of(paper, sections) for paper, sections in found.items() if sections}
    known: dict[int, list[PaperSection]] = defaultdict(list)
    for row in PaperSection.objects.filter(paper__in=list(wanted)).order_by("paper_id", "order"):
        known[row.paper_id].append(row)
    on_page = {paper for paper, rows in known.items() if rows[0].source == "html"}
    wanted = {paper: rows for paper, rows in wanted.items() if paper not in on_page or rows[0].source == "html"}
    changed = {paper for paper, rows in wanted.items() if _content(rows) != _content(known.get(paper, []))}
    if not changed:
        return changed
    records = dict(Paper.objects.filter(pk__in=changed).values_list("pk", "record_id"))
    Version.objects.bulk_create(
        Version(record_id=records[paper], changes=differences)
        for paper in sorted(changed)
        if (differences := _differences(known.get(paper, []), wanted[paper]))
    )
    PaperSection.objects.filter(paper__in=changed).delete()
    PaperSection.objects.bulk_create(row for paper in sorted(changed) for row in wanted[paper])
    return changed


def write_given_text(papers: Sequence[int]) -> set[int]:
    """Cut the text that a source gives itself (OParl's ``File.text``) for papers without a read document."""
    read = set(PaperSection.objects.filter(paper__in=papers, source="pdf").values_list("paper_id", flat=True))
    given = (
        _main_documents(papers)
        .exclude(file__given_text="")
        .order_by("paper_id", "order", "pk")
        .values_list("paper_id", "file__given_text")
    )
    texts: dict[int, str] = {}
    for paper, text in given:
        if paper not in read:
            texts.setdefault(paper, text)
    return write_sections({paper: sections_of_text(text) for paper, text in texts.items()})


@transaction.atomic
def write_page_text(found: Mapping[int, Sequence[Section]]) -> set[int]:
    """:func:`write_sections` for the text that papers' own pages show; a page that shows none any more is believed.

    Then the text is deleted, also out of the paper's history.
    """
    emptied = [paper for paper, sections in found.items() if not sections]
    lost = set(PaperSection.objects.filter(paper__in=emptied, source="html").values_list("paper_id", flat=True))
    PaperSection.objects.filter(paper__in=lost, source="html").delete()
    if lost:
        _forget_history(lost)
    return lost | write_sections(found)


@transaction.atomic
def forget_lost_text(papers: Sequence[int]) -> set[int]:
    """Delete the text of papers whose main document the source shows no more, or as something else, also out of
    their history.

    Returns the papers for which there was something to forget. Text that a page of the source gave stays.
    """
    kept_by_source = {
        # What waits to be read again as a main document has not given this text.
        "pdf": _main_documents(papers).filter(file__blob__isnull=False).exclude(file__state=File.State.PENDING),
        "oparl": _main_documents(papers).exclude(file__given_text=""),
    }
    lost: set[int] = set()
    for source, documents in kept_by_source.items():
        orphans = PaperSection.objects.filter(paper__in=papers, source=source).exclude(
            paper__in=documents.values("paper")
        )
        lost.update(orphans.order_by().values_list("paper_id", flat=True).distinct())
        orphans.delete()
    if lost:
        _forget_history(lost)
    return lost


def _main_documents(papers: Sequence[int]) -> QuerySet[Attachment]:
    return Attachment.objects.filter(
        paper__in=papers, role=Attachment.Role.MAIN, file__record__state__in=PUBLIC_STATES
    ).order_by()


def _forget_history(papers: Iterable[int]) -> None:
    """Take the text of sections out of what these papers' versions tell; a version that told nothing else goes."""
    for version in Version.objects.filter(record__paper__in=list(papers)):
        left = {name: change for name, change in version.changes.items() if name not in _ANCHORS}
        if not left:
            version.delete()
        elif left != version.changes:
            version.changes = left
            version.save(update_fields=["changes"])


def rows_of(paper: int, sections: Iterable[Section]) -> list[PaperSection]:
    """Unsaved rows with anchors that are unique in the paper and free on its page."""
    rows: list[PaperSection] = []
    used = set(_TAKEN)
    for order, section in enumerate(sections):
        base = slug(section.heading_raw, limit=60) or _ANCHORS.get(section.kind, "abschnitt")
        anchor, number = base, 1
        while anchor in used:
            number += 1
            anchor = f"{base}-{number}"
        used.add(anchor)
        rows.append(
            PaperSection(
                paper_id=paper,
                kind=section.kind,
                heading=section.heading_raw[:300],
                anchor=anchor,
                html=_storable(section.html),
                text=_storable(section.text),
                order=order,
                source=_SOURCES[section.source],
                confidence=section.confidence,
            )
        )
    return rows


def _content(rows: Sequence[PaperSection]) -> list[tuple[str | float, ...]]:
    return [(row.kind, row.heading, row.anchor, row.html, row.source, row.confidence) for row in rows]


def _differences(before: Sequence[PaperSection], after: Sequence[PaperSection]) -> dict[str, list[str]]:
    """{kind: [text before, text after]}; empty for the first text and for one that was read in another way."""
    if not before or {row.source for row in before} != {row.source for row in after}:
        return {}
    old, new = _texts(before), _texts(after)
    return {
        kind: [old.get(kind, "")[:_LONGEST_IN_VERSION], new.get(kind, "")[:_LONGEST_IN_VERSION]]
        for kind in [*new, *(kind for kind in old if kind not in new)]
        if kind not in _NO_NEWS and old.get(kind, "") != new.get(kind, "")
    }


def _texts(rows: Sequence[PaperSection]) -> dict[str, str]:
    texts: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        texts[row.kind].append(row.text)
    return {kind: "\n\n".join(parts) for kind, parts in texts.items()}


def _storable(text: str) -> str:
    """PostgreSQL keeps no zero byte in a text."""
    return text.replace("\0", "")
