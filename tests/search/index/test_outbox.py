"""The log of changes: whoever follows it hears of every write, once it is certain, and of none that was taken back."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from teilhabe.search.actions import drop, put, put_many, rebuild
from teilhabe.search.index import outbox
from teilhabe.search.index.outbox import LogLost, Position
from teilhabe.search.models import Entry, IndexChange, IndexLog, IndexReader

from .stage import entry, eventually

pytestmark = pytest.mark.django_db


def since(position: Position) -> list[int]:
    """What this transaction and all others wrote, as numbers of our entries' keys in order."""
    return list(outbox.read(position, settled=False).entries)


def keys(*numbers: int) -> list[int]:
    return [Entry.objects.get(ref=f"stadt/{number}").pk for number in numbers]


@pytest.fixture
def start() -> Position:
    return outbox.newest(settled=False)


# --- What is noted ------------------------------------------------------------------------------------------------


def test_what_is_written_and_dropped_is_noted_in_its_order(start: Position) -> None:
    put_many([entry(1), entry(2)])
    one, two = keys(1, 2)
    assert since(start) == [one, two]
    behind = outbox.read(start, settled=False).position
    drop("paper", ["stadt/2", "stadt/unknown"])
    assert since(behind) == [two]


def test_what_is_taken_back_was_never_noted(start: Position) -> None:
    with transaction.atomic():
        put(entry(1))
        transaction.set_rollback(True)
    assert since(start) == []


def test_writing_the_same_again_is_no_change_for_the_search(start: Position) -> None:
    put_many([entry(1), entry(2)])
    behind = outbox.read(start, settled=False).position
    put_many([entry(1), entry(2, version=1)])
    rebuild("paper", [entry(1), entry(2, version=1)])
    assert since(behind) == keys(2)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Anders"},
        {"annex": "Eine Anlage mehr"},
        {"weight": 0.5},
        {"facets": {"standing": ["planned"]}},
        {"facts": {"reference": "2026/1"}},
        {"starts": timezone.now()},
        {"language": "en"},
    ],
)
def test_every_part_of_an_entry_counts_as_a_change(start: Position, change: dict[str, Any]) -> None:
    put(entry(1))
    behind = outbox.read(start, settled=False).position
    put(entry(1, **change))
    assert since(behind) == keys(1)


def test_facets_from_a_generator_are_stored_and_compared_as_well(start: Position) -> None:
    put(entry(1, facets={"standing": (word for word in ["decided"])}))
    behind = outbox.read(start, settled=False).position
    put(entry(1, facets={"standing": (word for word in ["decided"])}))
    assert since(behind) == []
    assert list(Entry.objects.get().facets.values_list("name", "value")) == [("standing", "decided")]


def test_noting_costs_one_statement_for_a_batch(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        outbox.record(range(500))
    assert IndexChange.objects.get().size == 500


# --- Who reads -----------------------------------------------------------------------------------------------------


def test_much_is_read_in_steps_and_nothing_twice(start: Position) -> None:
    for part in range(8):
        put_many(entry(part * 10 + number) for number in range(10))
    read: list[int] = []
    position = start
    while (step := outbox.read(position, settled=False, most=25)).position != position:
        read += step.entries
        position = step.position
    assert sorted(read) == sorted(Entry.objects.values_list("pk", flat=True))
    assert outbox.waiting(start.transaction, start.change) == 80
    assert outbox.waiting(position.transaction, position.change) == 0


def test_a_database_that_was_restored_to_an_older_state_is_noticed(start: Position) -> None:
    put(entry(1))
    put(entry(2))
    behind = outbox.read(start, settled=False).position
    row = IndexChange.objects.get(pk=behind.change)
    row.delete()
    with pytest.raises(LogLost):
        outbox.read(behind, settled=False)
    # Others wrote meanwhile and took the same number.
    IndexChange.objects.create(
        pk=row.pk, entries=[7], size=1, transaction=row.transaction, mark=row.mark ^ 1, at=row.at
    )
    with pytest.raises(LogLost):
        outbox.read(behind, settled=False)


def test_another_database_is_noticed(start: Position) -> None:
    put(entry(1))
    behind = outbox.read(start, settled=False).position
    IndexLog.objects.all().delete()
    outbox.newest(settled=False)
    for position in (start, behind):
        with pytest.raises(LogLost):
            outbox.read(position, settled=False)


# --- Who forgets ---------------------------------------------------------------------------------------------------


def node(name: str, position: Position) -> IndexReader:
    return IndexReader.objects.create(
        node=name, transaction=position.transaction, change=position.change, seen=timezone.now()
    )


@pytest.fixture
def three(start: Position, monkeypatch: pytest.MonkeyPatch) -> list[Position]:
    """The positions behind three changes of two days ago; what is certain is not asked for."""
    monkeypatch.setattr(outbox, "_readable", lambda settled: IndexChange.objects.all())
    positions = []
    with time_machine.travel(timezone.now() - timedelta(days=2), tick=True):
        for number in range(3):
            put(entry(number))
            positions.append(outbox.newest())
    return positions


def test_changes_go_when_every_node_has_read_them(start: Position, three: list[Position]) -> None:
    slow, fast = node("langsam", three[1]), node("schnell", three[2])
    assert outbox.prune([slow, fast]) == 1
    assert since(three[1]) == keys(2)
    with pytest.raises(LogLost):
        outbox.read(start, settled=False)
    with pytest.raises(LogLost):
        outbox.read(three[0], settled=False)


def test_a_node_that_has_read_nothing_yet_keeps_everything(start: Position, three: list[Position]) -> None:
    assert outbox.prune([node("neu", start), node("schnell", three[2])]) == 0
    assert len(since(start)) == 3


def test_without_any_node_the_newest_change_is_kept_and_new_ones_as_well(three: list[Position]) -> None:
    assert outbox.prune([]) == 2
    assert since(three[2]) == []
    put_many([entry(7), entry(8)])
    put(entry(9))
    assert outbox.prune([]) == 1  # only what was old


# --- PostgreSQL: transactions end in another order than they begin ---------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_ends_late_is_not_passed_by() -> None:
    start = outbox.newest()
    begun, may_end = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            put(entry(1))
            begun.set()
            may_end.wait(30)
        connection.close()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    assert begun.wait(30)
    put(entry(2))  # a later number, and done first
    assert outbox.read(start).entries == ()
    may_end.set()
    slow.join()
    assert eventually(lambda: list(outbox.read(start).entries) == keys(1, 2))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_the_same_entry_at_once_the_last_one_is_noted() -> None:
    put(entry(1))
    begun, may_end = threading.Event(), threading.Event()

    def change() -> None:
        with transaction.atomic():
            put(entry(1, version=1))
            begun.set()
            may_end.wait(30)
        connection.close()

    def change_back() -> None:
        put(entry(1))
        connection.close()

    first, second = threading.Thread(target=change), threading.Thread(target=change_back)
    first.start()
    assert begun.wait(30)
    second.start()  # waits for the first, and compares with what that one wrote
    may_end.set()
    first.join()
    second.join()
    assert IndexChange.objects.count() == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_copy_on_another_server_begins_another_log() -> None:
    put(entry(1))
    before = outbox.newest()
    IndexChange.objects.update(transaction=2**60)  # of a server that has seen more transactions than this one
    after = outbox.newest()
    assert (after.log != before.log, after.change) == (True, 0)
    with pytest.raises(LogLost):
        outbox.read(before)
