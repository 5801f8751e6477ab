"""The meetings of a month (``si010`` and its variants)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ..html import moments
from ..html.document import Node, Tree, at_most, attribute, once, parameter
from ..html.errors import NotThisPage
from ..html.facts import CalendarEntry, CalendarPage
from .cells import address, at, cells, classes, column_of, columns, key_of_link, links, rows, said
from .gates import opened

CANCELLED = re.compile(r"\b(?:entfällt|entfallen|abgesagt|fällt\s+aus|ausgefallen|aufgehoben)\b", re.IGNORECASE)
# The misspelt name is the one that systems print.
TABLES = "table.tl1, table.calenderView, table.calendarView"
MOST_ROWS = 2_000  # of a month, or of a year of a large city
_DAY = re.compile(r"(?:^|\s)(\d{1,2})\.?$")
_DAY_AND_MONTH = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.(?!\s?\d)")
_MONTH = re.compile(r"([A-Za-zä]{3,9})\.?\s+(\d{4})(?!\d)")


def read_calendar(page: str, url: str) -> CalendarPage:
    """The meetings a calendar names. Days without one, holidays and birthdays of nobody are no entries.

    The day stands only in the first row of a day, which may be that of a holiday; later rows leave it out.
    """
    return calendar_in(opened(page, url, TABLES), url)


def calendar_in(tree: Tree, url: str) -> CalendarPage:
    """The meetings of a page that was opened."""
    month = month_of(tree, url)
    found: list[CalendarEntry] = []
    seen = False
    for table in at_most(once(tree.css(TABLES)), 200):
        reader = _Table.of(table)
        if reader is not None:
            seen = True
            found += reader.entries(table, url, month)
    if not seen:
        raise NotThisPage
    return CalendarPage(entries=tuple(found))


@dataclass(frozen=True, slots=True)
class _Table:
    """Where things stand: columns by their headings, or the cells' classes where the layout has some."""

    named: dict[str, int]

    @classmethod
    def of(cls, table: Node) -> _Table | None:
        responsive = bool({"calenderView", "calendarView"} & set(classes(table)))
        for row in rows(table):
            named = columns(row)
            if column_of(named, "sitzung") is not None and column_of(named, "datum", "tag", "termin") is not None:
                return cls(named)
        return cls({}) if responsive else None

    def entries(self, table: Node, url: str, month: tuple[int, int] | None) -> list[CalendarEntry]:
        found = []
        day: date | None = None
        for row in at_most(list(rows(table)), MOST_ROWS):
            named = [cell for cell in cells(row) if cell.tag == "td"]
            if not named:
                month = _month_in(said(row, limit=60)) or month
                continue
            told, day_cells = self._day(row, named, month)
            if told is not None:
                day = told
            elif len(named) == 1:
                month = _month_in(said(named[0], limit=60)) or month
            entry = self._entry(row, [one for one in named if one not in day_cells], day, url)
            if entry is not None:
                found.append(entry)
        return found

    def _day(self, row: Node, named: list[Node], month: tuple[int, int] | None) -> tuple[date | None, list[Node]]:
        of_month = row.css_first("span.dom")
        if of_month is not None:
            holder = next((one for one in named if one.css_first("span.dom") is not None), named[0])
            return _day(said(of_month, limit=20), month), [holder]
        if "sameday" in classes(row):
            return None, []
        first = [one for one in named[:2] if not next(links(one), None)]
        for cell in reversed(first):
            found = _day(said(cell, limit=40), month)
            if found is not None:
                return found, first[: first.index(cell) + 1]
        return None, []

    def _entry(self, row: Node, left: list[Node], day: date | None, url: str) -> CalendarEntry | None:
        link = next((one for one in links(row) if key_of_link(one, url).startswith("silfdnr=")), None)
        clock = next((words for one in left if moments.clocks(words := said(one, limit=60))), "")
        if link is None and not clock:
            return None
        title = said(link) or _named_title(left, clock)
        room = self._room(row, left)
        # A meeting whose name leads nowhere keeps its number to itself: it has no page that is open to everybody.
        start, end = moments.span(day, clock)
        return CalendarEntry(
            meeting=key_of_link(link, url) if link is not None else "",
            title=title,
            start=start,
            end=end,
            start_raw=f"{day:%d.%m.%Y} {clock}".strip() if day else clock,
            room=room if room != title else "",
            cancelled=bool(CANCELLED.search(said(row, limit=600))),
            url=address(link, url) if link is not None else "",
        )

    def _room(self, row: Node, left: list[Node]) -> str:
        by_class = next((one for one in left if {"raum", "siraum"} & set(classes(one))), None)
        if by_class is not None:
            return said(by_class, limit=400)
        column = column_of(self.named, "raum", "ort")
        whole = len(cells(row)) > 2
        return said(at(row, column), limit=400) if column is not None and whole else ""


def _named_title(left: list[Node], clock: str) -> str:
    """The name of a meeting that has no link: the longest text of the row that is neither time nor room."""
    by_class = next((one for one in left if {"siname", "sitext"} & set(classes(one))), None)
    if by_class is not None:
        return said(by_class)
    middle = [said(one) for one in left[:-1]]
    return max((one for one in middle if one != clock), key=len, default="")


def _day(raw: str, month: tuple[int, int] | None) -> date | None:
    whole = moments.day(raw)
    if whole is not None:
        return whole
    short = _DAY_AND_MONTH.search(raw)
    if short is not None and month is not None:
        return _date(month[0], int(short[2]), int(short[1]))
    alone = _DAY.search(raw)
    return _date(month[0], month[1], int(alone[1])) if alone is not None and month is not None else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_of(tree: Tree, url: str) -> tuple[int, int] | None:
    """Year and month of a calendar: by its heading, its selected period, its address."""
    for place in ("h2", ".monthNavi strong", "caption"):
        for node in tree.css(place)[:20]:
            found = _month_in(said(node, limit=60))
            if found is not None:
                return found
    chosen = tree.css_first("input[name=kaldatvon], input[name=kaldatvonbis]")
    begin = moments.day(attribute(chosen, "value")[:10]) if chosen is not None else None
    begin = begin or moments.day(parameter(url, "kaldatvon"))
    if begin is not None:
        return begin.year, begin.month
    year, month = parameter(url, "YY"), parameter(url, "MM")
    if (
        year.isascii()
        and year.isdecimal()
        and month.isascii()
        and month.isdecimal()
        and _date(int(year[:4]), int(month[:2]) or 13, 1)
    ):
        return int(year[:4]), int(month[:2])
    return None


def _month_in(raw: str) -> tuple[int, int] | None:
    named = _MONTH.search(raw)
    found = moments.day(f"1. {named[1]} {named[2]}") if named is not None else None
    return (found.year, found.month) if found is not None else None
