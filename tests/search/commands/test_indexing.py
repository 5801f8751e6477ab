"""`teilhabe reindex` and `teilhabe index`, as an operator types them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from teilhabe.core.commands.doctor import examine
from teilhabe.core.commands.exits import Refused
from teilhabe.search import index, rewriting
from teilhabe.search.actions import NewEntry, put, put_many, rebuild
from teilhabe.search.commands import app
from teilhabe.search.index import outbox
from teilhabe.search.index.generations import Lock, current, root
from teilhabe.search.index.reading import look_again
from teilhabe.search.models import Entry, IndexChange, IndexReader

from ..index.stage import entry, in_step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SEARCH_DIR = tmp_path / "search"
    settings.SEARCH_NODE = "knoten-1"
    # What the transaction of the test has written counts as committed.
    monkeypatch.setattr(outbox, "_readable", lambda settled: IndexChange.objects.all())


@pytest.fixture
def offers(monkeypatch: pytest.MonkeyPatch) -> list[NewEntry]:
    """An app with offers, which writes its entries from these."""
    own: list[NewEntry] = []

    def rewrite(*, derive: bool, progress: Callable[[int], object]) -> Iterator[str]:
        if derive:
            yield "alles neu abgeleitet"
        written, dropped = rebuild("offer", own)
        progress(written)
        yield f"Angebote: {written} geschrieben, {dropped} entfernt"

    rewriting.registered()  # the apps register once, when they are looked for first
    monkeypatch.setattr(rewriting, "_rewrites", {"Angebote": rewrite})
    return own


def type_in(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words))
    if isinstance(done.exception, Refused):
        # The command line says its sentence and ends with its code.
        return done.exception.exit_code, done.exception.message
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_entries_of_every_app_and_the_index_are_written_anew(offers: list[NewEntry]) -> None:
    put_many([entry(1, kind="offer"), entry(2, kind="offer")])
    offers += [entry(2, kind="offer"), entry(3, kind="offer")]
    code, said = type_in("reindex")
    assert code == 0
    assert "Angebote …" in said
    assert "Angebote: 2 geschrieben, 1 entfernt" in said
    assert "Suchindex: 2 Einträge in " in said
    assert sorted(Entry.objects.values_list("ref", flat=True)) == ["stadt/2", "stadt/3"]
    assert in_step()


def test_deriving_before_is_asked_of_the_apps(offers: list[NewEntry]) -> None:
    assert "alles neu abgeleitet" in type_in("reindex", "--derive")[1]
    assert "alles neu abgeleitet" not in type_in("reindex")[1]


def test_only_the_index_is_built_when_that_is_asked_for(offers: list[NewEntry]) -> None:
    put(entry(1, kind="offer"))
    code, said = type_in("reindex", "--search-only")
    assert (code, "Angebote" in said) == (0, False)
    assert in_step()
    assert type_in("reindex", "--search-only", "--derive")[0] == 2


@pytest.mark.parametrize("lock", ["reindexing", "building"])
def test_a_second_one_at_the_same_time_is_refused(offers: list[NewEntry], lock: str) -> None:
    offers.append(entry(1, kind="offer"))
    held = Lock.take(root() / lock)
    assert held is not None
    code, said = type_in("reindex")
    assert (code, "wird gerade schon neu aufgebaut" in said) == (4, True)
    assert not Entry.objects.exists()
    held.release()
    assert type_in("reindex")[0] == 0


def test_while_it_works_the_old_index_is_searched(offers: list[NewEntry], monkeypatch: pytest.MonkeyPatch) -> None:
    offers.append(entry(1, kind="offer"))
    type_in("reindex")
    before = current()
    seen = []

    def rewrite(*, derive: bool, progress: Callable[[int], object]) -> Iterator[str]:
        look_again()
        seen.append(index.opened().reader.size())
        yield "fertig"

    monkeypatch.setattr(rewriting, "_rewrites", {"Angebote": rewrite})
    type_in("reindex")
    assert (seen, current() != before) == ([1], True)


def test_where_nothing_can_be_written_it_says_so(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.SEARCH_DIR = tmp_path / "file" / "search"
    for words in (["reindex"], ["index", "--batch"]):
        code, said = type_in(*words)
        assert code == 1
        assert "lässt sich nicht schreiben" in said


def test_index_can_end_when_all_is_done() -> None:
    put_many(entry(number) for number in range(3))
    assert type_in("index", "--batch") == (0, "Suchindex: 3 Einträge\n")
    assert in_step()


def test_index_beside_a_worker_is_refused() -> None:
    held = Lock.take(root() / "following")
    assert held is not None
    code, said = type_in("index", "--batch")
    assert (code, "Ein anderer Prozess" in said) == (4, True)
    held.release()


@pytest.mark.parametrize("name", ["elasticsearch", "Tantivy"])
def test_an_engine_that_does_not_exist_is_named(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "teilhabe", "index", "--batch"],
        env={"TEILHABE_SEARCH_ENGINE": name, "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "TEILHABE_SEARCH_ENGINE" in done.stderr
    assert "tantivy, fts5" in done.stderr
    assert done.stderr.count("\n") == 1


# --- doctor ---------------------------------------------------------------------------------------------------------


def doctor() -> list[tuple[str, str]]:
    return [(finding.outcome.value, finding.text) for title, finding in examine() if title == "Suche"]


def test_the_doctor_finds_an_index_in_order() -> None:
    put(entry(1))
    index.catch_up()
    newest = outbox.newest()
    IndexReader.objects.create(
        node="knoten-1", transaction=newest.transaction, change=newest.change, entries=1, seen=timezone.now()
    )
    assert [outcome for outcome, _ in doctor()] == ["ok", "ok"]
    assert doctor()[1][1] == "knoten-1: auf dem Stand"


def test_the_doctor_misses_a_worker() -> None:
    put(entry(1))
    assert doctor() == [
        ("failure", "Es gibt keinen Suchindex."),
        ("warning", "Auf knoten-1 lief noch nie ein Prozess für den Suchindex."),
    ]


def test_before_the_first_start_nothing_is_wrong() -> None:
    assert doctor() == [("warning", "Es gibt noch keinen Suchindex.")]


def test_the_doctor_tells_that_the_index_is_being_built() -> None:
    IndexReader.objects.create(node="knoten-1", note="Der Suchindex wird neu aufgebaut.", seen=timezone.now())
    assert doctor() == [
        ("warning", "Es gibt keinen Suchindex. Er wird neu aufgebaut."),
        ("warning", "knoten-1: Der Suchindex wird neu aufgebaut."),
    ]


def test_the_doctor_tells_how_far_a_node_is_behind_and_which_one_is_silent() -> None:
    index.catch_up()
    IndexChange.objects.create(entries=[], size=5_000, transaction=0, mark=1, at=timezone.now())
    IndexReader.objects.create(node="knoten-1", seen=timezone.now())
    IndexReader.objects.create(node="knoten-2", seen=timezone.now().replace(year=2020))
    assert ("warning", "knoten-1: Der Suchindex hinkt 5000 Änderungen hinterher.") in doctor()
    assert any(outcome == "failure" and "knoten-2" in text for outcome, text in doctor())
