"""Meetings: what a reader of the agenda sees, and what nobody outside may."""

from __future__ import annotations

from datetime import datetime

import pytest

from teilhabe.council.ingest.allris3.agenda import read_meeting
from teilhabe.council.ingest.html.errors import NotThisPage
from teilhabe.council.ingest.html.moments import BERLIN

from .pages import BASE, agenda, document, page, part, point

URL = f"{BASE}to010.asp?SILFDNR=7"


def test_a_meeting_tells_its_committee_time_place_and_documents() -> None:
    forms = (
        document(1, "Einladung")
        + document(2, "Niederschrift nichtöffentl. Teil")
        + document(3, "Niederschrift öffentl. Teil")
    )
    meeting = read_meeting(agenda([], forms=forms), URL)

    assert (meeting.key, meeting.title) == ("silfdnr=7", "Sitzung des Schulausschusses")
    assert (meeting.committee, meeting.committee_key) == ("Schulausschuss", "aulfdnr=12")
    assert meeting.start == datetime(2026, 9, 22, 17, 0, tzinfo=BERLIN)
    assert meeting.end == datetime(2026, 9, 22, 18, 30, tzinfo=BERLIN)
    assert meeting.room == "Ratssaal"
    assert [(one.role, one.key) for one in meeting.documents] == [("invitation", "dolfdnr=1"), ("minutes", "dolfdnr=3")]
    assert meeting.documents[0].url == f"{BASE}do027.asp?DOLFDNR=1&options=64"


def test_public_points_tell_paper_result_and_page_and_a_heading_has_none() -> None:
    rows = [
        point("Ö 1", "Anträge", 40),
        point("Ö 1.1", "Schulwege", 41, result="ungeändert beschlossen", paper=5, reference="VO/26/1"),
        point("Ö 2", "Verschiedenes", 42, result="(offen)"),
    ]
    first, second, third = read_meeting(agenda(rows), URL).items

    assert (first.number, first.key, first.has_page) == ("Ö 1", "tolfdnr=40", False)
    assert (second.title, second.paper, second.paper_reference) == ("Schulwege", "volfdnr=5", "VO/26/1")
    assert (second.result_raw, second.has_page) == ("ungeändert beschlossen", True)
    assert (third.result_raw, third.has_page) == ("", True)


def test_public_points_may_follow_others_and_those_say_nothing() -> None:
    rows = [
        point("Ö 1", "Offen", 1),
        point("N 2", "Kauf eines Hauses", 2, result="beschlossen"),
        point("Ö 3", "Wieder offen", 3),
    ]
    items = read_meeting(agenda(rows), URL).items

    assert [(one.place, one.number, one.public, one.title) for one in items] == [
        (1, "Ö 1", True, "Offen"),
        (2, "N 2", False, ""),
        (3, "Ö 3", True, "Wieder offen"),
    ]


def test_points_without_a_letter_are_public_below_the_heading_of_the_public_part_only() -> None:
    rows = [
        point("1", "Vor jedem Teil", 1),
        part("Öffentlicher Teil (17:00 - 18:00 Uhr)"),
        point("2", "Offen", 2),
        part("Nichtöffentlicher Teil"),
        point("3", "Geheim", 3),
        point("Ö 4", "Widerspruch", 4),
    ]
    assert [one.public for one in read_meeting(agenda(rows), URL).items] == [False, True, False, False]


def test_a_meeting_that_is_not_public_as_a_whole_has_no_public_point() -> None:
    items = read_meeting(agenda([point("Ö 1", "Geheim", 1)], status="nichtöffentlich"), URL).items
    assert [(one.public, one.title) for one in items] == [(False, "")]


def test_a_title_in_place_of_a_number_is_not_kept() -> None:
    items = read_meeting(agenda([point("N 1 Verkauf der Villa", "", 1)]), URL).items
    assert [(one.public, one.number) for one in items] == [(False, "")]


def test_the_number_of_another_meeting_is_no_paper_and_minutes_between_the_points_are_none() -> None:
    other = '<a href="to010.asp?SILFDNR=6">SI/2026/95</a>'
    minutes = f'<tr class="zl12"><td class="text4">&nbsp;</td><td colspan="3"></td><td>{document(9, "Pro")}</td></tr>'
    items = read_meeting(agenda([point("Ö 1", "Niederschrift", 1, result="(offen)", more=other), minutes]), URL).items
    assert [(one.paper, one.paper_reference) for one in items] == [("", "")]


def test_what_the_office_adds_in_grey_is_no_part_of_a_title() -> None:
    row = point("Ö 1", "Bericht", 1, result="(offen)").replace(
        "Bericht</a>", 'Bericht <span title="Zusatzinfo">(Eva B.)</span></a>'
    )
    assert read_meeting(agenda([row]), URL).items[0].title == "Bericht"


def test_the_responsive_layout_tells_the_same() -> None:
    rows = (
        '<tr class="gruppe"><td colspan="4"><strong>Öffentlicher Teil</strong></td></tr>'
        '<tr><td class="tonr"><a href="to010_r.asp?TOLFDNR=41#beschluss">Ö&nbsp;1</a></td>'
        '<td class="tobetreff"><a href="to020_r.asp?TOLFDNR=41">Schulwege</a><!-- 41 --></td>'
        '<td class="tovonr"><a href="VO020_R.asp?VOLFDNR=5&amp;refresh=false">VO/26/1</a></td>'
        '<td class="tobanr">vertagt</td></tr>'
        '<tr data-simpletooltip-text="Geheim"><td class="tonr">N&nbsp;2</td><td class="tobetreff">Geheim</td></tr>'
    )
    table = '<table class="toTable"><caption>Tagesordnung</caption>'
    head = (
        '<p><span id="sigremium">Schulausschuss</span> <span id="sidatum">Di, 22.09.2026</span> '
        '<span id="sizeit">17:00</span></p>'
    )
    meeting = read_meeting(
        page("to010", "Tagesordnung - Schulausschuss", f"{head}{table}{table}{rows}</table>", responsive=True), URL
    )

    assert meeting.start == datetime(2026, 9, 22, 17, 0, tzinfo=BERLIN)
    assert [(one.number, one.key, one.title, one.paper, one.result_raw) for one in meeting.items] == [
        ("Ö 1", "tolfdnr=41", "Schulwege", "volfdnr=5", "vertagt"),
        ("N 2", "", "", "", ""),
    ]


def test_another_page_is_no_meeting_without_points() -> None:
    with pytest.raises(NotThisPage):
        read_meeting(page("start", "Willkommen", "<p>Guten Tag</p>"), URL)
