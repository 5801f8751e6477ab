"""What is kept of XML: its facts, and no secret wherever it stands. Agendas are generated."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teilhabe.council.ingest.allris3 import Allris3, xml_redaction
from teilhabe.council.ingest.allris3.xml import is_xml
from teilhabe.council.ingest.html.errors import NotThisPage, ProgramClosed
from teilhabe.council.ingest.html.facts import AgendaEntry, ItemPage
from teilhabe.council.ingest.html.family import Installation, PageKind

from .pages import BASE, agenda, message, point
from .test_xml import AGENDA_XML, CALENDAR_XML, ITEM_XML, PROLOG

FAMILY = Allris3(Installation(base=BASE, suffix="_r.asp", options={"xml": "calendar,meeting,item"}))
MEETING, ITEM = FAMILY.meeting_url("silfdnr=7"), FAMILY.item_url("tolfdnr=41")
SECRET = "Ankauf der Villa Hammerschmidt"
WORDS = st.text(st.characters(codec="utf-8"), max_size=30)
TITLES = st.one_of(WORDS, st.sampled_from(["A & B", "1 < 2", "&nbsp;", "&amp;lt;b&gt;", "]]>", "<a href='x?a=1&b=2'>"]))


@st.composite
def agendas(draw: st.DrawFn) -> str:
    """An agenda whose points say of themselves whether they are public, by words or not at all; the others bear the
    secret in their titles and in fields that nobody expects."""
    rows: list[str] = []
    for place in range(1, draw(st.integers(0, 8)) + 1):
        status = draw(st.sampled_from(["öffentlich", "nichtöffentlich", "", "vertraulich", "nicht öffentlich", SECRET]))
        public = status == "öffentlich"
        title = escape(draw(TITLES)) if public else draw(st.sampled_from([SECRET, f"<![CDATA[{SECRET}]]>"]))
        number = draw(st.sampled_from([f"{place}", f"N {place}", SECRET])) if not public else f"{place}"
        more = "" if public else f"<!-- {SECRET} --><tobem>{SECRET}</tobem>"
        rows.append(
            f"<item><tofnum>{number}</tofnum><tofunum>{draw(st.integers(0, 3))}</tofunum><tolfdnr>{place}</tolfdnr>"
            f"<toostLang>{status}</toostLang><volfdnr>{draw(st.integers(0, 2))}</volfdnr>"
            f"<totext1>{title}</totext1><verfasser>Otto Muster</verfasser>{more}</item>"
        )
    head = (
        f"<sitext>{escape(draw(TITLES))}</sitext><raname>{escape(draw(TITLES))}</raname><raort>Markt 1</raort>"
        "<silfdnr>7</silfdnr><sisbvcs>20260703T170000Z</sisbvcs><sisevcs>20260703T183000Z</sisevcs>"
        "<bearbeiter>Otto Muster</bearbeiter>"
    )
    return f"{PROLOG}<allris><special/><head>{head}</head><list>{''.join(rows)}</list></allris>"


@given(agendas())
@settings(max_examples=40, deadline=None)
def test_a_secret_is_neither_told_nor_kept_and_everything_else_is(xml: str) -> None:
    told = FAMILY.meeting(xml, MEETING)
    kept = FAMILY.redact(PageKind.MEETING, xml, MEETING)

    for gone in (SECRET, "Otto"):
        assert gone not in repr(told)
        assert gone not in kept
    assert FAMILY.meeting(kept, MEETING) == told
    assert FAMILY.redact(PageKind.MEETING, kept, MEETING) == kept
    assert sum(one.public for one in told.items) == xml.count(">öffentlich<")
    for one in told.items:
        assert one.public or one == AgendaEntry(place=one.place, public=False, number=one.number)


@given(
    st.lists(st.sampled_from(["<b>", "</b>", "<p>", "<ul><li>", "&amp;", "&#13;", "\r\n", "Wort", "<pre>\n"])), WORDS
)
@settings(max_examples=40, deadline=None)
def test_minutes_are_kept_as_they_were_read_or_not_at_all(pieces: list[str], words: str) -> None:
    minutes = escape("".join([*pieces, escape(words)]))
    xml = f"{PROLOG}<allris><list><toptext>A</toptext><totyp>vertagt</totyp><rtfWP>{minutes}</rtfWP></list></allris>"
    told: ItemPage = FAMILY.item(xml, ITEM)
    try:
        kept = FAMILY.redact(PageKind.ITEM, xml, ITEM)
    except NotThisPage:
        return
    assert FAMILY.item(kept, ITEM) == told
    assert told.result_raw == "vertagt"


def test_meetings_points_and_their_minutes_are_kept() -> None:
    for kind, xml, url in (
        (PageKind.CALENDAR, CALENDAR_XML, f"{BASE}si010.asp"),
        (PageKind.MEETING, AGENDA_XML, MEETING),
        (PageKind.ITEM, ITEM_XML, ITEM),
    ):
        kept = FAMILY.redact(kind, xml, url)
        assert is_xml(kept)
        assert "Geheimsache" not in kept
        assert "script" not in kept
    assert "Es wird" in FAMILY.redact(PageKind.ITEM, ITEM_XML, ITEM)


def test_a_meeting_that_is_off_by_the_words_beside_its_title_stays_off() -> None:
    xml = CALENDAR_XML.replace("<grname>", "<sitext>Die Sitzung entfällt</sitext><grname>")
    kept = FAMILY.redact(PageKind.CALENDAR, xml, BASE)
    assert [one.cancelled for one in FAMILY.calendar(kept, BASE).entries] == [True]


def test_nothing_is_kept_that_would_say_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_redaction, "_stamp", lambda moment: "")
    with pytest.raises(NotThisPage):
        FAMILY.redact(PageKind.CALENDAR, CALENDAR_XML, BASE)


def test_an_answer_in_html_is_read_as_html_wherever_xml_was_asked_for() -> None:
    html = agenda([point("Ö 1", "Schulwege", 1)])
    assert not is_xml(html)
    assert [one.title for one in FAMILY.meeting(html, MEETING).items] == ["Schulwege"]
    with pytest.raises(ProgramClosed):
        FAMILY.redact(PageKind.MEETING, message("Zugriff verweigert (Programm to010.asp)."), MEETING)


def test_people_who_follow_a_link_get_the_page_and_not_the_xml() -> None:
    assert FAMILY.meeting(AGENDA_XML, MEETING).url == f"{BASE}to010.asp?SILFDNR=7"
    assert FAMILY.item(ITEM_XML, ITEM).url == f"{BASE}to020.asp?TOLFDNR=41"
