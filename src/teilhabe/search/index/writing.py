"""One generation as its only writer sees it: entries in, commits, position."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Self

from django.utils import timezone

from ..engines.backend import EngineFailed, Locked, Reader
from ..vocabulary import VocabularyWriter
from . import outbox
from .documents import Analysed, Desk, Source
from .engine import backend, made_by, writing_analyzer
from .generations import Generation, Lock, State
from .outbox import Position, Read

# Entries that are read from the database at once: a text may have 400,000 characters.
_AT_ONCE = 100


class Writing:
    """Writes a generation. Nothing is seen before ``commit``, and after a kill everything since then is done again."""

    def __init__(self, generation: Generation, held: Lock, state: State | None) -> None:
        self.generation = generation
        self._held = held
        self._state = state
        self._source = Source()
        self._desk = Desk(writing_analyzer())
        self._reader: Reader | None = None
        self._writer = backend().writer(generation.engine_folder, much=state is None)
        try:
            self._words = VocabularyWriter(generation.words)
        except BaseException:
            self._writer.close()
            raise

    @classmethod
    def on(cls, generation: Generation) -> Self:
        """Go on with a finished generation. Raises EngineFailed, and Locked while somebody else writes it."""
        held = generation.hold()
        if held is None:
            raise Locked("Ein anderer Prozess schreibt gerade diesen Suchindex.")
        try:
            state = generation.state()
            if state is None:
                raise EngineFailed("Der Stand des Suchindex ist nicht lesbar.")
            return cls(generation, held, state)
        except BaseException:
            held.release()
            raise

    @property
    def state(self) -> State:
        assert self._state is not None, "a generation that was begun has its state after the first commit"
        return self._state

    def put(self, analysed: Analysed) -> None:
        self._writer.put(analysed.documents)
        self._words.count(analysed.words)

    def apply(self, read: Read) -> None:
        """Write what these entries are now, and drop those that are no more."""
        for start in range(0, len(read.entries), _AT_ONCE):
            keys = read.entries[start : start + _AT_ONCE]
            gone = {str(key) for key in keys}
            found = self._desk.analysed(self._source.of(keys))
            self.put(found)
            gone.difference_update(document.key for document in found.documents)
            if gone:
                self._writer.drop(gone)

    def put_down(self) -> None:
        """Have the engine write what it was given; whoever reads this generation may see it."""
        self._writer.commit()

    def settle(self) -> None:
        """After the last commit: have the engine put in order what it wrote. Afterwards nothing can be written."""
        self._writer.settle()

    def commit(self, position: Position, *, compared: datetime | None = None) -> None:
        """Make visible what was written, and only then note how far it goes: what is done twice does no harm."""
        self._writer.commit()
        self._words.count(self._desk.rest())
        self._words.commit()
        now = timezone.now()
        if self._state is None:
            state = State(made_by=made_by(), position=position, entries=self.size(), built=now, compared=now)
        else:
            compared = compared or self._state.compared
            state = replace(self._state, position=position, entries=self.size(), compared=compared)
        self.generation.write_state(state)
        self._state = state

    def size(self) -> int:
        """How many entries the index holds, as a reader sees it now."""
        if self._reader is None:
            self._reader = backend().reader(self.generation.engine_folder)
        self._reader.refresh()
        return self._reader.size()

    def close(self) -> None:
        """What was not committed is lost. A fault in closing adds nothing to the one before."""
        try:
            with suppress(EngineFailed):
                self._writer.close()
            with suppress(EngineFailed):
                self._words.close()
            with suppress(EngineFailed):
                if self._reader is not None:
                    self._reader.close()
        finally:
            self._held.release()


def catch_up(writing: Writing, position: Position, *, settled: bool = True) -> Position:
    """Write what changed after ``position`` until nothing is left; returns the last position, not committed yet."""
    while True:
        read = outbox.read(position, settled=settled)
        if read.position == position:
            return position
        writing.apply(read)
        position = read.position
