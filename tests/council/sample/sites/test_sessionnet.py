"""SessionNet as the sample serves it: layout 6 for Eschweiler, layout 4 for whoever asks."""

from __future__ import annotations

import re

import pytest

from teilhabe.council.sample import sample_council
from teilhabe.council.sample.sites import CLERK, SECRET_PHRASE, SessionNet4, Site
from tests.council.sample.conftest import TODAY
from tests.council.sample.sites.conftest import Visit, Visitor, words


@pytest.fixture
def old() -> Site:
    """The content of Eschweiler in the older layout."""
    return SessionNet4(sample_council(today=TODAY, bodies=("eschweiler",)), name="alt")


def rows_of(page: str) -> list[str]:
    return re.findall(r"(?s)<tr\b.*?</tr>", page)


def school_board(visitor: Visitor) -> int:
    return visitor.meeting("Schulausschuss", "2026-11-17").number


def class_paper(visitor: Visitor) -> int:
    return next(one.number for one in visitor.views.papers() if one.title.startswith("Internationale Klasse"))


# -- layout 6 --------------------------------


def test_the_start_page_says_version_and_layout(visit: Visit) -> None:
    page = visit("eschweiler").text("/bi/info.php")
    assert '<meta name="sessionnet" content="V:050505">' in page
    assert "SessionNet Version 5.5.5 php bi (Layout 6)" in page
    assert '<body class="smc-body' in page
    assert 'class="smc_page_info_layout"' in page


def test_the_blocks_of_a_paper_bear_no_names(visit: Visit) -> None:
    visitor = visit("eschweiler")
    page = visitor.text(f"/bi/vo0050.php?__kvonr={class_paper(visitor)}")
    blocks = re.findall(r'<div class="smcdocmsword" id="smcdocid\d+">', page)
    assert len(blocks) == 4
    assert page.count("<hr />") == 3
    for heading in ("Beschlussvorschlag", "Sachverhalt", "Finanzielle Auswirkungen", "Soziale Auswirkungen"):
        assert heading not in page
    assert "<o:p></o:p>" in page
    assert re.search(r"Letzte Änderung: \d\d\.\d\d\.2026 \d\d:\d\d:\d\d", page)
    assert 'vobetr_title">Betreff</div><div class="smc-table-cell vobetr">Internationale Klasse' in page
    assert CLERK in page


def test_documents_of_a_paper_are_files(visit: Visit) -> None:
    visitor = visit("eschweiler")
    page = visitor.text(f"/bi/vo0050.php?__kvonr={class_paper(visitor)}")
    links = re.findall(r'href="(getfile\.php\?id=\d+&amp;type=do)"', page)
    assert re.findall(r'smc-doc-symbol">(\w+)<', page) == ["VO", "AN"]
    for link in links:
        assert visitor.get("/bi/" + link.replace("&amp;", "&")).content.startswith(b"%PDF")


def test_the_consultations_are_a_tab_of_their_own_and_secret_ones_name_no_day(visit: Visit) -> None:
    visitor = visit("eschweiler")
    paper = next(one for one in visitor.views.papers() if "Brotkorb" in one.title)
    page = visitor.text(f"/bi/vo0050.php?__kvonr={paper.number}")
    assert f"vo0053.php?__kvonr={paper.number}" in page
    panels = re.findall(
        r'(?s)<div class="card panel" id="smcpanel\d+">.*?</div></div>',
        visitor.text(f"/bi/vo0053.php?__kvonr={paper.number}"),
    )
    assert [words(one).split(" Zur ")[0].strip() for one in panels] == [
        "27.11.2026 Sozial- und Seniorenausschuss TOP 3 öffentlich - Vorberatung",
        "Haupt- und Finanzausschuss nichtöffentlich - Vorberatung",
        "16.12.2026 Rat der Stadt Eschweiler TOP 3 öffentlich - Entscheidung",
    ]
    assert ["si0057" in one for one in panels] == [True, False, True]


def test_an_agenda_as_table_and_as_cards_says_the_same(visit: Visit) -> None:
    visitor = visit("eschweiler")
    number = school_board(visitor)
    table = visitor.text(f"/bi/si0057.php?__ksinr={number}")
    cards = visitor.text(f"/bi/si0056.php?__ksinr={number}")
    parts = re.findall(r'class="totrenn"[^>]*><strong>(.*?):</strong>', table)
    assert parts == ["Nicht öffentlicher Teil", "Öffentlicher Teil"]
    badges = re.findall(r'<span class="badge">(.*?)</span>', table)
    assert badges == re.findall(r'<span class="badge">(.*?)</span>', cards)
    assert badges[:2] == ["N&nbsp;1", "Ö&nbsp;1"]
    assert "Turnhalle Beispielstraße:<br>Zeiten für Vereine und Schulen" in table
    assert '<p class="smc_field_smcdv0_box2_abstimmung">Ja: 15, Nein: 0, Enthaltung: 0</p>' in table


def test_a_second_meeting_of_a_day_has_no_day_in_the_calendar(visit: Visit) -> None:
    page = visit("eschweiler").text("/bi/si0040.php?__cjahr=2026&__cmonat=11&__canz=1&__cselect=0")
    listed = [row for row in rows_of(page) if 'class="silink"' in row]
    second = next(row for row in listed if "Integrationsrat" in row)
    assert "siday" not in second
    assert 'title="Details anzeigen: Integrationsrat 17.11.2026"' in second
    assert "<li>19:30-20:30 Uhr</li>" in second


def test_a_meeting_without_agenda_says_so_and_has_no_link(visit: Visit) -> None:
    visitor = visit("eschweiler")
    hidden = next(one for one in visitor.views.meetings() if not one.items)
    page = visitor.text(f"/bi/si0057.php?__ksinr={hidden.number}")
    assert "noch keine Detailinformationen freigegeben" in page
    month = visitor.text(f"/bi/si0040.php?__cjahr={hidden.start.year}&__cmonat={hidden.start.month}")
    assert str(hidden.number) not in month


def test_what_is_not_there_is_said_with_200(visit: Visit) -> None:
    visitor = visit("eschweiler")
    answer = visitor.get("/bi/vo0050.php?__kvonr=1")
    assert answer.status_code == 200
    assert '<h3 class="smc_h3">Keine Daten gefunden</h3>' in answer.text
    assert "Fehlercode: 1104" in answer.text
    assert visitor.get("/bi/to0040.php").headers["Location"] == "/bi/error.php"
    assert "ylogon" in visitor.get("/ri/info.php").headers["Location"]


def test_members_without_a_vote_stand_below_a_line_of_their_own(visit: Visit) -> None:
    visitor = visit("eschweiler")
    listed = visitor.text("/bi/gr0040.php")
    [number] = re.findall(r'__kgrnr=(\d+)"[^>]*>Schulausschuss', listed)
    members = visitor.text(f"/bi/kp0040.php?__kgrnr={number}")
    before, after = members.split("ohne Stimmrecht")
    assert "Ferrante-Esser" in before
    assert "Zimmerlein" in after
    assert "Stolzenfels" not in members
    [person] = re.findall(r'pe0051\.php\?__kpenr=(\d+)"[^>]*>Antonio', members)
    assert "Integrationsrat" in visitor.text(f"/bi/pe0051.php?__kpenr={person}")


# -- layout 4 --------------------------------


def test_the_older_layout_is_latin_9_and_an_active_server_page(visit: Visit, old: Site) -> None:
    answer = visit(site=old).get("/bi/info.asp")
    assert answer.headers["Content-Type"] == "text/html"
    assert b"charset=iso-8859-15" in answer.content
    assert "Übersicht" in answer.content.decode("iso-8859-15")
    assert b"(Layout 4)" in answer.content


def test_only_the_heading_tells_what_is_public(visit: Visit, old: Site) -> None:
    visitor = visit(site=old)
    page = visitor.get(f"/bi/to0040.asp?__ksinr={school_board(visitor)}").content.decode("iso-8859-15")
    order = re.findall(r'class="smcrowh"><td[^>]*>(.*?)</td>|class="smc_tophn">(?:<span[^>]*>)?(\d+)', page)
    assert [heading or number for heading, number in order] == [
        "Nicht öffentlicher Teil",
        "1",
        "Öffentlicher Teil",
        *"12345",
    ]
    assert "Ö&nbsp;" not in page
    assert SECRET_PHRASE in page
    assert re.search(r'<tr class="smc_tophz"><td></td><td>Ergebnis:</td><td colspan="3">vertagt</td></tr>', page)


def test_a_late_point_carries_its_number_within_a_remark(visit: Visit, old: Site) -> None:
    visitor = visit(site=old)
    pages = [visitor.text(f"/bi/to0040.asp?__ksinr={one.number}") for one in visitor.views.meetings() if one.items]
    assert any(re.search(r'smctopadd">\d+ Nachtrag: \d\d\.\d\d\.\d{4} \*</span>', page) for page in pages)


def test_the_older_paper_is_a_table_with_documents_linked_twice(visit: Visit, old: Site) -> None:
    visitor = visit(site=old)
    number = class_paper(visitor)
    page = visitor.get(f"/bi/vo0050.asp?__kvonr={number}").content.decode("iso-8859-15")
    assert '<table id="smctablevorgang"' in page
    assert '<td class="smclabel">Betreff:</td><td class="smctext">Internationale Klasse' in page
    links = re.findall(r"getfile\.asp\?id=(\d+)", page)
    assert links[0::2] == links[1::2]
    assert 'class="smcdosize">(' in page
    posted = visitor.client.post(f"{visitor.server.url}/bi/ydocstart.asp", data={"DT": links[0]})
    assert posted.content.startswith(b"%PDF")


def test_the_older_consultations_have_one_cell_per_fact(visit: Visit, old: Site) -> None:
    visitor = visit(site=old)
    paper = next(one for one in visitor.views.papers() if "Brotkorb" in one.title)
    page = visitor.get(f"/bi/vo0050.asp?__kvonr={paper.number}").content.decode("iso-8859-15")
    hearings = [row for row in rows_of(page) if 'class="bfost"' in row]
    assert ["to0040.asp" in row for row in hearings] == [True, False, True]
    assert "nicht öffentlich" in hearings[1]
