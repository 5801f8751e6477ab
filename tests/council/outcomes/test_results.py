"""What the words of council systems mean."""

from __future__ import annotations

import gzip
import json
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teilhabe.council.outcomes import normalise_result, normalise_role
from teilhabe.council.outcomes import results as results_module
from teilhabe.council.outcomes.labels import (
    OUTCOME_LABELS,
    ROLE_LABELS,
    STANDING_LABELS,
    WORD_LABELS,
)
from teilhabe.council.outcomes.results import OutcomeKind, Role
from teilhabe.council.outcomes.standing import STANDING_TONES, WORD_TONES, StandingKind, WordKind

PHRASES = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))["phrases"]
REAL_MEETINGS = Path(__file__).parents[4] / "shared/data/oparl-karlsruhe/meetings.ndjson.gz"


@pytest.mark.parametrize(("raw", "kind", "unanimous", "changed", "target"), PHRASES)
def test_a_reader_is_told_what_a_phrase_means(raw: str, kind: str, unanimous: str, changed: bool, target: str) -> None:
    outcome = normalise_result(raw)
    assert outcome.kind == kind
    assert outcome.unanimous == {"yes": True, "no": False, "": None}[unanimous]
    assert outcome.changed is changed
    assert outcome.target == (target or None)


def test_a_source_without_a_result_says_none() -> None:
    assert normalise_result(None).kind == "none"
    assert normalise_result(None).raw == ""


def test_unknown_words_are_kept_as_printed() -> None:
    outcome = normalise_result("  Besichtigung \n der Baustelle ")
    assert (outcome.kind, outcome.raw) == ("unknown", "Besichtigung der Baustelle")


@pytest.mark.parametrize(
    ("raw", "role"),
    [
        ("Entscheidung", "decision"),
        ("Beschlussfassung", "decision"),
        ("zur Beschlussfassung", "decision"),
        ("Vorberatung", "preparation"),
        ("Empfehlung an den Rat", "preparation"),
        ("Vorberatung zur Beschlussfassung im Rat", "preparation"),
        ("Empfehlung zur Beschlussfassung", "preparation"),
        ("Vorberatung (abschließend im Rat)", "preparation"),
        ("abschließende Beschlussfassung", "decision"),
        ("nicht abschließend", "unknown"),
        ("B", "unknown"),
        ("A", "unknown"),
        ("Beratung", "deliberation"),
        ("Behandlung", "deliberation"),
        ("Kenntnisnahme", "noting"),
        ("zur Kenntnisnahme", "noting"),
        ("Anhörung", "hearing"),
        ("unbekannt", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
        ("Frühstück", "unknown"),
    ],
)
def test_a_role_is_read_from_its_words(raw: str | None, role: Role) -> None:
    assert normalise_role(raw) == role


@given(st.text())
def test_no_words_whatever_break_the_reading(raw: str) -> None:
    assert normalise_result(raw).kind in get_args(OutcomeKind)
    assert normalise_role(raw) in get_args(Role)


@given(
    st.sampled_from([phrase[0] for phrase in PHRASES]),
    st.sampled_from([str.upper, str.lower, str.title, str]),
    st.sampled_from(["", " ", "\n\t", "\xa0"]),
)
def test_case_and_blanks_change_nothing(raw: str, case: type[str], blank: str) -> None:
    written = blank + case(raw).replace(" ", " " + blank) + blank
    outcome, expected = normalise_result(written), normalise_result(raw)
    assert (outcome.kind, outcome.unanimous, outcome.majority, outcome.changed) == (
        expected.kind,
        expected.unanimous,
        expected.majority,
        expected.changed,
    )
    assert normalise_result(outcome.raw) == outcome


def test_the_tables_name_only_kinds_we_know() -> None:
    words, _ = results_module._results()
    assert set(words.phrases.values()) | {kind for _, kind in words.patterns} <= set(get_args(OutcomeKind))
    roles = results_module._roles()
    assert set(roles.phrases.values()) | {role for _, role in roles.patterns} <= set(get_args(Role))


def test_every_phrase_of_the_table_is_written_as_it_is_compared() -> None:
    words, _ = results_module._results()
    roles = results_module._roles()
    assert [p for p in (*words.phrases, *roles.phrases) if results_module.fold(p) != p] == []


def test_every_kind_has_a_word_and_a_shape() -> None:
    assert set(OUTCOME_LABELS) == set(get_args(OutcomeKind))
    assert set(ROLE_LABELS) == set(get_args(Role))
    assert set(STANDING_LABELS) == set(STANDING_TONES) == set(get_args(StandingKind))
    assert set(WORD_LABELS) == set(WORD_TONES) == set(get_args(WordKind))


@pytest.mark.skipif(not REAL_MEETINGS.exists(), reason="no real council data beside the project")
def test_every_result_of_a_real_council_is_understood() -> None:
    unknown = set()
    with gzip.open(REAL_MEETINGS, "rt", encoding="utf-8") as lines:
        for line in lines:
            for item in json.loads(line).get("agendaItem") or []:
                if normalise_result(item.get("result")).kind == "unknown":
                    unknown.add(item["result"])
    assert unknown == set()
