"""What the pages of ALLRIS 4 say, read as facts."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from teilhabe.council.documents.sections import sections_of_html_blocks
from teilhabe.council.ingest.allris4 import Allris4, recognise
from teilhabe.council.ingest.html.errors import (
    NothingThere,
    NotPublic,
    NotThisPage,
    PageError,
    SystemTrouble,
    TurnedAway,
)
from teilhabe.council.ingest.html.family import Family, Installation, PageKind
from teilhabe.council.ingest.html.moments import BERLIN
from tests.council.ingest.allris4 import pages
from tests.council.ingest.allris4.pages import BASE

ALLRIS: Family = Allris4(Installation(base=BASE, calendar="si010"))
MEETING, ITEM, PAPER = f"{BASE}to010?SILFDNR=5", f"{BASE}to020?TOLFDNR=14", f"{BASE}vo020?VOLFDNR=902"
MONTH = f"{BASE}si010?MM=9&YY=2026"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 9, day, hour, minute, tzinfo=BERLIN)


# -- where it is


def test_addresses_hold_the_number_and_nothing_of_the_session() -> None:
    assert ALLRIS.calendar_url(date(2026, 9, 1)) == MONTH
    assert (ALLRIS.meeting_url("silfdnr=5"), ALLRIS.item_url("tolfdnr=14")) == (MEETING, ITEM)
    assert ALLRIS.paper_url("volfdnr=902") == PAPER
    assert ALLRIS.members_url("grlfdnr=28") == f"{BASE}gr020?GRLFDNR=28"
    assert ALLRIS.members_url("frlfdnr=3") == f"{BASE}fr020?FRLFDNR=3"
    assert ALLRIS.person_url("kplfdnr=7") == f"{BASE}kp020?KPLFDNR=7"
    assert ALLRIS.committees_urls() == (f"{BASE}gr010",)
    assert ALLRIS.paper_parts(pages.paper(), PAPER) == ()


@pytest.mark.parametrize("folder", ["public", "bi", "allris_musterstadt_public", "allris"])
def test_its_pages_are_recognised_in_any_folder(folder: str) -> None:
    base = f"https://rat.musterstadt.example/{folder}/"
    found = recognise(pages.month_page(9, 2026), f"{base}si010?MM=9&YY=2026")
    assert found == Installation(base=base, layout="wicket", calendar="si010", options={"lists": "gr010"})
    menu = pages.page("Start", "").replace("./si010", f"/{folder}/si010").replace("./gr010", f"/{folder}/gr010")
    assert recognise(menu, "https://rat.musterstadt.example/") == found


def test_other_systems_are_not_taken_for_it() -> None:
    page = pages.month_page(9, 2026)
    assert recognise(page, "https://rat.example/bi/si010.asp") is None
    assert recognise(page.replace("ALLRIS", "Rathaus"), MONTH) is None
    assert recognise(pages.GATE, f"{BASE}si010") is None
    assert recognise("<title>ALLRIS - x</title>", f"{BASE}impressum") is None
    assert recognise("", "http://[") is None
    assert recognise("<" * 400_000, MONTH) is None


# -- calendar


def test_the_calendar_announces_the_request_for_its_rows() -> None:
    follow = ALLRIS.follow_up(pages.month_page(9, 2026, number=3), MONTH)
    assert follow is not None
    assert follow.url == f"{BASE}si010?3-1.0-&MM=9&YY=2026"
    assert follow.headers["Wicket-Ajax"] == "true"
    assert follow.headers["Wicket-Ajax-BaseURL"] == "si010?MM=9&YY=2026"
    escaped = pages.month_page(9, 2026).replace("./si010?0-1.0-&MM", ".\\/si010?0-1.0-\\u0026MM")
    again = ALLRIS.follow_up(escaped, MONTH)
    assert again is not None
    assert again.url == f"{BASE}si010?0-1.0-&MM=9&YY=2026"


def test_nothing_is_asked_of_others_or_for_clicks() -> None:
    page = pages.month_page(9, 2026)
    assert (
        ALLRIS.follow_up(page.replace('"./si010?0-1.0-&', '"https://fremd.example/public/si010?0-1.0-&'), MONTH) is None
    )
    assert ALLRIS.follow_up(page.replace("?0-1.0-&", "?0-1.0-link&"), MONTH) is None
    assert ALLRIS.follow_up(pages.rows_answer([]), MONTH) is None
    assert ALLRIS.follow_up(pages.refusal(), MONTH) is None
    assert ALLRIS.follow_up(page, "http://[") is None


def test_the_rows_of_a_month_are_its_meetings() -> None:
    answer = pages.rows_answer(
        [
            pages.calendar_row("03", "15:00", 587, "Sitzung des Rates", hint=" am Do., 03.09.2026 um 15:00 Uhr."),
            pages.calendar_row("", "18:00 - 19:30", 590, "Sitzung des Beirates (entfällt)", room=""),
            pages.calendar_row("10", "17:00", 0, "Bauausschuss", linked=False),
            pages.calendar_row("31", "17:00", 591, "Kein Tag im September"),
        ]
    )
    rat, beirat, bau, none = ALLRIS.calendar(answer, MONTH).entries
    assert (rat.meeting, rat.title, rat.start, rat.room) == ("silfdnr=587", "Sitzung des Rates", at(3, 15), "Ratssaal")
    assert rat.url == f"{BASE}to010?SILFDNR=587"
    assert (beirat.start, beirat.end, beirat.cancelled) == (at(3, 18), at(3, 19, 30), True)
    assert (bau.meeting, bau.title, bau.url) == ("", "Bauausschuss", "")
    assert none.start is None
    assert ALLRIS.calendar(pages.rows_answer([]), MONTH).entries == ()
    # An older page holds its table itself; the links' hints name the days where the address does not.
    plain = answer.partition("<![CDATA[")[2].partition("]]>")[0]
    assert ALLRIS.calendar(pages.page("Kalender", plain), f"{BASE}si010").entries[0].start == at(3, 15)


def test_a_calendar_without_rows_tells_nothing() -> None:
    empty = '<?xml version="1.0"?><ajax-response><component id="x"><![CDATA[<div></div>]]></component></ajax-response>'
    for page in (pages.month_page(9, 2026), empty, "<ajax-response>", ""):
        with pytest.raises(NotThisPage):
            ALLRIS.calendar(page, MONTH)


# -- agenda


def test_an_agenda_is_read_with_papers_roles_and_results() -> None:
    documents = pages.panels(
        [pages.document(7, "Einladung öffentlich", shown="Einladung"), pages.document(8, "Niederschrift")]
    )
    meeting = ALLRIS.meeting(
        pages.agenda(
            [
                pages.part("Öffentlicher Teil (16:00 - 19:08 Uhr)"),
                pages.point(12, "", "Dringlichkeitsantrag", paper=901, reference="2026/0440", linked=True),
                pages.point(14, "Ö&nbsp;2", "Haushaltssatzung<br>2027", paper=902, reference="2026/0465",
                            role="Entscheidung", result="einstimmig beschlossen", linked=True),
                pages.point(15, "Ö 2.1", "Bericht", result="(offen)"),
                pages.part("Nichtöffentlicher Teil (bis 19:25 Uhr)"),
                pages.point(16, "N 3", "Grundstück", paper=904, reference="2026/0999"),
            ],
            documents=documents,
        ),
        f"{MEETING}&refresh=false",
    )  # fmt: skip
    assert (meeting.key, meeting.url) == ("silfdnr=5", MEETING)
    assert (meeting.title, meeting.committee, meeting.committee_key) == (
        "Sitzung des Rates", "Rat der Stadt", "grlfdnr=28",
    )  # fmt: skip
    assert (meeting.start, meeting.end) == (at(17, 16), at(17, 19, 25))
    assert (meeting.room, meeting.state_raw) == ("Ratssaal, Markt 1, Musterstadt", "öffentlich")
    assert [(one.role, one.name, one.url.rpartition("/")[2]) for one in meeting.documents] == [
        ("invitation", "Einladung öffentlich", "doc7.pdf"),
        ("minutes", "Niederschrift", "doc8.pdf"),
    ]
    urgent, budget, report, secret = meeting.items
    assert (urgent.number, urgent.key, urgent.paper, urgent.has_page) == ("", "tolfdnr=12", "volfdnr=901", True)
    assert (budget.number, budget.title, budget.paper_reference) == ("Ö 2", "Haushaltssatzung 2027", "2026/0465")
    assert (budget.role_raw, budget.result_raw) == ("Entscheidung", "einstimmig beschlossen")
    assert (report.title, report.result_raw, report.has_page) == ("Bericht", "", False)
    assert (secret.public, secret.number, secret.title, secret.paper) == (False, "N 3", "", "")


def test_only_what_is_known_to_be_public_is() -> None:
    plain = [pages.point(1, "1", "Mitteilungen"), pages.point(2, "2", "Vergabe", paper=8, reference="2/26")]

    def public(*rows: str) -> list[str]:
        return [one.title for one in ALLRIS.meeting(pages.agenda(rows), MEETING).items if one.public]

    assert public(*plain) == []
    assert public(pages.part("Öffentliche Sitzung (17:00 Uhr)"), *plain, pages.part("Nichtöffentliche Sitzung"),
                  pages.point(3, "3", "Personal")) == ["Mitteilungen", "Vergabe"]  # fmt: skip
    assert public(pages.part("Nichtöffentlicher Teil"), pages.point(4, "Ö 4", "Vertrag")) == []
    assert public(pages.part("Nichtöffentlicher Teil"), pages.part("Öffentliche Ausschreibung Neubau"), *plain) == []
    assert public(pages.part("Öffentlicher Teil"), pages.part("Nicht öffentlicher Teil"), *plain) == []
    assert public(pages.part("Öffentlicher Teil"), pages.point(5, "N&nbsp;5", "Geheim")) == []


def test_a_meeting_without_an_agenda_is_a_meeting() -> None:
    page = pages.agenda([]).partition("<table")[0]
    meeting = ALLRIS.meeting(page, MEETING)
    assert (meeting.items, meeting.start) == ((), at(17, 16))
    with pytest.raises(NotPublic):
        ALLRIS.meeting(pages.agenda([], status="(nichtöffentlich)"), MEETING)
    with pytest.raises(NotThisPage):
        ALLRIS.meeting(pages.agenda([]), f"{BASE}to010?SILFDNR=abc")


# -- points and papers


def test_a_point_has_result_vote_and_minutes() -> None:
    parts = (
        pages.text_part("Wortprotokoll", "<p>Die Mitglieder beraten.</p><!-- Geheim -->")
        + pages.text_part("Beschluss", '<p style="font-weight:bold">Der Rat beschließt.</p><input value="Geheim">')
        + pages.text_part("Abstimmungsergebnis", "<p>Ja: 16, Nein: 1, Enthaltung: 0</p>")
    )
    point = ALLRIS.item(pages.item(parts=parts), f"{ITEM}&SILFDNR=5")
    assert (point.key, point.meeting, point.number, point.url) == ("tolfdnr=14", "silfdnr=5", "Ö 2", ITEM)
    assert (point.title, point.paper, point.paper_reference) == ("Haushaltssatzung 2027", "volfdnr=902", "2026/0465")
    assert (point.result_raw, point.vote_raw) == ("einstimmig beschlossen", "Ja: 16, Nein: 1, Enthaltung: 0")
    assert [(one.kind, one.heading) for one in point.blocks] == [
        ("minutes", "Wortprotokoll"),
        ("resolution", "Beschluss"),
    ]
    assert point.blocks[0].html == "<p>Die Mitglieder beraten.</p>"
    assert point.blocks[1].html == '<p style="font-weight:bold">Der Rat beschließt.</p>'
    for closed in (pages.item(number="N 2"), pages.item(status="Nichtöffentlich")):
        with pytest.raises(NotPublic):
            ALLRIS.item(closed, ITEM)


def test_a_paper_has_its_head_its_way_its_text_and_its_documents() -> None:
    content = (
        pages.panels(
            [
                pages.document(6, "x", css="hpDocLink disable doclink pdf"),
                pages.document(1, "Vorlage 2026/0465", shown="Vorlage"),
                pages.document(2, "Sammeldokument öffentlich"),
                pages.document(3, "Sammeldokument nichtöffentlich"),
            ],
            ["Anlage 1: Plan", "Anlage 2 (120 KB)"],
        )
        + pages.steps(
            pages.hearing(
                "Hauptausschuss", "Vorberatung", ("2026 Sep 3", 4, 40, "empfohlen"), ("10.09.2026", 0, 41, "geheim")
            ),
            pages.hearing("Rat der Stadt", "Entscheidung"),
        )
        + pages.text_part("Beschlussvorschlag", "<p>Der Rat beschließt die Satzung.</p>")
        + pages.text_part("Erläuterungen", "<p><b>Personelle Auswirkungen:</b></p><p>Keine</p>")
    )
    head = pages.fact("Bezüglich", "vobezug", '<a href="./vo020?VOLFDNR=800&amp;refresh=false">2026/0400</a>')
    head += pages.fact("Antragsteller", "anunterstuetzer", "Fraktion A; Fraktion B")
    paper = ALLRIS.paper(pages.paper(head=head, content=content), f"{PAPER}&refresh=false")
    assert (paper.key, paper.url, paper.reference) == ("volfdnr=902", PAPER, "2026/0465-E1")
    assert (paper.title, paper.kind_raw, paper.lead) == ("Haushaltssatzung 2027", "Beschlussvorlage", "A 20 - Kämmerei")
    assert paper.involved == ("A 40 - Schulamt", "A 51 - Jugendamt")
    assert (paper.originators, paper.related) == (("Fraktion A", "Fraktion B"), ("volfdnr=800",))
    assert [(one.role, one.name, one.key, bool(one.url)) for one in paper.documents] == [
        ("main", "Vorlage 2026/0465", "dolfdnr=1", True),
        ("collected", "Sammeldokument öffentlich", "dolfdnr=2", True),
        ("attachment", "Anlage 1: Plan", "", False),
        ("attachment", "Anlage 2", "", False),
    ]
    assert [(s.committee, s.role_raw, s.day, s.meeting, s.item, s.result_raw, s.public) for s in paper.steps] == [
        ("Hauptausschuss", "Vorberatung", date(2026, 9, 3), "silfdnr=4", "tolfdnr=40", "empfohlen", True),
        ("Hauptausschuss", "Vorberatung", date(2026, 9, 10), "", "", "", False),
        ("Rat der Stadt", "Entscheidung", None, "", "", "", True),
    ]
    assert [(one.kind, one.heading) for one in paper.blocks] == [
        ("resolution", "Beschlussvorschlag"),
        ("matter", "Erläuterungen"),
    ]
    assert [s.kind for s in sections_of_html_blocks(paper.blocks)] == ["resolution", "staff"]
    assert pages.CLERK not in repr(paper)
    with pytest.raises(NotPublic):
        ALLRIS.paper(pages.paper(status="Nichtöffentlich"), PAPER)


def test_a_printed_paper_says_the_same() -> None:
    flat = pages.page(
        "Vorlage 2026/0465",
        "<p>Haushaltssatzung 2027</p><p>Reduzieren</p><h3>Beratungsfolge</h3>"
        + pages.steps(pages.hearing("Rat", "Entscheidung", ("03.09.2026", 4, 40, "beschlossen")))
        + "<p>Reduzieren</p><h3>Beschlussvorschlag</h3><div><p>Der Rat beschließt.</p></div>"
        "<p>Reduzieren Erläuterungen</p><p>Es fehlt an Plätzen.</p><p>Mehr dazu.</p>"
        f"<p>Verfasser: {pages.CLERK}</p>",
    )
    paper = ALLRIS.paper(flat, f"{PAPER}&selfaction=print")
    assert (paper.title, paper.reference, paper.url) == ("Haushaltssatzung 2027", "2026/0465", PAPER)
    assert [(one.kind, one.heading) for one in paper.blocks] == [
        ("resolution", "Beschlussvorschlag"),
        ("matter", "Erläuterungen"),
    ]
    assert paper.blocks[1].html == "<p>Es fehlt an Plätzen.</p><p>Mehr dazu.</p>"
    assert [(one.committee, one.result_raw) for one in paper.steps] == [("Rat", "beschlossen")]


# -- people


GREMIEN = (
    "<table><thead><tr><th>Name</th><th>Mitglieder</th><th>Letzte Sitzung</th></tr></thead><tbody>"
    "<tr><td>Ausschuss</td><td></td><td></td></tr>"
    '<tr><td><a href="./gr020?GRLFDNR=3">Schulausschuss</a></td><td>17</td>'
    '<td><a href="./to010?SILFDNR=4">1.9.</a></td></tr>'
    '<tr><td>Fraktion/Gruppe</td><td></td></tr><tr><td><a href="./gr020?GRLFDNR=9">Fraktion A</a></td><td>5</td></tr>'
    "</tbody></table>"
)
MITGLIEDER = (
    "<table><thead><tr><th>Name</th><th>Art der Mitarbeit</th><th>Fraktion</th><th>von</th><th>bis</th></tr></thead>"
    "<tbody><tr><td>Stimmberechtigte Mitglieder</td><td></td></tr>"
    '<tr><td><a href="./kp020?KPLFDNR=7">Ada Beispiel</a></td><td>Vorsitzende</td><td>Fraktion A</td>'
    "<td>01.11.2025</td><td></td></tr>"
    "<tr><td>Beratende Mitglieder</td><td></td></tr>"
    '<tr><td><a href="./kp020?KPLFDNR=8">Ben Beispiel</a></td><td>Mitglied</td></tr></tbody></table>'
)
ROLLEN = (
    "<table><thead><tr><th>Gremium</th><th>Art der Mitarbeit</th><th>von</th><th>bis</th></tr></thead><tbody>"
    '<tr><td><a href="./gr020?GRLFDNR=3">Schulausschuss</a></td><td>Vorsitzende</td>'
    "<td>01.11.2025</td><td>30.09.2026</td></tr></tbody></table>"
)


def test_committees_members_and_people_are_read() -> None:
    listed = ALLRIS.committees(pages.page("Gremienübersicht", GREMIEN), f"{BASE}gr010").committees
    assert [(one.key, one.name, one.kind_raw, one.url) for one in listed] == [
        ("grlfdnr=3", "Schulausschuss", "Ausschuss", f"{BASE}gr020?GRLFDNR=3"),
        ("grlfdnr=9", "Fraktion A", "Fraktion/Gruppe", f"{BASE}gr020?GRLFDNR=9"),
    ]
    board = ALLRIS.members(pages.page("Schulausschuss", MITGLIEDER), f"{BASE}gr020?GRLFDNR=3&x=1")
    assert (board.key, board.name, board.url) == ("grlfdnr=3", "Schulausschuss", f"{BASE}gr020?GRLFDNR=3")
    ada, ben = board.members
    assert (ada.person, ada.name, ada.role, ada.group, ada.voting) == (
        "kplfdnr=7", "Ada Beispiel", "Vorsitzende", "Fraktion A", True,
    )  # fmt: skip
    assert (ada.start, ada.end, ben.voting) == (date(2025, 11, 1), None, False)
    person = ALLRIS.person(
        pages.page("Ada Beispiel", pages.fact("Fraktion", "kpfraktion", "Fraktion A") + ROLLEN),
        f"{BASE}kp020?KPLFDNR=7",
    )
    assert (person.key, person.name, person.group) == ("kplfdnr=7", "Ada Beispiel", "Fraktion A")
    assert [(one.committee_key, one.role, one.end) for one in person.roles] == [
        ("grlfdnr=3", "Vorsitzende", date(2026, 9, 30))
    ]


def test_a_list_of_committees_may_come_by_a_second_request_too() -> None:
    page = pages.month_page(1, 2026, program="gr010")
    with pytest.raises(NotThisPage):
        ALLRIS.committees(page, f"{BASE}gr010")
    follow = ALLRIS.follow_up(page, f"{BASE}gr010")
    assert follow is not None
    assert (follow.url, follow.headers["Wicket-Ajax-BaseURL"]) == (f"{BASE}gr010?0-1.0-", "gr010")
    answer = f"<ajax-response><component id='a'><![CDATA[{GREMIEN}]]></component></ajax-response>"
    assert len(ALLRIS.committees(answer, f"{BASE}gr010").committees) == 2


# -- refusals


@pytest.mark.parametrize(
    ("page", "error"),
    [
        (pages.refusal(), TurnedAway),
        (pages.GATE, TurnedAway),
        (pages.refusal("Keine Information verfügbar oder Sie sind nicht berechtigt."), NotPublic),
        (pages.refusal("Keine Daten gefunden"), NothingThere),
        (pages.refusal(""), SystemTrouble),
        ("<html><body>Willkommen</body></html>", NotThisPage),
        ("", NotThisPage),
    ],
)
@pytest.mark.parametrize("kind", list(PageKind))
def test_what_a_system_says_instead_has_its_name(kind: PageKind, page: str, error: type[PageError]) -> None:
    with pytest.raises(error):
        ALLRIS.redact(kind, page, f"{BASE}x?SILFDNR=1&TOLFDNR=1&VOLFDNR=1&GRLFDNR=1&KPLFDNR=1&MM=1&YY=2026")


def test_a_paper_about_too_many_requests_is_a_paper() -> None:
    words = pages.text_part("Sachverhalt", "<p>Zu viele Zugriffe aus Ihrem Netzwerk</p>")
    assert ALLRIS.paper(pages.paper(content=words), PAPER).key == "volfdnr=902"
