"""What a question may become while it is typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..analysis.folding import fold_word
from ..vocabulary import Known, Vocabulary
from .corrections import in_case_of
from .lexer import SHORTEST_PREFIX, clean

SHORTEST_MENDED = 5
"""A beginning of fewer letters that no word has is not taken for a mistake."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``text`` is the whole question, ``word`` what its last word became, in about ``documents`` entries. Who shows it
    asks the index first whether it finds anything now."""

    text: str
    word: str
    documents: int


def suggest(text: str, vocabulary: Vocabulary, *, most: int = 8) -> list[Suggestion]:
    """The last word completed, behind the words before it; then the last two words as the beginning of one ("schul
    entw": Schulentwicklung); then, if nothing begins so, words that begin nearly so. Nothing after a blank, in an open
    quote and behind a minus: there nobody waits for help."""
    line, cut = clean(text)
    before, _, last = line.rpartition(" ")
    typed = last.lstrip('("„')
    if cut or text[-1:].isspace() or not typed or last[0] in "-−" or line.count('"') % 2:
        return []
    folded = fold_word(typed)
    if len(folded) < SHORTEST_PREFIX or not folded.isalpha():
        return []
    lead = line[: len(line) - len(typed)]
    found: dict[str, Suggestion] = {}
    for start, word, known in _completions(folded, before, lead, typed, vocabulary, most):
        shown = in_case_of(word, known.shown) if word.isupper() and len(word) > 2 else known.shown
        found.setdefault(start + shown, Suggestion(start + shown, shown, known.documents))
    return list(found.values())[:most]


def _completions(
    folded: str, before: str, lead: str, typed: str, vocabulary: Vocabulary, most: int
) -> Iterator[tuple[str, str, Known]]:
    """What stands before, the word as typed, and what it may become."""
    found = vocabulary.starting_with(folded, most)
    yield from ((lead, typed, known) for known in found)
    start, _, left = before.rpartition(" ")
    if left.isalpha() and len(found) < most:
        joined = vocabulary.starting_with(fold_word(left) + folded, most - len(found))
        found += joined
        yield from ((f"{start} ".lstrip(), left + typed, known) for known in joined)
    if not found and len(folded) >= SHORTEST_MENDED:
        yield from ((lead, typed, known) for known in vocabulary.near(folded, most=3) if known.away <= 1.0)
