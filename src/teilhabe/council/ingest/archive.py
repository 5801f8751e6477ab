"""The archive: every answer that brought objects, compressed, under the hash of its content.

What is kept is what the parser was given: answers are scrubbed (non-public agenda items, private contact data) before
they come here, so nothing lies in the archive that the portal must not know. It is never served.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


class NotArchived(LookupError):
    """The content was pruned or lost; the answer has to be asked for again."""


def folder() -> Path:
    return Path(settings.DATA_DIR) / "raw"


def place(sha256: str) -> Path:
    return folder() / sha256[:2] / f"{sha256[2:]}.gz"


def keep(content: bytes) -> str:
    """Store ``content`` unless it is there; return its SHA-256 (hex). A reader never sees half a file."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = place(sha256)
    if target.exists():
        # Somebody needs it again: archive_care leaves alone what was touched lately.
        target.touch()
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as raw:
            raw.write(gzip.compress(content, compresslevel=1, mtime=0))
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return sha256


def content(sha256: str) -> bytes:
    """What was kept under this hash. Raises NotArchived if it is missing or damaged."""
    try:
        found = gzip.decompress(place(sha256).read_bytes())
    except (OSError, EOFError, gzip.BadGzipFile):
        raise NotArchived(sha256) from None
    if hashlib.sha256(found).hexdigest() != sha256:
        raise NotArchived(sha256)
    return found
