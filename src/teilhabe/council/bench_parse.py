"""``teilhabe bench parse``: how fast the pages of each family of council systems are read, and in how much memory.

Each family is measured in a process of its own. What is timed is what a harvest does with a page once it is there:
redact, read what is left, cut its text into sections; in processor time, because waiting is no work of a parser.
"""

from __future__ import annotations

import gc
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, replace
from itertools import cycle, pairwise

from teilhabe.core.measuring import memory_now, memory_peak

from .bench import BenchFailed
from .bench_pages import RenderedFamily, RenderedPage, rendered_family
from .ingest.html.errors import PageError

BIG = 5_000_000
# What such a page may cost at most: each step on its own, and all together.
MOST_SECONDS, MOST_MEGABYTES = 1.0, 200.0
# What the measured process runs: models can be imported only after Django is set up.
_MEASURED = "import django; django.setup(); from teilhabe.council.bench_parse import print_measured; print_measured()"
# A paragraph of a text, also one that stands escaped in XML.
_PARAGRAPH = re.compile(r"(?:<|&lt;)p[ >&][^\0]{0,20000}?(?:<|&lt;)/p(?:>|&gt;)")


@dataclass(frozen=True, slots=True)
class Parsing:
    """Seconds are of processor time; ``megabytes`` is the highest resident size while the pages are read. ``big_…`` is
    the page of five megabytes: its seconds for redacting, reading and cutting into sections, and the memory it needs on
    top of what was there before."""

    name: str
    pages: int
    readings: int
    seconds: float
    megabytes: float
    big_seconds: tuple[float, float, float]
    big_megabytes: float
    # Why it was not read, if so: one German sentence.
    big_refused: str = ""

    @property
    def pages_per_second(self) -> float:
        return self.readings / self.seconds if self.seconds else 0.0

    @property
    def within_limits(self) -> bool:
        return max(self.big_seconds) <= MOST_SECONDS and self.big_megabytes <= MOST_MEGABYTES


def measure_parsing(name: str, *, seconds: float) -> Parsing:
    """Read the pages of a family over and over for about ``seconds``, then a page of 5 MB once. Raises BenchFailed."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TEILHABE_")}
    environment["DJANGO_SETTINGS_MODULE"] = "teilhabe.settings"
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, name, str(seconds)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchFailed((done.stderr.strip().splitlines() or ["?"])[-1])
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return Parsing(**found | {"big_seconds": tuple(found["big_seconds"])})


def swollen(family: RenderedFamily) -> RenderedPage:
    """A page of BIG characters: the family's longest page of a text, its longest paragraph again and again."""
    found = [(len(best[0]), page, best) for page in family.pages if (best := _longest(page)) is not None]
    if not found:
        raise BenchFailed(f"{family.name}: keine Seite mit Text.")
    _, page, best = max(found, key=lambda one: one[0])
    more = best[0] * ((BIG - len(page.text)) // len(best[0]))
    return replace(page, text=page.text[: best.end()] + more + page.text[best.end() :])


def _longest(page: RenderedPage) -> re.Match[str] | None:
    if page.kind.value not in ("paper", "item"):
        return None
    return max(_PARAGRAPH.finditer(page.text), key=lambda one: len(one[0]), default=None)


def _measured(name: str, seconds: float) -> Parsing:
    """What the measured process does."""
    family = rendered_family(name)
    big = swollen(family)
    kinds = Counter(page.kind for page in family.pages)
    if len(kinds) < 3:
        raise BenchFailed(f"{name}: zu wenige Arten von Seiten ({', '.join(kinds)}).")
    for page in family.pages[:20]:
        family.read(page)
    readings, start = 0, time.process_time()
    for page in cycle(family.pages):
        family.read(page)
        readings += 1
        # Whole rounds: pages differ.
        if readings % len(family.pages) == 0 and time.process_time() - start >= seconds:
            break
    spent = time.process_time() - start
    peak = memory_peak()
    gc.collect()
    resident = memory_now()
    clock = [time.process_time()]
    refused = ""
    try:
        kept = family.redacted(big)
        clock.append(time.process_time())
        facts = family.facts(kept)
        clock.append(time.process_time())
        sections = family.sections(facts)
        clock.append(time.process_time())
        if sum(len(one.html) for one in sections) < BIG / 4:
            raise BenchFailed(f"{name}: der Text der großen Seite wurde nicht gelesen.")
    except PageError as error:
        # A page with more mark-up than any real one has is refused by name: that is its answer, and what it costs.
        refused = str(error)
        clock = [clock[0], *[time.process_time()] * 3]
    redacting, reading, cutting = (after - before for before, after in pairwise(clock))
    return Parsing(
        name=name,
        pages=len(family.pages),
        readings=readings,
        seconds=spent,
        megabytes=peak,
        big_seconds=(redacting, reading, cutting),
        big_megabytes=max(0.0, memory_peak() - resident),
        big_refused=refused,
    )


def print_measured() -> None:
    """The measured process: name and seconds are its arguments."""
    print(json.dumps(asdict(_measured(sys.argv[1], float(sys.argv[2])))))
