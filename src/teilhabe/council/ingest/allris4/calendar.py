"""The meetings of a month (si010): the answer to the second request, or a page that holds its table itself."""

from __future__ import annotations

import re
from datetime import date

from ..html import moments
from ..html.document import Node, Tree, at_most, attribute, parameter
from ..html.errors import NotThisPage
from ..html.facts import CalendarEntry, CalendarPage
from .cells import Table, first_key, said, tables
from .gates import opened

TABLES = "table.calenderView, table.calendarView, #kaltable table"
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_MONTH = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])")
CANCELLED = re.compile(r"\b(?:entfällt|entfallen|abgesagt|fällt aus|absage)\b", re.IGNORECASE)
_MOST = 2_000


def read_calendar(page: str, url: str) -> CalendarPage:
    """The meetings of the month that the address names, or of the days that the links themselves name."""
    tree = opened(page, TABLES)
    month = month_of(tree, url)
    entries: list[CalendarEntry] = []
    for table in tables(tree, TABLES):
        day: date | None = None
        for row, cells in table.body():
            number = _DAY.search(said(row.css_first(".dom"), limit=20))
            if number is not None:
                day = _on(month, int(number[1]))
            entry = _entry(table, row, cells, day, url)
            if entry is not None:
                entries.append(entry)
    return CalendarPage(entries=tuple(at_most(entries, _MOST)))


def month_of(tree: Tree, url: str) -> tuple[int, int] | None:
    """Year and month of the calendar; None if neither the address nor a link of the page says so."""
    year, month = parameter(url, "YY"), parameter(url, "MM")
    if re.fullmatch(r"(?:19|20)\d\d", year) and _MONTH.fullmatch(month):
        return int(year), int(month)
    return None


def _on(month: tuple[int, int] | None, number: int) -> date | None:
    if month is None:
        return None
    try:
        return date(month[0], month[1], number)
    except ValueError:
        return None


def _entry(table: Table, row: Node, cells: list[Node], day: date | None, url: str) -> CalendarEntry | None:
    key, link = first_key(row, url, "silfdnr")
    name = link or table.cell(cells, "textCol", "sitzung", "bezeichnung", "gremium") or row.css_first("td.silink")
    title = said(name)
    if not title:
        return None
    # The link's hint names the day where the row does not: "am Do., 03.09.2026 um 15:00 Uhr".
    hint = attribute(link, "data-simpletooltip-text")
    when = day or moments.day(hint) or moments.day(said(cells[0]))
    clock = said(table.cell(cells, "time", "uhrzeit", "zeit"), limit=60) or hint.partition(" um ")[2][:20]
    start, end = moments.span(when, clock)
    committee, committee_link = first_key(row, url, *ORGANIZATIONS)
    return CalendarEntry(
        meeting=key,
        committee=said(committee_link),
        committee_key=committee,
        title=title,
        start=start,
        end=end,
        start_raw=f"{when.strftime('%d.%m.%Y') if when else ''} {clock}".strip(),
        room=said(table.cell(cells, "raum", "raum", "ort")),
        cancelled=CANCELLED.search(title) is not None,
        url=meeting_address(url, key) if key else "",
    )


ORGANIZATIONS = ("grlfdnr", "aulfdnr", "frlfdnr", "palfdnr")


def meeting_address(url: str, key: str) -> str:
    """The lasting address of a meeting's page, in the folder of the page it was found on."""
    folder = url.partition("?")[0].rpartition("/")[0]
    if not folder.startswith("http"):
        raise NotThisPage
    return f"{folder}/to010?SILFDNR={key.rpartition('=')[2]}"
