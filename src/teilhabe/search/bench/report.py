"""Runs the steps of ``measure`` in a temporary folder and says in lines what came out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ENGINES = ("tantivy", "fts5")
GOALS = "Ziele: Antwort p50 ≤ 5 ms, p95 ≤ 20 ms; ≥ 1000 Einträge je Sekunde und Kern; ≤ 2,5 KB je Vorlage"
WORST = 10


class BenchFailed(RuntimeError):
    """A step did not run; the message is its last line."""


def report(*, papers: int, engines: tuple[str, ...], judged: bool = True) -> Iterator[str]:
    """Measure and say, line by line as it comes. Raises BenchFailed.

    Everything happens on a database of its own in a temporary folder; nothing of the portal's data is touched.
    """
    if papers:
        with tempfile.TemporaryDirectory(prefix="teilhabe-bench-") as folder:
            yield from _speed(folder, papers, engines)
    if judged:
        with tempfile.TemporaryDirectory(prefix="teilhabe-bench-") as folder:
            yield from _ranking(folder, engines)


def _speed(folder: str, papers: int, engines: tuple[str, ...]) -> Iterator[str]:
    _run(folder, "-m", "django", "migrate", "--verbosity", "0")
    filled = _step(folder, "fill", str(papers))
    yield f"{filled['entries']} Einträge, darunter {papers} Vorlagen, geschrieben in {filled['seconds']:.0f} s. {GOALS}"
    questions = str(Path(folder, "questions.json"))
    _step(folder, "prepare", questions)
    for engine in engines:
        built = _step(folder, "build", engine=engine)
        yield (
            f"{engine}: aufgebaut in {built['seconds']:.0f} s, {built['cpu_seconds']:.0f} s Rechenzeit = "
            f"{built['entries'] / built['cpu_seconds']:.0f} Einträge je Sekunde und Kern · "
            f"{built['bytes'] / papers / 1000:.2f} KB je Vorlage · Speicher aller Prozesse {built['megabytes']:.0f} MB"
        )
        asked = _step(folder, "ask", questions, engine=engine)
        yield f"{engine}: Millisekunden p50/p95     Maschine          Antwort        Treffer p50"
        for name, timed in asked["classes"].items():
            yield (
                f"  {name:<20} {timed['engine_p50']:9.2f} /{timed['engine_p95']:6.2f} "
                f"{timed['page_p50']:9.2f} /{timed['page_p95']:6.2f} {timed['hits_p50']:12.0f}"
            )
        page = sorted(timed["page_p50"] for timed in asked["classes"].values())[len(asked["classes"]) // 2]
        yield (
            f"  20 Zeilen nach Schlüssel {asked['floor_p50']:.2f} / {asked['floor_p95']:.2f}; "
            f"eine Antwort kostet das {page / max(asked['floor_p50'], 0.001):.1f}-Fache · "
            f"ganze Seite {asked['html_p50']:.1f} / {asked['html_p95']:.1f} ms · "
            f"Webprozess {asked['megabytes']:.0f} MB, davon eigen {asked['own_megabytes']:.0f} MB"
        )


def _ranking(folder: str, engines: tuple[str, ...]) -> Iterator[str]:
    _run(folder, "-m", "django", "migrate", "--verbosity", "0")
    _step(folder, "fill-judged")
    for engine in engines:
        _step(folder, "build", engine=engine)
        judged = _step(folder, "judge", engine=engine)
        asked = judged["queries"]
        yield f"{engine}: Reihenfolge der Treffer, {len(asked)} beurteilte Fragen: nDCG@10 {judged['ndcg']:.3f}"
        for one in asked[:WORST]:
            missed = f"; es fehlt {', '.join(one['missed'])}" if one["missed"] else ""
            yield f"  {one['ndcg']:.2f}  {one['text']}: {', '.join(one['found'][:5]) or 'nichts'}{missed}"


def _step(folder: str, *arguments: str, engine: str = ENGINES[0]) -> dict[str, Any]:
    printed = _run(folder, "-m", "teilhabe.search.bench.measure", *arguments, engine=engine)
    found: dict[str, Any] = json.loads(printed.strip().splitlines()[-1])
    return found


def _run(folder: str, *arguments: str, engine: str = ENGINES[0]) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TEILHABE_")}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "teilhabe.settings",
        "TEILHABE_DATA_DIR": folder,
        "TEILHABE_SEARCH_ENGINE": engine,
        "TEILHABE_LOG_LEVEL": "WARNING",
    }
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)  # nosec B603 - this program itself
    if done.returncode:
        raise BenchFailed((done.stderr.strip().splitlines() or ["?"])[-1])
    return done.stdout
