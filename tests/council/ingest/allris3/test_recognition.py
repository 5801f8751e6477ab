"""Which installation a page belongs to, what it says instead of a page, and where its pages lie."""

from __future__ import annotations

from datetime import date

import pytest

from teilhabe.council.ingest.allris3 import Allris3, recognise
from teilhabe.council.ingest.html import errors
from teilhabe.council.ingest.html.family import Installation

from .pages import BASE, message, page, paper

START = page("allris", "Übersicht", "<p>Rat</p>", calendar="si010_j")


def test_a_classic_installation_releases_the_calendar_of_its_menu() -> None:
    found = recognise(START, f"{BASE}allris.net.asp")
    assert found is not None
    assert (found.base, found.version, found.layout, found.suffix, found.calendar) == (
        *(BASE, "3.9.4", "classic", ".asp"),
        "si010_j",
    )
    family = Allris3(found)
    assert family.calendar_url(date(2026, 9, 1)) == f"{BASE}si010_j.asp?MM=9&YY=2026"
    assert family.paper_url("volfdnr=7") == f"{BASE}vo020.asp?VOLFDNR=7"
    assert family.members_url("palfdnr=1") == f"{BASE}pa020.asp?PALFDNR=1"
    assert family.committees_urls() == (
        f"{BASE}au010.asp?T1=Aussch%FCsse&AU=Ausschuss",
        f"{BASE}fr010.asp?SELECT=1",
        f"{BASE}pa021.asp",
    )


def test_a_responsive_installation_has_programs_of_its_own() -> None:
    found = recognise(page("allris", "Start", "", calendar="si010_r", responsive=True), f"{BASE}allris.net.asp")
    assert found is not None
    assert (found.layout, found.suffix, found.calendar) == ("responsive", "_r.asp", "si010_r")
    assert Allris3(found).meeting_url("silfdnr=7") == f"{BASE}to010_r.asp?SILFDNR=7"
    assert Allris3(found).person_url("kplfdnr=7").startswith(f"{BASE}kp020.asp?KPLFDNR=7")


def test_the_old_look_of_berlin_is_recognised_and_a_members_area_has_its_public_sibling() -> None:
    old = START.replace('id="allriscontainer"', 'id="allrisContent"')
    found = recognise(old, "https://rat.example/ri/logon.asp")
    assert found is not None
    assert (found.base, found.options["wrap"]) == (BASE, "berlin")


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>ALLRIS net Version 3.9</p>",
        "<title>ALLRIS - Kalender</title><div id='mainContent'></div>",
        '<meta name="sessionnet" content="V:050505">',
    ],
)
def test_other_pages_are_none_of_it(html: str) -> None:
    assert recognise(html, f"{BASE}") is None


@pytest.mark.parametrize(
    ("sentence", "error"),
    [
        ("Zu viele Zugriffe aus Ihrem Netzwerk", errors.TurnedAway),
        ("<altcha-widget></altcha-widget>", errors.TurnedAway),
        ("Zugriff verweigert (Programm vo020.asp).", errors.ProgramClosed),
        ("Zugriff verweigert.", errors.NotPublic),
        ('<input type="password" name="pw">', errors.NotPublic),
        ("Keine Daten gefunden.", errors.NothingThere),
        ("Microsoft VBScript runtime error '800a0d'", errors.SystemTrouble),
        ("Der Server ist nicht verfügbar", errors.SystemTrouble),
        ("Guten Tag", errors.NotThisPage),
    ],
)
def test_a_page_says_why_it_is_another(sentence: str, error: type[errors.PageError]) -> None:
    family = Allris3(Installation(base=BASE))
    for read in (family.calendar, family.meeting, family.item, family.committees, family.members):
        with pytest.raises(error):
            read(message(sentence), f"{BASE}x.asp")
    with pytest.raises(error):
        family.paper(message(sentence), f"{BASE}vo020.asp?VOLFDNR=7")


def test_an_address_without_rights_is_not_public_and_a_paper_may_quote_any_sentence() -> None:
    family = Allris3(Installation(base=BASE))
    with pytest.raises(errors.NotPublic):
        family.paper(paper(), f"{BASE}noauth.asp")
    quoting = paper(texts='<a name="allrisSV"></a><p>Zugriff verweigert. Keine Daten gefunden.</p>')
    assert family.paper(quoting, f"{BASE}vo020.asp?VOLFDNR=7").blocks
