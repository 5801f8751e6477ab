"""Test databases that are ready at once: Wagtail's migrations take half a minute, so they run once and are copied.

The migrated SQLite file lies in ``build/test-databases/`` under a name made from everything that shapes it; a changed
migration makes a new one. On PostgreSQL a template database of that name does the same.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "test-databases"
KEPT = 3
_TEMPLATE = "teilhabe_tests_"


def migrated_database() -> Path:
    """A SQLite file with every migration applied and nothing else in it; made when there is none yet."""
    kept = FOLDER / f"{_fingerprint()}.sqlite3"
    with _alone(kept.stem):
        if not kept.exists():
            _migrate_into(kept)
            for old in sorted(FOLDER.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
                old.unlink(missing_ok=True)
    return kept


def pour(source: Path, target: Path) -> None:
    """Make the database ``target`` equal to ``source``; others may keep their connections to ``target`` open."""
    with closing(sqlite3.connect(source)) as full, closing(sqlite3.connect(target, timeout=30)) as filled:
        full.backup(filled)


def pour_postgres(connection: BaseDatabaseWrapper, target: str) -> None:
    """Make the PostgreSQL database ``target`` anew, as the migrations leave it; whoever is connected to it is cut off.

    ``connection`` belongs to the server and may create databases.
    """
    template = _TEMPLATE + _fingerprint()
    with _alone("postgres"), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{_TEMPLATE}%"])
        there = {name for (name,) in cursor.fetchall()}
        if template not in there:
            for old in there:
                cursor.execute(f'DROP DATABASE "{old}"')
            cursor.execute(f'CREATE DATABASE "{template}_part"')
            url = urlsplit(os.environ["TEILHABE_DATABASE_URL"])
            with tempfile.TemporaryDirectory(prefix="teilhabe-migrate-") as folder:
                _migrate(Path(folder), TEILHABE_DATABASE_URL=url._replace(path=f"/{template}_part").geturl())
            cursor.execute(f'ALTER DATABASE "{template}_part" RENAME TO "{template}"')
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{template}"')


def drop_postgres(connection: BaseDatabaseWrapper, target: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')


@contextmanager
def _alone(making: str) -> Iterator[None]:
    """Several workers begin at once; only one of them migrates, and those who need the same wait for it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{making}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate_into(kept: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="teilhabe-migrate-") as folder:
        _migrate(Path(folder))
        partial = kept.with_suffix(f".{os.getpid()}.part")
        shutil.copyfile(Path(folder) / "teilhabe.sqlite3", partial)
        partial.replace(kept)


def _migrate(folder: Path, **more: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "TEILHABE_DATABASE_URL"}
    environment |= {"TEILHABE_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "teilhabe.settings"} | more
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    finished = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if finished.returncode:
        raise RuntimeError(f"The migrations do not run:\n{finished.stderr[-4000:]}")


def _fingerprint() -> str:
    """Of our migrations, of the installed packages that bring some, and of the apps left out."""
    seen = hashlib.sha256()
    for path in sorted((ROOT / "src" / "teilhabe").glob("*/migrations/*.py")):
        seen.update(path.relative_to(ROOT).as_posix().encode())
        seen.update(path.read_bytes())
    versions = sorted(f"{one.name}=={one.version}" for one in metadata.distributions())
    seen.update("\n".join(versions).encode())
    seen.update(os.environ.get("TEILHABE_LEAVE_OUT", "").encode())
    return seen.hexdigest()[:20]
