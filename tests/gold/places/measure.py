"""Precision and recall of the matcher on judged texts.

A found mention is right at a level when a person marked the same place at the same words with at least this grade: to
be sure where a person is only half sure counts as an error of the level "certain".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from teilhabe.directory.matching import GRADES, Grade, Matcher, Mention

from .texts import GoldText, Mark

LEVELS: tuple[Grade, ...] = ("official", "certain", "likely", "mentioned")


@dataclass(slots=True)
class Level:
    """Counts of one grade and better."""

    found: int = 0
    right: int = 0
    marked: int = 0
    met: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.met / self.marked if self.marked else 1.0


@dataclass(slots=True)
class Outcome:
    texts: int = 0
    marks: int = 0
    levels: dict[Grade, Level] = field(default_factory=lambda: {grade: Level() for grade in LEVELS})
    errors: list[str] = field(default_factory=list)


def measure(matcher: Matcher, texts: Iterable[GoldText]) -> Outcome:
    """Read all texts and compare."""
    outcome = Outcome()
    for text in texts:
        mentions = matcher.mentions(text.document)
        outcome.texts += 1
        outcome.marks += len(text.marks)
        for grade in LEVELS:
            _count(outcome.levels[grade], grade, text.marks, mentions)
        outcome.errors += _errors(text, mentions)
    return outcome


def at_least(grade: Grade, level: Grade) -> bool:
    """Whether a grade is as good as a level or better."""
    return GRADES.index(grade) <= GRADES.index(level)


def lines(name: str, outcome: Outcome) -> list[str]:
    """A table for people."""
    told = [f"{name}: {outcome.texts} texts, {outcome.marks} marks"]
    for grade, level in outcome.levels.items():
        told.append(
            f"  {grade:>9} and better: precision {level.precision:.3f} ({level.right}/{level.found}), "
            f"recall {level.recall:.3f} ({level.met}/{level.marked})"
        )
    return told


def _count(level: Level, grade: Grade, marks: tuple[Mark, ...], mentions: list[Mention]) -> None:
    wanted = [mark for mark in marks if at_least(mark.grade, grade)]
    found = [mention for mention in mentions if at_least(mention.grade, grade)]
    level.marked += len(wanted)
    level.found += len(found)
    level.right += sum(any(_same(mark, mention) for mark in wanted) for mention in found)
    level.met += sum(any(_same(mark, mention) for mention in found) for mark in wanted)


def _same(mark: Mark, mention: Mention) -> bool:
    if mark.part != mention.part or mark.start >= mention.end or mention.start >= mark.end:
        return False
    return mark.ref == mention.ref or (not mark.ref and mention.grade == "mentioned")


def _errors(text: GoldText, mentions: list[Mention]) -> list[str]:
    """What differs at "certain": false, missed, or only less or more sure than the person."""
    told = []
    for mention in mentions:
        mark = next((mark for mark in text.marks if _same(mark, mention)), None)
        sure = at_least(mention.grade, "certain")
        why = f"{mention.text!r} ({mention.rule} {mention.score}) in: {mention.snippet}"
        if mark is None:
            told.append(f"{'FALSE' if sure else 'false'} {mention.grade} {mention.ref or '?'}: {why}")
        elif sure and not at_least(mark.grade, "certain"):
            told.append(f"TOO SURE {mention.grade} for {mark.grade}: {why}")
        elif not sure and at_least(mark.grade, "certain"):
            told.append(f"UNSURE {mention.grade} for {mark.grade}: {why}")
    for mark in text.marks:
        if not any(_same(mark, mention) for mention in mentions):
            missed = "MISSED" if at_least(mark.grade, "certain") else "missed"
            told.append(f"{missed} {mark.grade} {mark.ref or '?'}: {mark.text!r} in: {text.name}")
    return told
