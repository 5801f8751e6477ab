"""Objects that are no longer there. Only the source's own word (deleted) or a confirmed 404/410 (withdrawn) hides one;
a failure of the moment never does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from teilhabe.core import audit
from teilhabe.search import actions as index
from teilhabe.search.models import Entry

from ...models import AgendaItem, Attachment, Body, File, RawAnswer, Record, RecordState, Version
from ...models.records import RecordKind
from ...rules import GONE_STATES
from ..records import Deleted, Ref
from . import originators, versions
from .context import Harvest
from .resolving import chunks, manager
from .staleness import Touched

HARVESTER = audit.SystemActor("harvest")
# Kinds with an entry in the index, and the entry's kind.
INDEXED = {
    RecordKind.PAPER: "paper",
    RecordKind.MEETING: "meeting",
    RecordKind.ORGANIZATION: "committee",
    RecordKind.PERSON: "person",
}
SAID_SO = "Von der Quelle als gelöscht gemeldet."
WITH_PARENT = "Zusammen mit dem übergeordneten Eintrag entfallen."
NOT_LISTED = "Im übergeordneten Eintrag der Quelle nicht mehr enthalten."


def take_stubs(
    harvest: Harvest,
    stubs: Sequence[Deleted],
    known: dict[Ref, Record],
    answer: RawAnswer | None,
    touched: Touched,
) -> int:
    """Note tombstones: what we know is deleted, what we never knew is remembered so. Returns how many are new."""
    fresh = [stub for stub in stubs if stub.ref not in known]
    if fresh:
        Record.objects.bulk_create(
            [
                Record(
                    source=harvest.source,
                    kind=stub.ref.kind,
                    native_id=stub.ref.key,
                    canonical_url=(stub.url or stub.ref.key)[:1000],
                    state=RecordState.DELETED,
                    state_reason=SAID_SO,
                    state_since=stub.modified or harvest.now,
                    first_seen=harvest.now,
                    last_seen=harvest.now,
                    last_changed=harvest.now,
                    source_created=stub.created,
                    source_modified=stub.modified,
                    raw_hash=stub.raw_hash,
                    answer=answer,
                )
                for stub in fresh
            ]
        )
    count = len(fresh)
    for stub in stubs:
        record = known.get(stub.ref)
        if record is None:
            continue
        record.raw_hash, record.source_modified, record.last_seen = stub.raw_hash, stub.modified, harvest.now
        record.answer = answer or record.answer
        record.save(update_fields=["raw_hash", "source_modified", "last_seen", "answer"])
        if record.state != RecordState.DELETED:
            count += remove(harvest, [record], RecordState.DELETED, SAID_SO, touched)
            silence([record])
    return count


def remove(harvest: Harvest, records: Sequence[Record], state: RecordState, reason: str, touched: Touched) -> int:
    """Make records ``deleted`` or ``withdrawn``, with everything embedded in them; the index forgets them at once.

    Returns how many records changed. Runs in the caller's transaction.
    """
    todo = [record for record in records if record.is_public]
    if not todo:
        return 0
    _hide(harvest, todo, state, reason, touched)
    count = len(todo)
    for some in chunks([record.pk for record in todo]):
        embedded = Record.objects.filter(parent_id__in=some, state__in=[RecordState.LIVE, RecordState.UNREACHABLE])
        count += remove(harvest, _without_shared_files(list(embedded), some), state, WITH_PARENT, touched)
    return count


def drop_vanished(harvest: Harvest, parents: dict[int, set[Ref]], touched: Touched) -> int:
    """Delete embedded records that their (changed) parents do not hold any more; returns how many."""
    gone: list[Record] = []
    for some in chunks(list(parents)):
        embedded = Record.objects.filter(parent_id__in=some, state__in=[RecordState.LIVE, RecordState.UNREACHABLE])
        gone += [
            record
            for record in embedded
            if record.parent_id is not None
            and Ref(RecordKind(record.kind), record.native_id) not in parents[record.parent_id]
        ]
    if not gone:
        return 0
    count = remove(harvest, _without_shared_files(gone, []), RecordState.DELETED, NOT_LISTED, touched)
    silence(gone)
    return count


def silence(records: Iterable[Record]) -> None:
    """Forget what dropped points of an agenda said, and their histories: they may have been made non-public.

    What comes back says it again. A meeting that vanishes as a whole keeps its points as they were.
    """
    points = [record.pk for record in records if record.kind == RecordKind.AGENDA_ITEM]
    for some in chunks(points):
        files = Record.objects.filter(parent_id__in=some, kind=RecordKind.FILE).values_list("pk", flat=True)
        # Their content goes with actions.forgetting, after the days of grace.
        File.objects.filter(record_id__in=list(files), record__state__in=GONE_STATES).update(
            name="", file_name="", given_text=""
        )
        Version.objects.filter(record_id__in=[*some, *files]).delete()
        AgendaItem.objects.filter(record_id__in=some).update(
            name="", result_raw="", resolution_text="", minutes_text="", outcome="", unanimous=None, changed=False
        )


def set_unreachable(harvest: Harvest, record: Record, reason: str) -> None:
    """Still shown, with the remark that the source does not answer for it; ``state_since`` is since when so."""
    if (record.state, record.state_reason) == (RecordState.UNREACHABLE, reason):
        return
    record.state, record.state_reason, record.state_since = RecordState.UNREACHABLE, reason, harvest.now
    record.save(update_fields=["state", "state_reason", "state_since"])


def _without_shared_files(records: list[Record], parents: list[int]) -> list[Record]:
    """Files that hang on something else as well stay; they belong to nobody from now on."""
    files = [record.pk for record in records if record.kind == RecordKind.FILE]
    if not files:
        return records
    elsewhere = Attachment.objects.filter(file__record_id__in=files)
    if parents:
        elsewhere = elsewhere.exclude(paper__record_id__in=parents).exclude(meeting__record_id__in=parents)
        elsewhere = elsewhere.exclude(agenda_item__record_id__in=parents)
        elsewhere = elsewhere.exclude(agenda_item__meeting__record_id__in=parents)
    kept = set(elsewhere.values_list("file__record_id", flat=True))
    Record.objects.filter(pk__in=kept).update(parent=None)
    return [record for record in records if record.pk not in kept]


def _hide(harvest: Harvest, records: Sequence[Record], state: RecordState, reason: str, touched: Touched) -> None:
    told: list[Version] = []
    for record in records:
        before = record.state
        record.state, record.state_reason, record.state_since = state, reason, harvest.now
        record.last_changed = harvest.now
        if record.kind in versions.TOLD:
            told.append(versions.state_version(harvest, record, before))
    Record.objects.bulk_update(records, ["state", "state_reason", "state_since", "last_changed"], batch_size=200)
    Version.objects.bulk_create(told)
    for kind in dict.fromkeys(RecordKind(record.kind) for record in records):
        own = [record for record in records if record.kind == kind]
        keys = list(manager(kind).filter(record__in=own).values_list("pk", flat=True))
        touched.add(kind, keys)
        if kind in INDEXED:
            _forget(kind, keys)
        elif kind == RecordKind.BODY:
            _forget_bodies(keys)
        if kind == RecordKind.PERSON:
            touched.add(RecordKind.PAPER, originators.forget(keys))
    for record in records:
        if record.kind in INDEXED:
            audit.record(f"council.{state.value}", record, by=HARVESTER, kind=record.kind, key=record.native_id)


def _forget(kind: RecordKind, keys: Iterable[int]) -> None:
    refs = manager(kind).filter(pk__in=list(keys)).values_list("body__slug", "slug")
    index.drop(INDEXED[kind], [f"{body}/{slug}" for body, slug in refs])


def _forget_bodies(keys: Iterable[int]) -> None:
    """Nothing of a body that is not public may be found; its papers and meetings come back with it (see Touched)."""
    for body in Body.objects.filter(pk__in=list(keys)).values_list("slug", flat=True):
        for kind in INDEXED.values():
            refs = Entry.objects.of_kind(kind).filter(ref__startswith=f"{body}/").values_list("ref", flat=True)
            index.drop(kind, list(refs))
