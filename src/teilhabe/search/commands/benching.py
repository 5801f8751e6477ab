"""``teilhabe bench search``."""

from __future__ import annotations

from typing import Annotated

import typer

from teilhabe.core.commands.exits import ExitCode, Refused

from ..bench.report import ENGINES, BenchFailed, report


def bench_search_command(
    papers: Annotated[
        int, typer.Option("--papers", help="Zahl der erzeugten Vorlagen; 0 misst nur die Reihenfolge.", min=0)
    ] = 10_000,
    engine: Annotated[str, typer.Option("--engine", help="tantivy, fts5 oder both.")] = "both",
    judged: Annotated[bool, typer.Option("--judged/--no-judged", help="Auch die beurteilten Fragen.")] = True,
) -> None:
    """Misst die Suche auf erzeugten Vorlagen: Dauer je Art von Frage, Aufbau, Größe, Speicher, Reihenfolge."""
    engines = ENGINES if engine == "both" else (engine,)
    if not set(engines) <= set(ENGINES):
        raise Refused(f"Die Maschine „{engine}“ gibt es nicht; es gibt: {', '.join(ENGINES)}.", ExitCode.BAD_INPUT)
    try:
        for line in report(papers=papers, engines=engines, judged=judged):
            typer.echo(line)
    except BenchFailed as failure:
        raise Refused(str(failure)) from failure
