"""Writing an index, one process at a time, while others read it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from teilhabe.search.engines.backend import EngineFailed, Locked, Search, SearchBackend
from teilhabe.search.engines.fts5 import Fts5Backend, schema, writer
from teilhabe.search.engines.tantivy import TantivyBackend

from .conftest import Shelf, paper, word

# A worker in another process: writes a paper, commits and tells, then holds the lock until it is ended.
_WORKER = """
import sys
from tests.search.engines.conftest import ENGINES, paper
backend = next(engine for engine in ENGINES if engine.name == sys.argv[1])
writer = backend.writer(sys.argv[2])
writer.put([paper("theirs", "Brücke")])
writer.commit()
writer.put([paper("unfinished", "Brücke")])
print("committed", flush=True)
sys.stdin.read()
"""


@contextmanager
def worker(backend: SearchBackend, folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", _WORKER, backend.name, str(folder)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "committed\n"
        yield process
        process.kill()


def test_nothing_is_seen_before_it_is_committed_and_looked_for(shelf: Shelf) -> None:
    shelf.writer.put([paper("a", "Brücke")])
    shelf.reader.refresh()
    assert shelf.keys(word("Brücke")) == []
    shelf.writer.commit()
    shelf.reader.refresh()
    assert shelf.keys(word("Brücke")) == ["a"]


def test_a_paper_that_changed_replaces_what_it_was(shelf: Shelf) -> None:
    shelf.holds(paper("a", "Brücke", "Sanierung der Geländer", facets={"kind": ["paper"]}), paper("b", "Brücke"))
    shelf.holds(paper("a", "Tunnel", facets={"kind": ["meeting"]}))
    assert shelf.keys(word("Brücke")) == ["b"]
    assert shelf.keys(word("Geländer")) == []
    assert shelf.keys(word("Tunnel")) == ["a"]
    assert shelf.reader.size() == 2
    assert shelf.ask(Search(count=["kind"])).facets == {"kind": {"meeting": 1}}


def test_of_two_versions_in_one_batch_the_later_one_stays(shelf: Shelf) -> None:
    shelf.holds(paper("a", "Brücke"), paper("b", "Brücke"), paper("a", "Tunnel"))
    shelf.writer.put([paper("c", "Brücke")])
    shelf.writer.drop(["c"])
    shelf.writer.put([paper("d", "Brücke")])
    shelf.loses("d")
    assert shelf.keys(word("Brücke")) == ["b"]
    assert shelf.keys(word("Tunnel")) == ["a"]


@pytest.mark.parametrize(
    "keys", [["paper:aachen/1", "paper:aachen/2"], ["1", "2"], ["2024-05-14T10:00:00Z", "true"], ["ß ü\t1", "✓"]]
)
def test_what_is_dropped_is_gone_whatever_its_key_looks_like(shelf: Shelf, keys: list[str]) -> None:
    """Deletions by a field of numbers were accepted and deleted nothing, without a word."""
    shelf.holds(*(paper(key, "Brücke") for key in keys), paper("paper:aachen/11", "Brücke"))
    assert shelf.reader.size() == 3
    shelf.loses(*keys, "was never there")
    assert shelf.keys(word("Brücke")) == ["paper:aachen/11"]
    assert shelf.reader.size() == 1
    shelf.holds(paper(keys[0], "Brücke"))
    assert set(shelf.keys(word("Brücke"))) == {keys[0], "paper:aachen/11"}


def test_thousands_come_and_go(shelf: Shelf) -> None:
    shelf.holds(*(paper(f"p{n}", "Brücke", facets={"kind": ["paper"]}) for n in range(3_000)))
    shelf.loses(*(f"p{n}" for n in range(0, 3_000, 2)))
    assert shelf.reader.size() == 1_500
    result = shelf.ask(Search(question=word("Brücke"), count=["kind"]))
    assert (result.total, result.facets) == (1_500, {"kind": {"paper": 1_500}})


def test_what_was_not_committed_is_lost_and_the_rest_goes_on_where_it_was(shelf: Shelf) -> None:
    shelf.holds(paper("a", "Brücke"))
    shelf.writer.put([paper("b", "Brücke")])
    shelf.writer.close()
    with pytest.raises(EngineFailed):
        shelf.writer.put([paper("c", "Brücke")])
    shelf.writer = shelf.backend.writer(str(shelf.folder))
    shelf.holds(paper("d", "Brücke"))
    assert set(shelf.keys(word("Brücke"))) == {"a", "d"}


def test_a_second_writer_is_told_that_there_is_one(shelf: Shelf) -> None:
    with pytest.raises(Locked, match="schreibt gerade"):
        shelf.backend.writer(str(shelf.folder))
    shelf.writer.commit()
    with pytest.raises(Locked):
        shelf.backend.writer(str(shelf.folder))
    shelf.writer.close()
    shelf.writer = shelf.backend.writer(str(shelf.folder))


def test_a_page_sees_what_the_worker_in_another_process_wrote_and_outlives_its_end(shelf: Shelf) -> None:
    shelf.holds(paper("ours", "Brücke"))
    shelf.writer.close()
    with worker(shelf.backend, shelf.folder) as process:
        shelf.reader.refresh()
        assert set(shelf.keys(word("Brücke"))) == {"ours", "theirs"}
        with pytest.raises(Locked):
            shelf.backend.writer(str(shelf.folder))
        process.send_signal(signal.SIGKILL)
        process.wait()
    # The lock goes with the process, and what it had not committed.
    shelf.writer = shelf.backend.writer(str(shelf.folder))
    shelf.holds(paper("after", "Brücke"))
    assert set(shelf.keys(word("Brücke"))) == {"ours", "theirs", "after"}


def test_several_threads_read_while_one_writes(shelf: Shelf) -> None:
    shelf.holds(paper("p0", "Brücke", facets={"kind": ["paper"]}))

    def look(_: int) -> int:
        shelf.reader.refresh()
        result = shelf.ask(Search(question=word("Brücke"), limit=100, count=["kind"]))
        assert len(result.keys) == result.total == result.facets["kind"]["paper"]
        return result.total

    with ThreadPoolExecutor(4) as threads:
        looks = threads.map(look, range(200))
        for number in range(1, 20):
            shelf.holds(paper(f"p{number}", "Brücke", facets={"kind": ["paper"]}))
        assert all(1 <= total <= 20 for total in looks)
    assert shelf.reader.size() == 20


def test_many_small_commits_leave_few_segments(tmp_path: Path) -> None:
    shelf = Shelf(TantivyBackend(), tmp_path / "index")
    for number in range(120):
        shelf.writer.put([paper(f"p{number}", "Brücke", f"Bericht {number}")])
        shelf.writer.commit()
    shelf.reader.refresh()
    assert shelf.ask(Search(question=word("Brücke"))).total == 120
    segments = json.loads((shelf.folder / "meta.json").read_text())["segments"]
    assert len(segments) < 25
    shelf.close()


def test_looking_again_opens_nothing_when_nothing_was_committed(tmp_path: Path) -> None:
    shelf = Shelf(TantivyBackend(), tmp_path / "index")
    shelf.holds(paper("a", "Brücke"))
    state = shelf.reader._state  # type: ignore[attr-defined]  # what a refresh would replace
    shelf.reader.refresh()
    assert shelf.reader._state is state  # type: ignore[attr-defined]  # what a refresh would replace
    shelf.close()


def test_a_day_that_is_full_goes_on_and_a_paper_that_changes_keeps_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are numbered by day: to change a paper a thousand times must not use up the numbers of its day."""
    for module in (schema, writer):
        monkeypatch.setattr(module, "SAME_DAY", 8)
    shelf = Shelf(Fts5Backend(), tmp_path / "index")
    shelf.holds(*(paper(f"p{n}", "Brücke", on="2024-05-14") for n in range(5)))
    for version in range(30):
        shelf.holds(
            paper("p0", f"Brücke {version}", on="2024-05-14"), paper("p2", f"Brücke {version}", on="2024-05-14")
        )
    rows = shelf.writer._connection.execute("SELECT max(id) - min(id) FROM entry")  # type: ignore[attr-defined]  # no other view of row numbers
    assert rows.fetchone() == (4,)
    shelf.holds(*(paper(f"more{n}", "Brücke", on="2024-05-14") for n in range(20)), paper("later", on="2024-05-15"))
    assert len(shelf.keys(word("Brücke"))) == 25
    shelf.loses(*(f"more{n}" for n in range(20)))
    assert set(shelf.keys(word("Brücke"))) == {f"p{n}" for n in range(5)}
    shelf.close()
