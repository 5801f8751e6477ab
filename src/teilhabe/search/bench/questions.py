"""The questions that are timed: classes of what people type, drawn from the corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from .corpus import sentences, words

EACH = 25
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_FOREIGN = ("school", "language", "family", "okul", "dil", "aile", "مدرسة", "لغة", "школа", "мова", "école", "مدرسه")


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)


def classes(seed: int = 1) -> dict[str, list[Question]]:
    """Name of the class → its questions, at most ``EACH``; the same for the same seed."""
    rng = Random(seed)  # nosec B311 - a corpus, no secret
    known = words()
    simple, compounds = known.raw["simple"], known.compounds
    common = [first + last for first in known.raw["first"][:40] for last in known.raw["last"][:30]]
    spelled = [word for word in (*simple, *common) if word != word.translate(_SPELLED)]
    pool = sentences()[0]
    pairs = (sentence.rstrip(".").split()[3:5] for sentence in rng.sample(pool, EACH))
    return {
        "ein Wort": [Question(word) for word in rng.sample(simple, EACH)],
        "zwei Wörter": [Question(f"{rng.choice(simple)} {rng.choice(common)}") for _ in range(EACH)],
        "Wortgruppe": [Question(f'"{" ".join(pair)}"') for pair in pairs],
        "Wortanfang": [Question(rng.choice(known.raw["first"])[:6] + "*") for _ in range(EACH)],
        "Teil": [Question(part.capitalize()) for part in rng.sample(known.raw["last"], EACH)],
        "Tippfehler": [Question(_mistyped(rng, rng.choice(common))) for _ in range(EACH)],
        "Umlaut": [Question(rng.choice(spelled).translate(_SPELLED)) for _ in range(EACH)],
        "Füllwörter": [Question(f"die {rng.choice(simple)} in der {rng.choice(simple)}") for _ in range(EACH)],
        "mit Filter": [_filtered(rng, rng.choice(simple)) for _ in range(EACH)],
        "Nummer": [Question(f"{rng.randint(2012, 2026)}/{rng.randint(1, 9999):04d}") for _ in range(EACH)],
        "andere Sprache": [Question(word) for word in _FOREIGN],
        "selten": [Question(word) for word in rng.sample(compounds, EACH)],
    }


def _mistyped(rng: Random, word: str) -> str:
    """Two neighbouring letters swapped, one lost, or one doubled; never the first."""
    place = rng.randrange(2, len(word) - 2)
    form = rng.randrange(3)
    if form == 0:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + (word[place + 1 :] if form == 1 else word[place] + word[place:])


def _filtered(rng: Random, word: str) -> Question:
    filters = {"body": [f"stadt-{rng.randint(1, 9):02d}"], "year": [str(rng.randint(2018, 2026))]}
    return Question(word, filters)
