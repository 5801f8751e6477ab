"""Files of offers: content under its hash below the data folder, never at an address that the web server knows."""

from __future__ import annotations

import hashlib
import os
import re
import struct
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from django.conf import settings

from .pictures import BrokenPicture, bare

MOST_BYTES = 20 * 1024 * 1024
_ODT = b"application/vnd.oasis.opendocument.text"
_ENDINGS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    _ODT.decode(): ".odt",
}
"""What may be handed in, by its content; the ending that a download gets."""
_TEMPORARY = ".new-"
_PICTURES = frozenset({"image/png", "image/jpeg"})
_MOST_LIST_BYTES = 1024 * 1024
"""Of the list of parts of an archive: thousands, where texts have dozens."""
ACCEPTED = ".pdf,.docx,.odt,.png,.jpg,.jpeg"


FRESH = timedelta(minutes=10)
"""So long after a file was handed in its row may not be known yet to whoever removes the same file elsewhere."""


class NotAccepted(ValueError):
    """The content is none of the kinds that offers may have."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What ``keep`` stored: the name that a download gets, its type, bytes and SHA-256 (hex)."""

    name: str
    media_type: str
    size: int
    sha256: str


def folder() -> Path:
    return Path(settings.DATA_DIR) / "offer-files"


def place(sha256: str) -> Path:
    return folder() / sha256[:2] / sha256[2:]


def keep(content: bytes, name: str) -> Kept:
    """Store ``content`` as ``accepted`` leaves it. Raises NotAccepted by what it is, whatever ``name`` claims."""
    media_type, content = accepted(content)
    sha256 = hashlib.sha256(content).hexdigest()
    target = place(sha256)
    try:
        os.utime(target)  # handed in just now: see forget
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=_TEMPORARY)
        try:
            with os.fdopen(handle, "wb") as raw:
                raw.write(content)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    return Kept(clean_name(name, _ENDINGS[media_type]), media_type, len(content), sha256)


def forget(sha256: str, *, now: datetime) -> None:
    """Remove the content, unless it was handed in within FRESH: that is left to ``stored_before`` and its sweep."""
    target = place(sha256)
    try:
        if target.stat().st_mtime <= (now - FRESH).timestamp():
            target.unlink()
    except FileNotFoundError:
        return


def stored_before(moment: datetime) -> Iterator[str]:
    """The hashes of all contents that nobody has handed in since ``moment``; what a crash left behind is removed."""
    for path in sorted(folder().glob("??/*")) if folder().is_dir() else ():
        if path.stat().st_mtime > moment.timestamp():
            continue
        if path.name.startswith(_TEMPORARY):
            path.unlink(missing_ok=True)
        else:
            yield path.parent.name + path.name


def accepted(content: bytes) -> tuple[str, bytes]:
    """The media type of ``content`` and what is kept of it: pictures lose what tells where and by whom they were made.

    Raises NotAccepted.
    """
    media_type = kind_of(content)
    if media_type not in _PICTURES:
        return media_type, content
    try:
        return media_type, bare(content, media_type)
    except BrokenPicture as broken:
        raise NotAccepted from broken


def kind_of(content: bytes) -> str:
    """The media type that the first bytes and the parts of an archive prove. Raises NotAccepted."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_archive(content)
    raise NotAccepted


def clean_name(name: str, ending: str) -> str:
    """A name without paths, controls and tricks, ending as the content says.

    >>> clean_name("../../Flyer Frühling.PDF.exe", ".pdf")
    'Flyer Frühling.PDF.pdf'
    """
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    stem = last.rpartition(".")[0] or last
    # Also out: what turns the direction of writing around, so that "exe" reads as "fdp".
    plain = "".join(c for c in stem if unicodedata.category(c)[0] != "C")
    plain = " ".join(re.sub(r"[^\w .,()+&-]", "-", plain).split()).strip(" .-")
    return (plain[:100].rstrip(" .") or "Datei") + ending


def _kind_of_archive(content: bytes) -> str:
    """Word and OpenDocument texts are ZIP files; only their list of parts is read, nothing big is unpacked."""
    if _bytes_of_list(content) > _MOST_LIST_BYTES:
        raise NotAccepted
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll")) for name in names):
                raise NotAccepted
            if "[Content_Types].xml" in names and "word/document.xml" in names:
                return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            # A few bytes by its own word: nothing that unpacks to gigabytes is unpacked.
            small = "mimetype" in names and archive.getinfo("mimetype").file_size == len(_ODT)
            if small and archive.read("mimetype") == _ODT:
                return _ODT.decode()
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as broken:
        raise NotAccepted from broken
    raise NotAccepted


def _bytes_of_list(content: bytes) -> int:
    """How long the list of parts of an archive is, by the record at its end; read before all of it becomes objects.

    Raises NotAccepted for an archive without that record, and for one in the form for more than four gigabytes.
    """
    at = content.rfind(b"PK\x05\x06", -(22 + 0xFFFF))
    if at < 0 or len(content) - at < 22 or content[at - 20 : at - 16] == b"PK\x06\x07":
        raise NotAccepted
    length: int
    (length,) = struct.unpack_from("<I", content, at + 12)
    return length
