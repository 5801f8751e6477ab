"""What the stories of the index have in common: entries, workers in processes of their own, and how to compare."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connections

from teilhabe.core.commands.supervise import die_with_parent
from teilhabe.search import index
from teilhabe.search.actions import NewEntry
from teilhabe.search.engines.backend import Search
from teilhabe.search.index import worker
from teilhabe.search.index.reading import SearchUnavailable, look_again
from teilhabe.search.models import Entry
from teilhabe.search.question.nodes import Term

PATIENCE = 60.0


def entry(number: int, *, version: int = 0, **fields: Any) -> NewEntry:
    """An entry whose title holds one word that no other entry and no other version of it has."""
    known: dict[str, Any] = {
        "kind": "paper",
        "ref": f"stadt/{number}",
        "url": f"/rat/stadt/vorlage/{number}",
        "title": f"Vorlage {word(number, version)}",
        "body": "Die Grundschulentwicklung der Stadt.",
        "facets": {"standing": ["decided"]},
    }
    return NewEntry(**(known | fields))


def word(number: int, version: int) -> str:
    letters = "abcdefghij"
    return "wort" + "".join(letters[int(digit)] for digit in f"{number:05d}") + "xz"[version % 2] * (1 + version // 2)


def found(said: str) -> set[str]:
    """Refs of the entries that the index finds by an exact word."""
    keys = index.opened().reader.search(Search(question=Term(said=said, exact=said), limit=100)).keys
    return set(Entry.objects.filter(pk__in=[int(key) for key in keys]).values_list("ref", flat=True))


def in_step() -> bool:
    """Whether the index holds exactly the entries of the database, each once and as it is now."""
    look_again()
    try:
        opened = index.opened()
        keys = opened.reader.search(Search(limit=5_000)).keys
        entries = {str(pk): title for pk, title in Entry.objects.values_list("pk", "title")}
        if sorted(keys) != sorted(entries) or opened.reader.size() != len(entries):
            return False
        for key, title in entries.items():
            said = title.rpartition(" ")[2]
            if opened.reader.search(Search(question=Term(said=said, exact=said))).keys != (key,):
                return False
    except SearchUnavailable:
        return False
    return True


def eventually(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Whether it becomes true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@dataclass
class Node:
    """A machine with an index worker that can be started, stopped and killed."""

    folder: Path
    pids: list[int] = field(default_factory=list)

    def start(self, before: Callable[[], object] = lambda: None) -> int:
        """Start a worker; ``before`` runs in its process first."""
        connections.close_all()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            die_with_parent(parent, signal.SIGKILL)
            self._live(before)
        self.pids.append(pid)
        return pid

    def _live(self, before: Callable[[], object]) -> None:
        try:
            with self.log_file.open("a", encoding="utf-8") as log:
                for handler in logging.getLogger().handlers:
                    if type(handler) is logging.StreamHandler:
                        handler.setStream(log)
                before()
                worker.follow_until_asked_to_stop()
        finally:
            os._exit(0)

    @property
    def log_file(self) -> Path:
        return self.folder / "worker.log"

    def said(self, words: str) -> int:
        """In how many lines the workers said that."""
        return sum(words in line for line in self.log_file.read_text(encoding="utf-8").splitlines())

    def has_ended(self, pid: int) -> bool:
        if pid not in self.pids:
            return True
        gone, _ = os.waitpid(pid, os.WNOHANG)
        if gone:
            self.pids.remove(pid)
        return bool(gone)

    def kill(self, pid: int, number: signal.Signals = signal.SIGKILL) -> None:
        if not self.has_ended(pid):
            os.kill(pid, number)
            os.waitpid(pid, 0)
            self.pids.remove(pid)

    def end(self) -> None:
        for pid in list(self.pids):
            self.kill(pid)


class Visitor:
    """Somebody who searches again and again, and must never meet anything but results or a sentence."""

    def __init__(self) -> None:
        self.answers = self.sentences = 0

    def search(self) -> None:
        try:
            opened = index.opened()
            opened.reader.search(Search(question=Term(said="stadt", exact="stadt")))
            opened.vocabulary.starting_with("grund")
            self.answers += 1
        except SearchUnavailable:
            self.sentences += 1

    def until(self, condition: Callable[[], bool]) -> bool:
        def search_and_look() -> bool:
            self.search()
            return condition()

        return eventually(search_and_look)
