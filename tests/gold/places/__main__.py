"""``python -m tests.gold.places``: precision and recall per grade, with the errors listed."""

from __future__ import annotations

import sys

from teilhabe.directory.matching import Matcher

from .measure import lines, measure
from .real import REAL_PARTS, real_gazetteer, real_texts
from .texts import PARTS, Part, gazetteer, gold_texts


def main(names: list[str]) -> None:
    matcher = Matcher(gazetteer())
    parts: list[Part] = [part for part in PARTS if not names or part in names]
    for part in parts:
        outcome = measure(matcher, gold_texts(part))
        print("\n".join(lines(part, outcome)))
        print("\n".join(f"    {error}" for error in outcome.errors))
    matcher = Matcher(real_gazetteer())
    for part in (part for part in REAL_PARTS if part in parts):
        outcome = measure(matcher, real_texts(part))
        if outcome.texts:
            print("\n".join(lines(f"real titles, {part}", outcome)))
            print("\n".join(f"    {error}" for error in outcome.errors))
        else:
            print(f"real titles, {part}: no data beside the repository")


if __name__ == "__main__":
    main(sys.argv[1:])
