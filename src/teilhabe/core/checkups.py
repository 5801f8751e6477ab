"""What ``teilhabe doctor`` looks at. Every app adds its own checks in a module ``checkups``."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from .failures import open_failures
from .health import MIN_FREE_BYTES
from .models import ScheduledJob
from .schedule import registered


class Outcome(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Finding:
    """One German sentence about the state of things, and one about what to do unless all is well."""

    outcome: Outcome
    text: str
    remedy: str = ""


Check = Callable[[], Iterable[Finding]]
_checks: dict[str, Check] = {}
MIN_SQLITE = (3, 35)
# A task that waits longer than this has no worker.
LONGEST_WAIT = timedelta(minutes=10)
# Failed tasks that are named one by one.
MOST_NAMED = 8


def check(title: str) -> Callable[[Check], Check]:
    """Register a check under a German title."""

    def register(function: Check) -> Check:
        _checks[title] = function
        return function

    return register


def checks() -> dict[str, Check]:
    return dict(_checks)


def fine(text: str) -> Finding:
    return Finding(Outcome.OK, text)


def warning(text: str, remedy: str = "") -> Finding:
    return Finding(Outcome.WARNING, text, remedy)


def failure(text: str, remedy: str = "") -> Finding:
    return Finding(Outcome.FAILURE, text, remedy)


@check("Programm")
def program() -> Iterator[Finding]:
    yield fine(f"Python {sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}")
    if connection.vendor == "sqlite":
        if sqlite3.sqlite_version_info < MIN_SQLITE:
            yield failure(f"SQLite {sqlite3.sqlite_version} ist zu alt.", "Nötig ist 3.35 oder neuer.")
        else:
            yield fine(f"SQLite {sqlite3.sqlite_version}")


@check("Einstellungen")
def settings_make_sense() -> Iterator[Finding]:
    if settings.DEBUG:
        yield warning("TEILHABE_DEBUG ist an.", "Im Betrieb ausschalten: Fehlerseiten zeigen sonst Interna.")
    if not settings.SECURE and not settings.DEMO:
        yield warning(
            f"TEILHABE_URL ist {settings.PORTAL_URL}.",
            "Im Betrieb die öffentliche https-Adresse setzen; erst dann sind Cookies und HSTS gesichert.",
        )
    elif settings.SECURE:
        yield fine(f"Adresse {settings.PORTAL_URL}, Cookies und HSTS gesichert")
    key = settings.DATA_DIR / "secret-key"
    if key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield failure(f"{key} ist für andere lesbar.", f"chmod 600 {key}")
    if len(settings.SECRET_KEY) < 40:
        yield failure("TEILHABE_SECRET_KEY ist zu kurz.", "Mindestens 40 zufällige Zeichen setzen.")
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        yield warning("Mails gehen nur ins Protokoll.", "TEILHABE_EMAIL_URL setzen, etwa smtp+tls://…")


@check("Datenbank")
def database() -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA journal_mode")
                mode = cursor.fetchone()[0]
                cursor.execute("PRAGMA quick_check(1)")
                sound = cursor.fetchone()[0] == "ok"
                if mode != "wal":
                    yield failure(
                        f"SQLite schreibt im Modus „{mode}“.", "Die Datei auf einen lokalen Datenträger legen."
                    )
                if not sound:
                    yield failure("Die Datenbankdatei ist beschädigt.", "Aus einer Sicherung wiederherstellen.")
                yield fine("SQLite im WAL-Modus" if mode == "wal" and sound else "SQLite antwortet")
            else:
                cursor.execute("SHOW server_version")
                yield fine(f"PostgreSQL {cursor.fetchone()[0]}")
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as problem:
        yield failure(f"Die Datenbank antwortet nicht: {problem}", "TEILHABE_DATABASE_URL prüfen.")
        return
    if waiting:
        yield failure(f"{waiting} Änderungen am Aufbau fehlen.", "teilhabe migrate")


@check("Ablage")
def storage() -> Iterator[Finding]:
    folder = settings.DATA_DIR
    trial = folder / ".writable"
    try:
        trial.touch()
        trial.unlink()
    except OSError:
        yield failure(f"In {folder} lässt sich nicht schreiben.", "Rechte des Ordners prüfen.")
    free = shutil.disk_usage(folder).free
    if free < MIN_FREE_BYTES:
        yield failure(f"In {folder} sind nur {free // 2**20} MB frei.", "Platz schaffen; nötig sind 200 MB.")
    else:
        yield fine(f"{folder}: {free // 2**30} GB frei")
    if not settings.DEBUG and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield failure("Die Dateien der Oberfläche fehlen.", "teilhabe collectstatic --noinput")


@check("Vertraulichkeit der Ablage")
def private_files() -> Iterator[Finding]:
    """The database holds accounts and messages of visitors; says nothing if no other user of the machine gets at it."""
    folder = settings.DATA_DIR
    database = folder / "teilhabe.sqlite3"
    entered = stat.S_IMODE(folder.stat().st_mode) & stat.S_IXOTH
    if entered and database.exists() and stat.S_IMODE(database.stat().st_mode) & stat.S_IROTH:
        yield failure(f"{database} ist für alle auf diesem Rechner lesbar.", f"chmod 700 {folder}")


@check("Arbeitsprozesse")
def workers() -> Iterator[Finding]:
    now = timezone.now()
    for queue in settings.TASKS["default"]["QUEUES"]:
        ready = DBTaskResult.objects.ready().filter(queue_name=queue)
        running = DBTaskResult.objects.running().filter(queue_name=queue).exists()
        oldest = ready.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
        waiting = ready.count()
        if oldest and now - oldest > LONGEST_WAIT and not running:
            yield failure(
                f"Warteschlange „{queue}“: {waiting} Aufgaben warten, die älteste seit {_words(now - oldest)}.",
                f"`teilhabe run` oder `teilhabe work {queue}` muss laufen.",
            )
        else:
            yield fine(f"Warteschlange „{queue}“: {waiting} warten" + (", eine läuft" if running else ""))


@check("Gescheiterte Aufgaben")
def failed_tasks() -> Iterator[Finding]:
    """Says nothing when none is open."""
    failures = open_failures()
    for failure in failures[:MOST_NAMED]:
        times = "ist gescheitert" if failure.times == 1 else f"ist {failure.times}-mal gescheitert"
        last = timezone.localtime(failure.last)
        yield warning(f"{failure.name} {times}, zuletzt am {last:%d.%m.%Y um %H:%M}: {failure.reason}")
    if len(failures) > MOST_NAMED:
        yield warning(f"… und {len(failures) - MOST_NAMED} weitere.")
    if failures:
        yield warning(
            "Ein Hinweis geht von selbst, sobald dieselbe Aufgabe gelingt, sonst nach 30 Tagen.",
            "Das Protokoll von `teilhabe run` nennt Einzelheiten. Ist alles geklärt: teilhabe doctor --acknowledge",
        )


@check("Zeitplan")
def schedule() -> Iterator[Finding]:
    now = timezone.now()
    marks = dict(ScheduledJob.objects.values_list("name", "last_enqueued"))
    late = [
        job.name for job in registered() if job.name in marks and now - marks[job.name] > job.every() + LONGEST_WAIT
    ]
    if not marks:
        yield warning("Der Zeitplan ist noch nie gelaufen.", "`teilhabe run` startet ihn mit.")
    elif late:
        yield failure(f"Überfällig: {', '.join(late)}.", "`teilhabe run` muss laufen.")
    else:
        yield fine(f"{len(marks)} wiederkehrende Aufgaben, keine überfällig")


def _words(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    return (
        f"{minutes} Minuten"
        if minutes < 120
        else f"{minutes // 60} Stunden"
        if minutes < 2880
        else f"{span.days} Tagen"
    )
