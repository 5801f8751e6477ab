"""Looks at the files of an index from outside.

The library maps its files into memory. A file that somebody cuts off or writes over would end the whole process when a
page of it is read; one wrong number in it may ask for more memory than there is. So every file is held against the sum
the library wrote at its end when an index is opened (a third of a second for 100,000 papers); and segments never change
once they are committed, so a look at their sizes and times tells later on.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from pathlib import Path

from ..backend import EngineFailed

_META = "meta.json"
_DAMAGED = "Der Suchindex ist beschädigt und wird neu aufgebaut."
_MISSING = "Der Suchindex fehlt und wird neu aufgebaut."

# How a file ends: its sum as JSON, the length of this and a number that is always the same.
_END = struct.Struct("<II")
_MAGIC = 1337
_LONGEST_FOOTER = 4_096
_CHUNK = 2**20

_Signature = tuple[int, int, int]


class Watch:
    """Looks before every search: some fifty sizes cost a twentieth of a millisecond, a process that ends costs more."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._meta: _Signature | None = None
        self._files: dict[str, _Signature] = {}

    def look(self) -> bool:
        """Whether something was committed since the last look; remembers the files as they are now. The first look
        reads them."""
        meta = self._signature(_META)
        if meta is None:
            raise EngineFailed(_MISSING)
        if meta == self._meta:
            return False
        files = {name: signature for name in self._committed() if (signature := self._signature(name)) is not None}
        for name, signature in files.items():
            if self._files.get(name, signature) != signature:
                raise EngineFailed(_DAMAGED)
        if self._meta is None and not all(_is_whole(self._folder / name) for name in files):
            raise EngineFailed(_DAMAGED)
        self._files, self._meta = files, meta
        return True

    def check(self) -> None:
        """A file that is gone was merged into another one; one that changed is damaged."""
        if self._signature(_META) is None:
            raise EngineFailed(_MISSING)
        for name, signature in self._files.items():
            if self._signature(name) not in (None, signature):
                raise EngineFailed(_DAMAGED)

    def _committed(self) -> list[str]:
        """The files of the committed segments; others are still being written."""
        deletes = {}
        try:
            for segment in json.loads((self._folder / _META).read_bytes())["segments"]:
                last = segment["deletes"]
                deletes[segment["segment_id"].replace("-", "")] = f".{last['opstamp']}.del" if last else ""
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise EngineFailed(_DAMAGED) from error
        names = []
        for file in self._folder.iterdir():
            name = file.name
            segment = name.partition(".")[0]
            if segment in deletes and (not name.endswith(".del") or name == segment + deletes[segment]):
                names.append(name)
        return names

    def _signature(self, name: str) -> _Signature | None:
        try:
            # Not by pathlib, which takes five times as long.
            found = os.stat(f"{self._folder}/{name}")  # noqa: PTH116 - see above
        except FileNotFoundError:
            return None
        return found.st_size, found.st_mtime_ns, found.st_ino


def _is_whole(path: Path) -> bool:
    """Whether the sum at the end of a file is right; also of one that was merged into another meanwhile."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return True
    with file:
        end = file.seek(0, 2) - _END.size
        if end < 0:
            return False
        file.seek(end)
        length, magic = _END.unpack(file.read(_END.size))
        if magic != _MAGIC or length > min(end, _LONGEST_FOOTER):
            return False
        left = file.seek(end - length)
        try:
            expected = json.loads(file.read(length))["crc"]
        except (ValueError, LookupError, TypeError):
            return False
        file.seek(0)
        found = 0
        while left and (chunk := file.read(min(left, _CHUNK))):
            found, left = zlib.crc32(chunk, found), left - len(chunk)
        return not left and bool(found == expected)
