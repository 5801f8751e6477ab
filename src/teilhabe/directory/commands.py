"""``teilhabe directory …``: official outlines, school lists, streets and other places.

Exit codes: 0 everything stored, 1 stored, but some rows were left out (each is named), 2 the file is unusable,
3 outlines have to be imported first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from django.utils.translation import gettext as _

from teilhabe.core.audit import COMMAND_LINE

from .records import ImportReport, PlaceImportReport

app = typer.Typer(no_args_is_help=True, help="Kommunen, Schulen, Straßen und andere Orte aus Dateien.")

_SHOWN = 10
_LEFT_OUT, _UNUSABLE, _TOO_EARLY = 1, 2, 3
OUTLINE_SOURCE = "© GeoBasis-DE / BKG (Daten verändert), dl-de/by-2-0"
SCHOOL_SOURCE = "Ministerium für Schule und Bildung NRW, Schulgrunddaten (Daten verändert), dl-de/by-2-0"


@app.command("import-outlines")
def import_outlines_command(
    file: Annotated[Path, typer.Argument(help="GeoJSON mit AGS, ARS, GEN und BEZ je Fläche.")],
    source: Annotated[
        str, typer.Option("--source", help="Quellenvermerk, wie ihn die Lizenz verlangt.")
    ] = OUTLINE_SOURCE,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Nur Schlüssel, die so beginnen, etwa 05334; mehrfach möglich.")
    ] = None,
) -> None:
    """Umrisse von Kommunen und Kreisen einlesen. Noch einmal eingelesen ändert dieselbe Datei nichts."""
    from .ingest import NotAnOutlineFileError, import_outlines

    try:
        report = import_outlines(file, source=source, by=COMMAND_LINE, only=only or ())
    except NotAnOutlineFileError as error:
        _fail(str(error))
    _tell(report, _("Kommunen und Kreise"))


@app.command("import-schools")
def import_schools_command(
    file: Annotated[Path, typer.Argument(help="CSV der Schulgrunddaten Nordrhein-Westfalen.")],
    source: Annotated[
        str, typer.Option("--source", help="Quellenvermerk, wie ihn die Lizenz verlangt.")
    ] = SCHOOL_SOURCE,
) -> None:
    """Schulen der bekannten Kommunen einlesen. Noch einmal eingelesen ändert dieselbe Datei nichts."""
    from .actions import NoMunicipalityYetError
    from .ingest import NotASchoolListError, import_schools

    try:
        report = import_schools(file, source=source, by=COMMAND_LINE)
    except NotASchoolListError as error:
        _fail(str(error))
    except NoMunicipalityYetError as error:
        _fail(str(error), _TOO_EARLY)
    _tell(report, _("Schulen"))


@app.command("import-places")
def import_places_command(
    file: Annotated[Path, typer.Argument(help="CSV, GeoJSON oder eine Antwort von Overpass (JSON).")],
    source: Annotated[str, typer.Option("--source", help="Quellenvermerk, wie ihn die Lizenz verlangt.")],
    licence: Annotated[str, typer.Option("--licence", help="Lizenz der Daten, etwa „ODbL 1.0“.")],
    municipality: Annotated[
        str,
        typer.Option("--municipality", help="Kommune (AGS oder Name) für Einträge ohne; sonst entscheidet der Punkt."),
    ] = "",
    epsg: Annotated[
        str, typer.Option("--epsg", help="Koordinatensystem, wenn die Datei keines nennt, etwa 25832.")
    ] = "",
) -> None:
    """Straßen, Plätze, Parks, Gebäude und Ortsteile einlesen. Noch einmal eingelesen ändert dieselbe Datei nichts."""
    from .actions import NoMunicipalityYetError, NoSuchMunicipalityError
    from .ingest import NotAPlaceFileError, import_places

    try:
        report = import_places(
            file, source=source, licence=licence, municipality=municipality, epsg=epsg, by=COMMAND_LINE
        )
    except (NotAPlaceFileError, NoSuchMunicipalityError) as error:
        _fail(str(error))
    except NoMunicipalityYetError as error:
        _fail(str(error), _TOO_EARLY)
    _tell_of_points(report)
    _tell(report, _("Orte"))


def _tell_of_points(report: PlaceImportReport) -> None:
    from .models import PointFlag

    for sentence in report.flagged:
        typer.echo(sentence, err=True)
    for flag, count in report.flags:
        typer.echo(_("Auffällig: %(count)s × %(flag)s.") % {"count": count, "flag": PointFlag(flag).label})
    if report.vanished:
        shown = ", ".join(report.vanished[:_SHOWN])
        more = " …" if len(report.vanished) > _SHOWN else ""
        typer.echo(
            _("%(count)s Orte dieser Quelle stehen nicht mehr in der Datei und bleiben: %(names)s")
            % {"count": len(report.vanished), "names": shown + more}
        )


def _fail(sentence: str, code: int = _UNUSABLE) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def _tell(report: ImportReport, what: str) -> None:
    for sentence in (*report.left_out, *report.notes):
        typer.echo(sentence, err=True)
    typer.echo(
        _("%(what)s: %(new)s neu, %(changed)s geändert, %(unchanged)s unverändert, %(left_out)s gescheitert.")
        % {
            "what": what,
            "new": report.new,
            "changed": report.changed,
            "unchanged": report.unchanged,
            "left_out": len(report.left_out),
        }
    )
    if report.outside:
        typer.echo(
            _("%(count)s weitere liegen außerhalb der Kreise, die das Portal kennt.") % {"count": report.outside}
        )
    if report.left_out:
        raise typer.Exit(_LEFT_OUT)
