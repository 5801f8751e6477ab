"""The key that signs sessions and links, made at the first start. Read by the settings: no Django here."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path


def kept_secret(path: Path) -> str:
    """The key in ``path``, made if there is none and readable by its owner only.

    Several processes may start at once: the key is written aside and then given its name, which only one can do, so
    everybody reads the same complete key. Raises SystemExit with a German sentence if the file is empty.
    """
    if not path.exists():
        _make(path)
    key = path.read_text(encoding="utf-8").strip()
    if not key:
        raise SystemExit(
            f"{path} ist leer. Bitte die Datei aus einer Sicherung zurückholen oder löschen: "
            "dann entsteht ein neuer Schlüssel, und alle müssen sich neu anmelden."
        )
    return key


def _make(path: Path) -> None:
    handle, aside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # only its owner may read it
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was faster: its key it is
            os.link(aside, path)
    finally:
        Path(aside).unlink()
