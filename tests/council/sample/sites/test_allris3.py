"""ALLRIS 3 as the sample serves it: classic for the StädteRegion, responsive for Würselen."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest

from teilhabe.council.sample.sites import CLERK, SECRET_PHRASE
from teilhabe.council.sample.sites.allris3 import TOKENS_KEPT
from tests.council.sample.sites.conftest import Visit, Visitor, words

BAD_BYTES = re.compile("Ã|Â|\N{REPLACEMENT CHARACTER}")


def latin(answer: httpx.Response) -> str:
    return answer.content.decode("iso-8859-1")


def rows_of(page: str) -> list[str]:
    return re.findall(r"(?s)<tr\b.*?</tr>", page)


def numbers_in(page: str, parameter: str) -> list[int]:
    return [int(number) for number in re.findall(rf"{parameter}=(\d+)", page)]


def focus_paper(visitor: Visitor) -> str:
    return latin(visitor.get(f"/bi/vo020.asp?VOLFDNR={visitor.paper('2019/0465').number}"))


# -- encodings --------------------------------


def test_the_classic_pages_are_latin_1_and_only_the_page_says_so(visit: Visit) -> None:
    region = visit("staedteregion")
    for address in ("/bi/allris.net.asp", "/bi/au010.asp", f"/bi/vo020.asp?VOLFDNR={region.paper('2019/0465').number}"):
        answer = region.get(address)
        assert answer.headers["Content-Type"] == "text/html"
        assert answer.content.startswith(b'<?xml version="1.0" encoding="iso-8859-1"?>')
        assert "StädteRegion Aachen" in latin(answer)
        assert not BAD_BYTES.search(latin(answer))
        with pytest.raises(UnicodeDecodeError):
            answer.content.decode("utf-8")


def test_the_responsive_pages_declare_latin_1_and_send_windows_characters(visit: Visit) -> None:
    wuerselen = visit("wuerselen")
    paper = next(one for one in wuerselen.views.papers() if "Willkommensmappe" in one.title)
    answer = wuerselen.get(f"/bi/vo020_r.asp?VOLFDNR={paper.number}")
    assert b"charset=iso-8859-1" in answer.content
    assert "Würselen" in answer.content.decode("cp1252")
    assert b'<div id="allris" class="vo020 normal">' in answer.content


# -- paper --------------------------------


def test_the_focus_paper_holds_two_documents_within_its_page(visit: Visit) -> None:
    page = focus_paper(visit("staedteregion"))
    assert page.count("<?xml version") == 3
    assert page.count("Aspose.Words") == 2
    assert page.index('name="allrisBV"') < page.index('name="allrisSV"')
    assert re.search(r"<!-- ### SV\d+\.rtf -->", page)
    matter = page[page.index('name="allrisSV"') :]
    for heading in ("Sachlage:", "Personelle Auswirkungen:", "Finanzielle/bilanzielle Auswirkungen:"):
        assert f'font-weight:bold">{heading}</span>' in matter
    assert "gez. Dr. Mertensacker" in matter


def test_the_numbering_of_the_focus_paper_restarts_as_word_left_it(visit: Visit) -> None:
    matter = focus_paper(visit("staedteregion")).split('name="allrisSV"')[1]
    marks = re.findall(r"<ol type|>4\.</span>|font-family:Symbol\">&#xf0b7;", matter)
    assert (
        marks
        == [*['font-family:Symbol">&#xf0b7;'] * 3, "<ol type", ">4.</span>", "<ol type"]
        + ['font-family:Symbol">&#xf0b7;'] * 6
    )
    assert "start=" not in matter


def test_a_paper_heard_in_secret_names_the_meeting_and_leads_nowhere(visit: Visit) -> None:
    region = visit("staedteregion")
    paper = next(one for one in region.views.papers() if one.title.startswith("Pool der"))
    page = latin(region.get(f"/bi/vo020.asp?VOLFDNR={paper.number}"))
    details = [row for row in rows_of(page) if re.search(r'class="text2">\d', row)]
    linked = ["to010.asp?SILFDNR=" in row for row in details]
    assert linked == [True, False, True]
    assert "Sitzung des Ausschusses für Soziales" in details[1]
    assert "Geplant" in page
    assert SECRET_PHRASE not in page


def test_a_committee_that_hears_a_paper_twice_has_one_head_and_two_details(visit: Visit) -> None:
    region = visit("staedteregion")
    paper = next(one for one in region.views.papers() if any(len(steps) > 1 for _, steps in one.courses))
    page = latin(region.get(f"/bi/vo020.asp?VOLFDNR={paper.number}"))
    heads = [row for row in rows_of(page) if 'class="text1" colspan="3">' in row and "zl1" in row]
    details = [row for row in rows_of(page) if re.search(r'class="text2">\d', row)]
    assert len(heads) == len(paper.courses) < len(details) + sum(not steps for _, steps in paper.courses)


def test_an_attachment_answers_for_a_while_only(visit: Visit) -> None:
    region = visit("staedteregion")
    page = focus_paper(region)
    [link] = set(re.findall(r'href="(___tmp/[^"]+)"', page))
    assert region.get(f"/bi/{link}").content.startswith(b"%PDF")
    assert link not in focus_paper(region)
    for _ in range(TOKENS_KEPT):
        focus_paper(region)
    assert region.get(f"/bi/{link}").status_code == 404


def test_the_document_of_a_paper_comes_by_link_and_by_form(visit: Visit) -> None:
    region = visit("staedteregion")
    [number] = re.findall(r'name="DOLFDNR" value="(\d+)"', focus_paper(region))
    got = region.get(f"/bi/do027.asp?DOLFDNR={number}&options=64")
    posted = region.client.post(f"{region.server.url}/bi/do027.asp", data={"DOLFDNR": number, "options": "64"})
    assert got.headers["Content-Type"] == "application/pdf"
    assert got.content == posted.content
    assert region.server.requests[-1].form["DOLFDNR"] == number


def test_programs_answer_in_capitals_and_links_use_them(visit: Visit) -> None:
    region = visit("staedteregion")
    links = set()
    for meeting in region.views.meetings():
        if meeting.items:
            agenda = latin(region.get(f"/bi/to010.asp?SILFDNR={meeting.number}"))
            links |= set(re.findall(r"VO020\.asp\?VOLFDNR=\d+&refresh=false", agenda))
    assert links
    assert region.get(f"/bi/{links.pop()}").status_code == 200


def test_the_responsive_paper_prints_its_table_twice_and_the_role_among_the_results(visit: Visit) -> None:
    wuerselen = visit("wuerselen")
    paper = next(one for one in wuerselen.views.papers() if "Trinkwasser" in one.title)
    page = wuerselen.get(f"/bi/vo020_r.asp?VOLFDNR={paper.number}").content.decode("cp1252")
    assert page.count('<table class="bfTable">') == 2
    assert page.count("<caption>Beratungsfolge</caption>") == 2
    assert page.count("</table>") == 1
    heads = [re.findall(r"<td[^>]*>(.*?)</td>", row)[1:] for row in rows_of(page) if "bfHead" in row]
    # Two hearings of the same committee in a row share a head, whether in public or not.
    assert heads == [
        ["", "Ausschuss für Umwelt und Stadtentwicklung", "Vorberatung", ""],
        ["", "Rat der Stadt Würselen", "Entscheidung", ""],
    ]
    details = [row for row in rows_of(page) if "bfDetail" in row]
    assert ["to010_r.asp" in row for row in details] == [True, False, True]
    assert '<span id="voverfasser">' + CLERK in page
    assert 'class="disable"' in page
    assert re.search(r'id="allrisFA".*54\.000 Euro', page, re.S)


# -- agenda and calendar --------------------------------


@pytest.mark.parametrize(("name", "program"), [("staedteregion", "to010.asp"), ("wuerselen", "to010_r.asp")])
def test_public_points_follow_points_that_are_not(visit: Visit, name: str, program: str) -> None:
    visitor = visit(name)
    meeting = next(one for one in visitor.views.meetings() if one.items and not one.items[0].public)
    page = visitor.get(f"/bi/{program}?SILFDNR={meeting.number}").content.decode("cp1252")
    numbers = re.findall(r"([ÖN])&nbsp;\d", page)
    assert numbers[0] == "N"
    assert "Ö" in numbers[1:]


def test_a_closed_row_hides_its_title_in_every_corner(visit: Visit) -> None:
    region = visit("staedteregion")
    page = ""
    for meeting in region.views.meetings():
        if meeting.items:
            page += latin(region.get(f"/bi/to010.asp?SILFDNR={meeting.number}"))
    for corner in (
        r"<!--\d+ [^>]*{}",
        r'title="[^"]*{}',
        r'type="hidden" name="TOTEXT" value="[^"]*{}',
        r"<td>[^<]*{}",
    ):
        assert re.search(corner.format(SECRET_PHRASE), page), corner
    assert "(nichtöffentlich)" in page


def test_a_calendar_names_the_day_once_and_links_no_meeting_that_is_off(visit: Visit) -> None:
    region = visit("staedteregion")
    page = latin(region.get("/bi/si010_e.asp?MM=12&YY=2026"))
    [off] = [row for row in rows_of(page) if "ENTFÄLLT!" in row]
    assert "SILFDNR" not in off
    page = latin(region.get("/bi/si010_e.asp?MM=11&YY=2026"))
    first, second = [row for row in rows_of(page) if re.search(r"to010\.asp\?SILFDNR", row)][1:3]
    assert "Soziales" in first
    assert "&nbsp;19</td>" in first
    assert "Schulen und Bildung" in second
    assert '<td>&nbsp;</td>\n<td>&nbsp;</td>\n<td class="text2">16:30' in second


def test_a_responsive_calendar_marks_further_meetings_of_a_day(visit: Visit) -> None:
    page = visit("wuerselen").text("/bi/si010_r.asp?MM=11&YY=2026")
    assert '<table class="calenderView">' in page
    [row] = [row for row in rows_of(page) if 'class="sameday"' in row]
    assert 'class="dom"' not in row
    assert "18:00 - 20:50 Uhr" in row


@pytest.mark.parametrize(("name", "released"), [("staedteregion", "si010_e.asp"), ("wuerselen", "si010_r.asp")])
def test_only_one_calendar_program_is_released_and_the_menu_names_it(visit: Visit, name: str, released: str) -> None:
    visitor = visit(name)
    assert f'href="{released}"' in visitor.text("/bi/allris.net.asp")
    for program in ("si010.asp", "si010_e.asp", "si010_j.asp", "si010_r.asp"):
        answer = visitor.get(f"/bi/{program}")
        assert answer.status_code == 200
        assert (f"Zugriff verweigert (Programm {program})." in answer.text) is (program != released)


def test_an_agenda_that_nobody_may_read_yet_leads_to_noauth(visit: Visit) -> None:
    region = visit("staedteregion")
    hidden = next(one for one in region.views.meetings() if not one.items)
    answer = region.get(f"/bi/to010.asp?SILFDNR={hidden.number}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/bi/noauth.asp")
    assert "Keine Berechtigung" in region.text("/bi/noauth.asp")


def test_an_item_shows_result_minutes_and_vote(visit: Visit) -> None:
    region = visit("staedteregion")
    steps = region.paper("2026/0188").steps
    page = latin(region.get(f"/bi/to020.asp?TOLFDNR={steps[-1].item}"))
    assert [page.count(f'name="allris{anchor}"') for anchor in ("WP", "BS", "AE")] == [1, 1, 1]
    assert "mehrheitlich beschlossen" in words(page)
    assert "Ja: 58, Nein: 4, Enthaltung: 3" in words(page)


def test_an_item_that_is_not_public_has_no_page(visit: Visit) -> None:
    region = visit("staedteregion")
    closed = [item for meeting in region.views.meetings() for item in meeting.items if not item.public]
    assert closed
    assert {region.get(f"/bi/to020.asp?TOLFDNR={item.number}").status_code for item in closed} == {302}


# -- XML, people --------------------------------


def test_the_xml_output_says_z_and_means_berlin_and_breaks_its_own_rules(visit: Visit) -> None:
    region = visit("staedteregion")
    more = "selfaction=ws&template=xyz"
    months = region.text(f"/bi/si010_e.asp?{more}&kaldatvon=01.12.2019&kaldatbis=31.12.2019")
    assert re.findall(r"<sisbvcs>(.*?)</sisbvcs>", months) == ["20191212T180000Z"]
    [number] = re.findall(r"<silfdnr>(\d+)</silfdnr>", months)
    agenda = latin(region.get(f"/bi/to010.asp?SILFDNR={number}&{more}"))
    kinds = re.findall(r"<toostLang>(.*?)</toostLang>", agenda)
    assert kinds == ["öffentlich"] * (len(kinds) - 1) + ["nichtöffentlich"]
    assert re.search(r'<totext1><a href="vo020\.asp\?VOLFDNR=\d+&refresh=false">', agenda)
    assert SECRET_PHRASE in agenda
    people = region.text(f"/bi/kp041.asp?{more}&showAll=true")
    assert "<advname>Renate</advname><adname>Hallmanns</adname>" in people
    assert "<?xml" not in visit("wuerselen").text(f"/bi/si010_r.asp?{more}")


def test_committees_members_and_persons_lead_to_each_other(visit: Visit) -> None:
    region = visit("staedteregion")
    committees = latin(region.get("/bi/au010.asp?T1=Aussch%FCsse"))
    [number] = re.findall(r'AULFDNR=(\d+)">Ausschuss für Schulen und Bildung', committees)
    members = latin(region.get(f"/bi/au020.asp?AULFDNR={number}"))
    assert "Vorsitzende" in members
    assert CLERK in members
    person = latin(region.get(f"/bi/kp020.asp?KPLFDNR={numbers_in(members, 'KPLFDNR')[0]}"))
    assert "Ausschuss für Schulen und Bildung" in words(person)
    assert "Fraktion Soziale Region" in unescape(latin(region.get("/bi/fr010.asp")))
