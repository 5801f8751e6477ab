"""What opens a part of an agenda and what closes it; in doubt nothing is public."""

from __future__ import annotations

import unicodedata

import pytest

from teilhabe.council.ingest.html.publicness import Part, counts_parts, heading_says, number_says, title_says, word_says

from .closing import CLOSING, LETTERS, NEITHER, OPENING


@pytest.mark.parametrize("heading", CLOSING)
def test_below_a_heading_that_closes_nothing_is_public(heading: str) -> None:
    part = Part()
    part.heading("Öffentlicher Teil")
    part.heading(heading)
    assert heading_says(heading) is False
    assert not part.is_public("2")
    assert not part.is_public("Ö 2")


@pytest.mark.parametrize("heading", OPENING)
def test_below_a_heading_that_opens_what_has_no_letter_is_public(heading: str) -> None:
    part = Part()
    part.heading("Nichtöffentlicher Teil")
    part.heading(heading)
    assert part.is_public("2")
    assert not part.is_public("N 2")


@pytest.mark.parametrize("heading", NEITHER)
def test_a_heading_that_says_neither_ends_the_public_part_and_never_the_other(heading: str) -> None:
    part = Part()
    part.heading("Öffentlicher Teil")
    part.heading(heading)
    assert not part.is_public("2")
    assert part.is_public("Ö 2")
    part.heading("Nichtöffentlicher Teil")
    part.heading(heading)
    assert not part.is_public("Ö 3")


def test_an_empty_row_ends_nothing_and_the_name_of_a_part_says_the_same_again() -> None:
    part = Part()
    part.heading("Öffentlicher Teil")
    part.heading("  ")
    assert part.is_public("2")
    for heading in ("Öffentlicher Teil", "Anfragen", "Interner Teil"):
        part.heading(heading)
        again = Part()
        again.heading(part.name)
        assert [again.is_public(one) for one in ("2", "Ö 2")] == [part.is_public(one) for one in ("2", "Ö 2")]


@pytest.mark.parametrize("letters", LETTERS)
def test_any_letter_but_a_leading_oe_closes_a_number(letters: str) -> None:
    assert number_says(f"{letters} 3") is False
    assert number_says(f"{letters}\u00a03.1") is False


@pytest.mark.parametrize("number", ["3 N", "3 (nö)", "Ö/N 3", "Ö N 3", "3A", "a)", "3 Ankauf der Villa"])
def test_letters_behind_the_digits_close_too(number: str) -> None:
    assert number_says(number) is False


def test_open_numbers_and_those_that_say_nothing() -> None:
    for number in ("Ö 1", "Ö\u00a03.1", "(Ö) 2", "TOP Ö 4", "Ö 3a", unicodedata.normalize("NFD", "Ö 5")):
        assert number_says(number) is True, number
    assert number_says("Ö 3.1 Nachtrag: 01.09.2026 *") is True
    for number in ("", "1", "4.1a", "7.", "TOP 3", "Ö"):
        assert number_says(number) is None, number


def test_mixed_and_negative_words_of_a_status_are_not_public() -> None:
    for word in (
        "nichtöffentlich",
        "öffentlich/nichtöffentlich",
        "teilweise öffentlich",
        "vertraulich",
        "intern",
        "nein",
    ):
        assert word_says(word) is False, word
    assert word_says("(öffentlich)") is True
    assert word_says("Entwurf") is None


def test_the_title_of_a_page_may_speak_of_secrets_and_parts_may_be_counted() -> None:
    assert title_says("Umgang mit vertraulichen Unterlagen") is None
    assert title_says("II. Vertraulicher Teil") is False
    assert title_says("TOP 3 (nicht öffentlich)") is False
    assert counts_parts("2. Nichtöffentlicher Teil")
    assert not counts_parts("NÖ 2")
