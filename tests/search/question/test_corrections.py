"""People mistype; the search says what they may have meant."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from teilhabe.search.analysis.analyzer import Analyzer
from teilhabe.search.question.lexer import MOST_WORDS
from teilhabe.search.question.nodes import Both, Either, Term
from teilhabe.search.question.notes import TakenApart
from teilhabe.search.question.suggestions import suggest
from teilhabe.search.question.understanding import Understood, understand
from teilhabe.search.vocabulary import Vocabulary, VocabularyWriter

from .conftest import typos

Ask: TypeAlias = Callable[[str], Understood]
LANGUAGES = ("de", "en", "fr", "tr", "uk", "ar", "fa")


@pytest.fixture
def ask(analyzer: Analyzer, vocabulary: Vocabulary) -> Ask:
    return lambda text: understand(text, analyzer, vocabulary, LANGUAGES)


def recall(half: str, analyzer: Analyzer, ask: Ask) -> tuple[float, list[str]]:
    wrong = []
    every = typos(half)
    for typed, meant in every.items():
        corrected = ask(typed).corrected
        # "Fluchtlinge" has the stem of "Flüchtlinge": the index finds it as it is typed.
        found_anyway = analyzer.term(typed).stems == analyzer.term(meant).stems
        if not found_anyway and (corrected is None or corrected.lower() != meant.lower()):
            wrong.append(f"{typed} → {corrected}, not {meant}")
    return 1 - len(wrong) / len(every), wrong


@pytest.mark.parametrize("half", ["tuning", "held_out"])
def test_mistyped_words_of_the_field_are_mended(half: str, analyzer: Analyzer, ask: Ask) -> None:
    assert len(typos(half)) >= 100
    found, wrong = recall(half, analyzer, ask)
    assert found >= 0.93, wrong


def test_words_that_entries_hold_are_left_alone(ask: Ask) -> None:
    meant = sorted({word for half in ("tuning", "held_out") for word in typos(half).values()})
    changed = {word: ask(word).corrected for word in meant}
    assert {word: other for word, other in changed.items() if other} == {}


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("bericht schulentwiklung 2025", "bericht schulentwicklung 2025"),
        ("BERICHT Schulentwiklung", "BERICHT Schulentwicklung"),
        ("GRUNDSHULE", "GRUNDSCHULE"),
        ('"Offene Ganztagschule" -Ferien', '"Offene Ganztagsschule" -Ferien'),
        ("Grundshule ODER Kita", "Grundschule ODER Kita"),
        ("Grundshule 2019/0465", "Grundschule 2019/0465"),
    ],
)
def test_all_else_stays_as_it_was_typed(typed: str, corrected: str, ask: Ask) -> None:
    assert ask(typed).corrected == corrected


def test_words_torn_apart_or_run_together_are_mended(ask: Ask) -> None:
    assert ask("schulentwicklungs planung").corrected == "schulentwicklungsplanung"
    assert ask("schuleundkita").corrected == "schule und kita"


def test_a_slip_in_one_part_is_mended_though_nobody_wrote_the_compound(ask: Ask) -> None:
    asked = ask("Integrationskonferenzberciht")
    assert asked.corrected == "Integrationskonferenzbericht"
    # Nothing holds the whole word, so what is asked next are its parts together.
    assert isinstance(asked.corrected_node, Either)
    whole, parts = asked.corrected_node.nodes
    assert isinstance(whole, Term)
    assert isinstance(parts, Both)


def test_a_right_compound_that_nobody_wrote_is_taken_apart(ask: Ask) -> None:
    asked = ask("Feuerwehrkonferenz")
    assert asked.corrected is None
    assert asked.notes == (TakenApart("Feuerwehrkonferenz", ("Feuerwehr", "konferenz")),)
    assert isinstance(asked.node, Either)


def test_words_ruled_out_left_open_or_without_sense_are_not_mended(ask: Ask) -> None:
    for typed in ("Kita -Grundshule", "Grundshu*", "KAoA", "Xqzwvb", "2019/0465", "OB", "der die das"):
        assert ask(typed).corrected is None


def test_a_word_that_hardly_anybody_wrote_is_doubted_aloud_but_not_replaced(analyzer: Analyzer, tmp_path: Path) -> None:
    writer = VocabularyWriter(tmp_path / "words.sqlite")
    writer.add([("integration", "integration", (), "Integration")] * 200 + [("integartion", "integartion", (), "x")])
    writer.commit()
    writer.close()
    asked = understand("Integartion", analyzer, Vocabulary(tmp_path / "words.sqlite"))
    assert (asked.corrected, asked.sure) == ("Integration", False)


def test_who_wants_it_literally_gets_neither_corrections_nor_synonyms(
    analyzer: Analyzer, vocabulary: Vocabulary
) -> None:
    asked = understand("Grundshule", analyzer, vocabulary, literal=True)
    assert (asked.corrected, asked.notes) == (None, ())
    asked = understand("KI", analyzer, vocabulary, literal=True)
    assert asked.node == analyzer.term("KI")


def test_a_page_of_nonsense_is_answered_in_time(ask: Ask) -> None:
    nonsense = " ".join(f"Qualitätswxy{'abcdefghij'[n % 10]}zplanungg" for n in range(MOST_WORDS))
    ask("Schule")
    assert min(_took(lambda: ask(nonsense)) for _ in range(3)) < 0.4


def test_the_last_word_is_completed_while_typing(vocabulary: Vocabulary) -> None:
    texts = [suggestion.text for suggestion in suggest("Bericht Integr", vocabulary, most=40)]
    assert "Bericht Integration" in texts
    assert all(text.lower().startswith("bericht integr") for text in texts)
    assert suggest("INTEGRATIONSR", vocabulary)[0].text == "INTEGRATIONSRAT"


def test_two_words_may_become_one_while_typing(vocabulary: Vocabulary) -> None:
    assert "Schulentwicklungsplanung" in [s.text for s in suggest("schulentwicklungs planu", vocabulary, most=20)]


@pytest.mark.parametrize("typed", ["", "x", "Schule ", "-Kita", '"offener Gan', "2019/04", "*", "a" * 5000])
def test_nothing_is_suggested_where_nobody_waits_for_it(typed: str, vocabulary: Vocabulary) -> None:
    assert suggest(typed, vocabulary) == []


def _took(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
