"""Whatever happens to the worker and to its files: visitors get results or a sentence, and in the end the index holds
what the database holds."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from teilhabe.search.actions import drop, put, put_many
from teilhabe.search.engines.backend import EngineFailed, Search
from teilhabe.search.index import building, generations, worker, writing
from teilhabe.search.index.engine import backend
from teilhabe.search.index.generations import current
from teilhabe.search.vocabulary import Vocabulary

from .stage import Node, Visitor, entry, eventually, found, in_step, word


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_instead(of: str) -> Callable[[], None]:
    """Have the process killed at the moment it would call this method of Generation or function of building."""

    def arrange() -> None:
        if hasattr(generations.Generation, of):
            setattr(generations.Generation, of, die)
        elif of == "clean":
            tidying = generations.clean
            # With nothing to point at it only tidies up at its start.
            setattr(building, of, lambda: die() if current() else tidying())
        else:
            setattr(building, of, die)

    return arrange


def segments() -> list[Path]:
    generation = current()
    assert generation is not None
    files = [path for path in Path(generation.engine_folder).iterdir() if path.suffix not in (".json", ".lock")]
    return sorted(files, key=lambda path: path.stat().st_size)


# --- It works --------------------------------------------------------------------------------------------------------


def test_what_is_written_is_found_soon_and_what_is_dropped_is_not(node: Node) -> None:
    put_many(entry(number) for number in range(20))
    pid = node.start()
    assert eventually(in_step)

    put(entry(3, version=1))
    assert eventually(lambda: found(word(3, 1)) == {"stadt/3"})
    assert found(word(3, 0)) == set()
    drop("paper", ["stadt/4"])
    assert eventually(in_step)

    node.kill(pid, signal.SIGTERM)
    assert node.said("index fault") == 1  # there was none at the beginning


# --- kill -9 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "point",
    [
        "write_state",  # the engine has committed, the position is not noted yet
        "make_current",  # a whole new generation, not pointed at yet
        "clean",  # the new one is in use, the old one still lies there
    ],
)
def test_killed_at_the_worst_moment_the_next_worker_loses_and_doubles_nothing(node: Node, point: str) -> None:
    put_many(entry(number) for number in range(30))
    doomed = node.start(die_instead(point))
    assert eventually(lambda: node.has_ended(doomed))
    put_many(entry(number, version=1) for number in range(10))

    node.start()
    assert eventually(in_step)
    # And once more where a generation exists already.
    put_many(entry(number, version=2) for number in range(5, 15))
    assert eventually(in_step)


def test_killed_between_commit_and_position_it_writes_the_same_again_and_once(node: Node) -> None:
    put_many(entry(number) for number in range(10))
    first = node.start()
    assert eventually(in_step)
    node.kill(first)
    put_many(entry(number, version=1) for number in range(5))
    drop("paper", ["stadt/9"])

    doomed = node.start(die_instead("write_state"))
    assert eventually(lambda: node.has_ended(doomed))
    visitor = Visitor()
    node.start()
    assert visitor.until(in_step)
    assert visitor.sentences == 0


def test_killed_in_the_middle_of_building_it_leaves_nothing_behind(node: Node) -> None:
    put_many(entry(number) for number in range(200))

    def die_after_three_pieces() -> None:
        calls = iter(range(3))
        put_piece = writing.Writing.put

        def put(self: writing.Writing, analysed: object) -> None:
            if next(calls, None) is None:
                die()
            put_piece(self, analysed)  # type: ignore[arg-type]  # whatever it was called with

        writing.Writing.put = put  # type: ignore[method-assign]  # in the worker's process only

    doomed = node.start(die_after_three_pieces)
    assert eventually(lambda: node.has_ended(doomed))
    assert current() is None

    node.start()
    assert eventually(in_step)
    generation = current()
    assert generation is not None
    assert [path.name for path in generations.root().iterdir() if path.is_dir()] == [generation.name]


def test_killed_again_and_again_at_any_moment_while_entries_change(node: Node) -> None:
    rng = random.Random("kill -9")
    put_many(entry(number) for number in range(40))
    pid = node.start()
    assert eventually(in_step)
    visitor = Visitor()
    for version in range(1, 9):
        put_many(entry(rng.randrange(60), version=version) for _ in range(10))
        drop("paper", [f"stadt/{rng.randrange(60)}"])
        pause = rng.random()
        waited = iter(range(int(pause * 40)))
        visitor.until(lambda waited=waited: next(waited, None) is None)  # type: ignore[misc]  # mypy cannot infer it
        node.kill(pid)
        pid = node.start()
    assert visitor.until(in_step)
    # Now and then a kill leaves a file half written, and the index is built anew with a sentence meanwhile.
    assert visitor.answers > 0


# --- Files -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def running(node: Node) -> Node:
    put_many(entry(number) for number in range(30))
    node.start()
    assert eventually(in_step)
    return node


def healed() -> bool:
    """Whether the index holds what the database holds, also for a process that starts now. Files that the writer writes
    again at its next commit are whole then, without a new generation."""
    generation = current()
    if generation is None or generation.is_damaged() or not in_step():
        return False
    try:
        backend().reader(generation.engine_folder).search(Search(limit=1))
        Vocabulary(generation.words).starting_with("grund", 1)
    except EngineFailed:
        return False
    return True


def test_a_deleted_index_is_built_anew(running: Node) -> None:
    generation = current()
    assert generation is not None
    visitor = Visitor()
    visitor.search()
    shutil.rmtree(generations.root())
    assert visitor.until(healed)
    assert visitor.answers > 0


@pytest.mark.parametrize("harm", ["rubbish", "truncated", "empty", "gone"])
@pytest.mark.parametrize("which", ["segment", "meta", "state", "words", "pointer"])
def test_damaged_files_are_noticed_and_the_index_is_built_anew(running: Node, harm: str, which: str) -> None:
    generation = current()
    assert generation is not None
    path = {
        "segment": segments()[-1],
        "meta": Path(generation.engine_folder) / "meta.json",
        "state": generation.state_file,
        "words": generation.words,
        "pointer": generations.root() / "current",
    }[which]
    visitor = Visitor()
    visitor.search()
    size = path.stat().st_size
    match harm:
        case "rubbish":
            path.write_bytes(random.Random("rubbish").randbytes(size))
        case "truncated":
            os.truncate(path, size // 2)
        case "empty":
            os.truncate(path, 0)
        case "gone":
            path.unlink()
    put(entry(7, version=1))
    assert visitor.until(healed), harm
    assert visitor.answers > 0


# --- Locks and disk --------------------------------------------------------------------------------------------------


def test_a_second_worker_waits_until_the_first_one_is_gone(running: Node) -> None:
    second = running.start()
    assert eventually(lambda: running.said("Ein anderer Prozess führt schon den Suchindex") == 1)
    first = running.pids[0]
    running.kill(first)
    put(entry(1, version=1))
    assert eventually(in_step)
    assert not running.has_ended(second)


def test_a_writer_that_somebody_else_holds_is_waited_for(node: Node) -> None:
    put_many(entry(number) for number in range(5))
    pid = node.start()
    assert eventually(in_step)
    node.kill(pid)
    generation = current()
    assert generation is not None
    held = node.folder / "held"

    def hold() -> None:
        writer = backend().writer(generation.engine_folder)
        held.touch()
        time.sleep(600)
        writer.close()

    holder = node.start(hold)
    assert eventually(held.exists)
    node.start()
    put(entry(1, version=1))
    assert eventually(lambda: node.said("index fault") >= 1 and "Prozess" in node.log_file.read_text())
    visitor = Visitor()
    visitor.search()
    node.kill(holder)
    assert visitor.until(in_step)
    assert visitor.sentences == 0
    assert current() == generation


@pytest.fixture
def small_disk(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A file system of twelve megabytes for the index."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("Only who may mount a small file system can fill it.")
    settings.SEARCH_DIR = disk / "search"
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_on_a_full_disk_the_old_index_serves_and_afterwards_it_goes_on(small_disk: Path, node: Node) -> None:
    put_many(entry(number) for number in range(30))
    pid = node.start()
    assert eventually(in_step)
    visitor = Visitor()
    ballast = small_disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    put_many(entry(number, version=1) for number in range(30))
    began = time.monotonic()
    assert visitor.until(lambda: node.said("index fault") >= 2 and time.monotonic() - began > 3)
    assert (visitor.sentences, node.has_ended(pid)) == (0, False)
    assert not in_step()

    ballast.unlink()
    assert visitor.until(in_step)
    assert visitor.sentences == 0


def test_every_fault_is_said_in_one_line(running: Node) -> None:
    assert worker.POLL_SECONDS <= 0.5
    lines = running.log_file.read_text().splitlines()
    assert not any(line.startswith((" ", "Traceback")) for line in lines)
