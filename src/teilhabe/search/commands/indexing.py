"""``teilhabe reindex`` and ``teilhabe index``."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from teilhabe.core.commands.exits import ExitCode, Refused

from ..engines.backend import EngineFailed, Locked
from ..index.building import AlreadyBuilding, build, is_building
from ..index.catching_up import catch_up
from ..index.generations import Lock, root
from ..index.outbox import LogLost
from ..index.worker import follow_until_asked_to_stop
from ..rewriting import registered
from .progress import OnProgress, progress_of

_BUSY = "Der Suchindex wird gerade schon neu aufgebaut."


def reindex_command(
    derive: Annotated[
        bool, typer.Option("--derive", help="Zuvor Stand, Ergebnisse und Zusammenfassungen aus den Daten neu ableiten.")
    ] = False,
    search_only: Annotated[
        bool, typer.Option("--search-only", help="Nur den Suchindex aus den Einträgen, nicht diese aus den Daten.")
    ] = False,
) -> None:
    """Das Verzeichnis aller Einträge und den Suchindex neu aufbauen; beide sind dabei nie leer, das Portal darf laufen.

    Mit --derive nach einer geänderten Regel. Unterbrochen, macht `teilhabe reindex` ohne --derive dort weiter.
    """
    if derive and search_only:
        raise Refused("--derive und --search-only schließen einander aus.", ExitCode.BAD_INPUT)
    try:
        alone = Lock.take(root() / "reindexing")
    except OSError as problem:
        raise Refused(f"In den Ordner des Suchindex lässt sich nicht schreiben ({problem.strerror}).") from problem
    if alone is None:
        raise Refused(_BUSY, ExitCode.IN_USE)
    try:
        if is_building():
            raise Refused(_BUSY, ExitCode.IN_USE)
        if not search_only:
            _rewrite(derive=derive)
        _build()
    finally:
        alone.release()


def _rewrite(*, derive: bool) -> None:
    for name, rewrite in registered().items():
        done = 0
        with progress_of(name) as progress:

            def count(number: int, progress: OnProgress = progress) -> None:
                nonlocal done
                done += number
                progress(done, None)

            for sentence in rewrite(derive=derive, progress=count):
                typer.echo(sentence)


def _build() -> None:
    started = time.monotonic()
    try:
        with progress_of("Suchindex") as progress:
            state = build(progress=progress).state()
    except AlreadyBuilding as busy:
        raise Refused(_BUSY, ExitCode.IN_USE) from busy
    except (EngineFailed, LogLost) as problem:
        raise Refused(str(problem)) from problem
    except OSError as problem:
        raise Refused(f"Der Suchindex lässt sich nicht schreiben ({problem.strerror}).") from problem
    typer.echo(f"Suchindex: {state.entries if state else 0} Einträge in {time.monotonic() - started:.1f} s")


def index_command(
    batch: Annotated[
        bool, typer.Option("--batch", help="Endet, sobald der Index auf dem Stand der Daten ist.")
    ] = False,
) -> None:
    """Hält den Suchindex dieses Rechners aktuell (für den Betrieb mit einzelnen Diensten statt `teilhabe run`)."""
    if not batch:
        follow_until_asked_to_stop()
        return
    try:
        entries = catch_up(settled=True, processes=None)
    except (Locked, AlreadyBuilding) as busy:
        raise Refused("Ein anderer Prozess führt schon den Suchindex dieses Ordners.", ExitCode.IN_USE) from busy
    except EngineFailed as problem:
        raise Refused(str(problem)) from problem
    except OSError as problem:
        raise Refused(f"Der Suchindex lässt sich nicht schreiben ({problem.strerror}).") from problem
    typer.echo(f"Suchindex: {entries} Einträge")
