"""The index worker round by round: it follows, heals what it finds, says each fault once and never gives up."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from teilhabe.core.health import problems
from teilhabe.core.processes import registered
from teilhabe.search import index
from teilhabe.search.actions import put, put_many
from teilhabe.search.engines.backend import EngineFailed
from teilhabe.search.index import outbox, worker
from teilhabe.search.index.building import build
from teilhabe.search.index.generations import Generation, current
from teilhabe.search.index.reading import look_again
from teilhabe.search.index.worker import Worker
from teilhabe.search.index.writing import Writing
from teilhabe.search.models import Entry, IndexChange, IndexReader

from .stage import entry, in_step

pytestmark = pytest.mark.django_db


class Log:
    """What the worker says, event by event."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, Any]]] = []

    def _note(self, event: str, **more: Any) -> None:
        self.lines.append((event, more))

    info = warning = exception = _note

    def faults(self) -> list[str]:
        return [more["reason"] for event, more in self.lines if event == "index fault"]

    def events(self) -> list[str]:
        return [event for event, _ in self.lines]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    said = Log()
    monkeypatch.setattr(worker, "log", said)
    return said


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the transaction of the test has written is read as if it were committed; its connection stays open."""
    monkeypatch.setattr(outbox, "_readable", lambda settled: IndexChange.objects.all())
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)


@pytest.fixture
def own() -> Iterator[Worker]:
    mine = Worker(processes=1)
    yield mine
    mine.close()


def now() -> Generation:
    generation = current()
    assert generation is not None
    return generation


def age(**fields: Any) -> None:
    """Make the current generation older than it is."""
    state = now().state()
    assert state is not None
    changed = {name: getattr(state, name) - by for name, by in fields.items()}
    now().write_state(type(state)(**{name: getattr(state, name) for name in state.__slots__} | changed))


# --- Following ------------------------------------------------------------------------------------------------------


def test_it_builds_follows_and_tells_how_far_it_is(own: Worker) -> None:
    put_many(entry(number) for number in range(10))
    own.round()
    put(entry(3, version=1))
    assert own.round() == worker.BETWEEN_COMMITS
    assert in_step()
    assert own.round() == worker.POLL_SECONDS
    reader = IndexReader.objects.get()
    newest = outbox.newest()
    assert (reader.node, reader.change, reader.entries, reader.note) == ("knoten-1", newest.change, 10, "")


def test_it_goes_on_with_a_generation_that_somebody_else_built(own: Worker) -> None:
    put(entry(1))
    own.round()
    own.round()
    old = now()
    build(processes=1)
    put(entry(2))
    own.round()
    assert now() != old
    assert in_step()


def test_the_portal_is_ready_while_only_the_search_is_being_built() -> None:
    assert current() is None
    assert list(problems()) == []


def test_the_portal_runs_it_in_a_process_of_its_own() -> None:
    assert "index" in registered()


# --- Faults ---------------------------------------------------------------------------------------------------------


def test_a_fault_is_said_once_however_long_it_lasts(own: Worker, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    put(entry(1))
    own.round()
    log.lines.clear()

    def away(*_: object) -> None:
        raise OperationalError("server closed the connection\nmore")

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "read", away)
        assert [own.round() for _ in range(5)] == [2.0] * 5
    own.round()
    assert log.faults() == ["Die Datenbank antwortet dem Suchindex nicht: server closed the connection"]
    assert log.events() == ["index fault", "index well again"]


def test_what_nobody_thought_of_does_not_end_it(own: Worker, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    put(entry(1))
    own.round()
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "read", lambda position: 1 / 0)
        pauses = [own.round() for _ in range(10)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == worker.LONGEST_PAUSE
    assert log.events().count("index worker") == 10
    own.round()
    assert in_step()


def test_an_index_that_a_reader_found_damaged_is_built_anew(own: Worker, log: Log) -> None:
    put(entry(1))
    own.round()
    broken = now()
    broken.mark_damaged("unreadable")
    own.round()
    assert now() != broken
    assert in_step()
    assert log.faults()[-1] == "Der Suchindex ist beschädigt. Er wird neu aufgebaut."


def test_what_fails_again_and_again_on_a_disk_with_room_is_built_anew(
    own: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(entry(1))
    own.round()
    broken = now()
    put(entry(2))

    def fail(self: object, read: object) -> None:
        raise EngineFailed("Geht nicht.")

    with monkeypatch.context() as patched:
        patched.setattr(Writing, "apply", fail)
        own.round()
        assert not broken.is_damaged()
        own.round()
        assert broken.is_damaged()
    own.round()
    assert in_step()


# --- What it looks after ----------------------------------------------------------------------------------------------


def test_once_a_day_it_counts_and_heals_what_the_log_does_not_explain(own: Worker, log: Log) -> None:
    put_many(entry(number) for number in range(5))
    own.round()
    before = now()
    Entry.objects.filter(ref="stadt/3").delete()  # by somebody who goes past the actions
    own.round()
    assert not in_step()

    own.close()
    age(compared=timedelta(days=2))
    again = Worker(processes=1)
    again.round()
    assert log.faults()[-1] == "Der Suchindex hat 5 Einträge statt 4."
    again.round()
    again.close()
    assert now() != before
    assert in_step()


def test_when_all_is_there_counting_changes_nothing(own: Worker, log: Log) -> None:
    put_many(entry(number) for number in range(5))
    own.round()
    before = now()
    age(compared=timedelta(days=2))
    own.round()
    assert now() == before
    assert "index compared" in log.events()
    state = before.state()
    assert state is not None
    assert timezone.now() - state.compared < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("days", "hour", "renewed"), [(5, 3, False), (6.5, 3, True), (6.5, 12, False), (7.5, 12, True)]
)
def test_every_week_words_that_nobody_uses_any_more_go(
    own: Worker, monkeypatch: pytest.MonkeyPatch, days: float, hour: int, renewed: bool
) -> None:
    commands = []

    class Done:
        def __init__(self, command: list[str], **more: object) -> None:
            commands.append(command[2:])

        def poll(self) -> int:
            return 0

    monkeypatch.setattr(subprocess, "Popen", Done)
    moment = timezone.localtime().replace(hour=hour, minute=30)
    with time_machine.travel(moment, tick=True):
        put(entry(1))
        own.round()
        age(built=timedelta(days=days), compared=timedelta(0))
        own.close()
        later = Worker(processes=1)
        for _ in range(3):
            later._looked_around = 0.0
            later.round()
        later.close()
    # Once: if it did not work, an hour passes before the next try.
    assert commands == ([["teilhabe", "reindex", "--search-only"]] if renewed else [])


def test_a_word_that_no_entry_holds_any_more_leaves_with_the_next_generation() -> None:
    put(entry(1, body="Zwiebelfisch"))
    index.catch_up()
    put(entry(1))
    index.catch_up()
    assert index.opened().vocabulary.knows("zwiebelfisch")
    build(processes=1)
    look_again()
    assert not index.opened().vocabulary.knows("zwiebelfisch")


def test_old_changes_and_nodes_that_are_gone_are_forgotten(own: Worker) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=8), tick=True):
        put_many(entry(number) for number in range(3))
        put(entry(1, version=1))
        IndexReader.objects.create(node="verschwunden", seen=timezone.now())
    own.round()
    own.round()
    own._looked_around = 0.0
    own.round()
    assert list(IndexReader.objects.values_list("node", flat=True)) == ["knoten-1"]
    assert IndexChange.objects.count() == 1
    put(entry(2, version=1))
    own.round()
    assert in_step()


def test_files_of_the_index_are_for_nobody_else(own: Worker, tmp_path: Path) -> None:
    put(entry(1))
    own.round()
    assert now().path.stat().st_mode & 0o077 == 0
    assert (tmp_path / "search" / "tantivy").stat().st_mode & 0o077 == 0
