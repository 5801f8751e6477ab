"""Looks at the files of an index from outside.

The library maps its files into memory. A file that somebody cuts off or writes over would end the whole process when a
page of it is read, or give nonsense; segments never change once they are committed, so a look at their sizes and times
tells before.
"""

from __future__ import annotations

import json
from pathlib import Path

from ..backend import EngineFailed

_META = "meta.json"
_DAMAGED = "Der Suchindex ist beschädigt und wird neu aufgebaut."
_MISSING = "Der Suchindex fehlt und wird neu aufgebaut."

_Signature = tuple[int, int, int]


class Watch:
    """Looks before every search: some fifty sizes cost a twentieth of a millisecond, a process that ends costs more."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._meta: _Signature | None = None
        self._files: dict[str, _Signature] = {}

    def look(self) -> bool:
        """Whether something was committed since the last look; remembers the files as they are now."""
        meta = self._signature(_META)
        if meta is None:
            raise EngineFailed(_MISSING)
        if meta == self._meta:
            return False
        files = {name: signature for name in self._committed() if (signature := self._signature(name)) is not None}
        for name, signature in files.items():
            if self._files.get(name, signature) != signature:
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
            found = (self._folder / name).stat()
        except FileNotFoundError:
            return None
        return found.st_size, found.st_mtime_ns, found.st_ino
