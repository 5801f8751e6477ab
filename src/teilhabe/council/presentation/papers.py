"""A paper's page: the answer first, then the document, then where it comes from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from teilhabe.core.addresses import whole
from teilhabe.core.listing import Word
from teilhabe.core.typography import TITLE_WORD, hyphenate

from .. import rules
from ..models import (
    Attachment,
    Blob,
    Consultation,
    File,
    Paper,
    PaperRelation,
    PaperSection,
    RecordState,
    Version,
)
from ..queries.paper_page import Lead
from . import linked_data
from .changes import Change, history
from .derived import as_words, derived_sentence
from .files import FileRow, paper_files
from .paper_places import PaperPlaces, paper_places, with_marks
from .sections import Part, parts_of, reading_minutes
from .timeline import Step, committee_of, minutes_by_meeting, steps_of, words_of
from .words import UNKNOWN, all_cancelled, counted, in_german, standing_word

EXAMPLE = "Beispiel"
# The longest words on the cost, in characters, that stand in the head of the page.
SHORT_COST = 80

_RELATION: dict[str, Promise] = {
    "related": _("Verwandte Vorlage"),
    "above": _("Geht zurück auf"),
    "below": _("Folgevorlage"),
}
_OPPOSITE = {"related": "related", "above": "below", "below": "above"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperParts:
    """What the queries found; the page is made from nothing else."""

    paper: Paper
    leads: Sequence[Lead]
    consultations: Sequence[Consultation]
    sections: Sequence[PaperSection]
    attachments: Sequence[Attachment]
    relations: Sequence[PaperRelation]
    cancelled: Collection[int]
    """Keys of those related papers whose every meeting was called off."""
    versions: Sequence[Version]


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    title: str
    url: str
    relation: str
    reference: str
    word: Word | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    kicker: str
    heading: SafeString
    window_title: str
    description: str
    crumbs: list[tuple[str, str]]
    crumb: str
    facts_line: tuple[str, ...]
    date: date | None
    standing: Word
    summary: SafeString
    last: datetime | None
    last_public: bool | None
    last_url: str
    next: datetime | None
    cost: str
    cost_anchor: str
    leads: tuple[tuple[str, str], ...]
    originators: str
    original_url: str
    archived: tuple[FileRow, ...]
    parts: tuple[Part, ...]
    guessed: bool
    """The source does not name all its sections: the page says what that means, once."""
    why_no_text: str
    steps: tuple[Step, ...]
    files: tuple[FileRow, ...]
    related: tuple[Related, ...]
    places: PaperPlaces
    places_url: str
    """Where all of them are explained and can be corrected."""
    changes: tuple[Change, ...]
    toc: list[tuple[str, str]]
    address: str
    cite: str
    checked: datetime
    source: str
    unreachable_since: datetime | None
    unreachable_why: str
    is_example: bool
    json_ld: SafeString
    feed_moment: datetime


def paper_page(found: PaperParts, *, now: datetime) -> PaperPage:
    paper, body = found.paper, found.paper.body
    record = paper.record
    files = paper_files(paper, body.slug, found.attachments)
    steps = steps_of(paper, found.consultations, now=now, minutes=minutes_by_meeting(found.attachments))
    parts = parts_of(with_marks(found.sections, paper))
    places = paper_places(paper)
    related = _related(paper, found.relations, found.cancelled)
    kind = paper.kind_raw or gettext("Vorlage")
    number = f"{kind} {paper.reference}".strip()
    address = whole(paper.get_absolute_url())
    standing = _standing(found, now)
    summary = derived_sentence(paper, found.consultations, now=now)
    cost, cost_anchor = _cost(found.sections)
    changes = history(
        found.versions,
        names=_names(found.consultations),
        first_seen=record.first_seen,
        source=record.source.name,
    )
    return PaperPage(
        kicker=in_german(number) if paper.kind_raw else number,
        heading=hyphenate(paper.name or number, longest=TITLE_WORD, language="de"),
        window_title=f"{paper.name} ({paper.reference})" if paper.reference else paper.name,
        description=f"{standing.text}. {as_words(summary)}".strip() if summary else standing.text,
        crumbs=_crumbs(paper, steps),
        crumb=gettext("Vorlage %(reference)s") % {"reference": paper.reference} if paper.reference else kind,
        facts_line=_facts_line(found),
        date=paper.date,
        standing=standing,
        summary=summary,
        last=paper.last_discussed,
        last_public=paper.last_discussed_public,
        last_url=next((s.agenda_url for s in reversed(steps) if s.moment == paper.last_discussed), ""),
        next=paper.next_discussed if paper.next_discussed and paper.next_discussed > now else None,
        cost=cost,
        cost_anchor=cost_anchor,
        leads=tuple((one.name, reverse("council:committee", args=[body.slug, one.slug])) for one in found.leads),
        originators=paper.originators,
        original_url=paper.original_url,
        archived=tuple(one for one in files if one.sha256),
        parts=parts,
        guessed=any(part.guessed or any(row.guessed for row in part.effects) for part in parts),
        why_no_text="" if parts else _why_no_text(found.attachments),
        steps=steps,
        files=files,
        related=related,
        places=places,
        places_url=reverse("council:paper_places", args=[body.slug, paper.slug]),
        changes=changes,
        toc=_toc(
            parts,
            bool(files),
            (
                ("beratungsfolge", _("Beratungsfolge"), bool(steps)),
                ("orte", _("Orte"), bool(places.shown or places.mentioned)),
                ("verwandt", _("Verwandte Vorlagen"), bool(related)),
            ),
        ),
        address=address,
        cite=_cite(paper, number, address),
        checked=record.last_seen,
        source=record.source.name,
        unreachable_since=record.state_since if record.state == RecordState.UNREACHABLE else None,
        unreachable_why=record.state_reason if record.state == RecordState.UNREACHABLE else "",
        is_example=EXAMPLE in paper.keywords,
        json_ld=linked_data.paper(paper, found, address=address, files=files),
        feed_moment=record.last_changed,
    )


def _standing(found: PaperParts, now: datetime) -> Word:
    paper = found.paper
    if paper.standing in ("", UNKNOWN) and found.consultations:
        words = words_of(found.consultations, now=now).values()
        if all(word.kind == "cancelled" for word in words):
            return all_cancelled()
    return standing_word(paper.standing, paper.standing_unanimous)


def _cost(sections: Sequence[PaperSection]) -> tuple[str, str]:
    """What the paper says of its cost, if that is short, and the anchor of the section; empty without one."""
    section = next((one for one in sections if one.kind == "finance"), None)
    if section is None:
        return "", ""
    words = " ".join(section.text.split())
    return (words if len(words) <= SHORT_COST else ""), section.anchor


def _facts_line(found: PaperParts) -> tuple[str, ...]:
    steps = len(found.consultations)
    facts = [found.paper.body.short_name or found.paper.body.name]
    if steps:
        facts.append(ngettext("eine Beratung", "%(count)s Beratungen", steps) % {"count": counted(steps)})
    if minutes := reading_minutes(found.sections):
        facts.append(ngettext("Lesezeit 1 Minute", "Lesezeit %(count)s Minuten", minutes) % {"count": minutes})
    return tuple(facts)


def _crumbs(paper: Paper, steps: Sequence[Step]) -> list[tuple[str, str]]:
    """Council, body and the committee that has or had the last word."""
    crumbs = [
        (gettext("Rat"), reverse("council:index")),
        (paper.body.short_name or paper.body.name, paper.body.get_absolute_url()),
    ]
    last = next((s for s in steps if s.final), None) or next((s for s in reversed(steps) if s.committee_url), None)
    if last and last.committee_url:
        crumbs.append((in_german(last.committee), last.committee_url))
    return crumbs


def _toc(parts: Sequence[Part], files: bool, side: Sequence[tuple[str, Promise, bool]]) -> list[tuple[str, str]]:
    """``side`` are sections of the context column: anchor, title, whether the page has it."""
    toc = [(part.anchor, part.title) for part in parts if part.title] or [("text", gettext("Text"))]
    if files:
        toc.append(("anlagen", gettext("Anlagen")))
    toc.append(("verlauf", gettext("Änderungen")))
    toc.append(("teilen", gettext("Teilen")))
    return toc + [(anchor, str(title)) for anchor, title, is_there in side if is_there]


def _related(paper: Paper, relations: Sequence[PaperRelation], cancelled: Collection[int]) -> tuple[Related, ...]:
    """Each other paper once, whichever of the two names the other."""
    found: dict[int, Related] = {}
    for relation in relations:
        outgoing = relation.paper_id == paper.pk
        other = relation.other if outgoing else relation.paper
        if other is None or other.pk == paper.pk or other.pk in found:
            continue
        kind = relation.kind if outgoing else _OPPOSITE[relation.kind]
        found[other.pk] = Related(
            title=other.name,
            url=other.get_absolute_url(),
            relation=str(_RELATION[kind]),
            reference=other.reference,
            word=standing_word(other.standing)
            if other.standing not in ("", UNKNOWN)
            else all_cancelled()
            if other.pk in cancelled
            else None,
        )
    return tuple(found.values())


def _names(consultations: Sequence[Consultation]) -> dict[int, str]:
    """Records of public agenda items and steps, by the committee they belong to."""
    names: dict[int, str] = {}
    for one in consultations:
        if rules.was_closed(one):
            continue
        names[one.record_id] = committee_of(one)
        if item := rules.point_to_name(one):
            names[item.record_id] = committee_of(one)
    return names


def records_with_history(paper: Paper, consultations: Sequence[Consultation]) -> list[int]:
    """Whose changes the page tells: the paper's and those of its public steps."""
    return [paper.record_id, *_names(consultations)]


def _cite(paper: Paper, number: str, address: str) -> str:
    return gettext("%(body)s, %(number)s: %(title)s. %(portal)s, %(address)s") % {
        "body": paper.body.name,
        "number": number,
        "title": paper.name,
        "portal": settings.PORTAL_NAME,
        "address": address,
    }


def _why_no_text(attachments: Sequence[Attachment]) -> str:
    """One sentence about the main document, or about its absence."""
    main = next((one.file for one in attachments if one.role == Attachment.Role.MAIN), None)
    if main is None:
        return gettext("Die Quelle veröffentlicht zu dieser Vorlage kein Dokument, nur ihre Eckdaten.")
    if main.blob is None:
        reasons: dict[str, Promise] = {
            File.State.PENDING: _("Das Dokument ist bekannt und wird beim nächsten Abruf gelesen."),
            File.State.RETRY: _("Das Dokument ließ sich bisher nicht abrufen. Wir versuchen es weiter."),
            File.State.GONE: _("Das Dokument ist bei der Quelle nicht mehr vorhanden."),
            File.State.REFUSED: _("Die Quelle gibt das Dokument nicht öffentlich heraus."),
            File.State.TOO_LARGE: _("Das Dokument ist zu groß, um es hier zu lesen."),
            File.State.ON_PAGE: _("Das Dokument lässt sich nur auf der Seite des Originals öffnen."),
        }
        return str(reasons.get(main.state, _("Das Dokument ließ sich nicht lesen.")))
    contents: dict[str, Promise] = {
        Blob.State.READ: _("Das Dokument ist gelesen, aber noch nicht in Abschnitte gegliedert."),
        Blob.State.NO_TEXT: _("Das Dokument besteht nur aus Bildern; sein Text lässt sich nicht entnehmen."),
        Blob.State.ENCRYPTED: _(
            "Das Dokument ist mit einem Kennwort geschützt, deshalb steht sein Text hier nicht. "
            "Das Kennwort kennt nur die Verwaltung der Kommune; fragen Sie dort nach einer lesbaren Fassung."
        ),
        Blob.State.BROKEN: _(
            "Die Datei der Quelle ist beschädigt, deshalb steht ihr Text hier nicht. "
            "Die Verwaltung der Kommune hat das Original."
        ),
    }
    return str(contents.get(main.blob.state, _("Aus dem Dokument ließ sich kein Text entnehmen.")))
