"""A meeting with its points (``to010``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..html import moments
from ..html.document import Node, Tree, at_most, attribute, line, once, parameter
from ..html.errors import NotThisPage, TooBigToRead
from ..html.facts import AgendaEntry, MeetingPage
from ..html.identity import fact_key
from ..html.publicness import Part, counts_parts, word_says
from .calendar import CANCELLED
from .cells import (
    Held,
    at,
    cells,
    classes,
    column_of,
    columns,
    fields,
    forms,
    hidden,
    key_for,
    key_of_link,
    linked,
    links,
    posted,
    rows,
    said,
)
from .cells import heading as heading_of_page
from .files import documents
from .gates import opened
from .header import Value, first, text_of, values

LANDMARKS = ("td.kb1", "span#sidatum", "span#sigremium")
TABLES = "table.tl1, table.toTable"
# The longest agendas have a few hundred.
MOST_POINTS = 1500
OPEN_RESULT = re.compile(r"^\(?\s*offen\s*\)?$", re.IGNORECASE)
# How a kept page marks a point of which nothing was kept.
CLOSED = "not-public"
_TITLE = re.compile(r"^\s*Tagesordnung\s*-\s*", re.IGNORECASE)
_NUMBERED = re.compile(r"^\W*(?:TOP\b\W{0,3})?(?:[ÖN]\W{0,3}){0,2}\d", re.IGNORECASE)
_LONGEST_HEADING = 2000
_ONLY_NUMBER = re.compile(r"(?:[ÖN]{1,2} ?)?\d{1,3}(?:\.\d{1,3}){0,4}\.?[a-z]?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an agenda: ``point`` None for headings and remarks between the points."""

    node: Node
    point: AgendaEntry | None
    # The part that begins or goes on below a heading, as a kept page names it; "" beside points and empty rows.
    part: str = ""


def read_meeting(page: str, url: str) -> MeetingPage:
    tree = opened(page, url, *LANDMARKS)
    return meeting_in(tree, url, agenda_rows(tree, url))


def meeting_in(tree: Tree, url: str, rows_of_agenda: Iterable[Row]) -> MeetingPage:
    """The meeting of a page that was opened, with the points of its rows."""
    said_above = values(tree)
    if first(said_above, "gremium", "bezeichnung") is None or first(said_above, "datum") is None:
        raise NotThisPage
    key = fact_key(url) or _key(tree, url)
    if not key.startswith("silfdnr="):
        raise NotThisPage
    committee = first(said_above, "gremium")
    clock = text_of(said_above, "zeit", limit=60)
    day = text_of(said_above, "datum", limit=60)
    start, end = moments.span(moments.day(day), clock)
    title = text_of(said_above, "bezeichnung", limit=1000) or _TITLE.sub("", heading_of_page(tree))
    return MeetingPage(
        key=key,
        title=title,
        committee=committee.text(400) if committee else "",
        committee_key=committee_key(committee, url),
        start=start,
        end=end,
        start_raw=f"{day} {clock}".strip(),
        room=", ".join(filter(None, (text_of(said_above, "raum", limit=300), text_of(said_above, "ort", limit=300)))),
        cancelled=bool(CANCELLED.search(f"{title} {text_of(said_above, 'zusatz', 'anlass', limit=300)}")),
        items=tuple(row.point for row in rows_of_agenda if row.point is not None),
        documents=documents(tree, url, of_paper=False),
        url=url,
    )


def committee_key(value: Value | None, url: str) -> str:
    """The key of the committee a header links to: a committee, a group or the council itself."""
    for link in links(value.node if value else None):
        key = key_of_link(link, url)
        if key.partition("=")[0] in ("aulfdnr", "frlfdnr", "palfdnr", "amlfdnr"):
            return key
    return ""


def _key(tree: Tree, url: str) -> str:
    """The meeting's number as the page itself names it, for answers to a form."""
    for form in tree.css("td.me1 form")[:50]:
        found = hidden(form, "silfdnr")
        if found:
            return found
    for link in tree.css("td.text4 a")[:3]:
        found = key_for("silfdnr", parameter(attribute(link, "href"), "SILFDNR"))
        if found:
            return found
    return ""


def agenda_rows(tree: Tree, url: str) -> Iterator[Row]:
    """The rows of the agenda from top to bottom. Fails closed: see :class:`Part`; a meeting that as a whole is not
    public has no public point."""
    closed = word_says(text_of(values(tree), "status", limit=60)) is False and not _mixed(tree)
    part = Part()
    place = 0
    for table in at_most(once(tree.css(TABLES)), 200):
        named: dict[str, int] = {}
        for node in rows(table):
            held = [one for one in cells(node) if one.tag == "td"]
            if not held:
                named = named or columns(node)
                continue
            number = _number(held)
            within = Held.of(node)
            if not _is_point(node, number, within, url):
                words = said(node, limit=_LONGEST_HEADING)
                part.heading(words)
                yield Row(node, None, part.name if words else "")
                continue
            place += 1
            if place > MOST_POINTS:
                raise TooBigToRead
            public = part.is_public(number) and not closed and CLOSED not in classes(node)
            yield Row(node, _public(node, place, number, named, within, url) if public else _closed(place, number))


def _mixed(tree: Tree) -> bool:
    """ "öffentlich/nichtöffentlich": some points are public, their numbers say which."""
    return "/" in text_of(values(tree), "status", limit=60)


def _closed(place: int, number: str) -> AgendaEntry:
    # Only what is a number and nothing else: whatever else stands there may be the title.
    return AgendaEntry(place=place, public=False, number=number if _ONLY_NUMBER.fullmatch(number) else "")


def _number(held: list[Node]) -> str:
    own = next((one for one in held if "tonr" in classes(one)), held[0])
    return said(own, limit=60)


def _is_point(node: Node, number: str, within: Held, url: str) -> bool:
    if CLOSED in classes(node):
        return True
    if _NUMBERED.match(number):
        return not counts_parts(number)
    if number or next(forms(within, "do027"), None) is not None:
        return False
    return _item_key(within, url) != ""


def _item_key(within: Held, url: str) -> str:
    for link in links(within):
        key = key_of_link(link, url)
        if key.startswith("tolfdnr="):
            return key
        key = key_for("tolfdnr", parameter(attribute(link, "href"), "TOLFDNR"))
        if key:
            return key
    return posted(within, "to020", "tolfdnr")


def _public(node: Node, place: int, number: str, named: dict[str, int], within: Held, url: str) -> AgendaEntry:
    paper, reference = linked(within, url, "volfdnr")
    own_page = any(key_of_link(one, url).startswith("tolfdnr=") for one in links(within))
    subject = _subject(node, named, url)
    return AgendaEntry(
        place=place,
        public=True,
        number=number,
        key=_item_key(within, url),
        title=said(subject, limit=2000, notes=False),
        paper=paper or posted(within, "vo020", "volfdnr"),
        paper_reference=line(reference, limit=120) if paper else "",
        role_raw=said(_with_class(node, "tozunr"), limit=200),
        result_raw=_result(node, within),
        has_page=own_page or bool(posted(within, "to020", "tolfdnr")),
    )


def _subject(node: Node, named: dict[str, int], url: str) -> Node | None:
    """The cell of the subject: by its class, by its link to the point, by the heading of its column."""
    by_class = _with_class(node, "tobetreff")
    if by_class is not None:
        return by_class
    for cell in cells(node):
        if linked(cell, url, "tolfdnr")[0]:
            return cell
    column = column_of(named, "betreff", "tagesordnungspunkt")
    if column is not None:
        return at(node, column)
    return max(cells(node)[1:], key=lambda one: len(said(one, limit=300)), default=None)


def _with_class(node: Node, name: str) -> Node | None:
    return next((one for one in cells(node) if name in classes(one)), None)


def _result(node: Node, within: Held) -> str:
    column = _with_class(node, "tobanr")
    if column is not None:
        found = said(column, limit=300)
        return "" if OPEN_RESULT.match(found) else found
    for form in forms(within, "to020"):
        for one in fields(form):
            found = line(attribute(one, "title"), limit=300)
            if attribute(one, "type") == "submit" and found:
                return "" if OPEN_RESULT.match(found) else found
    return ""
