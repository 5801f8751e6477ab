"""A meeting's page: when and where, the public agenda with its results, documents, the neighbours in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from teilhabe.core import moments
from teilhabe.core.addresses import whole
from teilhabe.core.listing import Word
from teilhabe.core.typography import TITLE_WORD, hyphenate

from .. import rules
from ..models import AgendaItem, Attachment, Meeting, Organization, RecordState, Version
from ..outcomes import ConsultationWord, consultation_words
from ..queries.courses import Step
from ..queries.meeting_page import PaperOnAgenda
from . import linked_data
from .changes import Change, history
from .files import FileRow, meeting_files
from .rows import once
from .words import consultation_label, counted, in_german, item_word, role_label


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingParts:
    """What the queries found."""

    meeting: Meeting
    committees: Sequence[Organization]
    items: Sequence[AgendaItem]
    papers: Sequence[PaperOnAgenda]
    courses: Mapping[int, Sequence[Step]]
    """All steps of each of these papers in order of time, in this meeting and elsewhere."""
    attachments: Sequence[Attachment]
    versions: Sequence[Version]
    before: Meeting | None
    after: Meeting | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPaper:
    title: str
    url: str
    reference: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A public point of the agenda. ``said`` is the result in the source's words where ours do not cover it."""

    anchor: str
    number: str
    title: str
    word: Word | None
    said: str
    resolution: SafeString
    minutes: SafeString
    papers: tuple[ItemPaper, ...]
    files: tuple[FileRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    heading: SafeString
    window_title: str
    description: str
    kicker: str
    crumbs: list[tuple[str, str]]
    crumb: str
    state: Word
    sentence: str
    start: datetime | None
    end: datetime | None
    place: str
    committees: tuple[tuple[str, str], ...]
    original_url: str
    items: tuple[Item, ...]
    closed: str
    files: tuple[FileRow, ...]
    changes: tuple[Change, ...]
    before: tuple[str, str] | None
    after: tuple[str, str] | None
    ics_url: str
    address: str
    toc: list[tuple[str, str]]
    source: str
    checked: datetime
    unreachable_since: datetime | None
    unreachable_why: str
    announced: bool
    """The source has it in its calendar only: there is no page of it yet."""
    json_ld: SafeString


def meeting_page(found: MeetingParts, *, now: datetime) -> MeetingPage:
    meeting, body = found.meeting, found.meeting.body
    committees = tuple((one.name, one.get_absolute_url()) for one in found.committees)
    name = ", ".join(one for one, _ in committees) or meeting.name
    day = moments.written(meeting.start) if meeting.start else gettext("ohne Termin")
    files = meeting_files(meeting, body.slug, [one for one in found.attachments if one.meeting_id == meeting.pk])
    items = _items(found, now)
    address = whole(meeting.get_absolute_url())
    place = place_of(meeting)
    record = meeting.record
    state = state_word(meeting, now)
    return MeetingPage(
        heading=hyphenate(name, longest=TITLE_WORD, language="de"),
        window_title=f"{name}, {day}",
        description=gettext("%(state)s: %(name)s, %(day)s. %(place)s")
        % {"state": state.text, "name": name, "day": day, "place": place},
        kicker=gettext("Sitzung"),
        crumbs=[
            (gettext("Rat"), reverse("council:index")),
            (body.short_name or body.name, body.get_absolute_url()),
            *((in_german(one), url) for one, url in committees[:1]),
        ],
        crumb=moments.short(meeting.start) if meeting.start else gettext("Sitzung ohne Termin"),
        state=state,
        sentence=_sentence(meeting, items, now),
        start=meeting.start,
        end=meeting.end,
        place=place,
        committees=committees,
        original_url=meeting.original_url,
        items=items,
        closed=_closed(found.items),
        files=files,
        changes=history(
            found.versions,
            names=_names(found.items),
            first_seen=record.first_seen,
            source=record.source.name,
        ),
        before=_neighbour(found.before),
        after=_neighbour(found.after),
        ics_url=reverse("council:meeting_ics", args=[body.slug, meeting.slug]) if meeting.start else "",
        address=address,
        toc=_toc(bool(files)),
        source=record.source.name,
        checked=record.last_seen,
        unreachable_since=record.state_since if record.state == RecordState.UNREACHABLE else None,
        unreachable_why=record.state_reason if record.state == RecordState.UNREACHABLE else "",
        announced=not meeting.original_url and record.source.is_html,
        json_ld=linked_data.meeting(meeting, found.committees, place),
    )


def state_word(meeting: Meeting, now: datetime) -> Word:
    if meeting.cancelled:
        return Word(gettext("Sitzung fällt aus"), "no")
    if meeting.start is None:
        return Word(gettext("Termin offen"), "open")
    if (meeting.end or meeting.start) < now:
        return Word(gettext("Hat stattgefunden"), "ok")
    return Word(gettext("Läuft"), "run") if meeting.start <= now else Word(gettext("Geplant"), "open")


def place_of(meeting: Meeting) -> str:
    """Room and address, each once."""
    location = meeting.location
    parts = [meeting.room]
    if location:
        parts += [location.room, location.description or location.street_address]
        if not location.description:
            parts.append(f"{location.postal_code} {location.locality}".strip())
    return once(", ".join(part for part in parts if part))


def _items(found: MeetingParts, now: datetime) -> tuple[Item, ...]:
    papers: dict[int, list[PaperOnAgenda]] = {}
    for one in found.papers:
        if one.item is not None:
            papers.setdefault(one.item, []).append(one)
    words = _words(found.courses, timezone.localdate(now))
    files: dict[int, list[Attachment]] = {}
    for attachment in found.attachments:
        if attachment.agenda_item_id:
            files.setdefault(attachment.agenda_item_id, []).append(attachment)
    return tuple(
        _item(found.meeting, item, papers.get(item.pk, []), files.get(item.pk, []), words)
        for item in found.items
        if rules.may_be_named(item)
    )


def _words(courses: Mapping[int, Sequence[Step]], today: date) -> dict[int, ConsultationWord]:
    """What happened in each step, by its key: the same words as on the paper's own page."""
    return {
        step.key: word
        for steps in courses.values()
        for step, word in zip(steps, consultation_words([one.hearing for one in steps], today), strict=True)
    }


def _item(
    meeting: Meeting,
    item: AgendaItem,
    papers: Sequence[PaperOnAgenda],
    attachments: Sequence[Attachment],
    words: Mapping[int, ConsultationWord],
) -> Item:
    word = item_word(item)
    # What was harvested a moment ago may have a step on the agenda and none in the course read after it.
    if word and papers and (said := words.get(papers[0].step)):
        word = consultation_label(said)
    return Item(
        anchor=f"top-{item.pk}",
        number=item.number,
        title=item.name or gettext("Ohne Bezeichnung"),
        word=word,
        said=item.result_raw
        if word and item.result_raw.strip() not in ("", word.text) and len(item.result_raw) > 60
        else "",
        resolution=_paragraphs(item.resolution_text),
        # A page that says nothing but the vote says what the result says.
        minutes=_paragraphs("" if item.minutes_text in item.result_raw else item.minutes_text),
        papers=tuple(
            ItemPaper(
                title=one.title,
                url=reverse("council:paper", args=[one.body, one.slug]),
                reference=one.reference,
                role=role_label(one.role_raw),
            )
            for one in papers
        ),
        files=meeting_files(meeting, meeting.body.slug, attachments),
    )


def _paragraphs(text: str) -> SafeString:
    # linebreaks has escaped the text.
    return SafeString(linebreaks(text, autoescape=True)) if text else SafeString("")  # nosec B703


def _names(items: Sequence[AgendaItem]) -> dict[int, str]:
    """Records of public points, by their number or title."""
    return {item.record_id: item.number or item.name for item in items if rules.may_be_named(item)}


def records_with_history(meeting: Meeting, items: Sequence[AgendaItem]) -> list[int]:
    """Whose changes the page tells: the meeting's and those of its public points."""
    return [meeting.record_id, *_names(items)]


def _closed(items: Sequence[AgendaItem]) -> str:
    """How many points are not public, in words."""
    number = sum(not rules.may_be_named(item) for item in items)
    if not number:
        return ""
    return ngettext(
        "Dazu kommt ein nichtöffentlicher Punkt. Nichtöffentliche Punkte zeigt das Portal nicht.",
        "Dazu kommen %(count)s nichtöffentliche Punkte. Nichtöffentliche Punkte zeigt das Portal nicht.",
        number,
    ) % {"count": counted(number)}


def _sentence(meeting: Meeting, items: Sequence[Item], now: datetime) -> str:
    if meeting.cancelled:
        return gettext("Die Quelle führt diese Sitzung als abgesagt.")
    if not items:
        return gettext("Eine öffentliche Tagesordnung ist noch nicht bekannt.")
    end = meeting.end or meeting.start
    if end and end < now:
        return ngettext(
            "Auf der öffentlichen Tagesordnung stand ein Punkt.",
            "Auf der öffentlichen Tagesordnung standen %(count)s Punkte.",
            len(items),
        ) % {"count": counted(len(items))}
    return ngettext(
        "Auf der öffentlichen Tagesordnung steht ein Punkt.",
        "Auf der öffentlichen Tagesordnung stehen %(count)s Punkte.",
        len(items),
    ) % {"count": counted(len(items))}


def _neighbour(meeting: Meeting | None) -> tuple[str, str] | None:
    if meeting is None or meeting.start is None:
        return None
    return moments.written(meeting.start), meeting.get_absolute_url()


def _toc(files: bool) -> list[tuple[str, str]]:
    toc = [("tagesordnung", gettext("Tagesordnung"))]
    if files:
        toc.append(("unterlagen", gettext("Unterlagen")))
    toc.append(("verlauf", gettext("Änderungen")))
    return [*toc, ("teilen", gettext("Teilen"))]
