"""What the splitter finds of the parts of the field's words, and what it leaves whole."""

from __future__ import annotations

import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teilhabe.search.analysis import lexicon
from teilhabe.search.analysis.analyzer import Analyzer
from teilhabe.search.analysis.compounds import CompoundSplitter
from teilhabe.search.analysis.folding import fold_word
from teilhabe.search.analysis.stemming import german

LISTS = Path(__file__).with_name("compounds.toml")
# Of both lists together; the half that nobody tuned on alone may miss a little more.
RECALL, RECALL_HELD_OUT = 0.98, 0.97
PRECISION = 0.95


@dataclass
class Score:
    """Parts counted over a list of words; ``wrong`` says what went wrong in which word."""

    wanted: int = 0
    found: int = 0
    given: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.wanted

    @property
    def precision(self) -> float:
        return self.right / self.given


def score(splitter: CompoundSplitter, *halves: str) -> Score:
    total = Score()
    lists = tomllib.loads(LISTS.read_text(encoding="utf-8"))
    for word, listed in [pair for half in halves for pair in lists[half].items()]:
        stems = [(part, german(fold_word(part.strip("()")))) for part in listed.split()]
        wanted = {stem for part, stem in stems if not part.startswith("(")}
        right = {stem for _, stem in stems}
        given = {german(part) for part in splitter.parts(fold_word(word))}
        total.wanted += len(wanted)
        total.found += len(wanted & given)
        total.given += len(given)
        total.right += len(given & right)
        if not wanted <= given <= right:
            total.wrong.append(f"{word}: missing {sorted(wanted - given)}, too much {sorted(given - right)}")
    return total


@pytest.fixture(scope="module")
def splitter() -> CompoundSplitter:
    return lexicon.load()


@pytest.mark.parametrize(
    ("halves", "goal"), [(("tuning", "held_out"), RECALL), (("held_out",), RECALL_HELD_OUT)], ids=["all", "held out"]
)
def test_parts_of_municipal_words_are_found_and_nothing_else(
    halves: tuple[str, ...], goal: float, splitter: CompoundSplitter
) -> None:
    result = score(splitter, *halves)
    report = f"recall {result.recall:.3f}, precision {result.precision:.3f}\n" + "\n".join(result.wrong)
    assert result.recall >= goal, report
    assert result.precision >= PRECISION, report


def test_what_only_looks_like_a_compound_stays_whole(splitter: CompoundSplitter) -> None:
    for word in ("integration", "verwaltung", "ausschuss", "vorlage", "umwelt", "mannschaft", "wirtschaft"):
        assert splitter.parts(word) == (), word


def test_a_long_compound_gives_its_parts_and_the_words_that_neighbours_make(splitter: CompoundSplitter) -> None:
    parts = {german(part) for part in splitter.parts("grundschulentwicklung")}
    assert {german("grundschule"), german("schule"), german("entwicklung")} <= parts


def test_the_file_says_what_was_packed() -> None:
    once = lexicon.read(lexicon.FILE.read_bytes())
    assert lexicon.packed(once) == lexicon.FILE.read_bytes()
    with pytest.raises(lexicon.LexiconDamaged):
        lexicon.read(b"no lexicon")


@given(st.text(max_size=200))
def test_whatever_the_word_its_parts_lie_in_it(word: str) -> None:
    folded = fold_word(word)
    assert all(part in folded for part in lexicon.load().parts(folded))


def test_an_endless_word_costs_nothing(splitter: CompoundSplitter) -> None:
    began = time.process_time()
    assert splitter.parts("schul" * 40_000) == ()
    assert time.process_time() - began < 0.1


def test_who_only_searches_never_loads_the_lexicon() -> None:
    """In a process of its own: what is imported by the search of a web process."""
    asks = "import teilhabe.search.finding, teilhabe.search.suggesting"
    seen = "import sys; assert 'teilhabe.search.analysis.lexicon' not in sys.modules"
    code = f"import django; django.setup(); {asks}; {seen}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_analysis_with_the_splitter_gives_the_stems_of_parts(splitter: CompoundSplitter) -> None:
    tokens = Analyzer(splitter).document("Arbeitsmarktintegration im Schulausschuss", "de")
    assert {german("integration"), german("markt"), german("schule"), german("ausschuss")} <= set(tokens.parts)
    assert Analyzer().document("Arbeitsmarktintegration", "de").parts == ()
