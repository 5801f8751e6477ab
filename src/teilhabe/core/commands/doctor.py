"""``teilhabe doctor``: looks at the installation and says what to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from .exits import ExitCode

if TYPE_CHECKING:
    from ..checkups import Finding


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Ausgabe für Programme.")] = False,
    acknowledge: Annotated[
        bool, typer.Option("--acknowledge", help="Gescheiterte Aufgaben zur Kenntnis nehmen: Sie werden vergessen.")
    ] = False,
) -> None:
    """Prüft die Installation und sagt, was zu tun ist. Rückgabe 1, wenn etwas nicht in Ordnung ist."""
    from ..checkups import Outcome

    if acknowledge:
        from ..audit import COMMAND_LINE
        from ..failures import acknowledge_failures

        forgotten = acknowledge_failures(by=COMMAND_LINE)
        typer.echo(f"Gescheiterte Aufgaben zur Kenntnis genommen: {forgotten}.", err=True)
    findings = examine()
    failed = sum(finding.outcome == Outcome.FAILURE for _, finding in findings)
    if as_json:
        rows = [
            {"check": title, "outcome": found.outcome, "text": found.text, "remedy": found.remedy}
            for title, found in findings
        ]
        typer.echo(json.dumps({"ok": not failed, "findings": rows}, ensure_ascii=False, indent=2))
    else:
        _show(findings)
    raise typer.Exit(ExitCode.FAILED if failed else ExitCode.OK)


def examine() -> list[tuple[str, Finding]]:
    """Run every check of the installed apps. A check that cannot run because tables are missing is a finding, too."""
    from django.db import DatabaseError
    from django.utils.module_loading import autodiscover_modules

    from ..checkups import checks, failure

    autodiscover_modules("checkups")
    findings: list[tuple[str, Finding]] = []
    for title, check in checks().items():
        try:
            findings += [(title, finding) for finding in check()]
        except DatabaseError as problem:
            sentence = str(problem).strip().partition("\n")[0]
            findings.append((title, failure(f"Nicht zu prüfen: {sentence}", "Zuerst die Datenbank einrichten.")))
    return findings


def _show(findings: list[tuple[str, Finding]]) -> None:
    from rich.console import Console
    from rich.markup import escape

    from ..checkups import Outcome

    signs = {Outcome.OK: "[green]✓[/]", Outcome.WARNING: "[yellow]![/]", Outcome.FAILURE: "[red]✗[/]"}
    console = Console(highlight=False, soft_wrap=True)
    last = ""
    for title, finding in findings:
        if title != last:
            console.print(f"[bold]{escape(title)}[/]")
            last = title
        console.print(f"  {signs[finding.outcome]} {escape(finding.text)}")
        if finding.remedy:
            console.print(f"      {escape(finding.remedy)}")
    bad = sum(finding.outcome == Outcome.FAILURE for _, finding in findings)
    hints = sum(finding.outcome == Outcome.WARNING for _, finding in findings)
    console.print(f"\n{bad} Fehler, {hints} Hinweise" if bad or hints else "\nAlles in Ordnung.")
