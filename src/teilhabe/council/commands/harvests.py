"""``teilhabe harvest``, ``teilhabe bench …``; the commands of sources hang on as well."""

from __future__ import annotations

from typing import Annotated

import typer

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.locks import AlreadyHeld
from teilhabe.directory.benching import bench_places_command
from teilhabe.search.commands.benching import bench_search_command

from ..bench import BenchFailed, measure
from ..bench_pages import NAMES
from ..bench_parse import MOST_MEGABYTES, MOST_SECONDS, measure_parsing
from ..ingest.files import fetch_files
from ..ingest.run import AlreadyRunning, HarvestRefused, Mode, harvest
from ..ingest.session import Progress
from ..jobs import fetch_source_files, match_soon
from ..models import HarvestRun, Source
from ..progress_display import progress_display
from .places import places_app
from .shared import BUSY, FAILED, WRONG, Sources, chosen, fail
from .sources import source_app

app = typer.Typer(no_args_is_help=True, help="Quellen und Abruf.")
app.add_typer(source_app, name="source")
app.add_typer(places_app, name="places")
bench_app = typer.Typer(no_args_is_help=True, help="Messungen; sie berühren die Daten des Portals nicht.")
bench_app.command("search")(bench_search_command)
bench_app.command("places")(bench_places_command)
app.add_typer(bench_app, name="bench")

_GOOD_ENDS = (HarvestRun.State.DONE,)


@app.command("harvest")
def harvest_command(
    slugs: Sources = None,
    full: Annotated[bool, typer.Option("--full", help="Alles lesen, nicht nur Änderungen.")] = False,
    again: Annotated[bool, typer.Option("--replay", help="Das Archiv neu auswerten, ohne Netz.")] = False,
    with_files: Annotated[bool, typer.Option("--with-files", help="Danach gleich die Dateien holen.")] = False,
) -> None:
    """Vorlagen, Sitzungen und Gremien aus den Quellen holen: Änderungen, einmal in der Woche alles."""
    if full and again:
        fail("--full und --replay schließen einander aus.", WRONG)
    mode = Mode.FULL if full else Mode.REPLAY if again else None
    sources = chosen(slugs)
    if not sources:
        typer.echo("Es gibt noch keine Quelle. Hinzufügen mit: teilhabe source add ADRESSE")
        return
    if not slugs:
        sources = [source for source in sources if source.state != Source.State.PAUSED]
    code = max((_harvest_one(source, mode) for source in sources), default=0)
    for source in sources:
        if with_files:
            code = max(code, _fetch_files(source))
        else:
            fetch_source_files.enqueue(source.pk)
    match_soon()
    if code:
        raise typer.Exit(code)


def _harvest_one(source: Source, mode: Mode | None) -> int:
    try:
        with progress_display(source.name) as progress:
            run = harvest(source, by=COMMAND_LINE, mode=mode, progress=progress)
    except AlreadyRunning as refusal:
        typer.echo(str(refusal), err=True)
        return BUSY
    except HarvestRefused as refusal:
        typer.echo(str(refusal), err=True)
        return FAILED
    well = run.state in _GOOD_ENDS
    typer.echo(
        f"{source.name}: {run.get_state_display()} ({run.get_mode_display()}) · "
        f"neu {run.new} · geändert {run.changed} · unverändert {run.unchanged} · "
        f"entfallen {run.withdrawn} · gescheitert {run.failed} · {run.requests} Anfragen"
    )
    if run.why:
        typer.echo(f"{source.name}: {run.why}", err=not well)
    return 0 if well else FAILED


def _fetch_files(source: Source) -> int:
    try:
        with progress_display(source.name) as progress:
            done = 0

            def on_files(number: int) -> None:
                nonlocal done
                done += number
                progress(Progress(source.name, "Dateien", done, None, done))

            report = fetch_files(source, progress=on_files, by=COMMAND_LINE)
    except AlreadyHeld:
        typer.echo(f"Die Dateien von „{source.name}“ werden gerade geholt.", err=True)
        return BUSY
    typer.echo(f"{source.name}: {report.stored} Dateien geholt, {report.failed} nicht")
    if report.ended:
        typer.echo(f"{source.name}: {report.ended}", err=True)
    return FAILED if report.ended else 0


@bench_app.command("harvest")
def bench_harvest(
    papers: Annotated[int, typer.Option("--papers", help="Zahl der Vorlagen.", min=1, max=100_000)] = 2000,
    files: Annotated[bool, typer.Option("--files/--no-files", help="Auch das Holen der Dateien messen.")] = True,
) -> None:
    """Misst einen Abruf: eigene leere Datenbank, erzeugter Beispielrat, keine Pausen zwischen den Anfragen."""
    typer.echo(f"Beispielrat mit {papers} Vorlagen …", err=True)
    try:
        found = measure(papers=papers, with_files=files)
    except BenchFailed as failure:
        fail(str(failure), FAILED)
    rows = [
        ("Datenbank", found.database),
        ("Objekte", f"{found.objects} in {found.harvest_seconds:.1f} s = {found.objects_per_second:.0f} je Sekunde"),
        ("noch einmal", f"{found.again_seconds:.1f} s, {found.changed_again} neu oder geändert"),
    ]
    if files:
        rows.append(
            ("Dateien", f"{found.files} in {found.file_seconds:.1f} s = {found.files_per_second:.0f} je Sekunde")
        )
        rows.append(("davon mit Text", str(found.texts)))
    rows.append(("Speicher, höchstens", f"{found.megabytes:.0f} MB"))
    for label, value in rows:
        typer.echo(f"{label}: {value}")


@bench_app.command("parse")
def bench_parse(
    seconds: Annotated[float, typer.Option("--seconds", help="Rechenzeit je Familie.", min=0.1, max=600)] = 5.0,
) -> None:
    """Misst, wie schnell die Seiten der Systeme gelesen werden: bereinigen, auslesen, Abschnitte bilden; ohne Netz."""
    limits = f"Grenzen: je {MOST_SECONDS:.0f} s, {MOST_MEGABYTES:.0f} MB"
    for name in NAMES:
        try:
            found = measure_parsing(name, seconds=seconds)
        except BenchFailed as failure:
            fail(str(failure), FAILED)
        redacting, reading, cutting = found.big_seconds
        steps = f"bereinigen {redacting:.2f} s, lesen {reading:.2f} s, Abschnitte {cutting:.2f} s"
        if found.big_refused:
            steps = f"abgelehnt nach {redacting:.2f} s"
        typer.echo(
            f"{name}: {found.pages} Seiten, {found.readings} Lesungen in {found.seconds:.1f} s Rechenzeit = "
            f"{found.pages_per_second:.0f} je Sekunde · Speicher, höchstens {found.megabytes:.0f} MB · "
            f"Seite von 5 MB: {steps}, {found.big_megabytes:.0f} MB "
            f"({limits}{'' if found.within_limits else '; überschritten'})"
        )
