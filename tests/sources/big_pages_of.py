"""The small pages that ``big_pages`` blows up: one for each reader, with a row of its kind."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from teilhabe.council.documents.sections import sections_of_html_blocks
from teilhabe.council.ingest.allris3 import Allris3
from teilhabe.council.ingest.allris3 import recognise as recognise_allris3
from teilhabe.council.ingest.allris3.xml import xml_calendar, xml_item, xml_meeting
from teilhabe.council.ingest.allris4 import Allris4
from teilhabe.council.ingest.allris4 import recognise as recognise_allris4
from teilhabe.council.ingest.html.facts import AgendaEntry, TextBlock
from teilhabe.council.ingest.html.family import Family, Installation, PageKind
from teilhabe.council.ingest.sessionnet import recognise as recognise_sessionnet
from tests.council.ingest.allris3 import pages as old
from tests.council.ingest.allris3 import test_calendar, test_item, test_people, test_xml
from tests.council.ingest.allris4 import pages as wicket
from tests.council.ingest.allris4 import test_reading
from tests.council.ingest.sessionnet import pages as net

from .big_pages import HERE, Subject


def sections_page() -> Subject:
    return Subject(
        "sections",
        lambda page: sections_of_html_blocks([TextBlock(html=page)]),
        f"<div>{HERE}</div>",
        "<p>Bericht 4242",
    )


def _both(name: str, family: Family, kind: PageKind, page: str, url: str, row: str) -> Iterator[Subject]:
    """The reader of a page, and redact for it."""
    reader: Any = getattr(family, kind.value)

    yield Subject(name, lambda page: reader(page, url), page, row)
    yield Subject(f"{name}, redact", lambda page: family.redact(kind, page, url), page, row)


def _after(page: str, row: str) -> str:
    assert row in page
    return page.replace(row, row + HERE, 1)


def allris3_pages() -> Iterator[Subject]:
    family = Allris3(Installation(base=old.BASE, suffix=".asp"))
    kind = PageKind
    made = partial(_both, family=family)
    row = old.point("Ö 4242", "Bericht", 4242, result="vertagt", paper=4242, reference="V/4242")
    page = old.agenda([old.part("Öffentlicher Teil"), old.point("Ö 1", "A", 1), HERE])
    yield from made("ALLRIS 3 meeting", kind=kind.MEETING, page=page, url=f"{old.BASE}to010.asp?SILFDNR=7", row=row)
    page = test_item.item(texts=old.text("WP", f"<p>Text</p>{HERE}"))
    row = "<p>Bericht 4242</p>"
    yield from made("ALLRIS 3 item", kind=kind.ITEM, page=page, url=f"{old.BASE}to020.asp?TOLFDNR=41", row=row)
    url = f"{old.BASE}vo020.asp?VOLFDNR=7"
    page = old.paper(old.head_row("Rat"), texts=old.text("SV", f"<p>Text</p>{HERE}"))
    yield from made("ALLRIS 3 paper", kind=kind.PAPER, page=page, url=url, row=row)
    page = old.paper(old.head_row("Rat") + HERE, texts=old.text("SV", "<p>Text</p>"))
    row = old.head_row("Bericht") + old.hearing("10.09.2026", "Sitzung", meeting=4242, item=4242)
    yield from made("ALLRIS 3 steps", kind=kind.PAPER, page=page, url=url, row=row)
    page, url = test_calendar.CALENDAR, f"{old.BASE}si010_e.asp?MM=9&YY=2026"
    row = '<tr><td>01.09.2026</td><td>17:00</td><td><a href="to010.asp?SILFDNR=4242">Bericht</a></td></tr>'
    page = page.replace("</table>", f"{HERE}</table>", 1) if test_calendar.ROWS in page else page
    yield from made("ALLRIS 3 calendar", kind=kind.CALENDAR, page=page, url=url, row=row)
    yield Subject("ALLRIS 3, recognised", lambda page: recognise_allris3(page, old.BASE), page, row)
    row = '<tr><td></td><td><a href="au020.asp?AULFDNR=4242">Bericht</a></td></tr>'
    page, url = _after(test_people.COMMITTEES, '<td class="text5">17</td></tr>'), f"{old.BASE}au010.asp"
    yield from made("ALLRIS 3 committees", kind=kind.COMMITTEES, page=page, url=url, row=row)
    row = test_people.member(4242, "Bericht", "Mitglied", "Mitte")
    page = _after(test_people.MEMBERS, test_people.member(3, "Aydın, Meryem", "Vorsitz", "SPD-Fraktion"))
    yield from made("ALLRIS 3 members", kind=kind.MEMBERS, page=page, url=f"{old.BASE}au020.asp?AULFDNR=12", row=row)
    row = (
        '<tr><td></td><td><a href="au020.asp?AULFDNR=4242">Bericht</a></td><td>Vorsitz</td><td>01.11.2020</td>'
        "<td></td></tr>"
    )
    page = _after(test_people.PERSON, "<td>&nbsp;</td></tr>")
    yield from made("ALLRIS 3 person", kind=kind.PERSON, page=page, url=f"{old.BASE}kp020.asp?KPLFDNR=3", row=row)
    entry = AgendaEntry(place=1, public=True, number="1", key="tolfdnr=41")
    for name, read, xml in (
        ("calendar", lambda page: xml_calendar(page, f"{old.BASE}si010_e.asp"), test_xml.CALENDAR_XML),
        ("meeting", lambda page: xml_meeting(page, f"{old.BASE}to010.asp?SILFDNR=7"), test_xml.AGENDA_XML),
        ("item", lambda page: xml_item(page, f"{old.BASE}to020.asp?TOLFDNR=41", entry=entry), test_xml.ITEM_XML),
    ):
        at = xml.rindex("</", 0, xml.rindex("</"))
        row = "<item><silfdnr>4242</silfdnr><tolfdnr>4242</tolfdnr><siname>Bericht</siname><sitext>x</sitext></item>"
        yield Subject(f"ALLRIS 3 XML {name}", read, xml[:at] + HERE + xml[at:], row)


def allris4_pages() -> Iterator[Subject]:
    made = partial(_both, family=Allris4(Installation(base=wicket.BASE, calendar="si010")))
    kind = PageKind
    row = wicket.point(4242, "Ö 4242", "Bericht", paper=4242, reference="V/4242", linked=True)
    page = wicket.agenda([wicket.part("Öffentlicher Teil"), wicket.point(1, "Ö 1", "Begrüßung", linked=True), HERE])
    url = f"{wicket.BASE}to010?SILFDNR=5"
    yield from made("ALLRIS 4 meeting", kind=kind.MEETING, page=page, url=url, row=row)
    yield Subject("ALLRIS 4, recognised", lambda page: recognise_allris4(page, f"{wicket.BASE}to010"), page, row)
    text = wicket.text_part("Wortprotokoll", f"<p>Text</p>{HERE}")
    url, row = f"{wicket.BASE}to020?TOLFDNR=14&SILFDNR=5", "<p>Bericht 4242</p>"
    yield from made("ALLRIS 4 item", kind=kind.ITEM, page=wicket.item(parts=text), url=url, row=row)
    url = f"{wicket.BASE}vo020?VOLFDNR=902"
    page = wicket.paper(content=wicket.text_part("Sachverhalt", f"<p>Text</p>{HERE}"))
    yield from made("ALLRIS 4 paper", kind=kind.PAPER, page=page, url=url, row=row)
    page = wicket.paper(content=wicket.steps(wicket.hearing("Rat", "Entscheidung"), HERE))
    row = wicket.hearing("Bericht", "Entscheidung", ("03.09.2026", 4242, 4242, "beschlossen"))
    yield from made("ALLRIS 4 steps", kind=kind.PAPER, page=page, url=url, row=row)
    printed = '<p><a href="#">Reduzieren</a></p><h2>Sachverhalt</h2>'
    page = wicket.page("Vorlage - 2026/1", f"<p>Titel</p>{printed}{HERE}")
    yield from made("ALLRIS 4 printed paper", kind=kind.PAPER, page=page, url=url, row="<p>Bericht 4242</p>")
    row = wicket.calendar_row("03", "15:00", 4242, "Bericht")
    page, url = wicket.rows_answer([row.replace("4242", "1"), HERE]), f"{wicket.BASE}si010?MM=9&YY=2026"
    yield from made("ALLRIS 4 calendar", kind=kind.CALENDAR, page=page, url=url, row=row)
    row = '<tr><td><a href="./gr020?GRLFDNR=4242">Bericht</a></td><td>17</td></tr>'
    page = wicket.page("Gremien", _after(test_reading.GREMIEN, "<tr><td>Ausschuss</td><td></td><td></td></tr>"))
    yield from made("ALLRIS 4 committees", kind=kind.COMMITTEES, page=page, url=f"{wicket.BASE}gr010", row=row)
    row = '<tr><td><a href="./kp020?KPLFDNR=4242">Bericht</a></td><td>Mitglied</td><td>A</td><td>01.11.2025</td></tr>'
    after = "<tr><td>Beratende Mitglieder</td><td></td></tr>"
    page, url = wicket.page("Rat", _after(test_reading.MITGLIEDER, after)), f"{wicket.BASE}gr020?GRLFDNR=3"
    yield from made("ALLRIS 4 members", kind=kind.MEMBERS, page=page, url=url, row=row)
    row = '<tr><td><a href="./gr020?GRLFDNR=4242">Bericht</a></td><td>Mitglied</td><td>01.11.2025</td><td></td></tr>'
    page, url = wicket.page("Ada", _after(test_reading.ROLLEN, "</thead><tbody>")), f"{wicket.BASE}kp020?KPLFDNR=7"
    yield from made("ALLRIS 4 person", kind=kind.PERSON, page=page, url=url, row=row)


def sessionnet_pages() -> Iterator[Subject]:
    made, kind = partial(_both, family=net.SITE), PageKind
    row = net.point("Ö 4242", "Bericht", paper="77 112/26", docs=net.document(4242, "Anlage"))
    page, url = net.agenda_page(net.group("Öffentlicher Teil:"), HERE), f"{net.BASE}si0057.php?__ksinr=1"
    yield from made("SessionNet meeting", kind=kind.MEETING, page=page, url=url, row=row)
    yield Subject("SessionNet, recognised", lambda page: recognise_sessionnet(page, net.BASE), page, row)
    page, url = net.cards_page(net.card_group("Öffentlicher Teil:"), HERE), f"{net.BASE}si0056.php?__ksinr=1"
    yield from made("SessionNet cards", kind=kind.MEETING, page=page, url=url, row=net.card("Ö 4242", "Bericht"))
    row = net.old_point(4242, "4242", "Bericht", lines=net.old_line("Beschluss:", "einstimmig"))
    page, url = net.old_agenda_page(net.old_group("Öffentlicher Teil"), HERE), f"{net.BASE}to0040.asp?__ksinr=1"
    yield from _both("SessionNet old meeting", net.OLD, kind.MEETING, page, url, row)
    page, url, row = net.paper_page(f"<p>Text</p>{HERE}"), f"{net.BASE}vo0050.php?__kvonr=77", "<p>Bericht 4242</p>"
    yield from made("SessionNet paper", kind=kind.PAPER, page=page, url=url, row=row)
    link = '<a href="si0057.php?__ksinr=4242">x</a>'
    row = net.step_card(4242, "10.09.2026 Bericht TOP 8 öffentlich - Entscheidung", link)
    page, url = net.steps_page(HERE), f"{net.BASE}vo0053.php?__kvonr=77"
    yield from made("SessionNet steps", kind=kind.PAPER, page=page, url=url, row=row)
    fields = net.cells(tofnum=("TOP", "Ö 1"), tobetr=("Betreff", "Neubau"), tobes=("Beschluss", "vertagt"))
    page = net.frame(fields + net.blocks(f"<p>Text</p>{HERE}"), program="to0050", title="x")
    url, row = f"{net.BASE}to0050.php?__ktonr=1", "<p>Bericht 4242</p>"
    yield from made("SessionNet item", kind=kind.ITEM, page=page, url=url, row=row)
    row = net.day_row(22, net.meeting_cell(4242, "Bericht", "22.09.2026", "17:30 Uhr", "Rathaus"))
    page, url = net.calendar_page(row.replace("4242", "1"), HERE), f"{net.BASE}si0040.php?__cjahr=2026&__cmonat=9"
    yield from made("SessionNet calendar", kind=kind.CALENDAR, page=page, url=url, row=row)
    page, row = net.committees_page(net.committee_row(1, "Rat"), HERE), net.committee_row(4242, "Bericht")
    yield from made("SessionNet committees", kind=kind.COMMITTEES, page=page, url=f"{net.BASE}gr0040.php", row=row)
    row = net.member_row("Bericht", 4242, "Mitte", "Mitglied")
    page, url = net.members_page(net.member_section("Mitglieder"), HERE), f"{net.BASE}kp0040.php?__kgrnr=1"
    yield from made("SessionNet members", kind=kind.MEMBERS, page=page, url=url, row=row)
    url = f"{net.BASE}kp0050.php?__kpenr=1"
    yield from made("SessionNet person", kind=kind.PERSON, page=page, url=url, row=row)
