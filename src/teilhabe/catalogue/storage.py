"""Files of offers: content under its hash below the data folder, never at an address that the web server knows."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.conf import settings

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
ACCEPTED = ".pdf,.docx,.odt,.png,.jpg,.jpeg"


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
    """Store ``content`` unless it is there. Raises NotAccepted by what it is, whatever ``name`` claims."""
    media_type = kind_of(content)
    sha256 = hashlib.sha256(content).hexdigest()
    target = place(sha256)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as raw:
                raw.write(content)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    return Kept(clean_name(name, _ENDINGS[media_type]), media_type, len(content), sha256)


def forget(sha256: str) -> None:
    """Remove the content; nothing happens where there is none."""
    place(sha256).unlink(missing_ok=True)


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
