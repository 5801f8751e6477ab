"""Tantivy, embedded: the default. ``schema`` has the fields, ``writer`` fills them, ``translate`` makes queries of
nodes, ``reader`` asks them; ``faults`` and ``files`` say what went wrong."""

from __future__ import annotations

from .reader import TantivyReader
from .writer import TantivyWriter


class TantivyBackend:
    name = "tantivy"
    version = "5"

    def writer(self, folder: str, *, much: bool = False) -> TantivyWriter:
        return TantivyWriter(folder, much=much)

    def reader(self, folder: str) -> TantivyReader:
        return TantivyReader(folder)
