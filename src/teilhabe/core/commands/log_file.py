"""The log of ``teilhabe run`` in a file of its own: goes on where it stopped, and never outgrows the disk."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

MAX_BYTES = 5_000_000
KEPT = 4  # older files: portal.log.1 (the newest of them) … portal.log.4


class LogFile:
    """Where the supervisor may write: whole lines in, appended to ``path``; full, it becomes ``path``.1 and so on.

    Raises OSError if the file cannot be written.
    """

    def __init__(self, path: Path, *, max_bytes: int = MAX_BYTES, kept: int = KEPT) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Not for everybody on this machine: without a mail server it holds the mails, too.
        path.touch(mode=0o600, exist_ok=True)
        self._handler = RotatingFileHandler(path, maxBytes=max_bytes, backupCount=kept, encoding="utf-8")
        self._handler.rotator = _move

    def write(self, line: bytes) -> int:
        text = line.decode("utf-8", errors="replace").removesuffix("\n")
        self._handler.handle(logging.makeLogRecord({"msg": text}))
        return len(line)

    def flush(self) -> None:
        self._handler.flush()


def _move(full: str, older: str) -> None:
    """Rename and begin anew with the same rights."""
    Path(full).rename(older)
    Path(full).touch(mode=0o600)
