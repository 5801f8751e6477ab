"""The index of everything public: what an app hands down is found, once, and gone when it is dropped."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from teilhabe.search.actions import NewEntry, NewPlace, drop, put, put_many, rebuild
from teilhabe.search.models import Entry, EntryFacet, EntryPlace, IndexChange

pytestmark = pytest.mark.django_db

AtMost = Callable[[int], AbstractContextManager[object]]
NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
AACHEN, STOLBERG = "05334002", "05334032"


def paper(ref: str = "aachen/2026-0001", **fields: Any) -> NewEntry:
    known: dict[str, Any] = {
        "kind": "paper",
        "ref": ref,
        "url": f"/rat/{ref.replace('/', '/vorlage/')}",
        "title": f"Vorlage {ref}",
        "starts": NOON,
        "municipality": AACHEN,
        "facets": {"body": ["aachen"], "standing": ["decided"]},
    }
    return NewEntry(**(known | fields))


def facets_of(ref: str) -> set[tuple[str, str]]:
    return set(EntryFacet.objects.filter(entry__ref=ref).values_list("name", "value"))


def refs(found: Any) -> list[str]:
    return list(found.values_list("ref", flat=True))


# --- put ----------------------------------------------------------------------------------------------------------


def test_a_paper_that_was_put_is_found_with_all_that_it_says() -> None:
    put(paper(summary="Der Rat hat beschlossen.", facts={"reference": "2026/0001"}, ends=NOON + timedelta(hours=2)))
    entry = Entry.objects.get(kind="paper", ref="aachen/2026-0001")
    assert (entry.title, entry.summary, entry.facts) == (
        "Vorlage aachen/2026-0001",
        "Der Rat hat beschlossen.",
        {"reference": "2026/0001"},
    )
    assert facets_of(entry.ref) == {("body", "aachen"), ("standing", "decided")}


def test_put_again_replaces_the_words_and_the_facets_and_keeps_the_day_of_publication() -> None:
    put(paper())
    first = Entry.objects.get()
    put(paper(title="Neuer Titel", facets={"body": ["aachen"], "standing": ["rejected"]}))
    second = Entry.objects.get()
    assert (second.pk, second.published) == (first.pk, first.published)
    assert second.title == "Neuer Titel"
    assert second.changed > first.changed
    assert facets_of(second.ref) == {("body", "aachen"), ("standing", "rejected")}


def test_facets_that_are_right_already_are_not_written_again() -> None:
    put_many([paper(facets={"body": ["aachen"], "standing": ["planned"], "committee": ["aachen/rat"]}), paper("a/2")])
    before = dict(EntryFacet.objects.filter(entry__ref="aachen/2026-0001").values_list("name", "pk"))
    other = set(EntryFacet.objects.filter(entry__ref="a/2").values_list("pk", flat=True))

    put(paper(facets={"body": ["aachen"], "standing": ["decided"]}))

    after = dict(EntryFacet.objects.filter(entry__ref="aachen/2026-0001").values_list("name", "pk"))
    assert after["body"] == before["body"]
    assert after["standing"] != before["standing"]
    assert facets_of("aachen/2026-0001") == {("body", "aachen"), ("standing", "decided")}
    assert set(EntryFacet.objects.filter(entry__ref="a/2").values_list("pk", flat=True)) == other


def test_the_last_of_two_entries_with_one_name_in_a_batch_wins() -> None:
    assert put_many([paper(title="Alt"), paper(title="Neu")]) == 2
    assert Entry.objects.get().title == "Neu"


def test_empty_and_repeated_values_of_a_facet_are_left_out() -> None:
    put(paper(facets={"type": ["", "Antrag", "Antrag"]}))
    assert facets_of("aachen/2026-0001") == {("type", "Antrag")}


def test_a_facet_knows_kind_and_moment_of_its_entry() -> None:
    put(paper())
    put(paper(starts=NOON + timedelta(days=9)))
    assert set(EntryFacet.objects.values_list("kind", "starts")) == {("paper", NOON + timedelta(days=9))}
    put(paper(starts=None))
    assert set(EntryFacet.objects.values_list("starts", flat=True)) == {None}


def test_more_than_one_batch_is_written_whole_and_in_few_queries(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(60):
        assert put_many(paper(f"aachen/{number}") for number in range(1_200)) == 1_200
    assert Entry.objects.count() == 1_200
    assert EntryFacet.objects.count() == 2_400


def test_the_database_refuses_an_entry_that_ends_before_it_starts() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        put(paper(ends=NOON - timedelta(hours=1)))
    assert not Entry.objects.exists()


# --- drop, rebuild ------------------------------------------------------------------------------------------------


def test_what_is_dropped_is_gone_with_its_facets_and_nothing_else() -> None:
    put_many([paper("aachen/1"), paper("aachen/2"), paper("aachen/1", kind="meeting")])
    assert drop("paper", ["aachen/1", "aachen/unknown"]) == 1
    assert sorted(Entry.objects.values_list("kind", "ref")) == [("meeting", "aachen/1"), ("paper", "aachen/2")]
    assert EntryFacet.objects.count() == 4


def test_a_rebuild_leaves_exactly_what_it_was_given_and_other_kinds_alone() -> None:
    put_many([paper("aachen/old"), paper("aachen/kept"), paper("aachen/old", kind="meeting")])
    kept = Entry.objects.get(ref="aachen/kept").pk
    assert rebuild("paper", iter([paper("aachen/kept"), paper("aachen/new")])) == (2, 1)
    assert sorted(refs(Entry.objects.of_kind("paper"))) == ["aachen/kept", "aachen/new"]
    assert Entry.objects.get(kind="paper", ref="aachen/kept").pk == kept
    assert Entry.objects.of_kind("meeting").count() == 1


# --- Questions ----------------------------------------------------------------------------------------------------


def test_values_of_one_facet_are_alternatives_and_facets_add_up() -> None:
    put_many(
        [
            paper("a/1", facets={"standing": ["decided"], "type": ["Antrag"]}),
            paper("a/2", facets={"standing": ["rejected"], "type": ["Antrag"]}),
            paper("a/3", facets={"standing": ["decided"], "type": ["Anfrage"]}),
        ]
    )
    either = Entry.objects.with_facet("standing", "decided", "rejected")
    both = Entry.objects.with_facet("standing", "decided").with_facet("type", "Antrag")
    assert len(either) == 3
    assert refs(both) == ["a/1"]


def test_a_period_holds_its_first_moment_and_not_its_last() -> None:
    put_many(paper(f"a/{day}", starts=NOON + timedelta(days=day)) for day in range(3))
    found = Entry.objects.between(NOON, NOON + timedelta(days=2))
    assert sorted(refs(found)) == ["a/0", "a/1"]


def test_a_list_begins_with_the_newest_and_ends_with_what_has_no_day() -> None:
    put_many([paper("a/none", starts=None), paper("a/old"), paper("a/new", starts=NOON + timedelta(days=1))])
    assert refs(Entry.objects.newest_first()) == ["a/new", "a/old", "a/none"]
    assert refs(Entry.objects.upcoming(NOON)) == ["a/old", "a/new"]


def test_an_alert_hears_of_what_became_public_since_the_last_one_in_that_order() -> None:
    put_many(paper(f"a/{day}", published=NOON + timedelta(days=day)) for day in (2, 0, 1))
    put(paper("a/0", title="Geändert, aber nicht neu"))
    assert refs(Entry.objects.published_since(NOON)) == ["a/1", "a/2"]
    assert not Entry.objects.published_since(NOON + timedelta(days=2)).exists()


def test_a_municipality_sees_its_own_entries_of_the_kinds_it_asks_for() -> None:
    put_many([paper("a/1"), paper("a/1", kind="meeting"), paper("s/1", municipality=STOLBERG), paper("x/1", kind="x")])
    found = Entry.objects.of_kind("paper", "meeting").in_municipality(AACHEN)
    assert sorted(found.values_list("kind", "ref")) == [("meeting", "a/1"), ("paper", "a/1")]


# --- Places -------------------------------------------------------------------------------------------------------

JAKOBSTRASSE = NewPlace(
    ref="street:05334002/jakobstrasse",
    kind="street",
    name="Jakobstraße",
    grade="certain",
    municipality=AACHEN,
    latitude=50.776,
    longitude=6.078,
    reason="im Titel genannt",
    within=("district:05334002/mitte", "municipality:05334002"),
)
HOF = NewPlace(ref="square:05334002/hof", kind="square", name="Hof", grade="mentioned", municipality=AACHEN)


def places_of(ref: str) -> set[tuple[str, str]]:
    return set(EntryPlace.objects.filter(entry__ref=ref).values_list("ref", "grade"))


def test_an_entry_is_found_by_a_place_it_is_surely_about_and_by_what_lies_around_it() -> None:
    put_many([paper(places=[JAKOBSTRASSE, HOF]), paper("aachen/2", facets={"place": ["municipality:05334002"]})])
    assert refs(Entry.objects.at_place("street:05334002/jakobstrasse")) == ["aachen/2026-0001"]
    assert refs(Entry.objects.at_place("district:05334002/mitte")) == ["aachen/2026-0001"]
    assert len(Entry.objects.at_place("municipality:05334002")) == 2
    assert not Entry.objects.at_place("square:05334002/hof").exists()


def test_a_map_shows_what_is_sure_and_has_a_point_in_its_box() -> None:
    nowhere = replace(JAKOBSTRASSE, ref="street:05334002/ohne-punkt", latitude=None, longitude=None)
    likely = replace(JAKOBSTRASSE, ref="street:05334002/vielleicht", grade="likely")
    put_many([paper(places=[JAKOBSTRASSE, nowhere, likely]), paper("a/1", kind="meeting", places=[JAKOBSTRASSE])])
    shown = EntryPlace.objects.sure().of_kind("paper").in_box(west=6.0, south=50.7, east=6.1, north=50.8)
    (one,) = shown
    assert (one.ref, one.name, one.reason) == ("street:05334002/jakobstrasse", "Jakobstraße", "im Titel genannt")
    assert (one.entry_kind, one.starts) == ("paper", NOON)
    assert not EntryPlace.objects.in_box(west=6.1, south=50.7, east=6.2, north=50.8).exists()


def test_an_entry_says_whether_it_is_on_maps() -> None:
    town = replace(JAKOBSTRASSE, ref="municipality:05334002", kind="municipality")
    nowhere = replace(JAKOBSTRASSE, latitude=None, longitude=None)
    put_many(
        [paper("a/1", places=[JAKOBSTRASSE, HOF]), paper("a/2", places=[town, HOF]), paper("a/3", places=[nowhere])]
    )
    assert [("pinned", "yes") in facets_of(f"a/{number}") for number in (1, 2, 3)] == [True, False, False]
    assert set(EntryPlace.objects.pinned().values_list("entry__ref", flat=True)) == {"a/1"}


def test_another_place_replaces_the_first_and_the_search_hears_of_it() -> None:
    put_many([paper(places=[JAKOBSTRASSE]), paper("aachen/2", places=[HOF])])
    kept = EntryPlace.objects.get(entry__ref="aachen/2").pk
    changes = IndexChange.objects.count()
    put(paper(places=[replace(JAKOBSTRASSE, grade="likely"), HOF, HOF]))
    assert places_of("aachen/2026-0001") == {(JAKOBSTRASSE.ref, "likely"), (HOF.ref, "mentioned")}
    assert not Entry.objects.at_place(JAKOBSTRASSE.ref).exists()
    assert IndexChange.objects.count() == changes + 1
    assert EntryPlace.objects.get(entry__ref="aachen/2").pk == kept


def test_the_same_places_in_another_order_are_no_change() -> None:
    put(paper(places=[JAKOBSTRASSE, HOF]))
    rows = set(EntryPlace.objects.values_list("pk", flat=True))
    changes = IndexChange.objects.count()
    put(paper(places=[HOF, JAKOBSTRASSE]))
    assert set(EntryPlace.objects.values_list("pk", flat=True)) == rows
    assert IndexChange.objects.count() == changes


def test_a_thousand_entries_with_places_are_written_in_few_queries(django_assert_max_num_queries: Any) -> None:
    places = [replace(JAKOBSTRASSE, ref=f"street:05334002/{number}") for number in range(3)]
    with django_assert_max_num_queries(110):
        put_many(paper(f"aachen/{number}", places=places) for number in range(1_000))
    assert EntryPlace.objects.count() == 3_000


def test_the_database_refuses_half_a_point_and_an_unknown_grade() -> None:
    for wrong in (replace(JAKOBSTRASSE, longitude=None), replace(JAKOBSTRASSE, grade="perhaps")):
        with pytest.raises(IntegrityError), transaction.atomic():
            put(paper(places=[wrong]))
    assert not Entry.objects.exists()
