"""``teilhabe bench harvest``: how fast a harvest is, on a fresh database, against a sample council without pauses.

Three processes: the sample council, the harvest that is measured, and this one, which starts both and reports. Nothing
of the portal's own data is touched.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from teilhabe.core.measuring import MemoryWatch

_MEASURED = "teilhabe.council.bench"


class BenchFailed(RuntimeError):
    """A part of the measurement did not run; the message is its last line."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """Seconds and counts of one measurement; memory is the highest resident size in megabytes, children included."""

    database: str
    objects: int
    harvest_seconds: float
    again_seconds: float
    changed_again: int
    files: int
    file_seconds: float
    texts: int
    megabytes: float

    @property
    def objects_per_second(self) -> float:
        return self.objects / self.harvest_seconds if self.harvest_seconds else 0.0

    @property
    def files_per_second(self) -> float:
        return self.files / self.file_seconds if self.file_seconds else 0.0


def measure(*, papers: int, with_files: bool = True) -> Measurement:
    """Harvest a council of ``papers`` generated papers into a database of its own. Raises BenchFailed.

    The database is SQLite, or a new one on the server that TEILHABE_DATABASE_URL names.
    """
    with (
        tempfile.TemporaryDirectory(prefix="teilhabe-bench-") as folder,
        _council(papers) as address,
        _database() as database,
    ):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TEILHABE_")}
        environment |= {
            "DJANGO_SETTINGS_MODULE": "teilhabe.settings",
            "TEILHABE_DATA_DIR": folder,
            "TEILHABE_ALLOW_PRIVATE_SOURCES": "true",
            "TEILHABE_LOG_LEVEL": "WARNING",
            "TEILHABE_LEAVE_OUT": "website",
        }
        if database:
            environment["TEILHABE_DATABASE_URL"] = database
        # In a process of its own: migrating needs memory that harvesting does not.
        _run(["-m", "django", "migrate", "--verbosity", "0"], environment)
        printed = _run(["-m", _MEASURED, address, "files" if with_files else "no-files"], environment)
        return Measurement(**json.loads(printed.strip().splitlines()[-1]))


def _run(arguments: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchFailed((done.stderr.strip().splitlines() or ["?"])[-1])
    return done.stdout


@contextmanager
def _council(papers: int) -> Iterator[str]:
    """A sample council in a process of its own; gives the address of its system."""
    command = [sys.executable, "-m", "teilhabe.council.sample", "--generate", str(papers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            said = process.stdout.readline() if process.stdout else ""
            if not said.startswith("Serving "):
                raise BenchFailed("Der Beispielrat ist nicht gestartet.")
            yield said.removeprefix("Serving ").strip()
        finally:
            process.terminate()


@contextmanager
def _database() -> Iterator[str]:
    """The address of an empty database; "" means SQLite in the data folder."""
    configured = os.environ.get("TEILHABE_DATABASE_URL", "")
    if not configured.startswith(("postgres", "pgsql")):
        yield ""
        return
    import psycopg
    from psycopg import sql

    name = f"teilhabe_bench_{os.getpid()}"
    own = urlunsplit(urlsplit(configured)._replace(path=f"/{name}"))
    server = configured.replace("pgsql://", "postgresql://").replace("postgres://", "postgresql://")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield own
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _measured(address: str, *, with_files: bool) -> Measurement:
    """What the measured process does."""
    from django.db import connection

    from teilhabe.core.audit import COMMAND_LINE

    from .ingest.files import fetch_files
    from .ingest.run import Mode, harvest
    from .models import BlobPage, Source

    memory = MemoryWatch()
    memory.start()
    source = Source.objects.create(slug="bench", name="Bench", url=address, delay_seconds=0.0)
    _warm(source)
    start = time.perf_counter()
    first = harvest(source, by=COMMAND_LINE, mode=Mode.FULL)
    harvest_seconds = time.perf_counter() - start
    if first.state != "done":
        raise BenchFailed(f"Der Abruf endete als „{first.get_state_display()}“: {first.why}")
    start = time.perf_counter()
    second = harvest(source, by=COMMAND_LINE, mode=Mode.FULL)
    again_seconds = time.perf_counter() - start
    start = time.perf_counter()
    files = fetch_files(source, by=COMMAND_LINE).stored if with_files else 0
    file_seconds = time.perf_counter() - start
    return Measurement(
        database=connection.vendor,
        objects=first.new,
        harvest_seconds=harvest_seconds,
        again_seconds=again_seconds,
        changed_again=second.new + second.changed,
        files=files,
        file_seconds=file_seconds if files else 0.0,
        texts=BlobPage.objects.exclude(text="").values("blob").distinct().count(),
        megabytes=memory.end(),
    )


def _warm(source: object) -> None:
    """Have the sample council write its files before the clock runs: making PDF files is not what is measured."""
    from teilhabe.core.fetching.client import HasHosts, PoliteClient

    from .ingest.oparl import pages, reading

    assert isinstance(source, HasHosts)
    with PoliteClient(source) as client:
        system = reading.read(source.url, client.get(source.url).body)
        bodies = pages.split(reading.read(source.url, client.get(system["body"]).body))
        for body in bodies.objects:
            url = body["paper"]
            while url:
                url = pages.split(reading.read(url, client.get(url).body)).next_url


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    import django

    django.setup()
    print(json.dumps(asdict(_measured(sys.argv[1], with_files=sys.argv[2] == "files"))))
