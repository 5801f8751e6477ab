"""Filters, periods and the numbers beside them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from teilhabe.search.engines.backend import Order, Search
from teilhabe.search.question.nodes import Either

from .conftest import Shelf, paper, word


@pytest.fixture
def council(shelf: Shelf) -> Shelf:
    shelf.holds(
        paper(
            "a", "Schule", facets={"kind": ["paper"], "committee": ["schul", "rat"], "year": ["2024"]}, on="2024-05-14"
        ),
        paper("b", "Schule", facets={"kind": ["paper"], "committee": ["rat"], "year": ["2023"]}, on="2023-05-14"),
        paper("c", "Schule", facets={"kind": ["meeting"], "committee": ["schul"], "year": ["2024"]}, on="2024-06-01"),
        paper("d", "Radweg", facets={"kind": ["paper"], "committee": ["bau"], "year": ["2024"]}, on="2024-07-01"),
        paper("e", "Schule", facets={"kind": ["offer"]}, on=None),
    )
    return shelf


def found(shelf: Shelf, wanted: Search) -> set[str]:
    return set(shelf.ask(wanted).keys)


def test_marks_are_filtered_by_like_facets_and_not_counted(council: Shelf) -> None:
    school = word("Schule")
    kind = {"kind": ["paper"]}
    council.holds(paper("f", "Schule", facets=kind, marks={"place": ["Am Markt", "Ort=1"]}))
    council.holds(paper("g", "Schule", facets=kind, marks={"place": ["Am Markt"]}))
    assert found(council, Search(question=school, filters={"place": ["Am Markt"]})) == {"f", "g"}
    assert found(council, Search(filters={"place": ["Ort=1", "nowhere"], "kind": ["paper"]})) == {"f"}
    assert found(council, Search(filters={"place": ["Am Markt"], "kind": ["meeting"]})) == set()
    counted = council.ask(Search(filters={"place": ["Am Markt"]}, count=("kind", "place"))).facets
    assert counted == {"kind": {"paper": 2}, "place": {}}
    council.holds(paper("f", "Schule", facets=kind, marks={"place": ["Hof"]}))
    council.loses("g")
    assert found(council, Search(filters={"place": ["Am Markt"]})) == set()
    assert found(council, Search(filters={"place": ["Hof"]})) == {"f"}


def test_values_of_one_filter_are_alternatives_and_all_filters_hold(council: Shelf) -> None:
    school = word("Schule")
    assert found(council, Search(question=school, filters={"committee": ["schul", "bau"]})) == {"a", "c"}
    assert found(council, Search(question=school, filters={"committee": ["schul"], "kind": ["paper"]})) == {"a"}
    assert found(council, Search(filters={"committee": ["rat"]})) == {"a", "b"}
    assert found(council, Search(filters={"committee": ["nowhere"]})) == set()
    assert found(council, Search(filters={"no such facet": ["x"]})) == set()
    assert found(council, Search(filters={"committee": []})) == set()
    assert found(council, Search(filters={"committee": [""]})) == set()


def test_facets_are_counted_over_all_hits_and_a_filtered_one_without_its_own_filter(council: Shelf) -> None:
    result = council.ask(
        Search(question=word("Schule"), filters={"kind": ["paper"]}, count=["kind", "committee", "year"], limit=1)
    )
    assert result.total == 2
    assert len(result.keys) == 1
    assert result.facets == {
        "kind": {"paper": 2, "meeting": 1, "offer": 1},
        "committee": {"rat": 2, "schul": 1},
        "year": {"2023": 1, "2024": 1},
    }
    assert list(result.facets) == ["kind", "committee", "year"]
    both = council.ask(
        Search(
            question=word("Schule"), filters={"kind": ["paper"], "year": ["2024"]}, count=["kind", "year", "committee"]
        )
    )
    assert both.facets == {
        "kind": {"meeting": 1, "paper": 1},
        "year": {"2023": 1, "2024": 1},
        "committee": {"rat": 1, "schul": 1},
    }


def test_facets_of_everything_of_nothing_and_of_none(council: Shelf) -> None:
    assert council.ask(Search(count=["kind"])).facets == {"kind": {"paper": 3, "meeting": 1, "offer": 1}}
    assert council.ask(Search(question=word("Rathaus"), count=["kind"])).facets == {"kind": {}}
    assert council.ask(Search(question=Either(()), count=["kind"])).facets == {"kind": {}}
    assert council.ask(Search(count=["no.such facet"])).facets == {"no.such facet": {}}
    assert council.ask(Search(limit=0, count=["kind"])).keys == ()


def test_an_entry_may_have_many_values_and_each_is_counted_once(shelf: Shelf) -> None:
    values = [f"v{n:02}" for n in range(30)]
    shelf.holds(paper("many", facets={"theme": [*values, "v03"]}), paper("few", facets={"theme": ["v03", "v29"]}))
    counts = shelf.ask(Search(count=["theme"])).facets["theme"]
    assert counts == {value: 2 if value in ("v03", "v29") else 1 for value in values}
    assert list(counts)[:2] == ["v03", "v29"]
    for value in ("v00", "v02", "v15", "v29"):
        assert "many" in found(shelf, Search(filters={"theme": [value]}))


def test_only_the_most_frequent_two_hundred_values_are_told(shelf: Shelf) -> None:
    shelf.holds(*(paper(f"p{n}", facets={"street": [f"s{n % 260}"]}) for n in range(300)))
    counts = shelf.ask(Search(count=["street"])).facets["street"]
    assert len(counts) == 200
    assert all(counts[f"s{n}"] == 2 for n in range(40))


def test_values_and_names_may_be_any_text(shelf: Shelf) -> None:
    odd = ["Straße & Weg", "2024-05-14T10:00:00Z", "12", "true", "a.b", 'quote"d', "a~0", "x" * 200, "بلدية"]
    shelf.holds(*(paper(value, facets={"od.d_name": [value]}) for value in odd))
    counts = shelf.ask(Search(count=["od.d_name"])).facets["od.d_name"]
    assert counts == dict.fromkeys(odd, 1)
    for value in odd:
        assert found(shelf, Search(filters={"od.d_name": [value]})) == {value}


def test_a_period_includes_its_first_moment_and_excludes_its_end(council: Shelf) -> None:
    first, end = datetime(2024, 5, 14, tzinfo=UTC), datetime(2024, 6, 1, tzinfo=UTC)
    assert found(council, Search(question=word("Schule"), since=first)) == {"a", "c"}
    assert found(council, Search(question=word("Schule"), until=end)) == {"a", "b"}
    assert found(council, Search(since=first, until=end, order=Order.NEWEST)) == {"a"}
    result = council.ask(Search(question=word("Schule"), since=first, filters={"kind": ["paper"]}, count=["kind"]))
    assert result.facets == {"kind": {"meeting": 1, "paper": 1}}
