"""People mistype; the search says what they may have meant."""

from __future__ import annotations

import time

import pytest

from teilhabe.search.analysis.analyzer import Analyzer
from teilhabe.search.question.understanding import understand
from teilhabe.search.vocabulary import Vocabulary

from .conftest import typos


def recall(half: str, analyzer: Analyzer, vocabulary: Vocabulary) -> tuple[float, list[str]]:
    wrong = []
    every = typos(half)
    for typed, meant in every.items():
        corrected = understand(typed, analyzer, vocabulary).corrected
        # "Fluchtlinge" has the stem of "Flüchtlinge": the index finds it as it is typed.
        found_anyway = analyzer.term(typed).stems == analyzer.term(meant).stems
        if not found_anyway and (corrected is None or corrected.lower() != meant.lower()):
            wrong.append(f"{typed} → {corrected}, not {meant}")
    return 1 - len(wrong) / len(every), wrong


@pytest.mark.parametrize("half", ["tuning", "held_out"])
def test_mistyped_words_of_the_field_are_mended(half: str, analyzer: Analyzer, vocabulary: Vocabulary) -> None:
    found, wrong = recall(half, analyzer, vocabulary)
    assert found >= 0.93, wrong
