"""The log of changes: written with the entries, read by every node from its own position.

On PostgreSQL the numbers of rows are given before the transactions that write them end, and these may end in another
order. Whoever simply read "everything after the last number" would pass what is committed later under a smaller one. So
a row carries the number of its transaction, and only rows of transactions older than any that still runs are read, in
the order of (transaction, row). On SQLite writers are serial: the transaction is always 0. See decision 0010.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import BigIntegerField, Func, Q, QuerySet, Sum
from django.utils import timezone

from ..models import CurrentTransaction, IndexChange, IndexLog, IndexReader

# Of entries that one step of a follower writes, about.
MOST_AT_ONCE = 1_000
MOST_ROWS = 500
# Whoever builds an index follows the log from where it was when that began.
KEPT_AT_LEAST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Position:
    """Up to which row of which log an index has read. ``change`` is 0 before the first."""

    log: str
    transaction: int = 0
    change: int = 0
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """Keys of entries that were written or dropped, each once; and the position behind them."""

    entries: tuple[int, ...]
    position: Position


class LogLost(Exception):
    """What comes after a position cannot be told: the log was pruned meanwhile, or the database is another one."""


def record(entries: Sequence[int]) -> None:
    """Note that these entries (primary keys) were written or dropped; inside the transaction that did it."""
    if entries:
        IndexChange.objects.create(
            entries=list(entries),
            size=len(entries),
            transaction=CurrentTransaction(),
            mark=secrets.randbits(62),
            at=timezone.now(),
        )


def newest(*, settled: bool = True) -> Position:
    """The position behind everything that can be read now. Entries that are read afterwards are at least as new.

    Begins another log where this one cannot be followed: its transactions have numbers that this server has not
    reached (and SQLite never reaches), because the database was copied from another server.
    """
    log = _log()
    if _is_from_elsewhere():
        log = _begin_anew(log)
    row = _readable(settled).order_by("transaction", "pk").last()
    if row is None:
        return Position(str(log.key))
    return Position(str(log.key), row.transaction, row.pk, row.mark)


def read(after: Position, *, settled: bool = True, most: int = MOST_AT_ONCE) -> Read:
    """What changed after a position, about ``most`` entries. Raises LogLost.

    Not ``settled``: also rows of transactions that others might overtake, for somebody who is alone.
    """
    log = IndexLog.objects.first()
    if log is None or str(log.key) != after.log:
        raise LogLost("the log is another one")
    rows = _readable(settled).order_by("transaction", "pk")
    if after.change:
        # The row of the position itself comes along: it proves that this is still the log that was read.
        rows = rows.filter(
            Q(transaction=after.transaction, pk__gte=after.change) | Q(transaction__gt=after.transaction)
        )
    elif log.pruned:
        raise LogLost("the beginning of the log is gone")
    entries: dict[int, None] = {}
    position, proven = after, not after.change
    for row in rows[:MOST_ROWS]:
        if not proven:
            if (row.transaction, row.pk, row.mark) != (after.transaction, after.change, after.mark):
                break
            proven = True
            continue
        entries.update(dict.fromkeys(row.entries))
        position = Position(after.log, row.transaction, row.pk, row.mark)
        if len(entries) >= most:
            break
    if not proven:
        raise LogLost("the log no longer holds the position")
    return Read(tuple(entries), position)


def waiting(transaction: int, change: int) -> int:
    """How many changes of entries lie behind a position, about: an entry that changed twice counts twice."""
    later = Q(transaction=transaction, pk__gt=change) | Q(transaction__gt=transaction)
    return IndexChange.objects.filter(later).aggregate(n=Sum("size"))["n"] or 0


def prune(readers: Iterable[IndexReader]) -> int:
    """Delete what all ``readers`` have read, unless it is quite new; returns how many rows. The row at the rearmost
    position stays."""
    end = newest()
    positions = [(reader.transaction, reader.change) for reader in readers]
    number, change = min([*positions, (end.transaction, end.change)])
    old = IndexChange.objects.filter(
        Q(transaction__lt=number) | Q(transaction=number, pk__lt=change), at__lt=timezone.now() - KEPT_AT_LEAST
    )
    if not old.exists():
        return 0
    with transaction.atomic():
        # First: whoever finds rows missing finds the note, too.
        IndexLog.objects.update(pruned=True)
        return old.delete()[0]


def _log() -> IndexLog:
    log = IndexLog.objects.order_by("pk").first()
    return log or IndexLog.objects.get_or_create(pk=1)[0]


def _readable(settled: bool) -> QuerySet[IndexChange]:
    rows = IndexChange.objects.all()
    if settled and connection.vendor == "postgresql":
        rows = rows.filter(transaction__lt=_OldestRunning())
    return rows


class _OldestRunning(Func):
    """The number of the oldest transaction that may still write; PostgreSQL only."""

    template = "(pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"
    output_field = BigIntegerField()
    arity = 0


def _is_from_elsewhere() -> bool:
    if connection.vendor != "postgresql":
        return IndexChange.objects.filter(transaction__gt=0).exists()
    with connection.cursor() as cursor:
        # The snapshot ends behind what was completed last: our own transaction may lie beyond it.
        cursor.execute(
            "SELECT greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint,"
            " coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0))"
        )
        (next_number,) = cursor.fetchone()
        return IndexChange.objects.filter(transaction__gt=next_number).exists()


@transaction.atomic
def _begin_anew(log: IndexLog) -> IndexLog:
    IndexChange.objects.all().delete()
    IndexReader.objects.all().delete()
    log.key, log.pruned = IndexLog._meta.get_field("key").get_default(), False
    log.save()
    return log
