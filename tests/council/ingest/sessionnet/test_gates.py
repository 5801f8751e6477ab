"""What SessionNet says instead of a page, and how a start page gives itself away."""

from __future__ import annotations

import pytest

from teilhabe.council.ingest.html.errors import (
    NothingThere,
    NotPublic,
    NotThisPage,
    PageError,
    SystemTrouble,
    TooBigToRead,
    TurnedAway,
)
from teilhabe.council.ingest.sessionnet import recognise

from . import pages
from .pages import BASE, SITE

MEETING = f"{BASE}si0057.php?__ksinr=4849"
FIREWALL = "<html><body>The requested URL was rejected. Please consult your administrator. Support ID: 77</body></html>"
JUMP = '<meta http-equiv="refresh" content="0;url={}">'


@pytest.mark.parametrize(
    ("page", "url", "error"),
    [
        ("<?php include('config.php'); ?><html>", MEETING, SystemTrouble),
        ("<%@ Language=VBScript %><html>", MEETING, SystemTrouble),
        (FIREWALL, MEETING, TurnedAway),
        ("<html><body>Zu viele Zugriffe aus Ihrem Netzwerk</body></html>", MEETING, TurnedAway),
        ("<html><body>Willkommen in Musterau</body></html>", MEETING, NotThisPage),
        (pages.error_page("Fehlermeldung", "Es ist ein Fehler aufgetreten."), MEETING, SystemTrouble),
        (pages.error_page("Fehlermeldung", "Fehler", program="si0057"), MEETING, SystemTrouble),
        (pages.error_page("Berechtigungsfehler", "Kein Zugriff", program="si0057"), MEETING, NotPublic),
        (pages.error_page("Fehlermeldung", "Fehlercode: 1104"), MEETING, NotPublic),
        (pages.error_page("Fehlermeldung", "Keine Daten gefunden"), MEETING, NothingThere),
        (pages.error_page("Keine Daten gefunden", program="vo0050"), f"{BASE}vo0050.php?__kvonr=1", NothingThere),
        (
            pages.error_page("Rat", "Zu dieser Sitzung wurden noch keine Detailinformationen freigegeben", "si0057"),
            MEETING,
            NotPublic,
        ),
        (pages.error_page("Anmeldung", program="ylogon"), MEETING, NotPublic),
        (pages.agenda_page(), f"{BASE}ylogon.php", NotPublic),
        (pages.agenda_page(), f"{BASE}error2.php?x=1", SystemTrouble),
        (pages.agenda_page().replace("<title>", JUMP.format("ylogon.php") + "<title>"), MEETING, NotPublic),
        (pages.agenda_page().replace("<title>", JUMP.format("error.php") + "<title>"), MEETING, SystemTrouble),
        (pages.agenda_page(), f"{BASE}si0057.php", NotThisPage),
        ("smc_page_" + "x" * 20_000_001, MEETING, TooBigToRead),
    ],
)
def test_a_page_that_is_none_says_why(page: str, url: str, error: type[PageError]) -> None:
    reader = SITE.paper if "vo0050" in url else SITE.meeting

    with pytest.raises(error):
        reader(page, url)


def test_a_meeting_without_points_yet_is_a_meeting() -> None:
    page = pages.agenda_page().replace("</table>", '</table><h3 class="smc_h3">Keine Daten gefunden</h3>')

    meeting = SITE.meeting(page, MEETING)

    assert (meeting.items, meeting.committee) == ((), "Ausschuss für Bildung und Sport")


def test_a_paper_about_error_messages_is_a_paper() -> None:
    page = pages.paper_page("<p>Der Rat beschließt.</p>", vobetr=("Betreff", "Keine Daten gefunden: Fehlermeldung"))
    page = page.replace("Neubau der Grundschule an der Wehr</h1>", "Keine Daten gefunden: Fehlermeldung</h1>")

    assert SITE.paper(page, f"{BASE}vo0050.php?__kvonr=77").title == "Keine Daten gefunden: Fehlermeldung"


def test_a_month_without_meetings_is_empty_and_another_page_is_none() -> None:
    assert SITE.calendar(pages.calendar_page(pages.day_row(1, "")), f"{BASE}si0040.php").entries == ()
    with pytest.raises(NotThisPage):
        SITE.calendar(pages.paper_page("<p>x</p>"), f"{BASE}si0040.php")


def test_a_start_page_tells_version_layout_suffix_and_agenda_program() -> None:
    menu = (
        '<a href="si0056.php?__ksinr=3">x</a><a class="smcfiltermenumandant" href="si0040.php?__cpanr=2">Dorf; Ort</a>'
    )
    found = recognise(pages.frame(menu, program="info"), "https://Rat.Musterau.example/bi/info.php?__cpanr=4")

    assert found is not None
    assert (found.base, found.version, found.layout) == ("https://Rat.Musterau.example/bi/", "5.5.5", "6")
    assert (found.suffix, found.calendar, found.tenant) == (".php", "si0040", "4")
    assert found.options == {"agenda": "si0056", "tenants": "2=Dorf, Ort"}


def test_an_old_start_page_is_recognised_too() -> None:
    found = recognise(pages.old_frame("", program="info"), "http://rat.musterau.example/info.asp")

    assert found is not None
    assert (found.version, found.layout, found.suffix) == ("4.3.5", "4", ".asp")


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://rat.example/ri/info.asp", "https://rat.example/bi/"),
        ("https://rat.example/stadt-ri/logon.asp", "https://rat.example/stadt-bi/"),
        ("https://rat.example/bi/info.asp", "https://rat.example/bi/"),
        ("https://rat.example/bi", "https://rat.example/bi/"),
    ],
)
def test_the_members_area_leads_to_its_public_sibling(url: str, base: str) -> None:
    found = recognise(pages.frame("", program="info"), url)

    assert found is not None
    assert found.base == base
    assert ("members" in found.options) == (base not in url and "ri" in url)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<html><body>ALLRIS net</body></html>",
        '<p>We speak of SessionNet Version 5.5.5</p><a href="si0040.asp">x</a>',
    ],
)
def test_other_pages_are_not_recognised(page: str) -> None:
    assert recognise(page, BASE) is None
