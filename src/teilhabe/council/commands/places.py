"""``teilhabe places match``: find the places in papers now, instead of waiting for the worker."""

from __future__ import annotations

from typing import Annotated

import typer

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.locks import AlreadyHeld
from teilhabe.search.commands.progress import progress_of

from ..actions.places import current_version, match_all_again, match_due
from ..ingest.locks import places_lock
from ..queries.places import progress, quality
from .shared import BUSY, FAILED, fail

places_app = typer.Typer(no_args_is_help=True, help="Orte in Vorlagen finden.")


@places_app.command("match")
def match(
    everything: Annotated[
        bool, typer.Option("--all", help="Auch Vorlagen, an denen sich nichts geändert hat.")
    ] = False,
) -> None:
    """Liest Vorlagen, die sich geändert haben oder für die neue Ortsnamen gelten; das Portal darf laufen."""
    try:
        with places_lock():
            if everything:
                match_all_again(by=COMMAND_LINE)
            waiting = progress(current_version()).waiting
            done = 0
            with progress_of("Orte in Vorlagen") as show:

                def on_batch(number: int) -> None:
                    nonlocal done
                    done += number
                    show(done, max(waiting, done))

                found = match_due(progress=on_batch)
    except AlreadyHeld:
        fail("Die Orte werden gerade schon gesucht.", BUSY)
    typer.echo(
        f"{found.done} Vorlagen gelesen, bei {found.changed} haben sich Orte geändert, "
        f"{found.failed} ließen sich nicht lesen."
    )
    _say_how_well()
    if found.failed:
        raise typer.Exit(FAILED)


@places_app.command("status")
def status() -> None:
    """Wie weit die Vorlagen gelesen sind und was Lesende an den Orten berichtigt haben."""
    state = progress(current_version())
    typer.echo(f"{state.done} von {state.total} Vorlagen sind gelesen.")
    _say_how_well()


def _say_how_well() -> None:
    found = quality()
    share = f"{found.percent:.1f}".replace(".", ",") if found.percent is not None else ""
    right = f", {share} % davon ohne bestätigten Fehler" if share else ""
    typer.echo(
        f"{found.sure} sicher gemeinte Orte{right}; bestätigt: {found.wrong} falsch, {found.moved} verwechselt, "
        f"{found.missing} fehlten; {found.pending} Hinweise warten."
    )
