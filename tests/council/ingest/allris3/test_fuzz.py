"""Whatever a page holds, a reader gives facts or an error with a name."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teilhabe.council.ingest.allris3 import Allris3, recognise
from teilhabe.council.ingest.allris3.xml import xml_calendar, xml_item, xml_meeting
from teilhabe.council.ingest.html.errors import PageError, TooBigToRead
from teilhabe.council.ingest.html.facts import AgendaEntry
from teilhabe.council.ingest.html.family import Installation, PageKind

from .pages import BASE, agenda, attachments, document, head_row, hearing, paper, part, point, text
from .test_calendar import CALENDAR
from .test_item import ITEM
from .test_people import COMMITTEES, MEMBERS, PERSON
from .test_xml import AGENDA_XML, CALENDAR_XML, ITEM_XML

FAMILY = Allris3(Installation(base=BASE, suffix=".asp"))
ENTRY = AgendaEntry(place=1, public=True, number="1", key="tolfdnr=41")
Read = Callable[[str, str], Any]
PAGES: dict[str, tuple[Read, str, str]] = {
    "calendar": (FAMILY.calendar, CALENDAR, "si010_e.asp?MM=9&YY=2026"),
    "meeting": (
        FAMILY.meeting,
        agenda(
            [
                part("Öffentlicher Teil"),
                point("Ö 1", "A", 1, result="vertagt", paper=5, reference="V/1"),
                point("N 2", "B", 2),
            ],
            forms=document(1, "Einladung"),
        ),
        "to010.asp?SILFDNR=7",
    ),
    "item": (FAMILY.item, ITEM, "to020.asp?TOLFDNR=41"),
    "paper": (
        FAMILY.paper,
        paper(
            head_row("Rat") + hearing("10.09.2026", "Sitzung", meeting=1, item=2),
            texts=text("SV", "<p>Text</p>") + text("BV", "<p>Beschluss</p>"),
            forms=document(1, "Vorlage"),
            attachments=attachments("Plan"),
        ),
        "vo020.asp?VOLFDNR=7",
    ),
    "committees": (FAMILY.committees, COMMITTEES, "au010.asp"),
    "members": (FAMILY.members, MEMBERS, "au020.asp?AULFDNR=12"),
    "person": (FAMILY.person, PERSON, "kp020.asp?KPLFDNR=3"),
    "recognise": (recognise, CALENDAR, "allris.net.asp"),
    "xml calendar": (xml_calendar, CALENDAR_XML, "si010_e.asp"),
    "xml meeting": (xml_meeting, AGENDA_XML, "to010.asp?SILFDNR=7"),
    "xml item": (lambda page, url: xml_item(page, url, entry=ENTRY), ITEM_XML, "to020.asp?TOLFDNR=41"),
}


def damaged(page: str, chance: Random) -> str:
    """A page cut off, with bits flipped, tags swapped, doubled or lost."""
    for _ in range(chance.randint(1, 12)):
        how = chance.randint(0, 5)
        at, other = sorted((chance.randrange(len(page) + 1), chance.randrange(len(page) + 1)))
        if how == 0:
            page = page[:other] or page
        elif how == 1:
            letters = list(page)
            for _ in range(20):
                where = chance.randrange(len(letters))
                letters[where] = chr(ord(letters[where]) ^ (1 << chance.randint(0, 15)))
            page = "".join(letters)
        elif how == 2:
            page = page[:at] + page[other:] or page
        elif how == 3:
            page = page[:other] + page[at:]
        elif how == 4:
            tags = page.split("<")
            one, two = chance.randrange(len(tags)), chance.randrange(len(tags))
            tags[one], tags[two] = tags[two], tags[one]
            page = "<".join(tags)
        else:
            spice = [
                "</td>",
                "</table>",
                "<table>",
                "<!--",
                "-->",
                "<script>",
                "<a name='allrisBV'>",
                "\0",
                "\ud800",
                "&#0;",
                "<![CDATA[",
            ]
            page = page[:at] + chance.choice(spice) + page[at:]
        page = page or " "
    return page


@pytest.mark.parametrize("name", PAGES)
def test_the_page_itself_is_read(name: str) -> None:
    read, page, path = PAGES[name]
    assert read(page, BASE + path)


@pytest.mark.parametrize("name", PAGES)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_a_damaged_page_gives_facts_or_a_named_error(name: str, seed: int) -> None:
    read, page, path = PAGES[name]
    broken = damaged(page, Random(seed))
    try:
        read(broken, BASE + path)
        if name in set(PageKind):
            FAMILY.redact(PageKind(name), broken, BASE + path)
    except PageError:
        pass


@pytest.mark.parametrize("name", PAGES)
@given(page=st.text(max_size=300), url=st.sampled_from(["", "x", "http://[", f"{BASE}to010.asp?SILFDNR=٣", f"{BASE}?"]))
@settings(max_examples=40, deadline=None)
def test_any_words_at_any_address_give_facts_or_a_named_error(name: str, page: str, url: str) -> None:
    read, known, _ = PAGES[name]
    for text_of_page in (page, known):
        try:
            read(text_of_page, url)
        except PageError:
            continue


@pytest.mark.parametrize("name", [name for name in PAGES if name != "recognise"])
def test_a_page_beyond_all_measure_is_refused(name: str) -> None:
    read, page, path = PAGES[name]
    with pytest.raises(TooBigToRead):
        read(page + " " * 20_000_001, BASE + path)
