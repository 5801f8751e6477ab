"""A meeting with its agenda (to010). Fails closed: a point that is not known to be public says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..html import moments
from ..html.document import Node, Tree, attribute
from ..html.errors import NotPublic, TooBigToRead
from ..html.facts import AgendaEntry, MeetingPage
from ..html.publicness import Part, counts_parts, heading_says, word_says
from .calendar import CANCELLED, ORGANIZATIONS, meeting_address
from .cells import LONGEST_TITLE, Table, first_key, heading, key_in, labels, meant, number_in_link, one_of, said, tables
from .files import documents
from .gates import opened

AGENDAS = "table.toTable, table#toTreeTable"
LANDMARKS = ("table.toTable", "table#toTreeTable", "#sidatum", "#sigremium")
NUMBER = re.compile(
    r"\W*(?:TOP\b\W{0,3})?(?:[ÖN]\W{0,3}){0,2}\d{1,3}(?:\.\d{1,3}){0,4}[a-z]?\.?(?=\s|$)", re.IGNORECASE
)
# A letter alone says it too.
CLOSED = re.compile(r"\W*N[ÖO]?(?![^\W\d_])")
_ID = re.compile(r"(?:betreff|link)_(\d{1,12})$")
# A part may be printed like a point without a number; a longer title only speaks of one.
_LONGEST_PART = 60
_LONGEST_HEADING = 2000
_TITLE = re.compile(r"^(?:tagesordnung|sitzung)\s+-\s+", re.IGNORECASE)
_MOST = 3_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an agenda: a point with its cells, or the heading of a part."""

    table: Table
    node: Node
    cells: list[Node]
    number: str
    public: bool
    place: int


def read_meeting(page: str, url: str) -> MeetingPage:
    """The meeting whose page lies at ``url``; without an agenda if none is published."""
    tree = opened(page, *LANDMARKS)
    key = key_in(url, "SILFDNR")
    found = labels(tree)
    status = said(one_of(found, "#sistat", "#sistatus", "status"), limit=80).strip("() ")
    if word_says(status) is False and "/" not in status:
        raise NotPublic
    committee_node = one_of(found, "#sigremium", "gremium")
    committee_key, _ = first_key(committee_node, url, *ORGANIZATIONS)
    title = said(one_of(found, "#siname", "#sibetreff", "sitzung", "bezeichnung", "betreff"), limit=LONGEST_TITLE)
    title = title or _TITLE.sub("", heading(tree))
    day_raw = said(one_of(found, "#sidatum", "datum"), limit=60)
    clock = said(one_of(found, "#sizeit", "zeit", "uhrzeit"), limit=60)
    start, end = moments.span(moments.day(day_raw), f"{day_raw} {clock}")
    rooms = [said(one_of(found, *names)) for names in (("#siraum", "raum"), ("#siort", "ort"))]
    return MeetingPage(
        key=key,
        title=title,
        committee=said(committee_node),
        committee_key=committee_key,
        start=start,
        end=end,
        start_raw=f"{day_raw} {clock}".strip(),
        room=", ".join(room for room in rooms if room),
        state_raw=status,
        cancelled=CANCELLED.search(f"{title} {status}") is not None,
        items=tuple(_entry(row, url) for row in agenda_rows(tree)),
        documents=documents(tree, url),
        url=meeting_address(url, key),
    )


def agenda_rows(tree: Tree) -> Iterator[Row]:
    """The points of the agenda, each with whether it is public."""
    part = Part()
    place = 0
    for table in tables(tree, AGENDAS, most=20):
        for row, cells in table.body():
            number_cell = table.cell(cells, "tonr", "top", "nr")
            raw = said(number_cell, limit=200)
            if not _is_point(row, raw):
                part.heading(said(row, limit=_LONGEST_HEADING))
                continue
            if place >= _MOST:
                raise TooBigToRead
            number = NUMBER.match(raw)
            public = part.is_public(raw) and not CLOSED.match(raw)
            yield Row(table, row, cells, number[0].strip() if number else "", public, place)
            place += 1


def _is_point(row: Node, number: str) -> bool:
    if NUMBER.match(number):
        return not counts_parts(number)
    if not number:
        words = said(row, limit=_LONGEST_PART + 1)
        if len(words) <= _LONGEST_PART and heading_says(words) is not None:
            return False
    return subject_of(row) is not None or row.css_first("a[href*='vo020'], a[href*='to020']") is not None


def subject_of(row: Node) -> Node | None:
    """The element with the title of a point: its id ends in the number of the record."""
    for node in row.css("[id^='betreff_'], [id^='link_']"):
        if attribute(node, "id").startswith("betreff_"):
            return node
    return next(iter(row.css("[id^='link_']")), None)


def item_key(row: Node, url: str) -> tuple[str, bool]:
    """The key of a point, and whether it has a page of its own."""
    key, _ = first_key(row, url, "tolfdnr")
    if key:
        return key, True
    for node in row.css("[id^='betreff_'], [id^='link_']"):
        found = _ID.search(attribute(node, "id"))
        if found is not None:
            return f"tolfdnr={int(found[1])}", False
    return "", False


def _entry(row: Row, url: str) -> AgendaEntry:
    if not row.public:
        return AgendaEntry(place=row.place, public=False, number=row.number)
    key, has_page = item_key(row.node, url)
    subject = row.table.cell(row.cells, "tobetreff", "betreff")
    titled = next((one for one in subject.css("[id^='betreff_']")), subject) if subject is not None else None
    paper, link = first_key(row.table.cell(row.cells, "tovonr", "vorlage"), url, "volfdnr")
    if not key:
        key = number_in_link(link, url, "TOLFDNR")
    return AgendaEntry(
        place=row.place,
        public=True,
        number=row.number,
        key=key,
        title=said(titled, limit=LONGEST_TITLE),
        paper=paper,
        paper_reference=meant(link, limit=100),
        role_raw=meant(row.table.cell(row.cells, "tozunr", "zuständigkeit"), limit=200),
        result_raw=meant(row.table.cell(row.cells, "tobanr", "beschluss", "ergebnis"), limit=300),
        has_page=has_page,
    )
