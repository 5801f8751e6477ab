"""Broken files, a full disk, a library that panics: one kind of error, with a sentence, and the process goes on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from time import sleep

import pytest

from teilhabe.search.engines.backend import EngineFailed, Search, SearchBackend
from teilhabe.search.engines.fts5 import Fts5Backend
from teilhabe.search.engines.tantivy import TantivyBackend, translate
from teilhabe.search.engines.tantivy.faults import translated

from .conftest import Shelf, paper, word


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def write_over(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\xff" * path.stat().st_size)


def write_into(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 3)
        file.write(os.urandom(max(size // 3, 1)))


DAMAGES = [cut, empty, write_over, write_into]


def filled(backend: SearchBackend, folder: Path) -> Path:
    shelf = Shelf(backend, folder)
    facets = {"kind": ["paper"], "committee": ["rat", "bau"]}
    shelf.holds(*(paper(f"p{n}", f"Brücke {n}", "Bericht der Verwaltung " * 20, facets=facets) for n in range(300)))
    shelf.loses("p7")
    shelf.close()
    return folder


def files_of(folder: Path) -> list[str]:
    return sorted(
        path.name for path in folder.iterdir() if not path.name.startswith(".tantivy") and path.stat().st_size
    )


def threads() -> set[str]:
    return {task.name for task in Path("/proc/self/task").iterdir()}


def until_quiet(started: set[str]) -> None:
    """Until the threads are at rest: what the library opens once more in one of its own right after opening, it would
    read while the story damages it."""
    quiet = 0
    for _look in range(2_000):
        quiet = 0 if any(map(_is_busy, started)) else quiet + 1
        if quiet == 5:
            return
        sleep(0.005)
    raise AssertionError("the threads of the library never rest")


def _is_busy(thread: str) -> bool:
    try:
        name, _end, rest = Path(f"/proc/self/task/{thread}/stat").read_text().partition(") ")
    except OSError:
        return False
    return "thread-tantivy" not in name or not rest.startswith("S")


def ask_all(backend: SearchBackend, folder: Path) -> None:
    reader = backend.reader(str(folder))
    try:
        facets = ["kind", "committee"]
        reader.search(Search(question=word("Brücke"), count=facets, filters={"kind": ["paper"]}))
        reader.search(Search(question=word("Ber", prefix=True), count=facets))
        reader.search(Search(count=facets))
        reader.frequency("bericht")
    finally:
        reader.close()


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_an_error_of_the_engine_or_goes_unnoticed(
    backend: SearchBackend, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    whole = filled(backend, tmp_path / "whole")
    noticed = 0
    for name in files_of(whole):
        broken = tmp_path / "broken"
        shutil.copytree(whole, broken)
        damage(broken / name)
        try:
            ask_all(backend, broken)
        except EngineFailed:
            noticed += 1
        shutil.rmtree(broken)
    assert noticed


@pytest.mark.parametrize("damage", DAMAGES)
def test_one_wrong_file_of_tantivy_is_noticed_before_the_library_reads_it(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    """A wrong number in a file made it ask for more memory than the machine has."""
    backend = TantivyBackend()
    whole = filled(backend, tmp_path / "whole")
    for name in files_of(whole):
        if name == ".managed.json":
            continue
        broken = tmp_path / "broken"
        shutil.copytree(whole, broken)
        damage(broken / name)
        with pytest.raises(EngineFailed, match=r"beschädigt|fehlt"):
            backend.reader(str(broken))
        with pytest.raises(EngineFailed):
            backend.writer(str(broken))
        shutil.rmtree(broken)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_file_damaged_under_the_feet_of_a_reader_ends_no_process(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    """The library maps its files: to read a page that was cut off would be the end of the process."""
    backend = TantivyBackend()
    whole = filled(backend, tmp_path / "whole")
    for name in files_of(whole):
        broken = tmp_path / "broken"
        shutil.copytree(whole, broken)
        before = threads()
        reader = backend.reader(str(broken))
        until_quiet(threads() - before)
        damage(broken / name)
        if name not in ("meta.json", ".managed.json"):
            with pytest.raises(EngineFailed, match="beschädigt"):
                reader.search(Search(question=word("Brücke")))
        else:
            with pytest.raises(EngineFailed) if name == "meta.json" else nullcontext():
                reader.refresh()
        reader.close()
        shutil.rmtree(broken)


def test_where_nothing_is_there_is_no_index(backend: SearchBackend, tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match="fehlt"):
        backend.reader(str(tmp_path / "nowhere"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(EngineFailed, match="fehlt"):
        backend.reader(str(tmp_path / "empty"))


def test_an_index_deleted_while_people_search_is_missed_at_once(shelf: Shelf) -> None:
    shelf.holds(paper("a", "Brücke"))
    shutil.rmtree(shelf.folder)
    for ask in (shelf.reader.refresh, lambda: shelf.keys(word("Brücke")), shelf.reader.size):
        with pytest.raises(EngineFailed, match="fehlt"):
            ask()


def test_a_closed_reader_says_so(shelf: Shelf) -> None:
    shelf.reader.close()
    with pytest.raises(EngineFailed, match="geschlossen"):
        shelf.keys(word("Brücke"))
    with pytest.raises(EngineFailed, match="geschlossen"):
        shelf.reader.refresh()


def test_a_panic_of_the_library_is_an_error_like_others_and_an_end_asked_for_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanicException(BaseException):
        """As the library's own: no module of it can be imported."""

    shelf = Shelf(TantivyBackend(), tmp_path / "index")

    def panic(*_: object) -> None:
        raise raised

    monkeypatch.setattr(translate.Translation, "query", panic)
    raised: BaseException = PanicException("index out of bounds")
    with pytest.raises(EngineFailed, match="beschädigt"):
        shelf.keys(word("Brücke"))
    raised = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        shelf.keys(word("Brücke"))
    shelf.close()


@pytest.mark.parametrize(
    "raised",
    [
        OSError(28, "No space left on device"),
        ValueError("An IO error occurred: 'Os { code: 28, kind: StorageFull, message: \"No space left on device\" }'"),
    ],
)
def test_a_full_disk_is_called_one(raised: Exception) -> None:
    with pytest.raises(EngineFailed, match="Datenträger ist voll"), translated():
        raise raised


def test_a_full_disk_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    shelf = Shelf(Fts5Backend(), tmp_path / "index")
    shelf.holds(paper("a", "Brücke"))
    connection = shelf.writer._connection  # type: ignore[attr-defined]  # a limit for this connection alone
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 4}")
    with pytest.raises(EngineFailed, match="Datenträger ist voll"):
        shelf.writer.put(paper(f"p{n}", "Brücke", " ".join(f"wort{n}x{m}" for m in range(500))) for n in range(100))
    shelf.writer.close()
    shelf.writer = shelf.backend.writer(str(shelf.folder))
    shelf.holds(paper("b", "Brücke"))
    assert set(shelf.keys(word("Brücke"))) == {"a", "b"}
    shelf.close()
