"""``teilhabe source …``: add, list, check, move, pause, resume, scrub."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated

import typer
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.locks import AlreadyHeld

from ..actions.sources import Manners, SourceRefused, pause_source, resume_source
from ..ingest.archive_care import scrub_archive
from ..ingest.session import Progress
from ..ingest.sources import check_source, move_source, recognise_and_add
from ..models import Source
from ..progress_display import progress_display
from ..system_words import system_words
from .shared import BUSY, FAILED, WRONG, Sources, chosen, fail

source_app = typer.Typer(no_args_is_help=True, help="Quellen: hinzufügen, auflisten, prüfen, anhalten.")


@source_app.command("add")
def add(
    url: Annotated[
        str,
        typer.Argument(help="Adresse des Ratsinformationssystems oder seiner OParl-Schnittstelle.", metavar="ADRESSE"),
    ],
    delay: Annotated[
        float,
        typer.Option("--delay", help="Sekunden zwischen zwei Anfragen; bei Seiten mindestens 1.", min=0, max=3600),
    ] = 1.0,
    name: Annotated[str, typer.Option("--name", help="Name, unter dem die Quelle gezeigt wird.")] = "",
    host: Annotated[
        list[str] | None, typer.Option("--host", help="Weiterer Server, auf dem Dateien liegen; mehrfach möglich.")
    ] = None,
    system: Annotated[
        Source.System | None,
        typer.Option("--system", help="Was dort läuft; ohne Angabe wird es erkannt, OParl zuerst."),
    ] = None,
    ags: Annotated[str, typer.Option("--ags", help="Amtlicher Gemeindeschlüssel der Kommune (acht Ziffern).")] = "",
    since: Annotated[
        datetime | None,
        typer.Option("--since", help="Sitzungen ab diesem Tag; sonst zwei Jahre zurück.", formats=["%Y-%m-%d"]),
    ] = None,
    night: Annotated[str, typer.Option("--night", help="Nur zu diesen Stunden abrufen, etwa 22:00-06:00.")] = "",
) -> None:
    """Eine Quelle hinzufügen: einige Anfragen stellen fest, ob dort OParl, ALLRIS oder SessionNet antwortet."""
    manners = Manners(
        delay_seconds=delay,
        extra_hosts=tuple(host or ()),
        ags=_ags(ags),
        since=since.date() if since else None,
        night=_night(night),
    )
    try:
        added = recognise_and_add(
            url, name=name, manners=manners, system=system or "", at_leisure=True, by=COMMAND_LINE
        )
    except SourceRefused as refusal:
        fail(str(refusal), WRONG)
    source = added.source
    typer.echo(f"Hinzugefügt: {source.name} ({source.slug}), {system_words(source)}.")
    if source.state == Source.State.REFUSED:
        typer.echo(f"{source.state_reason} Der nächste Versuch folgt am {_when(source.not_before)}.")
        return
    if added.found.why:
        typer.echo(added.found.why)
    typer.echo(f"Abrufen mit: teilhabe harvest {source.slug}")


@source_app.command("move")
def move(
    slug: Annotated[str, typer.Argument(help="Kurzname der Quelle.", metavar="QUELLE")],
    url: Annotated[str, typer.Argument(help="Neue Adresse.", metavar="ADRESSE")],
    system: Annotated[Source.System | None, typer.Option("--system", help="Was dort läuft.")] = None,
) -> None:
    """Eine Quelle unter anderer Adresse oder als anderes System lesen; was schon da ist, behält seinen Platz."""
    [source] = chosen([slug])
    try:
        found = move_source(source, url, system=system or "", at_leisure=True, by=COMMAND_LINE)
    except SourceRefused as refusal:
        fail(str(refusal), WRONG)
    typer.echo(f"{source.name} wird jetzt als {Source.System(found.system).label} gelesen. {found.why}".rstrip())


def _ags(raw: str) -> str:
    if raw and not (raw.isascii() and raw.isdecimal() and len(raw) == 8):
        fail("Der Amtliche Gemeindeschlüssel hat acht Ziffern, zum Beispiel 05334012.", WRONG)
    return raw


def _night(raw: str) -> tuple[time, time] | None:
    if not raw:
        return None
    try:
        start, end = (time.fromisoformat(part.strip()) for part in raw.split("-"))
    except ValueError:
        fail("Die Stunden werden so angegeben: --night 22:00-06:00", WRONG)
    return start, end


def _when(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y um %H:%M Uhr}" if moment else "beim nächsten Abruf"


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
    for source in chosen(slugs):
        result = check_source(source, by=COMMAND_LINE)
        well = well and result.well
        typer.echo(f"{source.slug}: {result.sentence}", err=not result.well)
    if not well:
        raise typer.Exit(FAILED)


@source_app.command("pause")
def pause(slug: Annotated[str, typer.Argument(help="Kurzname der Quelle.", metavar="QUELLE")]) -> None:
    """Eine Quelle anhalten: sie wird nicht mehr abgerufen, ihre Inhalte bleiben."""
    [source] = chosen([slug])
    pause_source(source, by=COMMAND_LINE)
    typer.echo(f"{source.name} ist angehalten.")


@source_app.command("resume")
def resume(slug: Annotated[str, typer.Argument(help="Kurzname der Quelle.", metavar="QUELLE")]) -> None:
    """Eine angehaltene Quelle wieder abrufen lassen, auch vor dem Ende einer erbetenen Pause."""
    [source] = chosen([slug])
    resume_source(source, by=COMMAND_LINE)
    typer.echo(f"{source.name} wird wieder abgerufen.")


@source_app.command("scrub")
def scrub_archived(slugs: Sources = None) -> None:
    """Das Archiv der Antworten nach den heutigen Regeln bereinigen: was nicht öffentlich ist, verschwindet daraus."""
    code = max((_scrub_one(source) for source in chosen(slugs)), default=0)
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
        return BUSY
    gone = f", {found.removed} entfernt, weil nicht öffentlich" if found.removed else ""
    typer.echo(f"{source.name}: {found.looked} Antworten angesehen, {found.changed} bereinigt{gone}")
    if found.unreadable:
        typer.echo(f"{source.name}: {found.unreadable} Antworten fehlen im Archiv oder sind nicht lesbar", err=True)
    return FAILED if found.unreadable else 0


def _last(source: Source) -> str:
    if source.last_success is None:
        return "noch nie"
    return f"{timezone.localtime(source.last_success):%d.%m.%Y %H:%M}"
