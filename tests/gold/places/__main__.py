"""``python -m tests.gold.places``: precision and recall per grade, with the errors listed."""

from __future__ import annotations

import sys

from teilhabe.directory.matching import Matcher

from .measure import lines, measure
from .real import real_gazetteer, real_texts
from .texts import HALVES, Half, gazetteer, gold_texts


def main(names: list[str]) -> None:
    matcher = Matcher(gazetteer())
    halves: list[Half] = [half for half in HALVES if not names or half in names]
    for half in halves:
        outcome = measure(matcher, gold_texts(half))
        print("\n".join(lines(half, outcome)))
        print("\n".join(f"    {error}" for error in outcome.errors))
    matcher = Matcher(real_gazetteer())
    for half in halves:
        outcome = measure(matcher, real_texts(half))
        print(
            "\n".join(
                lines(f"real titles, {half}", outcome) if outcome.texts else ["no real titles beside the repository"]
            )
        )
        print("\n".join(f"    {error}" for error in outcome.errors))


if __name__ == "__main__":
    main(sys.argv[1:])
