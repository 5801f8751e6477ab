"""``teilhabe source …``, ``teilhabe harvest``, ``teilhabe reindex``, ``teilhabe bench …``.

Exit codes: 0 good · 1 something failed or is incomplete · 2 wrong input · 4 the source is being harvested already.
"""

from __future__ import annotations

from typing import Annotated, NoReturn

import typer
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from teilhabe.core.audit import COMMAND_LINE

from .actions.refresh import mark_all, refresh_stale, reindex
from .actions.sources import SourceRefused, pause_source, resume_source
from .bench import BenchFailed, measure
from .ingest.archive_care import scrub_archive
from .ingest.files import fetch_files
from .ingest.locks import AlreadyHeld
from .ingest.run import AlreadyRunning, HarvestRefused, Mode, Progress, harvest
from .ingest.sources import add_source, check_source
from .jobs import fetch_source_files
from .models import HarvestRun, Source
from .progress_display import progress_display

app = typer.Typer(no_args_is_help=True, help="Quellen und Abruf.")
source_app = typer.Typer(no_args_is_help=True, help="Quellen: hinzufügen, auflisten, prüfen, anhalten.")
app.add_typer(source_app, name="source")
bench_app = typer.Typer(no_args_is_help=True, help="Messungen; sie berühren die Daten des Portals nicht.")
app.add_typer(bench_app, name="bench")

_FAILED, _WRONG, _BUSY = 1, 2, 4
_KINDS = {"paper": "Vorlagen", "meeting": "Sitzungen", "committee": "Gremien", "person": "Personen"}
_GOOD_ENDS = (HarvestRun.State.DONE,)
Sources = Annotated[
    list[str] | None, typer.Argument(help="Kurzname einer Quelle aus `source list`; ohne: alle.", metavar="QUELLE…")
]


@source_app.command("add")
def add(
    url: Annotated[str, typer.Argument(help="Adresse des OParl-Systems.", metavar="ADRESSE")],
    delay: Annotated[float, typer.Option("--delay", help="Sekunden zwischen zwei Anfragen.", min=0, max=3600)] = 1.0,
    name: Annotated[str, typer.Option("--name", help="Name, unter dem die Quelle gezeigt wird.")] = "",
    host: Annotated[
        list[str] | None, typer.Option("--host", help="Weiterer Server, auf dem Dateien liegen; mehrfach möglich.")
    ] = None,
) -> None:
    """Eine Quelle hinzufügen. Eine Anfrage prüft, ob dort ein OParl-System antwortet."""
    try:
        source = add_source(url, delay_seconds=delay, name=name, extra_hosts=host, by=COMMAND_LINE)
    except SourceRefused as refusal:
        _fail(str(refusal), _WRONG)
    typer.echo(f"Hinzugefügt: {source.name} ({source.slug}), OParl {source.version}.")
    typer.echo(f"Abrufen mit: teilhabe harvest {source.slug}")


@source_app.command("list")
def list_sources() -> None:
    """Alle Quellen mit Zustand und letztem vollständigen Abruf."""
    sources = list(Source.objects.all())
    if not sources:
        typer.echo("Es gibt noch keine Quelle. Hinzufügen mit: teilhabe source add ADRESSE")
        return
    console = Console()
    if not console.is_terminal:
        for source in sources:
            typer.echo(
                "\t".join((source.slug, str(source.get_state_display()), _last(source), source.name, source.url))
            )
        return
    table = Table("Kurzname", "Name", "Zustand", "Zuletzt vollständig", "Adresse")
    for source in sources:
        state = (
            f"{source.get_state_display()}: {source.state_reason}"
            if source.state_reason
            else source.get_state_display()
        )
        table.add_row(source.slug, source.name, str(state), _last(source), source.url)
    console.print(table)


@source_app.command("check")
def check(slugs: Sources = None) -> None:
    """Nachsehen, ob Quellen antworten: eine Anfrage je Quelle."""
    well = True
    for source in _chosen(slugs):
        result = check_source(source, by=COMMAND_LINE)
        well = well and result.well
        typer.echo(f"{source.slug}: {result.sentence}", err=not result.well)
    if not well:
        raise typer.Exit(_FAILED)


@source_app.command("pause")
def pause(slug: Annotated[str, typer.Argument(help="Kurzname der Quelle.", metavar="QUELLE")]) -> None:
    """Eine Quelle anhalten: sie wird nicht mehr abgerufen, ihre Inhalte bleiben."""
    [source] = _chosen([slug])
    pause_source(source, by=COMMAND_LINE)
    typer.echo(f"{source.name} ist angehalten.")


@source_app.command("resume")
def resume(slug: Annotated[str, typer.Argument(help="Kurzname der Quelle.", metavar="QUELLE")]) -> None:
    """Eine angehaltene Quelle wieder abrufen lassen, auch vor dem Ende einer erbetenen Pause."""
    [source] = _chosen([slug])
    resume_source(source, by=COMMAND_LINE)
    typer.echo(f"{source.name} wird wieder abgerufen.")


@source_app.command("scrub")
def scrub_archived(slugs: Sources = None) -> None:
    """Das Archiv der Antworten nach den heutigen Regeln bereinigen: was nicht öffentlich ist, verschwindet daraus."""
    code = max((_scrub_one(source) for source in _chosen(slugs)), default=0)
    if code:
        raise typer.Exit(code)


def _scrub_one(source: Source) -> int:
    total = source.answers.count()
    done = 0

    def on_batch(number: int) -> None:
        nonlocal done
        done += number
        progress(Progress(source.name, "Archiv", done, total, 0))

    try:
        with progress_display(source.name) as progress:
            found = scrub_archive(source, by=COMMAND_LINE, progress=on_batch)
    except AlreadyHeld:
        typer.echo(f"„{source.name}“ wird gerade abgerufen.", err=True)
        return _BUSY
    typer.echo(f"{source.name}: {found.looked} Antworten angesehen, {found.changed} bereinigt")
    if found.unreadable:
        typer.echo(f"{source.name}: {found.unreadable} Antworten fehlen im Archiv oder sind beschädigt", err=True)
    return _FAILED if found.unreadable else 0


@app.command("harvest")
def harvest_command(
    slugs: Sources = None,
    full: Annotated[bool, typer.Option("--full", help="Alles lesen, nicht nur Änderungen.")] = False,
    again: Annotated[bool, typer.Option("--replay", help="Das Archiv neu auswerten, ohne Netz.")] = False,
    with_files: Annotated[bool, typer.Option("--with-files", help="Danach gleich die Dateien holen.")] = False,
) -> None:
    """Vorlagen, Sitzungen und Gremien aus den Quellen holen: Änderungen, einmal in der Woche alles."""
    if full and again:
        _fail("--full und --replay schließen einander aus.", _WRONG)
    mode = Mode.FULL if full else Mode.REPLAY if again else None
    sources = _chosen(slugs)
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
    if code:
        raise typer.Exit(code)


def _harvest_one(source: Source, mode: Mode | None) -> int:
    try:
        with progress_display(source.name) as progress:
            run = harvest(source, by=COMMAND_LINE, mode=mode, progress=progress)
    except AlreadyRunning as refusal:
        typer.echo(str(refusal), err=True)
        return _BUSY
    except HarvestRefused as refusal:
        typer.echo(str(refusal), err=True)
        return _FAILED
    well = run.state in _GOOD_ENDS
    typer.echo(
        f"{source.name}: {run.get_state_display()} ({run.get_mode_display()}) · "
        f"neu {run.new} · geändert {run.changed} · unverändert {run.unchanged} · "
        f"entfallen {run.withdrawn} · gescheitert {run.failed} · {run.requests} Anfragen"
    )
    if run.why:
        typer.echo(f"{source.name}: {run.why}", err=not well)
    return 0 if well else _FAILED


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
        return _BUSY
    typer.echo(f"{source.name}: {report.stored} Dateien geholt, {report.failed} nicht")
    if report.ended:
        typer.echo(f"{source.name}: {report.ended}", err=True)
    return _FAILED if report.ended else 0


@app.command("reindex")
def reindex_command(
    derive: Annotated[
        bool, typer.Option("--derive", help="Zuvor Stand, Ergebnisse und Zusammenfassungen aus den Daten neu ableiten.")
    ] = False,
) -> None:
    """Das Verzeichnis der Vorlagen, Sitzungen, Gremien und Personen neu aufbauen; es ist dabei nie leer.

    Mit --derive nach einer geänderten Regel. Unterbrochen, macht `teilhabe reindex` ohne --derive dort weiter.
    """
    if derive:
        _derive_all()
    for kind, (written, dropped) in reindex().items():
        typer.echo(f"{_KINDS[kind]}: {written} geschrieben, {dropped} entfernt")


def _derive_all() -> None:
    total = sum(mark_all(source, by=COMMAND_LINE) for source in Source.objects.all())
    with progress_display("Vorlagen und Sitzungen") as progress:
        done = 0

        def on_batch(number: int) -> None:
            nonlocal done
            done += number
            progress(Progress("Vorlagen und Sitzungen", "Ableiten", done, total, 0))

        refresh_stale(progress=on_batch)
    typer.echo(f"{total} Vorlagen und Sitzungen neu abgeleitet")


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
        _fail(str(failure), _FAILED)
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


def _chosen(slugs: list[str] | None) -> list[Source]:
    """The named sources, or all; ends the command if one does not exist."""
    if not slugs:
        return list(Source.objects.all())
    found = {source.slug: source for source in Source.objects.filter(slug__in=slugs)}
    if unknown := [slug for slug in slugs if slug not in found]:
        _fail(f"Diese Quelle gibt es nicht: {', '.join(unknown)}. `teilhabe source list` nennt alle.", _WRONG)
    return [found[slug] for slug in dict.fromkeys(slugs)]


def _last(source: Source) -> str:
    if source.last_success is None:
        return "noch nie"
    return f"{timezone.localtime(source.last_success):%d.%m.%Y %H:%M}"


def _fail(sentence: str, code: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
