"""What is stored of points under which citizens speak."""

from __future__ import annotations

import pytest

from teilhabe.council.ingest.allris3 import Allris3
from teilhabe.council.ingest.html.assembly import Names, meeting_records
from teilhabe.council.ingest.html.assembly.meetings import citizens_speak, point_keys
from teilhabe.council.ingest.html.facts import AgendaEntry, ItemPage, MeetingPage
from teilhabe.council.ingest.html.family import Installation
from teilhabe.council.ingest.records import AgendaItemRecord

BY_CITIZENS = (
    "Einwohnerfragestunde",
    "Einwohneranfragen",
    "Einwohner*innenfragestunde",
    "Bürgeranfrage zum Radweg an der Hauptstraße",
    "Bürger:innenanfragen",
    "Fragestunde",
    "Fragen der Einwohner",
    "Fragen von Bürgerinnen und Bürgern",
    "Fragen der Zuhörer",
    "Anregung nach § 24 GO NRW: Tempo 30",
    "Anregungen und Beschwerden gemäß § 24 der Gemeindeordnung",
    "Bürgerantrag auf Bänke im Park",
    "Einwohnerantrag zur Buslinie",
    "Beschwerde über den Winterdienst",
    "Eingaben",
    "Petition für ein Schwimmbad",
)
BY_OTHERS = (
    "Anfrage der Fraktion an den Bürgermeister",
    "Fragen des Bürgermeisters",
    "Antrag der Fraktion zum Bürgerhaus",
    "Neubau der Turnhalle",
    "Mitteilungen der Verwaltung",
    "Anfragen und Mitteilungen",
    "Satzung nach § 24 des Baugesetzbuchs",
)


@pytest.mark.parametrize("title", BY_CITIZENS)
def test_points_of_citizens_are_known_by_their_titles(title: str) -> None:
    assert citizens_speak(title)


@pytest.mark.parametrize("title", BY_OTHERS)
def test_points_of_others_keep_their_texts(title: str) -> None:
    assert not citizens_speak(title)


@pytest.mark.parametrize("titled", ["agenda", "page"])
def test_what_a_citizen_asked_is_not_stored_wherever_the_title_stands(titled: str) -> None:
    title = "Einwohnerfragestunde"
    entry = AgendaEntry(
        place=1,
        public=True,
        key="tolfdnr=1",
        title=title if titled == "agenda" else "",
        resolution_text="Frau Beispiel fragt nach ihrem Zaun.",
    )
    page = ItemPage(key="tolfdnr=1", title=title, url="https://rat.example/bi/to020.asp?TOLFDNR=1")
    meeting = MeetingPage(
        key="silfdnr=1", title="Rat", url="https://rat.example/bi/to010.asp?SILFDNR=1", items=(entry,)
    )
    names = Names("rat.example/bi", Allris3(Installation(base="https://rat.example/bi/")))

    [item] = [
        one for one in meeting_records(names, meeting, {page.key: page}).records if isinstance(one, AgendaItemRecord)
    ]

    assert (item.name, item.resolution_text, item.minutes_text) == (title, "", "")


def test_a_point_that_is_put_in_before_others_does_not_get_their_history() -> None:
    def agenda(*titles: str) -> dict[str, str]:
        items = tuple(AgendaEntry(place=place, public=True, title=title) for place, title in enumerate(titles, 1))
        page = MeetingPage(key="silfdnr=7", items=items)
        return dict(zip(point_keys(page), titles, strict=True))

    before = agenda("Begrüßung", "Verschiedenes")
    after = agenda("Begrüßung", "Dringlichkeitsantrag", "Verschiedenes")

    assert {key: after[key] for key in before} == before


def test_points_of_the_same_title_are_two_and_silent_ones_keep_their_place() -> None:
    public = AgendaEntry(place=1, public=True, title="Verschiedenes")
    silent = AgendaEntry(place=3, public=False, number="N 1")
    numbered = AgendaEntry(place=4, public=True, title="Verschiedenes", key="tolfdnr=9")
    again = AgendaEntry(place=2, public=True, title="verschiedenes")
    page = MeetingPage(key="silfdnr=7", items=(public, again, silent, numbered))

    first, second, third, fourth = point_keys(page)

    assert second == f"{first}&again=2"
    assert (third, fourth) == ("silfdnr=7&place=3", "tolfdnr=9")
