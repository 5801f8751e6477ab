"""Pictures without what a camera or a program wrote beside them: where it was taken, with which device, by whom.

Nothing is decoded or compressed anew: the parts of the file are read one by one, and only those that a picture needs
are kept.
"""

from __future__ import annotations

import struct
from typing import Any

_JPEG_START = b"\xff\xd8"
_PNG_START = b"\x89PNG\r\n\x1a\n"
# Beside what every PNG needs: transparency, colours, size of a dot and the frames of a moving picture.
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT".split()
)
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers of JPEG that have no content."""
_SCAN, _END, _EXIF = 0xDA, 0xD9, 0xE1
_ORIENTATION = 0x0112


class BrokenPicture(ValueError):
    """It begins like a picture and does not go on like one."""


def bare(content: bytes, media_type: str) -> bytes:
    """``content`` (image/jpeg or image/png) without remarks, places and names; a JPEG stays upright.

    Raises BrokenPicture.
    """
    return _bare_jpeg(content) if media_type == "image/jpeg" else _bare_png(content)


def _bare_png(content: bytes) -> bytes:
    kept, at = [_PNG_START], len(_PNG_START)
    while True:
        length, name = _unpacked(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise BrokenPicture
        if name in _PNG_KEPT:
            kept.append(content[at:end])
        at = end
        if name == b"IEND":
            return b"".join(kept)


def _bare_jpeg(content: bytes) -> bytes:
    kept, at, turned = [_JPEG_START], len(_JPEG_START), 1
    while True:
        lead, marker = _unpacked("BB", content, at)
        if lead != 0xFF:
            raise BrokenPicture
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker == _END:
            return b"".join([*kept[:1], _upright(turned), *kept[1:], b"\xff\xd9"])
        if marker in _ALONE:
            kept.append(content[at : at + 2])
            at += 2
            continue
        (length,) = _unpacked(">H", content, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise BrokenPicture
        if marker == _SCAN:
            end = _end_of_scan(content, end)
        if marker == _EXIF:
            turned = _orientation(content[at + 4 : end]) or turned
        elif _is_of_the_picture(marker, content[at + 4 : at + 16]):
            kept.append(content[at:end])
        at = end


def _is_of_the_picture(marker: int, begins: bytes) -> bool:
    if marker == 0xE2:
        return begins.startswith(b"ICC_PROFILE\0")  # colours; else a second picture with remarks of its own
    if marker == 0xE0:
        return begins.startswith(b"JFIF\0")  # the size of a dot; else a small copy of the picture
    # Of what programs add only the kind of colours; no remarks.
    return marker == 0xEE or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next part begins: within a scan 0xFF stands before 0 or the number of a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise BrokenPicture
        if content[at + 1] and content[at + 1] not in _ALONE:
            return at
        at += 2


def _orientation(remarks: bytes) -> int:
    """How the picture is turned (2 to 8), as EXIF says it; 0 where it says nothing or stands upright."""
    if not remarks.startswith(b"Exif\0\0"):
        return 0
    table = remarks[6:]
    order = {b"II": "<", b"MM": ">"}.get(table[:2], "")
    try:
        if order:
            (first,) = struct.unpack_from(f"{order}I", table, 4)
            (count,) = struct.unpack_from(f"{order}H", table, first)
            for number in range(count):
                tag, _kind, _many, value = struct.unpack_from(f"{order}HHIH", table, first + 2 + 12 * number)
                if tag == _ORIENTATION:
                    return int(value) if 2 <= value <= 8 else 0
    except struct.error:  # remarks that nobody can read are gone with the others
        return 0
    return 0


def _upright(turned: int) -> bytes:
    """The one remark without which a photo of a phone lies on its side."""
    if turned == 1:
        return b""
    said = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(said) + 2) + said


def _unpacked(shape: str, content: bytes, at: int) -> tuple[Any, ...]:
    try:
        return struct.unpack_from(shape, content, at)
    except struct.error as short:
        raise BrokenPicture from short
