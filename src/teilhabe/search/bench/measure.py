"""What is measured, step by step, each step in a process of its own on data of its own.

``report`` starts ``python -m teilhabe.search.bench.measure STEP …`` and reads the last line, which is JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from teilhabe.core.measuring import MemoryWatch, memory_now, memory_own, percentile

COUNTED = ("kind", "municipality", "committee", "theme", "year", "standing", "language")
FLOOR_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Filled:
    entries: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Built:
    """``cpu_seconds`` of all processes; ``megabytes`` the highest resident size of all of them together."""

    entries: int
    seconds: float
    cpu_seconds: float
    bytes: int
    megabytes: float


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of one class: in the engine, and for the whole answer with snippets and counted filters."""

    engine_p50: float
    engine_p95: float
    page_p50: float
    page_p95: float
    hits_p50: float


@dataclass(frozen=True, slots=True)
class Asked:
    """``html_*``: milliseconds of whole HTTP answers, without the network. ``megabytes``: this process, which is like a
    web process, all of it and what only it needs. ``floor_*``: twenty rows by key."""

    classes: dict[str, dict[str, float]]
    floor_p50: float
    floor_p95: float
    html_p50: float
    html_p95: float
    megabytes: float
    own_megabytes: float


@dataclass(frozen=True, slots=True)
class Judged:
    ndcg: float
    queries: list[dict[str, Any]]


def fill(papers: int) -> Filled:
    """Write a generated council into the database."""
    from ..actions import put_many
    from .corpus import entries

    started = time.perf_counter()
    written = put_many(entries(papers))
    return Filled(written, time.perf_counter() - started)


def fill_judged() -> Filled:
    """Write the judged entries among papers of the corpus."""
    from ..actions import put_many
    from .judged import judged_entries, unrelated_papers

    started = time.perf_counter()
    written = put_many(judged_entries()) + put_many(unrelated_papers())
    return Filled(written, time.perf_counter() - started)


def build() -> Built:
    """Build the index of the engine that the settings name."""
    from ..index.building import build as build_index

    watch = MemoryWatch()
    watch.start()
    started, used = time.perf_counter(), _cpu()
    generation = build_index()
    seconds = time.perf_counter() - started
    state = generation.state()
    size = sum(file.stat().st_size for file in Path(generation.path).rglob("*") if file.is_file())
    return Built(state.entries if state else 0, seconds, _cpu() - used, size, watch.end())


def _cpu() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def prepare(path: str) -> Filled:
    """Write the questions into a file: whoever asks them needs no corpus in memory."""
    from .questions import classes

    found = {name: [[one.text, one.filters] for one in questions] for name, questions in classes().items()}
    Path(path).write_text(json.dumps(found), encoding="utf-8")
    return Filled(sum(map(len, found.values())), 0.0)


def ask(path: str) -> Asked:
    """Ask every question of every class, as the page does; each twice, so that none pays for reading a file first."""
    from ..finding import Wanted, find
    from .questions import Question

    def answer(question: Question) -> tuple[float, float, int]:
        wanted = Wanted(text=question.text, filters=question.filters)
        found = find(wanted, limit=20, per_kind=3, count=COUNTED)
        return found.engine_took, found.took, found.total

    known: dict[str, list[tuple[str, dict[str, list[str]]]]] = json.loads(Path(path).read_text(encoding="utf-8"))
    classes_of = {name: [Question(text, filters) for text, filters in rows] for name, rows in known.items()}
    timed = {}
    for name, questions in classes_of.items():
        for question in questions:
            answer(question)
        engine, page, hits = zip(*(answer(question) for question in questions), strict=True)
        timed[name] = asdict(
            Timed(
                percentile(engine, 0.5),
                percentile(engine, 0.95),
                percentile(page, 0.5),
                percentile(page, 0.95),
                percentile([float(number) for number in hits], 0.5),
            )
        )
    html = _html([question.text for questions in classes_of.values() for question in questions[:8]])
    floor = _floor()
    return Asked(
        timed,
        percentile(floor, 0.5),
        percentile(floor, 0.95),
        percentile(html, 0.5),
        percentile(html, 0.95),
        memory_now(),
        memory_own(),
    )


def _floor() -> list[float]:
    """Milliseconds for twenty entries by key: what any list costs."""
    from random import Random

    from ..finding import load
    from ..models import Entry

    rng = Random(1)  # nosec B311 - a measurement, no secret
    keys = list(Entry.objects.values_list("pk", flat=True))
    return [_milliseconds(lambda: load(map(str, rng.sample(keys, 20)))) for _ in range(FLOOR_ROUNDS)]


def _html(texts: Sequence[str]) -> list[float]:
    """Milliseconds of the page itself; none without the website."""
    from django.test import Client
    from django.test.utils import override_settings
    from django.urls import NoReverseMatch, reverse

    try:
        address = reverse("search")
    except NoReverseMatch:
        return []
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=plain, ALLOWED_HOSTS=["testserver"]):
        client = Client()
        for text in texts[:10]:
            client.get(address, {"q": text})
        return [_milliseconds(partial(client.get, address, {"q": text})) for text in texts]


def _milliseconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def judge() -> Judged:
    """Ask the judged questions."""
    from ..finding import Wanted, find
    from .judged import DEPTH, judged_queries, score

    scored = [
        score(query, [hit.entry.ref for hit in find(Wanted(text=query.text), limit=DEPTH).hits])
        for query in judged_queries()
    ]
    ordered = sorted(scored, key=lambda one: one.ndcg)
    return Judged(sum(one.ndcg for one in scored) / len(scored), [asdict(one) for one in ordered])


STEPS: dict[str, Callable[..., Any]] = {
    "fill": lambda papers: fill(int(papers)),
    "fill-judged": fill_judged,
    "build": build,
    "prepare": prepare,
    "ask": ask,
    "judge": judge,
}

if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(asdict(STEPS[sys.argv[1]](*sys.argv[2:]))))
