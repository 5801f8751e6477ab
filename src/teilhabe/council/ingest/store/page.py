"""The way of a page into the database: one transaction; an object that it refuses costs itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db import DataError, IntegrityError, transaction

from ...models import RawAnswer, RecordState
from ..records import Parsed, Problem, Ref
from .context import Scope
from .resolving import known_records
from .writing import Outcome, PageWriter

__all__ = ["Outcome", "screen", "store"]


def screen(scope: Scope, seen: Sequence[tuple[Ref, str, bool]]) -> dict[Ref, int]:
    """Which of these (reference, raw hash, whether a deleted stub) are known exactly so: keys of their records."""
    known = known_records(scope.harvest.source, (ref for ref, _, _ in seen))
    return {
        ref: record.pk
        for ref, raw_hash, stub in seen
        if (record := known.get(ref))
        and record.raw_hash == raw_hash
        and record.state == (RecordState.DELETED if stub else RecordState.LIVE)
    }


def store(
    scope: Scope,
    parsed: Sequence[Parsed],
    *,
    unchanged: Iterable[int] = (),
    answer: Callable[[], RawAnswer] | None = None,
    then: Callable[[Outcome], None] | None = None,
) -> Outcome:
    """Write the objects of one page, and ``then`` whatever must be true together with them, in one transaction.

    ``unchanged`` are records that were screened out. ``answer`` writes the answer the objects came with. An object the
    database refuses costs itself, not the page: the others are written one by one.
    """
    try:
        with transaction.atomic():
            outcome = _write(scope, parsed, unchanged, answer)
            if then is not None:
                then(outcome)
    except (IntegrityError, DataError):
        with transaction.atomic():
            outcome = _write_singly(scope, parsed, unchanged, answer)
            if then is not None:
                then(outcome)
    scope.harvest.cache.update(outcome.found)  # not before: what is rolled back has no keys
    return outcome


def _write_singly(
    scope: Scope,
    parsed: Sequence[Parsed],
    unchanged: Iterable[int],
    answer: Callable[[], RawAnswer] | None,
) -> Outcome:
    outcome = _write(scope, (), unchanged, answer)
    kept = outcome.answer = answer() if answer else None
    for one in parsed:
        try:
            with transaction.atomic():
                single = _write(scope, [one], (), (lambda: kept) if kept else None)
        except (IntegrityError, DataError):
            outcome.tally.failed += 1
            url = one.head.url or one.head.ref.key
            outcome.problems.append(
                Problem(url, "not-storable", "Der Eintrag widerspricht sich und ließ sich nicht speichern.", True)
            )
        else:
            outcome.tally += single.tally
            outcome.problems += single.problems
            outcome.found |= single.found
    return outcome


def _write(
    scope: Scope,
    parsed: Sequence[Parsed],
    unchanged: Iterable[int],
    answer: Callable[[], RawAnswer | None] | None,
) -> Outcome:
    return PageWriter(scope, answer() if answer and (parsed or unchanged) else None).write(parsed, list(unchanged))
