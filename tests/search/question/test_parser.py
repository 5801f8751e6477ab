"""What people type is read as they mean it, and whatever else comes in is answered, too."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teilhabe.search.analysis.analyzer import Analyzer
from teilhabe.search.question.lexer import LONGEST, MOST_WORDS
from teilhabe.search.question.nodes import Both, Either, Everything, Node, Phrase, Term, Without
from teilhabe.search.question.notes import Cut, Ignored, OnlyMinus, QuoteClosed
from teilhabe.search.question.parser import parse
from teilhabe.search.question.synonyms import field_synonyms

LANGUAGES = ("de", "en", "fr", "tr", "uk", "ar", "fa")
ANALYZER = Analyzer()


def said(node: Node) -> str:
    """The tree in a line: schule & (kita | "ganz tag") & !ferien."""
    match node:
        case Term():
            return node.exact + ("*" if node.prefix else "") + ("=" if node.only_exact else "")
        case Phrase():
            return '"' + " ".join(said(term) for term in node.terms) + '"'
        case Both():
            return " & ".join(said(child) for child in node.nodes)
        case Either():
            return "(" + " | ".join(said(child) for child in node.nodes) + ")"
        case Without():
            return "!" + said(node.node)
        case Everything():
            return "everything"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Schule Integration", "schule & integration"),
        ('"Deutsch als Zweitsprache" Kurs', '"deutsch als zweitsprache" & kurs'),
        ("„Offener Ganztag“", '"offener ganztag"'),
        ("«Offener Ganztag»", '"offener ganztag"'),
        ('"Schule"', "schule="),
        ("Schule -Ferien", "schule & !ferien"),
        ('Schule -"offener Ganztag"', 'schule & !"offener ganztag"'),
        ("Kita ODER Schule Bildung", "(kita | schule) & bildung"),
        ("Kita OR Schule | Hort", "(kita | schule | hort)"),
        ("Kita | Schule", "(kita | schule)"),
        ("OR Kita ODER", "kita"),
        ("oder", "oder"),
        ("Verkehrs*", "verkehrs*"),
        ("Verkehrs- und Umwelt", "verkehrs* & umwelt"),
        ("v*", "v"),
        ("Eltern-Kind-Gruppe", '(elternkindgruppe | "eltern kind gruppe")'),
        ("Schüler*innen", "(schueler | schuelerinnen)"),
        ("Lehrer:innen Rat", "(lehrer | lehrerinnen) & rat"),
        ("Kita/Schule", "kita & schule"),
        ("(Kita), [Schule]; Hort!", "kita & schule & hort"),
        ("  ", "everything"),
    ],
)
def test_a_question_is_read(typed: str, read: str) -> None:
    assert said(parse(typed, ANALYZER).node) == read


@pytest.mark.parametrize(
    "typed",
    [
        "2019/0465",
        "2019-465",
        "VO 2019-465",
        "vo 2019/465",
        "Vorlage 2019/0465",
        "Vorlage Nr. 2019/465",
        "Drucksache: 0465/2019",
        '"2019/0465"',
    ],
)
def test_a_reference_number_is_found_in_any_spelling(typed: str) -> None:
    assert said(parse(typed, ANALYZER).node) == "#2019.465="


def test_a_reference_number_stands_beside_words() -> None:
    assert said(parse("Siegel Vorlage 2019/0465 -26-0790", ANALYZER).node) == "siegel & #2019.465= & !#26.790="
    # A word that is no kind of paper stays a word.
    assert said(parse("Schule 2019/2020", ANALYZER).node) == "schule & #2019.2020="


def test_words_that_say_nothing_are_left_out_unless_nothing_else_is_said() -> None:
    parsed = parse("die Schule und der Rat", ANALYZER)
    assert said(parsed.node) == "schule & rat"
    assert parsed.notes == (Ignored(("die", "und", "der")),)
    assert said(parse("der die das", ANALYZER).node) == "der & die & das"
    assert said(parse("die", ANALYZER).node) == "die"
    assert said(parse("IT und BuT", ANALYZER).node) == "it & but"


def test_the_last_word_is_open_while_typing() -> None:
    assert said(parse("Schule integ", ANALYZER, typing=True).node) == "schule & integ*"
    assert said(parse("Schule ", ANALYZER, typing=True).node) == "schule"
    assert said(parse("S", ANALYZER, typing=True).node) == "s"


def test_an_open_quote_ends_with_the_question() -> None:
    parsed = parse('Schule "offener Ganztag', ANALYZER)
    assert said(parsed.node) == 'schule & "offener ganztag"'
    assert parsed.notes == (QuoteClosed("offener Ganztag"),)
    assert parse('Schule "', ANALYZER).notes == ()


def test_who_only_rules_out_gets_all_the_rest() -> None:
    parsed = parse("-Ferien", ANALYZER)
    assert said(parsed.node) == "everything & !ferien"
    assert parsed.notes == (OnlyMinus(("Ferien",)),)


def test_a_word_is_analysed_for_every_language_of_the_index() -> None:
    node = parse("schools", ANALYZER, LANGUAGES).node
    assert isinstance(node, Term)
    assert "school" in node.stems


def test_a_long_question_is_cut_and_says_where() -> None:
    parsed = parse("Schule " * 500, ANALYZER)
    assert len(said(parsed.node).split(" & ")) == MOST_WORDS
    assert [note.kind for note in parsed.notes] == ["cut"]
    (note,) = parsed.notes
    assert isinstance(note, Cut)
    assert len(note.kept) <= LONGEST


WILD = {
    "ten kilobytes of one word": "x" * 10_240,
    "ten kilobytes of words": "Schule Kita " * 900,
    "control characters": "\x00\x01\x1b\x7f" * 2_500,
    "quotes": '"' * 10_001,
    "minus": "-" * 10_000,
    "stars": "*" * 10_000,
    "a million alternatives": "Schule OR " * 1_000_000,
    "regular expression": "(a+)+$ [^x]{1,99}.*\\d|(?<!b)" * 300,
    "numbers": "2019/" * 2_000,
    "points": "a." * 5_000,
    "hyphens": "a-" * 5_000,
    "marks": "\u0301" * 10_000,
    "half characters": "\ud800" * 5_000,
    "directions": "\u202e" * 10_000,
    "brackets": "(" * 10_000,
    "only minus words": "-a " * 4_000,
    "one sign that is many": "\ufdfa" * 5_000,
}


@pytest.mark.parametrize("wild", WILD)
def test_wild_input_is_answered_in_a_moment(wild: str) -> None:
    parse("Schule", ANALYZER, LANGUAGES, synonyms=field_synonyms())

    def once() -> float:
        started = time.process_time()
        parse(WILD[wild], ANALYZER, LANGUAGES, typing=True, synonyms=field_synonyms())
        return time.process_time() - started

    assert min(once() for _ in range(4)) <= 0.02


@pytest.mark.parametrize("typed", ["*", "-", "- *", '""', '-""', "|", "OR", "!?.,", "-*", '"*"', "\u200b", "'"])
def test_signs_alone_ask_for_nothing(typed: str) -> None:
    assert said(parse(typed, ANALYZER).node) == "everything"


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet=st.sampled_from('abSchuleäß 0129/-–*"„“|():.,\x00\u200cم١'), max_size=40) | st.text(max_size=60)
)
def test_no_question_is_refused(typed: str) -> None:
    parsed = parse(typed, ANALYZER, LANGUAGES, typing=True, synonyms=field_synonyms())
    assert said(parsed.node)
    for piece in parsed.pieces:
        assert 0 <= piece.start < piece.end <= len(parsed.line)
    # Reading what was read changes nothing.
    assert parse(parsed.line, ANALYZER, LANGUAGES, typing=False).line == parsed.line
