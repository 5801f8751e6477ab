"""Harvests in processes that may be killed. Django is loaded once: every harvest is a fork of a process that has."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from teilhabe.council.sample import Server
from tests import databases

ROOT = Path(__file__).parents[3]
# ``harvest()`` of the story is put in; a line on the standard input starts one and is answered by two: the child's
# process id, and how it ended.
FORKING = """
import os, sys, django
django.setup()
from tests.council.ingest.dumps import dump
from tests.council.ingest.killing import lines
{harvest}
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            run = harvest()
            with open(sys.argv[1], "w") as told:
                print(run.state, file=told)
                print(*lines(dump()), sep="\\n", file=told)
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def lines(dumped: dict[str, list[str]]) -> list[str]:
    """A dump as the processes tell it; which pages are known depends on the way, and is left out."""
    return [f"{model} {row}" for model, rows in sorted(dumped.items()) if model != "KnownPage" for row in rows]


@dataclass(frozen=True, slots=True)
class Harvester:
    """Harvests of one database of its own, in ``folder``, which begins empty."""

    folder: Path
    process: subprocess.Popen[str]

    def killed(self, server: Server, after: str) -> None:
        """Start a harvest and kill it while the server answers the first request that contains ``after``."""
        before = len(server.seen(after))
        child = self._begin()
        until = time.monotonic() + 60
        while len(server.seen(after)) == before and time.monotonic() < until:
            time.sleep(0.002)
        os.kill(child, signal.SIGKILL)
        assert self._read() == -signal.SIGKILL, "it ended by itself"

    def finished(self) -> list[str]:
        """Harvest to the end; what is stored then."""
        self._begin()
        assert self._read() == 0
        state, *rows = self._told.read_text().splitlines()
        assert state == "done"
        return rows

    @property
    def _told(self) -> Path:
        return self.folder / "told.txt"

    def _begin(self) -> int:
        assert self.process.stdin is not None  # it was opened as a pipe
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self._read()

    def _read(self) -> int:
        assert self.process.stdout is not None  # it was opened as a pipe
        return int(self.process.stdout.readline())


@contextmanager
def harvester(folder: Path, harvest: str) -> Iterator[Harvester]:
    """``harvest`` is a program that defines ``harvest()``, which gives its run."""
    folder.mkdir()
    databases.pour(databases.migrated_database(), folder / "teilhabe.sqlite3")
    environment = {name: value for name, value in os.environ.items() if name != "TEILHABE_DATABASE_URL"}
    # Without the website Django starts in a third of the time; the tables of the council are the same.
    environment |= {"TEILHABE_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT), "TEILHABE_LEAVE_OUT": "website"}
    program = FORKING.replace("{harvest}", harvest)
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder / "told.txt")],
        env=environment,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        yield Harvester(folder, process)
