"""Generations of the index: a new one takes the place of the old one as a whole; readers never see half of one."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from teilhabe.search import index
from teilhabe.search.actions import drop, put, put_many
from teilhabe.search.engines.backend import EngineFailed, Locked, Search
from teilhabe.search.index import building, generations, reading
from teilhabe.search.index.building import AlreadyBuilding, build, tidy
from teilhabe.search.index.generations import Generation, Lock, current, root
from teilhabe.search.index.reading import SearchUnavailable, look_again
from teilhabe.search.models import Entry, IndexLog

from .stage import entry, found, in_step, word

pytestmark = pytest.mark.django_db


def now() -> Generation:
    generation = current()
    assert generation is not None
    return generation


def folders() -> set[str]:
    return {path.name for path in root().iterdir() if path.is_dir()}


# --- Catching up ----------------------------------------------------------------------------------------------------


def test_the_index_is_built_followed_and_left_alone_when_nothing_changed() -> None:
    put_many(entry(number) for number in range(5))
    assert index.catch_up() == 5
    first = now()
    put(entry(2, version=1))
    drop("paper", ["stadt/4"])
    assert index.catch_up() == 4
    assert in_step()
    assert found(word(2, 1)) == {"stadt/2"}
    assert (now(), index.catch_up()) == (first, 4)


@pytest.mark.parametrize(("changed", "answers"), [("version", False), ("analysis", True)])
def test_an_index_of_another_program_is_read_only_if_it_can_be(changed: str, answers: bool) -> None:
    """After an update, until another one is built: nobody is told that there is nothing."""
    put(entry(1))
    index.catch_up()
    state = now().state()
    assert state is not None
    now().write_state(replace(state, made_by={**state.made_by, changed: "of before"}))
    reading._shelf._forget()
    look_again()
    if answers:
        assert found(word(1, 0)) == {"stadt/1"}
    else:
        with pytest.raises(SearchUnavailable):
            index.opened()
    assert not now().is_damaged()


def test_words_of_all_zones_and_columns_are_there() -> None:
    put(entry(1, annex="Der Lageplan", municipality="05334002", facts={"reference": "2026/0417"}))
    index.catch_up()
    opened = index.opened()
    assert [known.shown for known in opened.vocabulary.starting_with("lage")] == ["Lageplan"]
    assert [known.parts for known in opened.vocabulary.starting_with("grundschulentw")] != [()]
    counted = opened.reader.search(Search(count=("kind", "municipality", "language", "standing"))).facets
    assert counted == {
        "kind": {"paper": 1},
        "municipality": {"05334002": 1},
        "language": {"de": 1},
        "standing": {"decided": 1},
    }
    assert found("#2026.417") == {"stadt/1"}


@pytest.mark.parametrize("part", ["analysis", "version", "layout", "engine"])
def test_an_index_of_another_version_is_built_anew(part: str) -> None:
    put(entry(1))
    index.catch_up()
    before = now()
    state = before.state()
    assert state is not None
    before.write_state(replace(state, made_by=state.made_by | {part: "another"}))
    assert index.catch_up() == 1
    assert now() != before
    assert in_step()


def test_an_index_of_another_database_is_built_anew() -> None:
    put(entry(1))
    index.catch_up()
    before = now()
    IndexLog.objects.all().delete()
    put(entry(2))
    assert index.catch_up() == 2
    assert now() != before


def test_beside_a_running_worker_nobody_catches_up() -> None:
    following = Lock.take(root() / "following")
    assert following is not None
    with pytest.raises(Locked):
        index.catch_up()
    following.release()
    assert index.catch_up() == 0


# --- Reading --------------------------------------------------------------------------------------------------------


def test_without_an_index_a_visitor_gets_a_sentence() -> None:
    with pytest.raises(SearchUnavailable, match="wird gerade neu aufgebaut"):
        index.opened()


def test_what_was_committed_is_seen_and_nothing_is_opened_twice() -> None:
    put(entry(1))
    index.catch_up()
    first = index.opened()
    assert index.opened() is first
    put(entry(2))
    index.catch_up()
    second = index.opened()
    assert (second is first, second.reader.size()) == (True, 2)


def test_a_new_generation_takes_the_place_of_the_old_one_while_somebody_still_searches_that() -> None:
    put(entry(1))
    index.catch_up()
    old = index.opened()
    put(entry(2))
    build(settled=False)
    look_again()
    new = index.opened()
    assert (new.generation != old.generation, new.reader.size()) == (True, 2)
    assert old.reader.size() == 1


def test_asking_whether_there_is_something_new_costs_next_to_nothing() -> None:
    put(entry(1))
    index.catch_up()
    index.opened()
    started = time.process_time()
    for _ in range(1_000):
        index.opened()
    assert time.process_time() - started < 0.1


def test_whoever_cannot_open_the_index_leaves_a_mark_and_the_next_one_does_not_try() -> None:
    put(entry(1))
    index.catch_up()
    generation = now()
    (Path(generation.engine_folder) / "meta.json").write_bytes(b"{")
    look_again()
    with pytest.raises(SearchUnavailable):
        index.opened().reader.search(Search())
    assert generation.is_damaged()
    with pytest.raises(SearchUnavailable):
        index.opened()
    assert index.catch_up() == 1
    assert index.opened().reader.size() == 1


def test_the_engine_that_the_settings_name_is_used(settings: Any) -> None:
    put(entry(1))
    index.catch_up()
    settings.SEARCH_ENGINE = "fts5"
    look_again()
    with pytest.raises(SearchUnavailable):
        index.opened()
    assert index.catch_up() == 1
    assert in_step()
    assert root().name == "fts5"


def test_a_missing_package_is_said(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from teilhabe.search.index import engine

    monkeypatch.setitem(engine._MADE_BY, "gone", ("teilhabe.search.engines.gone", "Gone"))
    settings.SEARCH_ENGINE = "gone"
    with pytest.raises(EngineFailed, match="Das Paket der Suchmaschine „gone“ fehlt"):
        index.catch_up()
    look_again()
    with pytest.raises(SearchUnavailable):
        index.opened()


def test_many_threads_open_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    put(entry(1))
    index.catch_up()
    monkeypatch.setattr(reading, "_shelf", reading._Shelf())
    opened: list[object] = []
    threads = [threading.Thread(target=lambda: opened.append(index.opened())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(one) for one in opened}) == 1


# --- Building -------------------------------------------------------------------------------------------------------


def test_several_processes_build_the_same_as_one() -> None:
    put_many(entry(number) for number in range(120))
    seen: list[tuple[int, int]] = []
    build(processes=2, settled=False, progress=lambda done, total: seen.append((done, total)))
    assert in_step()
    assert seen[-1] == (120, 120)
    assert index.opened().vocabulary.starting_with("grundschul")[0].documents == 120


def test_what_changes_while_it_is_built_is_in_it() -> None:
    put_many(entry(number) for number in range(60))

    def meanwhile(done: int, total: int) -> None:
        if done == 50:
            put(entry(3, version=1))
            put(entry(77))
            drop("paper", ["stadt/4"])

    build(processes=1, settled=False, progress=meanwhile)
    assert Entry.objects.count() == 60
    assert in_step()


def test_two_do_not_build_at_once_and_the_second_is_told() -> None:
    building_now = Lock.take(root() / "building")
    assert building_now is not None
    with pytest.raises(AlreadyBuilding):
        build(settled=False)
    building_now.release()
    build(settled=False)


def test_whoever_is_asked_to_stop_leaves_the_old_one_in_place() -> None:
    put_many(entry(number) for number in range(60))
    index.catch_up()
    before = now()
    with pytest.raises(building.Interrupted):
        build(settled=False, stop=lambda: True)
    assert now() == before
    tidy()
    assert folders() == {before.name}


def test_a_helper_that_dies_is_a_fault_and_no_wait_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    put_many(entry(number) for number in range(120))
    monkeypatch.setattr(building, "_help", _die)
    with pytest.raises(EngineFailed, match="Hilfsprozess"):
        build(processes=2, settled=False)
    assert current() is None


def _die(piece: object) -> None:
    os._exit(9)


# --- Tidying --------------------------------------------------------------------------------------------------------


@pytest.fixture
def without_grace(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    return lambda: monkeypatch.setattr(generations, "GRACE_SECONDS", 0)


def test_old_generations_go_a_minute_later_and_halves_at_once(without_grace: Callable[[], None]) -> None:
    put(entry(1))
    index.catch_up()
    old = now()
    (root() / "20260101T000000-half").mkdir()
    build(settled=False)
    assert folders() == {old.name, now().name}
    without_grace()
    tidy()
    assert folders() == {now().name}


def test_what_somebody_writes_is_not_deleted(without_grace: Callable[[], None]) -> None:
    generation, held = generations.begin()
    tidy()
    assert folders() == {generation.name}
    held.release()
    tidy()
    assert folders() == set()


def test_a_pointer_cannot_lead_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    root()
    for name in ("../elsewhere", "/etc", "..", ".", "", "\x00", "no-such"):
        (root() / "current").write_text(name)
        assert (generation := current()) is None or generation.path.parent == root()
