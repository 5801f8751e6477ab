"""Which kind of file is this? Judged by its first bytes: names and declared types of council files are often
wrong."""

from __future__ import annotations

import re

PDF = "application/pdf"
UNKNOWN = "application/octet-stream"
SNIFF_BYTES = 4096

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!", "application/vnd.rar"),
)
_OOXML = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_HTML = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|script|meta)\b",
    re.I | re.S,
)


def sniff(start: bytes) -> str:
    """The media type that the first bytes of a file show (4 KiB suffice); "application/octet-stream" if none.

    An old Office file is called "application/msword" whichever Office program wrote it.
    A PDF may have up to 1024 bytes of rubbish before its mark, as readers accept it.
    """
    if start.startswith(b"%PDF-"):
        return PDF
    for magic, mime in _MAGIC:
        if start.startswith(magic) and (magic != b"BM" or start[6:10] == b"\0\0\0\0"):
            return mime
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return "image/webp"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(start)
    if _HTML.match(start):
        return "text/html"
    if b"%PDF-" in start[:1024]:
        return PDF
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return "application/xml"
    if start.lstrip().startswith((b"{", b"[")) and _is_text(start):
        return "application/json"
    if start and _is_text(start):
        return "text/plain"
    return UNKNOWN


def _kind_of_zip(start: bytes) -> str:
    """Office files are ZIP archives; the names of their first members lie open in the first bytes."""
    if b"mimetypeapplication/vnd.oasis.opendocument.text" in start[:120]:
        return "application/vnd.oasis.opendocument.text"
    if b"mimetypeapplication/epub+zip" in start[:120]:
        return "application/epub+zip"
    if b"[Content_Types].xml" in start or b"_rels/.rels" in start:
        for member, mime in _OOXML:
            if member in start:
                return mime
        return "application/vnd.openxmlformats-officedocument"
    return "application/zip"


def _is_text(start: bytes) -> bool:
    return b"\0" not in start and sum(byte < 9 or 13 < byte < 32 for byte in start) == 0
