"""Records of meetings and their agendas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from teilhabe.core.text import fold

from ....documents.sections import sections_of_html_blocks
from ...records import AgendaItemRecord, FileRecord, MeetingRecord, Parsed, Ref
from ..facts import AgendaEntry, CalendarEntry, ItemPage, MeetingPage
from .names import K, Names, meeting_name, parsed

# Titles of points under which citizens speak, folded: what the minutes say there stays with the source.
_CITIZENS = r"(?:(?:ein|an)wohner|buerger(?=\W|_|$|inn|schaft|n\b)|zuhoerer|besucher|jugendliche)"
CITIZENS_SPEAK = re.compile(
    r"frage(?:viertel|halb)?stunde|fragezeit|buergersprechstunde"
    r"|(?:(?:ein|an)wohner|buerger)(?:[:*/_-]?innen)?[ /-]{0,3}(?:an)?(?:frage|antra|anreg|beschwerd|eingab|petition)"
    r"|(?:fragen?|anregung(?:en)?|wortmeldung(?:en)?|antra(?:g|ege)) (?:der|von|durch|seitens der|aus der)"
    rf" {_CITIZENS}"
    r"|\bbeschwerden?\b|\beingaben?\b|\bpetition(?:en)?\b"
    r"|\banregung(?:en)?\b[^§]{0,60}§|§ ?24\b.{0,12}\b(?:go|gemeindeordnung)\b|§ ?21\b.{0,12}\bkro\b"
)


def meeting_records(
    names: Names, page: MeetingPage, items: Mapping[str, ItemPage], *, calendar: CalendarEntry | None = None
) -> Parsed:
    """A meeting with its agenda; ``items`` are the pages of its points by key, as far as they were read."""
    seen = calendar or CalendarEntry()
    ref = names.ref(K.MEETING, page.key)
    files: dict[Ref, FileRecord] = {}
    committee_name = page.committee or seen.committee
    title = meeting_name(page.title or seen.title or committee_name or "Sitzung")
    committee = names.committee(page.committee_key or seen.committee_key, committee_name) or names.committee_in(title)
    heard: set[str] = set()
    agenda = [
        _item(names, entry, key, items.get(entry.key), ref, page.key, files, heard)
        for entry, key in zip(page.items, point_keys(page), strict=True)
    ]
    start, end = page.start or seen.start, page.end or seen.end
    meeting = MeetingRecord(
        ref=ref,
        url=page.url,
        raw_hash="",
        name=title[:400],
        start=start,
        end=end if start is None or end is None or end >= start else None,
        start_raw=(page.start_raw or seen.start_raw)[:60],
        state_raw=page.state_raw[:120],
        cancelled=page.cancelled or seen.cancelled,
        room=(page.room or seen.room)[:400],
        organizations=(committee,) if committee else (),
        original_url=page.url,
        attachments=names.attachments(page.documents, ref, page.url, files),
    )
    return parsed(meeting, [*agenda, *files.values()])


def point_keys(page: MeetingPage) -> list[str]:
    """The key of each point. One without a number of its own is known by its title, so that a point which is put in
    before it does not get its history; one that says nothing, by its place.

    >>> point_keys(MeetingPage(key="silfdnr=7", items=(AgendaEntry(place=1, public=False),)))
    ['silfdnr=7&place=1']
    """
    found: list[str] = []
    for entry in page.items:
        key = entry.key or f"{page.key}&place={entry.place}"
        if entry.public and entry.title and not entry.key:
            title = sha256(fold(entry.title).encode()).hexdigest()[:16]
            key = f"{page.key}&title={title}"
        again = sum(one == key or one.startswith(f"{key}&again=") for one in found)
        found.append(f"{key}&again={again + 1}" if again else key)
    return found


def _item(
    names: Names,
    entry: AgendaEntry,
    key: str,
    page: ItemPage | None,
    meeting: Ref,
    meeting_key: str,
    files: dict[Ref, FileRecord],
    heard: set[str],
) -> AgendaItemRecord:
    ref = names.ref(K.AGENDA_ITEM, key)
    silent = AgendaItemRecord(
        ref=ref,
        url="",
        raw_hash="",
        parent=meeting,
        meeting=meeting,
        number=entry.number[:40],
        order=entry.place,
        public=False,
    )
    if not entry.public:
        return silent
    paper = entry.paper or (page.paper if page else "")
    if paper in heard:
        # The second point about a paper in one meeting: the first one is the hearing its page names.
        paper = ""
    elif paper:
        heard.add(paper)
    documents = (*entry.documents, *(page.documents if page else ()))
    name = entry.title or (page.title if page else "")
    told_by_citizens = citizens_speak(name)
    return replace(
        silent,
        public=True,
        name=name,
        result_raw=_result(entry, page),
        resolution_text="" if told_by_citizens else entry.resolution_text or _text_of(page, minutes=False),
        minutes_text="" if told_by_citizens else _text_of(page, minutes=True),
        consultation=names.consultation(paper, meeting_key) if paper else None,
        attachments=names.attachments(documents, ref, page.url if page else "", files),
    )


def _result(entry: AgendaEntry, page: ItemPage | None) -> str:
    """Result and vote as one text: "mehrheitlich beschlossen (Ja: 16, Nein: 1)"."""
    result = entry.result_raw or (page.result_raw if page else "")
    vote = entry.vote_raw or (page.vote_raw if page else "")
    if not vote or vote in result:
        return result
    return f"{result} ({vote})" if result else vote


def _text_of(page: ItemPage | None, *, minutes: bool) -> str:
    """The plain text of a point's page: what was resolved, or what the minutes say besides."""
    if page is None:
        return ""
    kept = [block for block in page.blocks if (block.kind != "resolution") == minutes]
    return "\n\n".join(section.text for section in sections_of_html_blocks(kept))


def citizens_speak(title: str) -> bool:
    """Whether a point with this title is one under which citizens ask, propose or complain."""
    return CITIZENS_SPEAK.search(fold(title)) is not None
