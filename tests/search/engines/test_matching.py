"""Which entries a question finds."""

from __future__ import annotations

import pytest

from teilhabe.search.analysis.tokens import EntryTokens, Tokens, Zone
from teilhabe.search.engines.backend import IndexDoc, Search
from teilhabe.search.question.nodes import Both, Either, Everything, Node, Phrase, Term, Without

from .conftest import Shelf, paper, phrase, word


@pytest.fixture
def council(shelf: Shelf) -> Shelf:
    shelf.holds(
        paper("schule", "Neubau der Schule", "Die Schulen wachsen und die Kita auch"),
        paper("plan", "Grundschulentwicklung bis 2030", "Zahlen und Orte"),
        paper("weg", "Sicherheit", "Der Schulweg wird beleuchtet", "Ein Lageplan mit Leuchten"),
        paper("kita", "Kita am Markt", "Die Gruppe zieht um", "Schule und Kita teilen den Hof"),
    )
    return shelf


def test_a_father_asks_for_schule_and_finds_schools_in_every_form_and_zone(council: Shelf) -> None:
    assert set(council.keys(word("Schule"))) == {"schule", "plan", "weg", "kita"}
    assert set(council.keys(word("Schulen"))) == {"schule", "plan", "weg", "kita"}


def test_both_words_have_to_stand_in_an_entry_in_whatever_zones(council: Shelf) -> None:
    assert set(council.keys(Both((word("Schule"), word("Kita"))))) == {"schule", "kita"}
    assert council.keys(Both((word("Schule"), word("Lageplan")))) == ["weg"]
    assert council.keys(Both((word("Schule"), word("Rathaus")))) == []


def test_either_finds_what_holds_one_of_them(council: Shelf) -> None:
    assert set(council.keys(Either((word("Lageplan"), word("Markt"))))) == {"weg", "kita"}
    assert set(council.keys(Either((word("Rathaus"), word("Markt"))))) == {"kita"}
    assert council.keys(Either(())) == []


def test_without_takes_away(council: Shelf) -> None:
    assert set(council.keys(Both((word("Schule"), Without(word("Kita")))))) == {"plan", "weg"}
    assert set(council.keys(Both((Without(word("Kita")),)))) == {"plan", "weg"}
    assert set(council.keys(Both((Without(word("Kita")), Without(phrase("Zahlen und Orte")))))) == {"weg"}
    assert set(council.keys(Both((Everything(), Without(word("Kita")))))) == {"plan", "weg"}
    no_hits = Both((word("Schule"), Without(Everything())))
    assert council.keys(no_hits) == []
    assert set(council.keys(Either((word("Lageplan"), Both((word("Schule"), Without(word("Kita")))))))) == {
        "plan",
        "weg",
    }


def test_a_phrase_stands_side_by_side_in_its_order_in_one_zone(council: Shelf) -> None:
    assert council.keys(phrase("Neubau der Schulen")) == ["schule"]
    assert council.keys(phrase("Schule Neubau")) == []
    assert council.keys(phrase("Neubau Schule")) == []
    # The end of a text and the beginning of its attachment are not side by side.
    assert council.keys(phrase("um Schule")) == []
    assert council.keys(phrase("Kita teilen")) == ["kita"]
    assert council.keys(Phrase(())) == []


def test_a_phrase_of_one_word_is_the_word_itself_and_no_part_of_another(council: Shelf) -> None:
    assert set(council.keys(phrase("Schule"))) == {"schule", "kita"}


def test_words_of_a_phrase_are_found_by_any_of_their_stems(council: Shelf) -> None:
    several = Phrase((Term("Neubauten", "neubauten", ("neubaut", "neubau")), word("der"), word("Schule")))
    assert council.keys(several) == ["schule"]


def test_whoever_still_types_finds_what_begins_so(council: Shelf) -> None:
    assert set(council.keys(word("Grundsch", prefix=True))) == {"plan"}
    assert set(council.keys(word("Schu", prefix=True))) == {"schule", "weg", "kita"}
    assert council.keys(word("Schu")) == []
    assert council.keys(word("Xy", prefix=True)) == []


def test_special_characters_of_the_engines_are_letters_like_others(council: Shelf) -> None:
    council.holds(paper("odd", "Kita .* und a* \" (x) OR -y ^z ~1 [a-z] {title} : \\d+ 'q' #2019.465"))
    for said in (".*", "a*", '"', "(x)", "or", "-y", "^z", "~1", "[a-z]", "{title}", ":", "\\d+", "'q'"):
        assert council.keys(Term(said, said, (said,))) == ["odd"], said
    assert council.keys(word(".*", prefix=True)) == ["odd"]
    assert council.keys(word("Ki.*", prefix=True)) == []


def test_a_reference_number_is_found_by_its_canonical_form_alone(shelf: Shelf) -> None:
    zones = {Zone.TITLE: Tokens(stems=("2019", "465"), exact=("2019", "465", "#2019.465", "#vo.2019.465"))}
    other = {Zone.TEXT: Tokens(stems=("2019", "4650"), exact=("2019", "4650", "#2019.4650"))}
    shelf.holds(IndexDoc(key="465", tokens=EntryTokens.of(zones)), IndexDoc(key="4650", tokens=EntryTokens.of(other)))
    assert shelf.keys(Term("2019/0465", "#2019.465", only_exact=True)) == ["465"]
    assert shelf.keys(Term("VO 2019-465", "#vo.2019.465", stems=("4650",), only_exact=True)) == ["465"]
    assert shelf.keys(Term("2019/4650", "#2019.4650", only_exact=True)) == ["4650"]
    assert shelf.keys(Term("2019/46", "#2019.46", only_exact=True)) == []


def test_words_of_other_scripts_are_words(shelf: Shelf) -> None:
    shelf.holds(paper("ar", "المدرسة في آخن"), paper("uk", "школа і дитячий садок"), paper("tr", "okul ığdır çocuk"))
    assert shelf.keys(word("المدرسة")) == ["ar"]
    assert shelf.keys(word("школа")) == ["uk"]
    assert shelf.keys(word("çocuk")) == ["tr"]
    assert shelf.keys(word("шко", prefix=True)) == ["uk"]


@pytest.mark.parametrize(
    "question",
    [
        Term("", ""),
        Term("", "", ("",)),
        Term("x", "x", prefix=True),
        Either((Either(()), Both(()))),
        Both((Either(()), word("Schule"))),
        Either(tuple(word(f"wort{n}") for n in range(5_000))),
        Both(tuple(word(f"wort{n}") for n in range(5_000))),
        Phrase(tuple(word(f"wort{n}") for n in range(2_000))),
        Phrase(tuple(Term("a", "a", tuple(f"stamm{n}" for n in range(9))) for _ in range(9))),
        word("nul\0l"),
        word("x" * 70_000),
    ],
)
def test_no_question_is_too_odd_or_long_for_an_answer(council: Shelf, question: Node) -> None:
    result = council.ask(Search(question=question, count=["kind"]))
    assert result.total in (0, 4)


def test_nothing_asked_is_everything_the_newest_first(shelf: Shelf) -> None:
    shelf.holds(
        paper("old", on="2011-01-01"),
        paper("new", on="2026-03-01"),
        paper("always", on=None),
        paper("mid", on="2020-01-01"),
    )
    assert shelf.keys(Everything()) == ["new", "mid", "old", "always"]
    assert shelf.ask(Search()).total == 4


def test_a_frequency_counts_the_entries_that_hold_a_stem_and_not_those_withdrawn(council: Shelf) -> None:
    assert council.reader.frequency("schul") == 4
    assert council.reader.frequency("markt") == 1
    assert council.reader.frequency("rathaus") == council.reader.frequency("") == 0
    council.loses("kita")
    assert council.reader.frequency("markt") == 0
    assert council.reader.size() == 3
