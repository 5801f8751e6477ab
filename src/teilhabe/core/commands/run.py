"""``teilhabe run`` and ``teilhabe work``."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
from pathlib import Path
from typing import Annotated, TextIO

import typer

from .exits import ExitCode, Refused
from .log_file import LogFile


def run(
    host: Annotated[str, typer.Option(help="Adresse, auf der das Portal antwortet.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Port.")] = 8000,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Web-Prozesse; ohne Angabe einer je Rechenkern, höchstens vier.")
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False,
            metavar="DATEI",
            help="Protokoll in eine Datei statt in die Ausgabe; wird fortgeschrieben und bei 5 MB gewechselt.",
        ),
    ] = None,
) -> None:
    """Startet das Portal: Web, je Warteschlange einen Arbeitsprozess, den Zeitplan und den Suchindex.

    Strg-C oder SIGTERM beendet alles innerhalb von zehn Sekunden.
    """
    from django.conf import settings
    from django.db import connections
    from django.utils import timezone

    from ..processes import registered
    from .scheduler import keep_schedule
    from .supervise import Job, Supervisor
    from .worker import work_off

    out = _log_file(log) if log else None
    lock = _only_one(settings.DATA_DIR)
    _check_ready()
    _check_port(host, port)
    # A forked child must not share a connection with its parent.
    connections.close_all()

    count = workers or min(4, _cores())
    jobs = [
        Job("web", lambda: _serve(host, port, count)),
        *(
            Job(f"queue-{name}", lambda name=name: work_off(name), orphan_signal=signal.SIGKILL)  # type: ignore[misc]  # mypy cannot infer a lambda with a default
            for name in settings.TASKS["default"]["QUEUES"]
        ),
        Job("schedule", keep_schedule),
        *(Job(name, main) for name, main in registered().items()),
    ]
    typer.echo(f"Teilhabe läuft: http://{_shown(host)}:{port} (beenden mit Strg-C)", err=True)
    prefix = os.environ.get("TEILHABE_LOG_FORMAT", "plain") != "json"
    if out and prefix:
        out.write(f"── gestartet am {timezone.localtime():%d.%m.%Y um %H:%M:%S}".encode())
    code = Supervisor(jobs, prefix=prefix, out=out).run()
    lock.close()
    if code:
        place = f"in {log}" if log else "oben"
        raise Refused(f"Ein Prozess des Portals lässt sich nicht am Leben halten; sein Protokoll steht {place}.")


def work(
    queue: Annotated[str, typer.Argument(help="Name der Warteschlange.")],
    batch: Annotated[bool, typer.Option("--batch", help="Endet, sobald nichts mehr wartet.")] = False,
) -> None:
    """Arbeitet eine Warteschlange ab (für den Betrieb mit einzelnen Diensten statt `teilhabe run`)."""
    from django.conf import settings

    from .worker import work_off

    queues = settings.TASKS["default"]["QUEUES"]
    if queue not in queues:
        raise Refused(f"Die Warteschlange „{queue}“ gibt es nicht; es gibt: {', '.join(queues)}.", ExitCode.BAD_INPUT)
    work_off(queue, batch=batch)


def _log_file(path: Path) -> LogFile:
    try:
        return LogFile(path)
    except OSError as problem:
        raise Refused(
            f"In {path} lässt sich kein Protokoll schreiben ({problem.strerror}).", ExitCode.BAD_INPUT
        ) from problem


def _only_one(folder: Path) -> TextIO:
    """Hold the data folder until the returned file is closed or the process ends."""
    lock = (folder / "run.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as taken:
        lock.close()
        raise Refused(
            f"Mit dem Datenordner {folder} läuft das Portal schon; bitte zuerst beenden.", ExitCode.IN_USE
        ) from taken
    return lock


def _check_ready() -> None:
    from django.conf import settings

    from ..health import problems

    reasons = list(problems())
    if reasons:
        raise Refused(" ".join(reasons), ExitCode.NOT_READY)
    if not settings.DEBUG and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        raise Refused(
            "Die Dateien der Oberfläche fehlen: bitte `teilhabe collectstatic --noinput` ausführen.",
            ExitCode.NOT_READY,
        )


def _check_port(host: str, port: int) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror as unknown:
        raise Refused(f"Die Adresse „{host}“ gibt es auf diesem Rechner nicht.", ExitCode.BAD_INPUT) from unknown
    family, kind, protocol, _, address = found[0]
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
        except PermissionError as refused:
            raise Refused(f"Port {port} darf nur die Systemverwaltung öffnen.", ExitCode.IN_USE) from refused
        except OSError as taken:
            raise Refused(
                f"Port {port} auf {host} ist belegt oder nicht verfügbar; ein anderer geht mit --port oder PORT.",
                ExitCode.IN_USE,
            ) from taken


def _serve(host: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "teilhabe.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,  # the portal's own request log names no address of a visitor
    ).serve()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else "localhost" if host in ("0.0.0.0", "::") else host  # nosec B104 - only text
