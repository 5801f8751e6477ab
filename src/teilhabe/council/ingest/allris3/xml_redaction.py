"""What of the XML may be kept: a new document, written from its facts alone.

The XML prints titles of points that are not public and more of clerks than anybody needs; none of that is a fact. Of a
point that is not public number and status stay. What was written is read again, and unless it says the same, nothing
is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from html import escape
from typing import Any

from ..html.errors import NotThisPage
from ..html.facts import AgendaEntry, CalendarEntry, CalendarPage, ItemPage, MeetingPage
from ..html.family import PageKind
from .calendar import CANCELLED
from .cells import number_of
from .xml import xml_calendar, xml_meeting, xml_point

Reader = Callable[[str, str], Any]
READERS: Mapping[PageKind, Reader] = {
    PageKind.CALENDAR: xml_calendar,
    PageKind.MEETING: xml_meeting,
    PageKind.ITEM: xml_point,
}
_PROLOG = '<?xml version="1.0" encoding="utf-8"?>\n'


def redact(kind: PageKind, page: str, url: str) -> str:
    """The XML as it may be kept. Raises what its reader raises, and NotThisPage if the two would not say the same."""
    reader = READERS[kind]
    facts = reader(page, url)
    kept = f"{_PROLOG}<allris>{_WRITERS[kind](facts)}</allris>\n"
    if reader(kept, url) != facts:
        raise NotThisPage
    return kept


def _calendar(facts: CalendarPage) -> str:
    return f"<list>\n{''.join(map(_entry, facts.entries))}</list>"


def _entry(one: CalendarEntry) -> str:
    return _item(
        silfdnr=number_of(one.meeting),
        sisbvcs=one.start_raw,
        sisevcs=_stamp(one.end),
        siname=one.title,
        # A word beside the title may have said that it is off.
        sitext="entfällt" if one.cancelled and not CANCELLED.search(one.title) else "",
        grname=one.committee,
        raname=one.room,
    )


def _meeting(facts: MeetingPage) -> str:
    head = _fields(
        sitext=facts.title,
        raname=facts.room,
        silfdnr=number_of(facts.key),
        grname=facts.committee,
        sisbvcs=facts.start_raw,
        sisevcs=_stamp(facts.end),
    )
    return f"<head>{head}</head>\n<list>\n{''.join(map(_point, facts.items))}</list>"


def _point(one: AgendaEntry) -> str:
    if not one.public:
        # The empty number of the record is what makes it a point.
        return _item(tofnum=one.number, tolfdnr="", toostLang="nichtöffentlich")
    return _item(
        tofnum=one.number,
        tolfdnr=number_of(one.key) if one.key else "",
        toostLang="öffentlich",
        volfdnr=number_of(one.paper) if one.paper else "0",
        totext1=one.title,
    )


def _of_point(facts: ItemPage) -> str:
    minutes = "".join(block.html for block in facts.blocks)
    return f"<list>{_fields(toptext=facts.title, totyp=facts.result_raw, rtfWP=minutes)}</list>"


_WRITERS: Mapping[PageKind, Callable[[Any], str]] = {
    PageKind.CALENDAR: _calendar,
    PageKind.MEETING: _meeting,
    PageKind.ITEM: _of_point,
}


def _item(**held: str) -> str:
    return f"<item>{_fields(**held)}</item>\n"


def _fields(**held: str) -> str:
    return "".join(f"<{name}>{_written(words)}</{name}>" for name, words in held.items())


def _written(words: str) -> str:
    # XML reads a bare carriage return as a line feed.
    return escape(words, quote=False).replace("\r", "&#13;")


def _stamp(moment: datetime | None) -> str:
    return f"{moment:%Y%m%dT%H%M%S}Z" if moment is not None else ""
