"""A whole portal for browsers: migrated, filled, harvested from the sample council, run by ``teilhabe run``."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from teilhabe.council.sample import running, sample_council
from tests import databases
from tests.databases import ROOT

# What the workers would do by and by, in one process: starting one costs more than the work.
WORK = """
from teilhabe.core.commands.worker import work_off
from teilhabe.council.jobs import fetch_due_files
fetch_due_files.call()
work_off("default", batch=True)
work_off("files", batch=True)
"""


@dataclass(frozen=True, slots=True)
class Portal:
    """A running portal. ``cast`` maps a role's word to (address, password), as ``teilhabe demo`` prints them."""

    url: str
    folder: Path
    cast: dict[str, tuple[str, str]] = field(default_factory=dict)

    def teilhabe(self, *arguments: str) -> str:
        """Run a command of the portal; returns its output, fails with its words."""
        return _teilhabe(_environment(self.folder, self.url), *arguments)

    def log(self) -> str:
        return (self.folder / "portal.log").read_text(encoding="utf-8", errors="replace")


@contextmanager
def running_portal(folder: Path, port: int) -> Iterator[Portal]:
    """Take about half a minute to build, and as long as the block to run; nothing is left behind.

    The address says ``localhost``: passkeys work over plain HTTP only there.
    """
    url = f"http://localhost:{port}"
    environment = _environment(folder, url)
    databases.pour(databases.migrated_database(), folder / "teilhabe.sqlite3")
    _collect_static(environment)
    cast = _cast(_teilhabe(environment, "demo"))
    with running(sample_council(today=date.today())) as council:
        _teilhabe(environment, "source", "add", council.system_url, "--delay", "0")
        _teilhabe(environment, "harvest")
        _teilhabe(environment, "shell", "--no-imports", "-c", WORK)
        with _run(environment, folder, port):
            yield Portal(url, folder, cast)


@contextmanager
def running_again(portal: Portal, **settings: str) -> Iterator[str]:
    """The web process of a portal once more, over the same data and with other settings; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://localhost:{port}"
    web = subprocess.Popen(
        [sys.executable, "-m", "teilhabe", "runserver", f"127.0.0.1:{port}", "--noreload", "--nostatic"],
        env=_environment(portal.folder, url) | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}/health", web)
        yield url
    finally:
        web.terminate()
        web.wait(timeout=15)


def _environment(folder: Path, url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TEILHABE_", "DJANGO_"))}
    return kept | {
        "TEILHABE_DATA_DIR": str(folder),
        "TEILHABE_STATIC_DIR": str(ROOT / "build" / "test-static"),
        "TEILHABE_URL": url,
        "TEILHABE_DEMO": "true",
        "TEILHABE_REGION": "StädteRegion Aachen",
        "TEILHABE_ALLOW_PRIVATE_SOURCES": "true",
        "TEILHABE_LOG_LEVEL": "WARNING",
    }


def _teilhabe(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "teilhabe", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"teilhabe {' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout


def _collect_static(environment: dict[str, str]) -> None:
    """Hash and compress the files of the pages; kept in build/ until one of them or a package changes."""
    seen = hashlib.sha256((ROOT / "uv.lock").read_bytes())
    for path in sorted((ROOT / "src" / "teilhabe").glob("*/static/**/*")):
        if path.is_file():
            seen.update(path.name.encode())
            seen.update(path.read_bytes())
    target = Path(environment["TEILHABE_STATIC_DIR"])
    stamp = target / "stamp"
    if not stamp.exists() or stamp.read_text() != seen.hexdigest():
        shutil.rmtree(target, ignore_errors=True)
        _teilhabe(environment, "collectstatic", "--noinput", "--verbosity", "0")
        stamp.write_text(seen.hexdigest())


def _cast(printed: str) -> dict[str, tuple[str, str]]:
    cast = {}
    for line in printed.splitlines():
        address, password, role = line.split(maxsplit=2)
        cast[role.split(maxsplit=1)[0].rstrip(":")] = (address, password)
    return cast


@contextmanager
def _run(environment: dict[str, str], folder: Path, port: int) -> Iterator[None]:
    with (folder / "portal.log").open("w") as log:
        portal = subprocess.Popen(
            [sys.executable, "-m", "teilhabe", "run", "--port", str(port), "--workers", "1"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}/health", portal)
            yield
        finally:
            portal.send_signal(signal.SIGTERM)
            portal.wait(timeout=15)


def _wait_until_ready(url: str, portal: subprocess.Popen[bytes], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        assert portal.poll() is None, "the portal ended while it started"
        assert time.monotonic() < end, "the portal did not get ready"
        time.sleep(0.1)
