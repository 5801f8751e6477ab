"""What people correct of a paper's places stays so, whatever is harvested and matched afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.models import AuditEntry
from teilhabe.council.actions import place_corrections as corrections
from teilhabe.council.actions.place_corrections import (
    PER_HOUR,
    NewCorrection,
    TooManyCorrections,
    UnknownPlace,
    forget_words,
    receive_correction,
    settle_correction,
)
from teilhabe.council.actions.places import match_all_again, match_due
from teilhabe.council.models import Body, Paper, PaperSection, PlaceCorrection, PlaceMention
from teilhabe.council.queries.places import quality
from teilhabe.directory.actions.edit_places import PlaceDetails, correct_place
from teilhabe.directory.gazetteer import gazetteer
from teilhabe.directory.models import Municipality, Place
from teilhabe.search.models import Entry
from tests.people import an_editor

from . import cast
from .places import (
    COUNTY,
    SQUARE,
    STREET,
    TOWN,
    a_correction,
    a_paper_about,
    a_town,
    its_council,
    matched,
    places_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Body:
    a_town()
    return its_council()


def entries_at(ref: str) -> list[str]:
    return sorted(Entry.objects.of_kind("paper").at_place(ref).values_list("title", flat=True))


def test_a_correction_counts_only_once_an_editor_has_accepted_it(council: Body) -> None:
    paper = a_paper_about(council, "Radweg in der Goethestraße")
    matched()
    correction = receive_correction(paper, NewCorrection(kind="wrong", ref=STREET))
    assert (correction.name, correction.grade) == ("Goethestraße", "certain")
    assert STREET in places_of(paper)
    settle_correction(correction, accept=True, by=an_editor())
    assert places_of(paper) == {}
    assert entries_at(STREET) == []
    assert AuditEntry.objects.filter(verb="council.accept_place_correction").count() == 1


def test_a_correction_survives_another_harvest_and_another_matching(council: Body) -> None:
    paper = a_paper_about(council, "Radweg in der Goethestraße", "Auch die Anwohner wurden gehört.")
    matched()
    editor = an_editor()
    for new in (NewCorrection(kind="wrong", ref=STREET), NewCorrection(kind="missing", said="Denkmalplatz")):
        settle_correction(receive_correction(paper, new), accept=True, by=editor)
    # The source tells the paper anew, with more text that names the street; and everything is matched again.
    Paper.objects.filter(pk=paper.pk).update(name="Radweg in der Goethestraße, zweiter Abschnitt", stale=True)
    PaperSection.objects.update(text="In der Goethestraße 12 wird gebaut.")
    matched()
    match_all_again(by=COMMAND_LINE)
    match_due()
    assert PlaceMention.objects.filter(ref=STREET).exists()
    place = places_of(paper)
    assert set(place) == {SQUARE}
    assert (place[SQUARE].grade, place[SQUARE].reason) == (
        "certain",
        "von Lesenden gemeldet, von der Redaktion geprüft",
    )
    assert entries_at(STREET) == []
    assert len(entries_at(SQUARE)) == 1


def test_another_place_that_is_meant_takes_over_what_was_marked(council: Body) -> None:
    paper = a_paper_about(council, "Umbau", "In der Goethestraße 12 wird gebaut.")
    matched()
    correction = receive_correction(paper, NewCorrection(kind="moved", ref=STREET, said="Denkmalplatz"))
    assert correction.right_ref == SQUARE
    settle_correction(correction, accept=True, by=an_editor())
    assert set(places_of(paper)) == {SQUARE}
    assert places_of(paper)[SQUARE].marks


def test_a_reader_of_a_county_paper_says_which_of_two_streets_is_meant(council: Body) -> None:
    county = cast.a_body("Kreis Muster", ags=COUNTY, municipality=Municipality.objects.get(ags=COUNTY))
    paper = a_paper_about(county, "Ausbau", "Die Bahnhofstraße wird erneuert.")
    matched()
    assert set(places_of(paper)) == {""}
    correction = receive_correction(paper, NewCorrection(kind="missing", said="Bahnhofstraße, Nachbarstadt"))
    settle_correction(correction, accept=True, by=an_editor())
    (place,) = places_of(paper).values()
    assert (place.ref, place.town) == ("street:05999008/bahnhofstrasse", "Nachbarstadt")
    assert place.marks


def test_an_editor_changes_their_mind(council: Body) -> None:
    paper = a_paper_about(council, "Radweg in der Goethestraße")
    matched()
    editor = an_editor()
    correction = receive_correction(paper, NewCorrection(kind="wrong", ref=STREET))
    settle_correction(correction, accept=True, by=editor)
    settle_correction(correction, accept=False, by=editor)
    assert STREET in places_of(paper)
    assert entries_at(STREET) == [paper.name]


def test_a_place_that_nobody_knows_is_not_accepted(council: Body) -> None:
    paper = a_paper_about(council, "Radweg")
    matched()
    correction = receive_correction(paper, NewCorrection(kind="missing", said="Nirgendwoweg"))
    editor = an_editor()
    with pytest.raises(UnknownPlace):
        settle_correction(correction, accept=True, by=editor)
    settle_correction(correction, accept=True, by=editor, right="Denkmalplatz")
    assert set(places_of(paper)) == {SQUARE}
    with pytest.raises(UnknownPlace):
        receive_correction(paper, NewCorrection(kind="wrong", ref=STREET))


def test_the_same_message_is_kept_once_and_a_flood_ends(council: Body) -> None:
    paper = a_paper_about(council, "Radweg in der Goethestraße")
    matched()
    wrong = NewCorrection(kind="wrong", ref=STREET, sender="a")
    assert receive_correction(paper, wrong) == receive_correction(paper, wrong)
    for number in range(PER_HOUR - 1):
        receive_correction(paper, NewCorrection(kind="missing", said=f"Weg {number}", sender="a"))
    with pytest.raises(TooManyCorrections):
        receive_correction(paper, NewCorrection(kind="missing", said="Noch ein Weg", sender="a"))
    receive_correction(paper, NewCorrection(kind="missing", said="Noch ein Weg", sender="b"))


def test_nobody_waits_for_a_lock_while_the_directory_is_searched_for_a_place(
    council: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = a_paper_about(council, "Radweg in der Goethestraße")
    matched()
    outside = len(connection.savepoint_ids)
    read: list[int] = []

    def watched(municipalities: Any) -> Any:
        read.append(len(connection.savepoint_ids) - outside)
        return gazetteer(municipalities)

    monkeypatch.setattr(corrections, "gazetteer", watched)
    correction = receive_correction(paper, NewCorrection(kind="moved", ref=STREET, said="am Denkmal"))
    settle_correction(correction, accept=True, right="Denkmalplatz", by=an_editor())
    assert set(places_of(paper)) == {SQUARE}
    assert read == [0, 0]  # transactions around it


def test_who_is_refused_makes_nobody_search_the_directory(council: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = a_paper_about(council, "Radweg in der Goethestraße")
    matched()
    for number in range(PER_HOUR):
        receive_correction(paper, NewCorrection(kind="missing", said=f"Weg {number}", sender="a"))
    monkeypatch.delattr(corrections, "gazetteer")
    with pytest.raises(TooManyCorrections):
        receive_correction(paper, NewCorrection(kind="missing", said="Noch ein Weg", sender="a"))


def test_a_correction_holds_on_when_an_editor_makes_the_street_a_square(council: Body) -> None:
    moved = a_paper_about(council, "Umbau", "In der Goethestraße 12 wird gebaut.", reference="2026/1")
    wrong = a_paper_about(council, "Radweg in der Goethestraße", reference="2026/2")
    matched()
    editor = an_editor()
    new = NewCorrection(kind="moved", ref=STREET, said="Denkmalplatz")
    settle_correction(receive_correction(moved, new), accept=True, by=editor)
    settle_correction(receive_correction(wrong, NewCorrection(kind="wrong", ref=STREET)), accept=True, by=editor)
    waiting = receive_correction(wrong, NewCorrection(kind="missing", said="Denkmalplatz"))
    for place in Place.objects.filter(slug__in=("goethestrasse", "denkmalplatz")):
        kind = "street" if place.kind == "square" else "square"
        details = PlaceDetails(name=place.name, kind=kind, latitude=50.11, longitude=6.11, district=place.district)
        correct_place(place, details, by=editor)
    match_due()
    now = f"street:{TOWN}/denkmalplatz"
    assert PlaceMention.objects.filter(ref=f"square:{TOWN}/goethestrasse").exists()
    assert set(places_of(moved)) == {now}
    assert places_of(wrong) == {}
    settle_correction(waiting, accept=True, by=editor)
    assert set(places_of(wrong)) == {now}


def test_the_words_of_a_sender_are_forgotten_and_the_decision_stays(council: Body) -> None:
    paper = a_paper_about(council, "Radweg in der Goethestraße")
    matched()
    correction = receive_correction(paper, NewCorrection(kind="wrong", ref=STREET, note="Ich wohne da.", sender="a"))
    settle_correction(correction, accept=True, by=an_editor())
    assert forget_words(timezone.now(), by=COMMAND_LINE) == 0
    PlaceCorrection.objects.update(received=cast.at(2020, 1, 1))
    assert forget_words(timezone.now(), by=COMMAND_LINE) == 1
    correction.refresh_from_db()
    assert (correction.note, correction.sender, correction.state) == ("", "", "accepted")


def test_the_quality_figure_counts_what_people_found_wrong(council: Body) -> None:
    assert quality().right is None
    for number in range(4):
        a_paper_about(council, f"Radweg {number} in der Goethestraße", reference=f"2026/{number}")
    matched()
    assert (quality().sure, quality().right) == (4, 1.0)
    paper = Paper.objects.first()
    assert paper is not None
    settle_correction(receive_correction(paper, NewCorrection(kind="wrong", ref=STREET)), accept=True, by=an_editor())
    found = quality()
    assert (found.sure, found.wrong, found.missing, found.right) == (3, 1, 0, 0.75)
    a_correction(paper, "missing", said="Denkmalplatz")
    assert quality().pending == 1
