"""Parsing the archive again, without the network: what a better parser finds, and files that were described later."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from teilhabe.core.fetching.client import Answer
from teilhabe.core.fetching.errors import FetchError

from ..models import Body, Record, RecordState
from ..models import RawAnswer as Row
from ..models.records import RecordKind
from . import archive
from .lists import count, expected, keep, read_objects
from .oparl import objects, pages, reading, scrub
from .oparl.identity import native_id
from .reading import Loaded
from .records import Problem
from .store import problems
from .store.context import Harvest, Scope, Tally
from .store.resolving import chunks
from .store.writing import ORDER

LOST = "Die archivierte Antwort fehlt oder ist beschädigt."


def replay(
    harvest: Harvest,
    *,
    only: Iterable[int] | None = None,
    on_page: Callable[[Tally, int | None], None] = lambda tally, total: None,
) -> Tally:
    """Parse the answers that the source's records come from, and write what differs. ``only``: these records.

    From each answer only those objects are read whose newest state it holds.
    """
    total = Tally()
    records = Record.objects.filter(source=harvest.source, parent=None, answer__isnull=False)
    if only is not None:
        # A file may hang on an agenda item: its meeting is what has to be read.
        above = {record.parent_id or record.pk for record in Record.objects.filter(pk__in=set(only))}
        records = records.filter(pk__in=above)
    for kind in ORDER:
        of_kind = records.filter(kind=kind).exclude(state=RecordState.DELETED)
        answers = sorted(set(of_kind.values_list("answer_id", flat=True)))
        for some in chunks(answers):
            for row in Row.objects.filter(pk__in=some).order_by("pk"):
                wanted = dict(of_kind.filter(answer=row).values_list("native_id", "pk"))
                total += _again(harvest, row, kind, wanted)
                on_page(total, None)
    return total


def _again(harvest: Harvest, row: Row, kind: RecordKind, wanted: dict[str, int]) -> Tally:
    try:
        content = archive.content(row.sha256)
        read = reading.read(row.url, content)
        data, _ = scrub.scrub(read, expected(kind, listed=pages.is_list(read)))
    except (archive.NotArchived, FetchError):
        problems.note(harvest, [Problem(row.url, "archive", LOST)])
        lost = Tally(failed=1)
        count(harvest.run, lost)
        return lost
    loaded = Loaded(harvest.source, row.url, data, Answer(row.url, row.status), content, row.last_fetched, row)
    entries = tuple(
        entry
        for entry in pages.split(data).objects
        if native_id(str(entry.get("id") or "")) in wanted or not entry.get("id")
    )
    tally = Tally()
    for body, own in _by_body(harvest, kind, entries, wanted).items():
        scope = Scope(harvest, body)
        tally += keep(scope, read_objects(scope, tuple(own), kind, native_id(row.url), force=True), loaded)
    return tally


def _by_body(
    harvest: Harvest, kind: RecordKind, entries: tuple[objects.Obj, ...], wanted: dict[str, int]
) -> dict[Body | None, list[objects.Obj]]:
    """Entries by the body their objects are stored under."""
    if kind == RecordKind.BODY:
        return {None: list(entries)}
    name = kind.value.replace("-", "_")
    if kind in (RecordKind.ORGANIZATION, RecordKind.PERSON, RecordKind.MEETING, RecordKind.PAPER, RecordKind.TERM):
        paths = dict(Record.objects.filter(pk__in=wanted.values()).values_list("native_id", f"{name}__body"))
    else:
        paths = {}
    bodies = {body.pk: body for body in Body.objects.filter(record__source=harvest.source)}
    first = next(iter(bodies.values()), None)
    grouped: dict[Body | None, list[objects.Obj]] = {}
    for entry in entries:
        body = bodies.get(paths.get(native_id(str(entry.get("id") or ""))) or 0, first)
        grouped.setdefault(body, []).append(entry)
    return grouped
