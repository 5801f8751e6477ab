"""The calendar of a month (si0040), layouts 4 to 6."""

from __future__ import annotations

import re
from datetime import date

from ..html.document import Node, Tree, attribute, line, parameter
from ..html.errors import NotThisPage
from ..html.facts import CalendarEntry, CalendarPage
from ..html.moments import FIRST_YEAR, LAST_YEAR, clocks, day, span
from .gates import Page, opened, says_nothing
from .landmarks import Row, heading, key_in, linked, main_of, rows, spoken

MEETINGS = ("si0057", "si0056", "to0040", "si0050")
_DETAILS = re.compile(r"^\s*Details anzeigen:\s*", re.IGNORECASE)
DAY = re.compile(r"\s*(\d{1,2}\.\d{1,2}\.\d{4})\b.*$", re.DOTALL)
CANCELLED = re.compile(
    r"\bentfällt\b|\bentfallen\b|\babgesagt\b|\bfällt aus\b|\bausgefallen\b|\baufgehoben\b|\babgesetzt\b", re.IGNORECASE
)
_NOTE = re.compile(
    r"\s*(?:\(\s*(?:entfällt|abgesagt|fällt aus)\s*\)|[-–:]\s*(?:entfällt|abgesagt|fällt aus))\s*$", re.IGNORECASE
)
_MONTH = re.compile(r"(\d{4})\s+([A-Za-zä]{3,9})|([A-Za-zä]{3,9})\s+(\d{4})")
_FLAT = re.compile(r"\bpagel(\d{1,6})\b")


def read_calendar(page: Page, url: str, *, tenant: str = "") -> CalendarPage:
    """The meetings of a month in their order. One without a link has no public page (yet).

    In a system of several bodies (``tenant``) the meetings of the others are left out where the rows name their body.
    """
    tree, _ = opened(page, url)
    main = main_of(tree)
    month = _month(tree, url)
    entries: list[CalendarEntry] = []
    current: date | None = None
    found_rows = False
    for row in rows(main):
        found_rows = found_rows or _is_day(row)
        number = row.text("smc_fct_day", "smc_fct_day_991", "siday", "smc_field_sidat", "tag", "datum")
        current = _day(number, month) or current
        cell = row.cell("silink", "smc_field_silink", "sitzung")
        if cell is None and row.node.css_first("td tr") is not None:
            continue  # a row of the page's frame
        link = linked(cell if cell is not None else row.node, url, *MEETINGS)
        if cell is None:
            if link is None:
                continue
            cell = row.node
        if not spoken(cell, limit=40) or _is_another_tenant(row, tenant):
            continue
        found_rows = True
        entries.append(_entry(row, cell, link, current))
    if not found_rows and not says_nothing(tree) and not _is_calendar(tree):
        raise NotThisPage
    return CalendarPage(entries=tuple(entries))


def _entry(row: Row, cell: Node, link: tuple[str, Node] | None, current: date | None) -> CalendarEntry:
    said = attribute(link[1], "title") or attribute(link[1], "aria-label") if link else ""
    said = _DETAILS.sub("", said) if _DETAILS.match(said) else ""
    on = day(said) or current
    name = spoken(link[1], limit=400) if link else ""
    name = name or spoken(cell.css_first(".smc-el-h"), limit=400) or _first_line(cell)
    name = uncancelled(name)
    details = [spoken(one, limit=400) for one in cell.css(".smc-detail-list li")[:8]]
    committee = line(DAY.sub("", said), limit=400) or name
    times = next((one for one in details if clocks(one)), "")
    if not times:
        times = row.text("sitime", "smc_field_sitime", "yytime", "zeit", "uhrzeit", "beginn") or _time_within(cell)
    times = line(times, limit=60)
    rooms = [one for one in details if one and line(one, limit=60) != times]
    room = (rooms[0] if rooms else row.text("siort", "smc_field_siort", "ort", "raum", "sitzungsort")).rstrip(", ")
    start, end = span(on, times)
    return CalendarEntry(
        meeting=key_in(link[0], "__ksinr") if link else "",
        committee=committee,
        title="" if name == committee else name,
        start=start,
        end=end,
        start_raw=times,
        room=room,
        cancelled=CANCELLED.search(spoken(row.node, limit=2000)) is not None,
        url=link[0] if link else "",
    )


def uncancelled(name: str) -> str:
    """A name without the note that the meeting is called off."""
    return _NOTE.sub("", name) or name


def _first_line(cell: Node) -> str:
    return next((one for one in spoken(cell, lines=True, limit=0).split("\n") if one), "")[:400]


def _time_within(cell: Node) -> str:
    return next((one for one in spoken(cell, lines=True).split("\n") if clocks(one) and len(one) < 40), "")


def _is_day(row: Row) -> bool:
    return row.cell("smc_fct_day", "smc_fct_day_991", "silink", "smc_field_silink") is not None


def _is_calendar(tree: Tree) -> bool:
    return tree.css_first("[class*=smc_page_si0040], [id^=smc_page_si0040], .smctablesitzungen") is not None


def _is_another_tenant(row: Row, tenant: str) -> bool:
    """Rows name their body in a cell whose class holds its number; an empty one says nothing."""
    if not tenant:
        return False
    cell = row.cell("mandant", "pagel")
    if cell is None or not spoken(cell, limit=20):
        return False
    number = _FLAT.search(attribute(cell, "class"))
    return number is not None and number[1] != tenant


def _month(tree: Tree, url: str) -> date | None:
    """The month a page shows: its heading ("Kalender 2026 Juli"), else what was asked for."""
    for said in _MONTH.finditer(heading(tree)):
        year, word = (said[1], said[2]) if said[1] else (said[4], said[3])
        on = day(f"1. {word} {year}")
        if on is not None:
            return on
    year, month = parameter(url, "__cjahr"), parameter(url, "__cmonat")
    if not all(one.isascii() and one.isdecimal() and len(one) < 5 for one in (year, month)):
        return None
    fits = FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12
    return date(int(year), int(month), 1) if fits else None


def _day(said: str, month: date | None) -> date | None:
    """The day of a row: written out, or only its number within the month of the page."""
    whole = day(said)
    if whole is not None or month is None:
        return whole
    number = re.match(r"\D{0,12}(\d{1,2})\b", said)
    try:
        return month.replace(day=int(number[1])) if number else None
    except ValueError:
        return None
