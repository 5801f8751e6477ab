"""Broken pages for every reader of every family: ``uv run python -m tests.sources.fuzz --inputs 2000 [--seed 1]``.

The pages are those of the sample sites, truncated, with flipped bits, swapped, doubled and lost tags, made of pieces of
others, or blown up to twenty megabytes (a few of each kind). A reader may give facts or raise an error of
``ingest.html.errors``; anything else is a failure, and is printed with what makes it happen again. So is a page that is
read otherwise once it is redacted, and a title in it that is not public.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from teilhabe.council.bench_pages import RenderedFamily, RenderedPage

HOWS = ("cut", "bits", "swap", "double", "drop", "splice", "spice")
HUGE = 20_000_000
# One of so many inputs is a huge page: each costs seconds.
HUGE_EVERY = 400
SPICE = (
    "</td>",
    "</table>",
    "<table>",
    "<!--",
    "-->",
    "<script>",
    "</div>",
    "\0",
    "\ud800",
    "&#0;",
    "<![CDATA[",
    "Ö 1",
)


@dataclass
class Outcome:
    """What came of the inputs of one family."""

    inputs: int = 0
    facts: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.sources.fuzz", description="Hand every reader broken pages.")
    parser.add_argument("--inputs", type=int, default=2000, help="for each family (default: 2000)")
    parser.add_argument("--seed", type=int, default=1, help="the same number gives the same pages")
    given = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teilhabe.settings")
    import django

    django.setup()
    from teilhabe.council.bench_pages import NAMES, rendered_family

    failed = tried = 0
    for name in NAMES:
        found = fuzz(rendered_family(name), given.inputs, given.seed)
        failed += len(found.failures)
        tried += found.inputs
        errors = ", ".join(f"{code} {count}" for code, count in found.errors.most_common())
        print(
            f"{name}: {found.inputs} inputs, {found.facts} read, refused: {errors or 'none'}; slowest "
            f"{found.slowest:.1f} s; failures {len(found.failures)}",
            flush=True,
        )
        for failure in found.failures[:10]:
            print(f"  {failure}")
    print(f"{tried} inputs tried, failures {failed}")
    return 1 if failed else 0


def fuzz(family: RenderedFamily, inputs: int, seed: int = 1) -> Outcome:
    """Hand ``inputs`` broken pages to the readers of a family, every kind of page in turn."""
    outcome = Outcome()
    kinds: dict[str, list[RenderedPage]] = {}
    for page in family.pages:
        kinds.setdefault(page.kind.value, []).append(page)
    for number in range(inputs):
        dice = Random(f"{seed} {family.name} {number}")
        page = dice.choice(kinds[sorted(kinds)[number % len(kinds)]])
        how = "huge" if number % HUGE_EVERY == HUGE_EVERY - 1 else dice.choice(HOWS)
        other = dice.choice(family.pages).text
        broken = replace(
            page,
            text=damaged(page.text, other, dice, how),
            parts=tuple((url, damaged(text, other, dice, dice.choice(HOWS))) for url, text in page.parts),
        )
        _try(family, broken, outcome, f"--seed {seed}, {family.name} {number}: {page.kind} {how}")
    return outcome


def _try(family: RenderedFamily, page: RenderedPage, outcome: Outcome, what: str) -> None:
    from teilhabe.council.ingest.html.errors import PageError

    outcome.inputs += 1
    start = time.process_time()
    try:
        try:
            kept = family.redacted(page)
            facts = family.facts(kept)
            family.sections(facts)
        except PageError as error:
            outcome.errors[error.code] += 1
            _try_whole(family, page)
            return
        outcome.facts += 1
        if not family.xml and family.facts(page) != facts:
            outcome.failures.append(f"{what}: read otherwise once redacted")
    # Whatever a reader lets out is what is looked for.
    except Exception as error:
        outcome.failures.append(f"{what}: {type(error).__name__} {error}"[:300])
    finally:
        outcome.slowest = max(outcome.slowest, time.process_time() - start)


def _try_whole(family: RenderedFamily, page: RenderedPage) -> None:
    """The reader without the redaction before it, which refuses more."""
    from teilhabe.council.ingest.html.errors import PageError

    try:
        family.facts(page)
    except PageError:
        return


def damaged(page: str, other: str, dice: Random, how: str) -> str:
    """``page`` broken in one way; ``other`` is a page of the same system to take pieces from."""
    if how == "cut":
        return page[: dice.randrange(len(page))]
    if how == "bits":
        body = bytearray(page.encode("utf-8", "surrogatepass"))
        for _ in range(dice.randrange(1, 60)):
            body[dice.randrange(len(body))] ^= 1 << dice.randrange(8)
        return body.decode("utf-8", "replace")
    if how == "splice":
        return page[: dice.randrange(len(page))] + other[dice.randrange(len(other)) :]
    if how == "huge":
        start, end = sorted((dice.randrange(len(page)), dice.randrange(len(page))))
        piece = page[start : end + 1]
        return page[: end + 1] + piece * ((HUGE - len(page)) // len(piece)) + page[end + 1 :]
    parts = page.split("<")
    for _ in range(dice.randrange(1, 16)):
        one, two = dice.randrange(1, len(parts)), dice.randrange(1, len(parts))
        if how == "swap":
            parts[one], parts[two] = parts[two], parts[one]
        elif how == "drop":
            parts[one] = ""
        elif how == "double":
            parts.insert(one, "<".join(parts[min(one, two) : max(one, two)][:30]))
        else:
            parts[one] += dice.choice(SPICE)
    return "<".join(parts)


if __name__ == "__main__":
    sys.exit(main())
