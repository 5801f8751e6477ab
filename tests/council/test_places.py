"""A paper is on the map where its text says so, nobody has to do anything for it, and what people correct stays so."""

from __future__ import annotations

from typing import Any

import pytest

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.models import AuditEntry
from teilhabe.council.actions import places as matching
from teilhabe.council.actions.places import has_due, match_all_again, match_due
from teilhabe.council.actions.refresh import refresh_stale, reindex
from teilhabe.council.jobs import match_due_places
from teilhabe.council.models import Body, Meeting, Paper, PaperSection, PlaceMention, RecordState
from teilhabe.council.queries.places import progress
from teilhabe.directory.models import Municipality
from teilhabe.search.actions import put_many
from teilhabe.search.models import Entry, EntryPlace, IndexChange

from . import cast
from .places import (
    COUNTY,
    DISTRICT,
    SQUARE,
    STREET,
    TOWN,
    a_paper_about,
    a_street,
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


# --- What a harvest leads to ---------------------------------------------------------------------------------------


def test_a_harvested_paper_shows_up_with_its_place_its_district_and_its_town(council: Body) -> None:
    paper = a_paper_about(council, "Radweg in der Goethestraße", "Vor dem Haus Goethestraße 12 wird gebaut.")
    matched()
    place = places_of(paper)[STREET]
    assert (place.name, place.grade, place.reason) == ("Goethestraße", "certain", "im Titel genannt")
    assert (place.town, place.path, place.within) == (
        "Musterbach",
        "musterbach/goethestrasse",
        (DISTRICT, f"municipality:{TOWN}"),
    )
    for ref in (STREET, DISTRICT, f"municipality:{TOWN}"):
        assert entries_at(ref) == ["Radweg in der Goethestraße"]
    pin = EntryPlace.objects.sure().of_kind("paper").in_box(west=6.1, south=50.1, east=6.2, north=50.2).get()
    assert (pin.ref, pin.name, pin.reason) == (STREET, "Goethestraße", "im Titel genannt")
    mention = PlaceMention.objects.get(field="matter")
    section = PaperSection.objects.get()
    assert section.text[mention.offset : mention.offset + mention.length].startswith("Goethestraße")
    assert (mention.part, mention.rule) == (section.anchor, "house_number")


def test_the_town_of_the_council_itself_is_no_place_of_its_papers_but_all_of_them_are_found_there(
    council: Body,
) -> None:
    paper = a_paper_about(council, "Haushalt der Stadt Musterbach")
    meeting = cast.a_meeting(council, cast.at(2026, 3, 3), cast.a_council(council, "Rat"))
    matched()
    assert places_of(paper) == {}
    assert sorted(Entry.objects.at_place(f"municipality:{TOWN}").values_list("kind", flat=True)) == ["meeting", "paper"]
    assert meeting.name in Entry.objects.of_kind("meeting").at_place(f"municipality:{TOWN}").values_list(
        "title", flat=True
    )


def test_the_room_of_a_meeting_is_no_place_of_its_papers(council: Body) -> None:
    board = cast.a_committee(council)
    room = cast.a_location("Ratssaal, Goethestraße 1, Musterbach")
    meeting = cast.a_meeting(council, cast.at(2026, 3, 3), board, location=room, room="Ratssaal, Goethestraße 1")
    paper = a_paper_about(council, "Bericht der Verwaltung")
    cast.a_consultation(paper, board, meeting)
    matched()
    assert places_of(paper) == {}
    assert not EntryPlace.objects.exists()
    assert Meeting.objects.get().room


def test_a_location_that_the_source_itself_gives_is_official(council: Body) -> None:
    paper = a_paper_about(council, "Bauantrag")
    place = cast.a_location("")
    place.street_address, place.postal_code, place.locality = "Goethestraße 5", "52999", "Musterbach"
    place.save()
    paper.locations.add(place)
    matched()
    found = places_of(paper)[STREET]
    assert (found.grade, found.reason) == ("official", "von der Quelle als Ort angegeben")


def test_attachments_count_and_say_so(council: Body) -> None:
    paper = a_paper_about(council, "Bericht der Verwaltung", "Siehe Anlage.")
    cast.attach(cast.a_file("Lageplan", "Gebaut wird in der Goethestraße 12."), "attachment", paper=paper)
    matched()
    assert places_of(paper)[STREET].reason == "mit Hausnummer in einer Anlage genannt"
    assert places_of(paper)[STREET].marks == ()


def test_a_county_paper_that_names_a_street_of_two_towns_stays_unclear(council: Body) -> None:
    county = cast.a_body("Kreis Muster", ags=COUNTY, municipality=Municipality.objects.get(ags=COUNTY))
    paper = a_paper_about(county, "Ausbau der Bahnhofstraße")
    matched()
    place = places_of(paper)[""]
    assert (place.name, place.grade, place.reason) == (
        "Bahnhofstraße",
        "mentioned",
        "unklar, welcher von mehreren Orten gemeint ist",
    )
    assert not EntryPlace.objects.filter(entry__title=paper.name).exists()


def test_a_paper_of_a_town_that_is_its_own_county_gets_its_pin() -> None:
    town = Municipality.objects.create(
        ags="05997000", name="Großmuster", slug="grossmuster", kind=Municipality.Kind.INDEPENDENT_CITY
    )
    a_street(town, "Lindenstraße", "lindenstrasse")
    paper = a_paper_about(cast.a_body("Stadt Großmuster", ags=town.ags, municipality=town), "Ausbau der Lindenstraße")
    matched()
    assert places_of(paper)["street:05997000/lindenstrasse"].grade == "certain"
    assert entries_at("street:05997000/lindenstrasse") == [paper.name]


def test_papers_of_a_body_without_a_key_have_no_places(council: Body) -> None:
    paper = a_paper_about(cast.a_body("Zweckverband Mustertal", ags=""), "Ausbau der Goethestraße in Musterbach")
    matched()
    assert places_of(paper) == {}
    assert not PlaceMention.objects.filter(paper=paper).exists()


# --- Incremental, and killed anywhere ------------------------------------------------------------------------------


def test_what_has_not_changed_is_not_matched_again(council: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    a_paper_about(council, "Radweg in der Goethestraße")
    assert matched().done == 1
    assert not has_due()
    read: list[int] = []

    def counted(one: Any, rules: Any) -> list[Any]:
        read.append(one.paper)
        return []

    monkeypatch.setattr(matching, "_mentions", counted)
    changes = IndexChange.objects.count()
    cast.indexed()
    assert match_due().done == 1
    assert read == []
    assert not has_due()
    assert IndexChange.objects.count() == changes


def test_another_text_is_matched_again_and_the_old_mentions_go(council: Body) -> None:
    paper = a_paper_about(council, "Radweg in der Goethestraße")
    matched()
    Paper.objects.filter(pk=paper.pk).update(name="Spielgeräte am Denkmalplatz")
    matched()
    assert set(places_of(paper)) == {SQUARE}
    assert set(PlaceMention.objects.values_list("ref", flat=True)) == {SQUARE}
    assert entries_at(STREET) == []


def test_a_street_that_is_new_in_the_gazetteer_is_found_in_old_papers(council: Body) -> None:
    paper = a_paper_about(council, "Radweg in der Schillerstraße")
    assert matched().changed == 0
    a_street(Municipality.objects.get(ags=TOWN), "Schillerstraße", "schillerstrasse")
    assert has_due()
    assert match_due() == matching.Matched(done=1, changed=1)
    assert set(places_of(paper)) == {f"street:{TOWN}/schillerstrasse"}


def test_another_matcher_reads_everything_again(council: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    a_paper_about(council, "Radweg in der Goethestraße")
    matched()
    monkeypatch.setattr(matching, "MATCHER_VERSION", 999)
    assert has_due()
    assert match_due().done == 1
    assert not has_due()


def test_a_kill_between_two_writes_loses_nothing(council: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    papers = [a_paper_about(council, f"Radweg {n} in der Goethestraße", reference=f"2026/{n}") for n in range(3)]
    cast.indexed()
    really = put_many
    written: list[object] = []

    def killed_at_the_second(entries: Any) -> int:
        written.append(entries)
        if len(written) == 2:
            raise KeyboardInterrupt
        return really(entries)

    monkeypatch.setattr(matching, "put_many", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        match_due(batch=2)
    # The last one has lost nothing but its turn: no mention without its place, no place without its entry.
    assert PlaceMention.objects.filter(paper=papers[2]).count() == 0
    assert [STREET in places_of(paper) for paper in papers] == [True, True, False]
    assert match_due(batch=2).done == 1
    assert all(STREET in places_of(paper) for paper in papers)
    assert len(entries_at(STREET)) == 3


def test_a_paper_that_changes_while_it_is_read_stays_due(council: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = a_paper_about(council, "Radweg in der Goethestraße")
    cast.indexed()
    really = matching._mentions

    def meanwhile(one: Any, rules: Any) -> Any:
        found = really(one, rules)
        Paper.objects.filter(pk=paper.pk).update(name="Spielgeräte am Denkmalplatz", stale=True)
        refresh_stale()
        return found

    monkeypatch.setattr(matching, "_mentions", meanwhile)
    match_due()
    assert has_due()
    monkeypatch.setattr(matching, "_mentions", really)
    match_due()
    assert set(places_of(paper)) == {SQUARE}


def test_one_unreadable_paper_keeps_no_other_from_being_matched(council: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = a_paper_about(council, "Radweg in der Goethestraße", reference="2026/1")
    good = a_paper_about(council, "Noch ein Radweg in der Goethestraße", reference="2026/2")
    cast.indexed()
    really = matching._mentions

    def broken(one: Any, rules: Any) -> Any:
        if one.paper == bad.pk:
            raise ValueError("unreadable")
        return really(one, rules)

    monkeypatch.setattr(matching, "_mentions", broken)
    assert match_due() == matching.Matched(done=2, changed=1, failed=1)
    assert STREET in places_of(good)
    assert not has_due()


def test_what_the_source_takes_away_leaves_no_words_behind(council: Body) -> None:
    paper = a_paper_about(council, "Radweg in der Goethestraße")
    matched()
    paper.record.state = RecordState.WITHDRAWN
    paper.record.save()
    matched()
    assert not PlaceMention.objects.exists()
    assert places_of(paper) == {}


def test_a_new_index_has_the_places_without_matching_again(council: Body) -> None:
    a_paper_about(council, "Radweg in der Goethestraße")
    matched()
    before = set(EntryPlace.objects.values_list("ref", "grade", "reason"))
    Entry.objects.all().delete()
    reindex()
    assert set(EntryPlace.objects.values_list("ref", "grade", "reason")) == before


def test_an_administrator_has_everything_matched_again_and_sees_how_far_it_is(council: Body) -> None:
    paper = a_paper_about(council, "Radweg in der Goethestraße")
    matched()
    PlaceMention.objects.all().delete()
    assert match_all_again(by=COMMAND_LINE) == 1
    state = progress(matching.current_version())
    assert (state.total, state.waiting, state.percent) == (1, 1, 0)
    match_due_places.call()
    assert progress(matching.current_version()).percent == 100
    assert PlaceMention.objects.filter(paper=paper, ref=STREET).exists()
    assert AuditEntry.objects.filter(verb="council.places_due").count() == 1


def test_matching_a_hundred_papers_costs_as_many_questions_as_one(
    council: Body, django_assert_max_num_queries: Any
) -> None:
    for number in range(40):
        a_paper_about(council, f"Radweg {number} in der Goethestraße", reference=f"2026/{number:04d}")
    cast.indexed()
    matching.rules()
    with django_assert_max_num_queries(60):
        assert match_due(batch=100).done == 40
