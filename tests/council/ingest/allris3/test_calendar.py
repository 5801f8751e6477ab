"""Calendars: days that are written once, meetings without a page, meetings that do not take place."""

from __future__ import annotations

from datetime import datetime

import pytest

from teilhabe.council.ingest.allris3.calendar import read_calendar
from teilhabe.council.ingest.html.errors import ProgramClosed
from teilhabe.council.ingest.html.moments import BERLIN

from .pages import BASE, message, page

URL = f"{BASE}si010_e.asp?MM=9&YY=2026"


def row(day: str, time: str, name: str, meeting: int = 0, room: str = "") -> str:
    days = f'<td class="text2">Di</td><td class="text2">&nbsp;{day}</td>' if day else "<td>&nbsp;</td><td>&nbsp;</td>"
    title = f'<a href="to010.asp?SILFDNR={meeting}">{name}</a>' if meeting else name
    export = '<form action="to010.asp"><input type="hidden" name="SILFDNR" value="99" /></form>'
    return (
        f'<tr class="zl11">{days}<td class="text2">{time}&nbsp;</td><td>{export if time else ""}</td><td>&nbsp;</td>'
        f'<td>{title}</td><td>&nbsp;</td><td>&nbsp;</td><td class="text4">{room}</td></tr>'
    )


HEAD = (
    '<h2 align="center">September&nbsp;2026</h2><table class="tl1"><tr class="zw1"><th colspan="2">Datum</th>'
    '<th>Uhrzeit</th><th>&nbsp;</th><th colspan="4">Sitzung</th><th>Raum</th></tr>'
)
ROWS = (
    row("1", "", "Ferien")
    + row("", "17:00 - 18:30", "Sitzung des Schulausschusses", 1, "Ratssaal")
    + row("2", "18:00", "ENTFÄLLT! Sitzung des Rates", room="Ratssaal")
    + '<tr class="zl11"><td class="text2">Do</td><td class="text2">3</td><td colspan="8">&nbsp;</td></tr>'
)
CALENDAR = page("si010", "Sitzungskalender", f"{HEAD}{ROWS}</table>")


def test_a_day_stands_once_even_if_a_holiday_has_it() -> None:
    first, second = read_calendar(CALENDAR, URL).entries
    assert (first.meeting, first.title, first.room) == ("silfdnr=1", "Sitzung des Schulausschusses", "Ratssaal")
    assert first.start == datetime(2026, 9, 1, 17, 0, tzinfo=BERLIN)
    assert first.end == datetime(2026, 9, 1, 18, 30, tzinfo=BERLIN)
    assert first.url == f"{BASE}to010.asp?SILFDNR=1"
    assert second.start == datetime(2026, 9, 2, 18, 0, tzinfo=BERLIN)


def test_a_meeting_whose_name_leads_nowhere_has_no_page() -> None:
    second = read_calendar(CALENDAR, URL).entries[1]
    assert (second.meeting, second.url, second.cancelled) == ("", "", True)


def test_the_responsive_calendar_says_the_same() -> None:
    table = '<table class="calenderView"><caption>Sitzungen</caption>'
    rows = (
        '<tr><td class="day"><span class="dow">Di</span> <span class="dom">1</span></td><td>17:00 Uhr</td>'
        '<td class="siname"><a href="to010_r.asp?SILFDNR=1">Sitzung A</a></td><td class="raum">Saal</td></tr>'
        '<tr class="sameday"><td>19:00 Uhr</td><td class="siname">Sitzung B</td><td class="raum"></td></tr>'
    )
    html = page("si010", "Kalender", f"<h2>September 2026</h2>{table}{table}{rows}</table>", responsive=True)
    found = read_calendar(html, f"{BASE}si010_r.asp").entries
    assert [(one.meeting, one.title, one.room) for one in found] == [
        ("silfdnr=1", "Sitzung A", "Saal"),
        ("", "Sitzung B", ""),
    ]
    assert [one.start and one.start.hour for one in found] == [17, 19]


def test_a_calendar_that_is_not_released_says_so() -> None:
    with pytest.raises(ProgramClosed):
        read_calendar(message("Zugriff verweigert (Programm si010_r.asp)."), URL)
