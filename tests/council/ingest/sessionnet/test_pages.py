# ruff: noqa: E501 -- rows of mark-up and sentences as a page prints them, one to a line
"""Each kind of page in each layout: what a reader of the portal will see of it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from teilhabe.council.ingest.html.facts import CalendarEntry, DocumentFact
from teilhabe.council.ingest.html.family import PageKind
from teilhabe.council.ingest.html.moments import BERLIN

from . import pages
from .pages import BASE, OLD, SITE

MEETING = f"{BASE}si0057.php?__ksinr=4849"
PAPER = f"{BASE}vo0050.php?__kvonr=77"


def test_a_month_shows_its_meetings_with_time_and_place() -> None:
    page = pages.calendar_page(
        pages.day_row(1, ""),
        pages.day_row(
            22,
            pages.meeting_cell(
                4849, "Ausschuss für Bildung und Sport", "22.09.2026", "17:30-19:45&nbsp;Uhr", "Altes Schulhaus"
            ),
        ),
        pages.day_row(24, pages.meeting_cell(4850, "Rat (entfällt)", "24.09.2026", "18:00&nbsp;Uhr")),
        pages.day_row(
            29,
            '<div class="smc-el-h ">Rechnungsprüfungsausschuss</div><ul class="smc-detail-list"><li>16:00 Uhr</li></ul>',
        ),
    )

    first, second, third = SITE.calendar(page, f"{BASE}si0040.php?__cjahr=2026&__cmonat=9").entries

    assert first == CalendarEntry(
        meeting="__ksinr=4849",
        committee="Ausschuss für Bildung und Sport",
        start=datetime(2026, 9, 22, 17, 30, tzinfo=BERLIN),
        end=datetime(2026, 9, 22, 19, 45, tzinfo=BERLIN),
        start_raw="17:30-19:45 Uhr",
        room="Altes Schulhaus",
        url=MEETING,
    )
    assert (second.cancelled, first.cancelled) == (True, False)
    assert (third.meeting, third.committee, third.url) == ("", "Rechnungsprüfungsausschuss", "")
    assert third.start == datetime(2026, 9, 29, 16, 0, tzinfo=BERLIN)


def test_an_older_calendar_names_the_day_once_for_all_its_meetings() -> None:
    rows = (
        '<tr><td class="smc_field_sidat">Mo, 04.03.2013</td><td class="silink"><h4><a href="to0040.asp?__ksinr=5" '
        'title="Details anzeigen: Rat 04.03.2013">Rat</a></h4></td><td class="smc_field_siort">Rathaus</td></tr>'
        '<tr><td class="smc_field_sidat"></td><td class="silink"><h4>Ältestenrat</h4></td><td></td></tr>'
    )
    page = pages.old_frame(
        f'<table id="smc_page_si0040_contenttable1">{rows}</table>', program="si0040", title="März 2013"
    )

    council, elders = OLD.calendar(page, f"{BASE}si0040.asp?__cjahr=2013&__cmonat=3").entries

    assert (council.meeting, council.room) == ("__ksinr=5", "Rathaus")
    assert elders.committee == "Ältestenrat"
    assert elders.start == datetime(2013, 3, 4, tzinfo=BERLIN)


def test_a_tenant_sees_no_meetings_of_its_neighbours() -> None:
    row = pages.day_row(2, pages.meeting_cell(1, "Rat", "02.09.2026", "18:00 Uhr"))
    page = pages.calendar_page(row.replace('pagel3"></td>', 'pagel3">Gemeinde Nebenan</td>'))

    from dataclasses import replace

    ours = type(SITE)(replace(SITE.installation, tenant="2"))
    theirs = type(SITE)(replace(SITE.installation, tenant="3"))

    assert ours.calendar(page, BASE).entries == ()
    assert len(theirs.calendar(page, BASE).entries) == 1
    assert (
        theirs.calendar_url(date(2026, 9, 1))
        == f"{BASE}si0040.php?__cpanr=3&__cjahr=2026&__cmonat=9&__canz=1&__cselect=0"
    )


def test_the_table_of_layout_6_tells_public_points_whole_and_others_by_number() -> None:
    result = (
        '<p class="smc_field_smcdv0_box2_beschluss"><strong>Beschluss:</strong> mehrheitlich beschlossen</p>'
        '<p class="smc_field_smcdv0_box2_abstimmung"><strong>Abstimmung:</strong> Ja: 16, Nein: 1, Enthaltung: 0</p>'
    )
    page = pages.agenda_page(
        pages.group("&Ouml;ffentlicher Teil:"),
        pages.point("Ö 1", "Eröffnung<br />der Sitzung"),
        pages.point(
            "Ö 2.1",
            "Neubau der Grundschule",
            paper="77 112/26",
            extra=result + '<a href="to0050.php?__ktonr=901">Details</a>',
            docs=pages.document(31, "Sitzungsvorlage", "VO") + pages.document(32, "Anlage 1"),
        ),
        pages.group("Nicht &ouml;ffentlicher Teil:"),
        pages.point("N 1", "Ankauf eines Hauses", paper="78 113/26"),
        docs=pages.document(30, "Einladung", "EI"),
    )

    meeting = SITE.meeting(page, MEETING)

    assert (meeting.key, meeting.committee, meeting.room) == (
        "__ksinr=4849",
        "Ausschuss für Bildung und Sport",
        "Altes Schulhaus, Großer Saal",
    )
    assert meeting.end == datetime(2026, 9, 22, 19, 45, tzinfo=BERLIN)
    assert [one.name for one in meeting.documents] == ["Einladung"]
    assert meeting.documents[0].role == "invitation"
    first, second, third = meeting.items
    assert (first.number, first.title, first.public) == ("Ö 1", "Eröffnung der Sitzung", True)
    assert (second.key, second.paper, second.paper_reference) == ("__ktonr=901", "__kvonr=77", "112/26")
    assert (second.result_raw, second.vote_raw) == ("mehrheitlich beschlossen", "Ja: 16, Nein: 1, Enthaltung: 0")
    assert second.has_page
    assert [(one.name, one.key) for one in second.documents] == [("Sitzungsvorlage", "id=31"), ("Anlage 1", "id=32")]
    assert (third.place, third.public, third.number, third.title, third.paper) == (3, False, "N 1", "", "")


def test_the_cards_of_layout_6_end_before_the_chair_and_the_footer() -> None:
    page = pages.cards_page(
        pages.card_group("&Ouml;ffentlicher Teil:"),
        pages.card(
            "&Ouml;&nbsp;3",
            "2. Lesung:<br>Haushalt 2027<br /><br />Vorsitz: Bürgermeisterin",
            '<p class="smc_field_smcdv0_box2_volink"><a href="vo0050.php?__kvonr=5">9/26</a></p><p class="smc_field_smcdv0_box2_beschluss"><strong>Beschluss:</strong> Einstimmig beschlossen</p>',
        ),
        pages.card("N 4", "Personalie"),
    )

    meeting = SITE.meeting(page, f"{BASE}si0056.php?__ksinr=4849")
    budget, staff = meeting.items

    assert (budget.title, budget.paper, budget.result_raw) == (
        "2. Lesung: Haushalt 2027",
        "__kvonr=5",
        "Einstimmig beschlossen",
    )
    assert (staff.public, staff.number, staff.title) == (False, "N 4", "")
    assert budget.documents == meeting.documents == ()


def test_older_tables_are_public_below_the_heading_only() -> None:
    page = pages.old_agenda_page(
        pages.old_point(600, "0", "Vor jeder Überschrift"),
        pages.old_group("&Ouml;ffentlicher Teil"),
        pages.old_point(601, "1", "Einwohnerfragestunde"),
        pages.old_point(
            602,
            '2 <span class="smctopadd">Nachtrag: 01.03.2013 *</span>',
            "Schulentwicklung",
            link='<a href="vo0050.asp?__kvonr=8" class="smc_field_voname">44/13</a>',
            lines=pages.old_line("Beschluss:", "einstimmig empfohlen")
            + pages.old_line("Abstimmung:", "Ja: 9")
            + pages.old_line("Bemerkung:", "mit Änderungen"),
        ),
        pages.old_group("Nicht &ouml;ffentlicher Teil"),
        pages.old_point(603, "3", "Vertragssache", lines=pages.old_line("Beschluss:", "zugestimmt")),
        pages.old_group("Anfragen"),
        pages.old_point(604, "4", "Noch eine Sache"),
    )

    meeting = OLD.meeting(page, f"{BASE}to0040.asp?__ksinr=5")

    assert meeting.title == "2. Sitzung des Schulausschusses"
    assert (meeting.committee, meeting.committee_key) == ("Schulausschuss", "__kgrnr=12")
    assert meeting.start == datetime(2013, 3, 14, 18, 0, tzinfo=BERLIN)
    assert meeting.documents == (
        DocumentFact(
            name="Einladung", key="id=70", url=f"{BASE}getfile.asp?id=70&type=do", role="invitation", size=123 * 1024
        ),
    )
    assert [(one.number, one.public) for one in meeting.items] == [
        ("0", False),
        ("1", True),
        ("2", True),
        ("3", False),
        ("4", False),
    ]
    schools = meeting.items[2]
    assert (schools.key, schools.paper, schools.paper_reference) == ("__ktonr=602", "__kvonr=8", "44/13")
    assert (schools.result_raw, schools.vote_raw, schools.resolution_text) == (
        "einstimmig empfohlen",
        "Ja: 9",
        "mit Änderungen",
    )


def test_version_4_3_5_marks_its_result_rows_otherwise() -> None:
    line = '<tr valign="top" debug="3"><td></td><td>Beratungsergebnis:</td><td>zur Kenntnis genommen</td></tr>'
    page = pages.old_agenda_page(pages.old_group("Öffentlicher Teil"), pages.old_point(1, "1", "Bericht", lines=line))

    assert OLD.meeting(page, f"{BASE}to0040.asp?__ksinr=5").items[0].result_raw == "zur Kenntnis genommen"


def test_a_paper_has_its_head_its_text_and_its_hearings_from_the_tab() -> None:
    page = pages.paper_page(
        "<p class=MsoNormal>Der Rat der Stadt Musterau beschließt den Neubau der Grundschule an der Wehr.</p>",
        "<p>Bereits im Jahr 2024 wurde der Bedarf festgestellt. Die Schule ist dreizügig, die Räume sind zu klein.</p>",
        "<p>Keine finanziellen Auswirkungen.<o:p></o:p></p>",
        docs=pages.document(41, "Sitzungsvorlage", "VO") + pages.document(42, "Anlage 1 - Lageplan (1,5 MB)"),
        voref=("Referenzvorlage", '<a href="vo0050.php?__kvonr=70">90/25</a>'),
        vosub=(
            "Untergeordnete Vorlage(n)",
            '<a href="vo0050.php?__kvonr=80">200/26</a> <a href="vo0050.php?__kvonr=81">201/26</a>',
        ),
        voag=("Anträge zur Vorlage", '<a href="ag0050.php?__kagnr=6">A 6/26</a>'),
        voantr=("Antragsteller", "Fraktion Die Mitte; Fraktion Grünes Musterau"),
    )
    tab = pages.steps_page(
        pages.step_card(
            1,
            "10.09.2026 Ausschuss für Bildung und Sport TOP 8.1 &ouml;ffentlich - Vorberatung",
            '<a href="si0057.php?__ksinr=4849&toselect=1" title="Details anzeigen">Zur Sitzung ...</a>',
        ),
        pages.step_card(2, "17.09.2026 Verwaltungsausschuss TOP 3 nicht&ouml;ffentlich - Vorberatung"),
        pages.step_card(3, "29.10.2026 Rat &ouml;ffentlich - Entscheidung"),
    )

    assert SITE.paper_parts(page, PAPER) == (f"{BASE}vo0053.php?__kvonr=77",)
    paper = SITE.paper(page, PAPER, (tab,))

    assert (paper.key, paper.reference, paper.kind_raw) == ("__kvonr=77", "112/26", "Beschlussvorlage")
    assert (paper.day, paper.lead) == (date(2026, 8, 3), "Amt für Schule und Sport")
    assert paper.changed == datetime(2026, 7, 20, 10, 36, tzinfo=BERLIN)
    assert (paper.above, paper.below, paper.related) == (("__kvonr=70",), ("__kvonr=80", "__kvonr=81"), ("__kagnr=6",))
    assert paper.originators == ("Fraktion Die Mitte", "Fraktion Grünes Musterau")
    assert [(one.name, one.role, one.size) for one in paper.documents] == [
        ("Sitzungsvorlage", "main", None),
        ("Anlage 1 - Lageplan", "attachment", 1572864),
    ]
    assert [one.kind for one in paper.blocks] == ["resolution", "matter", "finance"]
    assert all(0.5 <= one.confidence <= 0.95 for one in paper.blocks)
    assert "Frau Geheim" not in repr(paper)
    heard, closed, planned = paper.steps
    assert (heard.meeting, heard.item_number, heard.role_raw, heard.day) == (
        "__ksinr=4849",
        "8.1",
        "Vorberatung",
        date(2026, 9, 10),
    )
    assert (closed.public, closed.committee, closed.item_number, closed.meeting) == (
        False,
        "Verwaltungsausschuss",
        "",
        "",
    )
    assert (planned.public, planned.meeting, planned.role_raw, planned.place) == (True, "", "Entscheidung", 3)


def test_a_tab_without_hearings_leaves_the_paper_as_it_is() -> None:
    page = pages.paper_page("<p>Der Rat beschließt.</p>")
    empty = (
        pages.error_page("Neubau", "")
        .replace("<p></p>", '<h3 class="smc_h3">Keine Daten gefunden</h3>')
        .replace("smc_page_error", "smc_page_vo0053")
    )

    assert SITE.paper(page, PAPER, (empty,)).steps == ()


def test_an_older_paper_has_its_hearings_in_a_table() -> None:
    head = pages.pairs(
        ("Name:", "44/13"),
        ("Art:", "Beschlussvorlage"),
        ("Datum:", "01.02.2013"),
        ("Betreff:", "Schulentwicklung"),
        ("Referenzvorlage:", '<a href="vo0050.asp?__kvonr=2">2/12</a>'),
        ("Untergeordnete Vorlage(n):", '<a href="vo0050.asp?__kvonr=9">45/13</a>'),
        ("", '<a href="vo0050.asp?__kvonr=10">46/13</a>'),
    )
    table = (
        '<table summary="Inhalt der Tabelle: Beratungen der Vorlage" id="smc_page_vo0050_contenttable1"><tr><th>Datum</th><th>Gremium</th><th>Zuständigkeit</th><th>Status</th><th>Beschluss</th></tr>'
        '<tr valign="top"><td><a href="to0040.asp?__ksinr=5">14.03.2013</a></td><td><a href="kp0040.asp?__kgrnr=12">Schulausschuss</a></td><td>Vorberatung</td><td>öffentlich</td><td>einstimmig empfohlen</td></tr>'
        '<tr valign="top"><td>20.03.2013</td><td>Hauptausschuss</td><td>Vorberatung</td><td>nichtöffentlich</td><td>geheim</td></tr></table>'
    )
    page = pages.old_frame(head + table, program="vo0050", title="Schulentwicklung")

    paper = OLD.paper(page, f"{BASE}vo0050.asp?__kvonr=8")

    assert OLD.paper_parts(page, f"{BASE}vo0050.asp?__kvonr=8") == ()
    assert (paper.title, paper.reference, paper.day) == ("Schulentwicklung", "44/13", date(2013, 2, 1))
    assert (paper.above, paper.below) == (("__kvonr=2",), ("__kvonr=9", "__kvonr=10"))
    schools, main = paper.steps
    assert (schools.meeting, schools.committee_key, schools.result_raw) == (
        "__ksinr=5",
        "__kgrnr=12",
        "einstimmig empfohlen",
    )
    assert (main.public, main.result_raw, main.meeting) == (False, "", "")


def test_a_motion_is_a_paper_under_its_own_number() -> None:
    page = pages.frame(
        pages.cells(agbetr=("Betreff", "Mehr Bänke"), agname=("Antrag", "A 6/26"), agdat=("Datum", "01.06.2026")),
        program="ag0050",
        title="Mehr Bänke",
    )

    motion = SITE.paper(page, f"{BASE}ag0050.php?__kagnr=6")

    assert (motion.key, motion.title, motion.reference, motion.day) == (
        "__kagnr=6",
        "Mehr Bänke",
        "A 6/26",
        date(2026, 6, 1),
    )
    assert SITE.paper_url("__kagnr=6") == f"{BASE}ag0050.php?__kagnr=6"


def test_the_page_of_a_point_tells_result_and_minutes() -> None:
    head = pages.cells(
        tofnum=("TOP", "Ö&nbsp;2.1"),
        tobetr=("Betreff", "Neubau der Grundschule"),
        voname=("Vorlage", '<a href="vo0050.php?__kvonr=77">112/26</a>'),
        tobes=("Beschluss", "mehrheitlich beschlossen"),
        toabst=("Abstimmung", "Ja: 16, Nein: 1"),
    )
    page = pages.frame(
        head
        + pages.blocks("<p>Herr Yılmaz fragt nach dem Zeitplan.</p>", "<p>Der Rat beschließt den Neubau.</p>")
        + '<a href="si0057.php?__ksinr=4849">Sitzung</a>',
        program="to0050",
        title="Neubau",
    )

    item = SITE.item(page, f"{BASE}to0050.php?__ktonr=901")

    assert (item.key, item.meeting, item.paper, item.number) == ("__ktonr=901", "__ksinr=4849", "__kvonr=77", "Ö 2.1")
    assert (item.result_raw, item.vote_raw, item.paper_reference) == (
        "mehrheitlich beschlossen",
        "Ja: 16, Nein: 1",
        "112/26",
    )
    assert [one.kind for one in item.blocks] == ["minutes", "resolution"]


def test_committees_and_members_have_names_groups_and_votes() -> None:
    listed = SITE.committees(
        pages.committees_page(
            pages.committee_row(107, "Ausschuss für Bildung und Sport"), pages.committee_row(1, "Rat der Stadt")
        ),
        f"{BASE}gr0040.php",
    )
    page = pages.members_page(
        pages.member_section("Vorsitzende"),
        pages.member_row("Amal Özdemir", 128, "Die Mitte", "Vorsitz", "stimmberechtigtes Mitglied"),
        pages.member_section("Mitglieder ohne Stimmrecht"),
        pages.member_row("Jonas Klein", None, "Elternbeirat", "Sachkundiger Einwohner"),
    )
    members = SITE.members(page, f"{BASE}kp0040.php?__kgrnr=107&")

    assert [(one.key, one.name) for one in listed.committees] == [
        ("__kgrnr=107", "Ausschuss für Bildung und Sport"),
        ("__kgrnr=1", "Rat der Stadt"),
    ]
    assert listed.committees[0].url == f"{BASE}kp0040.php?__kgrnr=107&"
    chair, parent = members.members
    assert (chair.name, chair.person, chair.group, chair.role, chair.voting) == (
        "Amal Özdemir",
        "__kpenr=128",
        "Die Mitte",
        "Vorsitz",
        True,
    )
    assert (parent.name, parent.person, parent.voting) == ("Jonas Klein", "", False)


def test_a_person_has_roles_and_nothing_private() -> None:
    table = (
        '<table id="smc_page_kp0050_contenttable1"><tr><th>Gremium</th><th>Mitgliedschaft</th><th>Art der Mitarbeit</th><th>von</th><th>bis</th></tr><tr><td colspan="5">Rat</td></tr>'
        '<tr><td><a href="kp0040.php?__kgrnr=1">Rat der Stadt</a></td><td>Die Mitte</td><td>Ratsmitglied</td><td>01.11.2020</td><td>31.10.2025</td></tr></table>'
    )
    head = pages.cells(
        pepartei=("Fraktion", "Die Mitte"), pemail=("E-Mail", "amal@example.org"), petel=("Telefon", "0000 123456")
    )
    page = pages.frame(head + table, program="kp0050", title="Amal Özdemir")

    person = SITE.person(page, f"{BASE}kp0050.php?__cwpall=1&__kpenr=128")

    assert (person.key, person.name, person.group) == ("__kpenr=128", "Amal Özdemir", "Die Mitte")
    assert [(one.committee_key, one.role, one.start, one.end) for one in person.roles] == [
        ("__kgrnr=1", "Ratsmitglied", date(2020, 11, 1), date(2025, 10, 31))
    ]
    kept = SITE.redact(PageKind.PERSON, page, f"{BASE}kp0050.php?__cwpall=1&__kpenr=128")
    assert "amal@example.org" not in kept
    assert "123456" not in kept


@pytest.mark.parametrize(("layout", "program"), [("6", "si0057"), ("5", "to0040"), ("4", "to0040"), ("", "si0057")])
def test_agendas_are_asked_for_where_the_layout_shows_them(layout: str, program: str) -> None:
    from dataclasses import replace

    site = type(SITE)(replace(SITE.installation, layout=layout))

    assert site.meeting_url("__ksinr=7") == f"{BASE}{program}.php?__ksinr=7"
