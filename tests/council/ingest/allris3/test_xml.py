"""The XML output: local times labelled as UTC, links inside texts, titles of secret points."""

from __future__ import annotations

from datetime import datetime

import pytest

from teilhabe.council.ingest.allris3.xml import xml_calendar, xml_item, xml_meeting
from teilhabe.council.ingest.html.errors import NotPublic, ProgramClosed, TooBigToRead
from teilhabe.council.ingest.html.facts import AgendaEntry
from teilhabe.council.ingest.html.moments import BERLIN

from .pages import BASE, message

PROLOG = '<?xml version="1.0" encoding="iso-8859-1"?>\n'
CALENDAR_XML = (
    f"{PROLOG}<allris><list><item><silfdnr>7</silfdnr><sisbvcs>20260922T170000Z</sisbvcs><sisevcs>20260922T183000Z</sisevcs>"
    "<siname>Sitzung des Schulausschusses</siname><grname>Schulausschuss</grname></item></list></allris>"
)


def point(count: str, item: int, status: str, title: str, paper: int = 0) -> str:
    return (
        f"<item>{count}<tolfdnr>{item}</tolfdnr><toostLang>{status}</toostLang><volfdnr>{paper}</volfdnr>"
        f'<totext1><a href="vo020.asp?VOLFDNR=5&refresh=false">{title}</a></totext1></item>'
    )


AGENDA_XML = (
    f"{PROLOG}<allris><special><saname>öffentlich</saname></special><head><sitext>Sitzung</sitext><raname>Saal</raname>"
    "<silfdnr>7</silfdnr></head><list>"
    + point("<tofnum>3</tofnum><tofunum>1</tofunum><tofuunum>0</tofuunum>", 41, "öffentlich", "Schulwege & mehr", 5)
    + point("<tofnum>4</tofnum>", 42, "nichtöffentlich", "Geheimsache")
    + point("<tofnum>5</tofnum>", 43, "", "Geheimsache")
    + "</list></allris>"
)
ITEM_XML = (
    f"{PROLOG}<allris><list><toptext>Schulwege</toptext><voname>VO/26/5</voname><totyp>vertagt</totyp>"
    "<rtfWP>&lt;p&gt;Es wird &lt;b&gt;gesprochen&lt;/b&gt;.&lt;script&gt;x&lt;/script&gt;&lt;/p&gt;"
    "</rtfWP></list></allris>"
)


def test_times_labelled_z_are_what_clocks_in_germany_show() -> None:
    (entry,) = xml_calendar(CALENDAR_XML, f"{BASE}si010.asp").entries
    assert entry.start == datetime(2026, 9, 22, 17, 0, tzinfo=BERLIN)
    assert entry.end == datetime(2026, 9, 22, 18, 30, tzinfo=BERLIN)
    assert (entry.meeting, entry.committee, entry.url) == ("silfdnr=7", "Schulausschuss", f"{BASE}to010.asp?SILFDNR=7")


def test_a_point_is_public_only_if_it_says_so() -> None:
    meeting = xml_meeting(AGENDA_XML, f"{BASE}to010.asp")
    assert (meeting.key, meeting.title, meeting.room) == ("silfdnr=7", "Sitzung", "Saal")
    assert [(one.number, one.public, one.key, one.title, one.paper) for one in meeting.items] == [
        ("3.1", True, "tolfdnr=41", "Schulwege & mehr", "volfdnr=5"),
        ("4", False, "", "", ""),
        ("5", False, "", "", ""),
    ]


def test_the_minutes_of_a_point_come_clean_and_only_if_its_agenda_calls_it_public() -> None:
    url = f"{BASE}to020.asp?TOLFDNR=41"
    found = xml_item(ITEM_XML, url, entry=AgendaEntry(place=1, public=True, number="3.1"))
    assert (found.key, found.title, found.result_raw) == ("tolfdnr=41", "Schulwege", "vertagt")
    assert [(block.kind, block.html) for block in found.blocks] == [("minutes", "<p>Es wird <b>gesprochen</b>.</p>")]
    with pytest.raises(NotPublic):
        xml_item(ITEM_XML, url, entry=AgendaEntry(place=1, public=False))


def test_entities_are_never_resolved() -> None:
    own = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    bomb = f"{own}<allris><list><item><silfdnr>7</silfdnr><siname>A &a;</siname></item></list></allris>"
    assert [one.title for one in xml_calendar(bomb, f"{BASE}si010.asp").entries] == ["A"]
    spaced = CALENDAR_XML.replace("Sitzung des", "Sitzung&nbsp;des")
    assert xml_calendar(spaced, f"{BASE}si010.asp").entries[0].title == "Sitzung des Schulausschusses"


def test_an_installation_without_xml_says_so() -> None:
    with pytest.raises(ProgramClosed):
        xml_calendar(message("Zugriff verweigert (Programm si010.asp)."), f"{BASE}si010.asp")


@pytest.mark.parametrize("filling", ["<item><silfdnr>7</silfdnr></item>", "a & b &nbsp; "])
def test_more_mark_up_than_any_council_writes_is_refused_by_name(filling: str) -> None:
    page = CALENDAR_XML.replace("<list>", f"<list>{filling * (3_000_000 // len(filling))}")

    with pytest.raises(TooBigToRead):
        xml_calendar(page, f"{BASE}si010.asp")
