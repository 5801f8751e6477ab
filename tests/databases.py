"""Test databases that are ready at once: Wagtail's migrations take half a minute, so they run once and are copied.

The migrated SQLite file lies in ``build/test-databases/`` under a name made from everything that shapes it; a changed
migration makes a new one. PostgreSQL databases are migrated by pytest-django as usual.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = 3


def migrated_database() -> Path:
    """A SQLite file with every migration applied and nothing else in it; made when there is none yet."""
    folder = ROOT / "build" / "test-databases"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{_fingerprint()}.sqlite3"
    if not kept.exists():
        _migrate_into(kept)
        for old in sorted(folder.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
    return kept


def pour(source: Path, target: Path) -> None:
    """Make the database ``target`` equal to ``source``; others may keep their connections to ``target`` open."""
    with closing(sqlite3.connect(source)) as full, closing(sqlite3.connect(target, timeout=30)) as filled:
        full.backup(filled)


def _migrate_into(kept: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="teilhabe-migrate-") as folder:
        made = Path(folder) / "teilhabe.sqlite3"
        environment = {name: value for name, value in os.environ.items() if name != "TEILHABE_DATABASE_URL"}
        environment |= {"TEILHABE_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "teilhabe.settings"}
        command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
        finished = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
        if finished.returncode:
            raise RuntimeError(f"The migrations do not run:\n{finished.stderr[-4000:]}")
        partial = kept.with_suffix(f".{os.getpid()}.part")
        shutil.copyfile(made, partial)
        partial.replace(kept)


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
