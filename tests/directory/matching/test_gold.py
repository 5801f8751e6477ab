"""The goals of the matcher on judged texts: of 100 places it is sure of 97 are right, and it misses fewer than ten."""

from __future__ import annotations

import pytest

from teilhabe.directory.matching import Matcher
from tests.gold.places.measure import Outcome, lines, measure
from tests.gold.places.real import PAPERS, REAL_PARTS, real_gazetteer, real_texts
from tests.gold.places.texts import PARTS, Part, gazetteer, gold_texts

PRECISION, RECALL = 0.97, 0.90


def meets_the_goals(name: str, outcome: Outcome) -> None:
    level = outcome.levels["certain"]
    told = "\n".join([*lines(name, outcome), *outcome.errors])
    assert level.precision >= PRECISION, told
    assert level.recall >= RECALL, told


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(gazetteer())


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_the_judged_texts_meets_the_goals(matcher: Matcher, part: Part) -> None:
    meets_the_goals(part, measure(matcher, gold_texts(part)))


def test_the_judged_texts_are_many_enough_and_speak_of_many_things() -> None:
    texts = [text for part in PARTS for text in gold_texts(part)]
    marks = [mark for text in texts for mark in text.marks]
    assert len(texts) >= 120
    assert len(marks) >= 300
    assert {mark.grade for mark in marks} == {"official", "certain", "likely", "mentioned"}
    assert len({text.document.municipality_ags for text in texts}) == 11
    assert sum(not text.marks for text in texts) >= 5


@pytest.mark.skipif(not PAPERS.exists(), reason="the real titles lie beside the repository, and not here")
@pytest.mark.parametrize("part", REAL_PARTS)
def test_real_titles_of_a_council_elsewhere_meet_the_goals(part: Part) -> None:
    meets_the_goals(f"real titles, {part}", measure(Matcher(real_gazetteer()), real_texts(part)))
