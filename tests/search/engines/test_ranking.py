"""In which order people get what was found."""

from __future__ import annotations

from teilhabe.search.engines.backend import Order, Search
from teilhabe.search.engines.ranking import standing
from teilhabe.search.question.nodes import Both, Either

from .conftest import Shelf, paper, word

_FILLING = "Der Ausschuss nimmt den Bericht der Verwaltung zur Kenntnis und berät im Herbst erneut"


def test_a_title_stands_before_a_text_and_a_text_before_an_attachment(shelf: Shelf) -> None:
    shelf.holds(
        paper("annex", "Sachstand", _FILLING, f"Radweg Radweg Radweg {_FILLING}"),
        paper("text", "Sachstand", f"Radweg {_FILLING}", _FILLING),
        paper("title", "Radweg", _FILLING, _FILLING),
        *(paper(f"other{n}", "Sachstand", _FILLING, _FILLING) for n in range(20)),
    )
    assert shelf.keys(word("Radweg")) == ["title", "text", "annex"]


def test_the_word_as_typed_stands_before_its_other_forms_and_those_before_a_part(shelf: Shelf) -> None:
    shelf.holds(
        paper("part", "Sachstand", f"Grundschulentwicklung {_FILLING}"),
        paper("stem", "Sachstand", f"Schulen {_FILLING}"),
        paper("exact", "Sachstand", f"Schule {_FILLING}"),
        *(paper(f"other{n}", "Sachstand", _FILLING) for n in range(20)),
    )
    assert shelf.keys(word("Schule")) == ["exact", "stem", "part"]


def test_a_part_that_is_rare_in_titles_does_not_outdo_the_word_in_a_title(shelf: Shelf) -> None:
    shelf.holds(
        paper("part", "Grundschulentwicklung", _FILLING),
        *(paper(f"school{n}", "Schule", _FILLING) for n in range(10)),
        *(paper(f"other{n}", "Sachstand", _FILLING) for n in range(30)),
    )
    assert shelf.keys(word("Schule"))[-1] == "part"


def test_of_equal_papers_the_fresh_one_stands_first_and_an_old_one_that_fits_better_is_not_hidden(shelf: Shelf) -> None:
    shelf.holds(
        paper("old", "Sachstand", f"Brücke {_FILLING}", on="2012-02-01"),
        paper("fresh", "Sachstand", f"Brücke {_FILLING}", on="2026-02-01"),
        paper("about", "Neubau der Brücke", f"Brücke {_FILLING}", on="2010-02-01"),
        *(paper(f"other{n}", "Sachstand", _FILLING) for n in range(20)),
    )
    assert shelf.keys(word("Brücke")) == ["about", "fresh", "old"]


def test_what_was_decided_stands_before_a_draft_that_says_the_same(shelf: Shelf) -> None:
    shelf.holds(
        paper("draft", "Brücke", _FILLING, on="2026-02-01", weight=0.8),
        paper("decided", "Brücke", _FILLING, on="2025-02-01", weight=1.2),
        *(paper(f"other{n}", "Sachstand", _FILLING) for n in range(20)),
    )
    assert shelf.keys(word("Brücke")) == ["decided", "draft"]


def test_a_synonym_finds_too_but_stands_behind_the_word_that_was_typed(shelf: Shelf) -> None:
    shelf.holds(
        paper("synonym", "Kindertagesstätte", _FILLING, on="2025-02-01"),
        paper("typed", "Kita", _FILLING, on="2024-02-01"),
        *(paper(f"other{n}", "Sachstand", _FILLING) for n in range(20)),
    )
    assert shelf.keys(Either((word("Kita"), word("Kindertagesstätte", weight=0.7)))) == ["typed", "synonym"]


def test_the_whole_word_stands_before_one_that_only_begins_so(shelf: Shelf) -> None:
    shelf.holds(
        paper("longer", "Plantage", _FILLING, on="2025-02-01"),
        paper("whole", "Plan", _FILLING),
        *(paper(f"other{n}", "Sachstand", _FILLING) for n in range(20)),
    )
    assert shelf.keys(word("Plan", prefix=True)) == ["whole", "longer"]


def test_the_rare_word_of_two_decides(shelf: Shelf) -> None:
    shelf.holds(
        *(paper(f"many{n}", "Sachstand Ausschuss") for n in range(20)),
        paper("committee", "Sachstand Ausschuss", "Glocke"),
        paper("bell", "Sachstand Glocke", "Ausschuss"),
    )
    assert shelf.keys(Both((word("Ausschuss"), word("Glocke")))) == ["bell", "committee"]


def test_equal_papers_always_stand_in_the_same_order_whenever_they_were_written(shelf: Shelf) -> None:
    papers = [paper(f"p{n}", "Brücke", _FILLING, on="2024-02-01") for n in range(12)]
    shelf.holds(*papers)
    before = shelf.keys(word("Brücke"))
    for one in reversed(papers):
        shelf.holds(one)
    assert shelf.keys(word("Brücke")) == before


def test_orders_of_moments_go_both_ways_and_end_with_what_has_none(shelf: Shelf) -> None:
    shelf.holds(
        paper("never", "Brücke", on=None),
        paper("later", "Brücke", "Brücke Brücke", on="2024-05-14T18:00"),
        paper("old", "Sachstand", "Brücke", on="1894-02-01"),
        paper("earlier", "Brücke", on="2024-05-14T17:00"),
        paper("future", "Brücke", on="2031-02-01"),
    )
    newest = ["future", "later", "earlier", "old", "never"]
    assert list(shelf.ask(Search(question=word("Brücke"), order=Order.NEWEST)).keys) == newest
    oldest = [*reversed(newest[:-1]), "never"]
    assert list(shelf.ask(Search(question=word("Brücke"), order=Order.OLDEST)).keys) == oldest
    assert list(shelf.ask(Search(order=Order.OLDEST)).keys) == oldest


def test_odd_weights_and_moments_stay_numbers() -> None:
    assert standing(None, float("nan")) > 0
    assert standing(None, -3) > 0
    assert standing(paper("x", on="0001-01-01").starts, 1.0) < standing(paper("x", on="9999-12-31").starts, 1.0)
