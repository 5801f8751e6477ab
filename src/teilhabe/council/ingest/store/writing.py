"""What a page of records becomes in the database: compare, write, link, mark. Statements per kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...actions.sections import write_page_text
from ...models import RawAnswer, Record, RecordState, Version
from ...models.records import RecordKind
from ..records import AgendaItemRecord, Deleted, ForeignRecord, PaperRecord, Parsed, Problem, Ref
from . import duplicates, identities, links, originators, removal, slugs, versions
from .columns import Columns, Orphan, columns, references
from .context import Scope, Tally
from .resolving import Resolver, known_records, manager
from .staleness import Touched

# Parents before what is embedded in them, targets before what refers to them.
ORDER = (
    RecordKind.BODY,
    RecordKind.TERM,
    RecordKind.LOCATION,
    RecordKind.PERSON,
    RecordKind.ORGANIZATION,
    RecordKind.MEMBERSHIP,
    RecordKind.MEETING,
    RecordKind.AGENDA_ITEM,
    RecordKind.PAPER,
    RecordKind.CONSULTATION,
    RecordKind.FILE,
)
RECORD_COLUMNS = [
    "canonical_url",
    "state",
    "state_reason",
    "state_since",
    "last_seen",
    "last_changed",
    "source_created",
    "source_modified",
    "raw_hash",
    "answer",
    "parent",
]
STALE_KINDS = (RecordKind.PAPER, RecordKind.MEETING)
# New ones change what an older paper or meeting shows; other new objects are shown only by what is written with them.
TOUCH_WHEN_NEW = (RecordKind.CONSULTATION, RecordKind.AGENDA_ITEM)


@dataclass
class Outcome:
    """What became of a page: counters, problems that arose while storing it, and the answer it came with if written."""

    tally: Tally = field(default_factory=Tally)
    problems: list[Problem] = field(default_factory=list)
    found: dict[Ref, int] = field(default_factory=dict)
    answer: RawAnswer | None = None


class PageWriter:
    """Writes one page inside the caller's transaction."""

    def __init__(self, scope: Scope, answer: RawAnswer | None) -> None:
        self.scope = scope
        self.harvest = scope.harvest
        self.answer = answer
        self.outcome = Outcome(answer=answer)
        self.resolver = Resolver(scope.harvest)
        self.touched = Touched()
        self.versions: list[Version] = []
        # Records by reference: those in the database before, and all of this page afterwards.
        self.known: dict[Ref, Record] = {}
        self.rows: dict[Ref, Record] = {}
        # What is new or differs in a column of ours.
        self.news: set[Ref] = set()

    def write(self, parsed: Sequence[Parsed], unchanged: list[int]) -> Outcome:
        tally = self.outcome.tally
        tally.unchanged += self._seen_again(unchanged)
        # What came without an id first: of two descriptions of one embedded object the identified parent's counts.
        ordered = sorted((one for one in parsed if one.records), key=lambda one: bool(one.head.url))
        everything = {record.ref: record for one in ordered for record in one.records}
        parents = {record.parent for record in everything.values() if record.parent is not None}
        self.known = known_records(self.harvest.source, everything.keys() | parents)
        other_names = identities.recognise(self.harvest.source, everything, self.known)
        twins = duplicates.settle(self.scope, everything, self.known)
        stubs = [record for record in everything.values() if isinstance(record, Deleted)]
        objects = [record for record in everything.values() if not isinstance(record, Deleted)]
        tally.withdrawn += removal.take_stubs(self.harvest, stubs, self.known, self.answer, self.touched)
        self._write_objects(objects)
        for twin, same in twins.items():
            if same in self.rows:
                duplicates.remember(self.scope, twin, self.rows[same])
        identities.remember(self.harvest.source, other_names, self.rows)
        self._drop_vanished(parsed)
        Version.objects.bulk_create(self.versions, batch_size=500)
        self.touched.mark()
        self.outcome.found = self.resolver.to_remember()
        return self.outcome

    def _seen_again(self, keys: list[int]) -> int:
        """Known exactly so: only the moment is noted, also for everything embedded (two levels deep)."""
        if not keys:
            return 0
        live = Record.objects.filter(source=self.harvest.source)
        embedded = [RecordState.LIVE, RecordState.UNREACHABLE]
        count = live.filter(pk__in=keys).update(last_seen=self.harvest.now)
        below = live.filter(parent_id__in=keys, state__in=embedded).values_list("pk", flat=True)
        if children := list(below):
            count += live.filter(pk__in=children).update(last_seen=self.harvest.now)
            count += live.filter(parent_id__in=children, state__in=embedded).update(last_seen=self.harvest.now)
        return count

    # -- objects --------------------------------

    def _write_objects(self, objects: list[ForeignRecord]) -> None:
        by_kind: dict[RecordKind, list[ForeignRecord]] = {}
        for record in objects:
            by_kind.setdefault(record.ref.kind, []).append(record)
        self.resolver.load(ref for record in objects for ref in references(record))
        links_later: list[tuple[list[ForeignRecord], set[Ref]]] = []
        for kind in ORDER:
            if kind in by_kind:
                links_later.append(self._write_kind(kind, by_kind[kind]))
        # Files are written last and hang on what was written before.
        for written, fresh in links_later:
            self._link(written, fresh)

    def _write_kind(self, kind: RecordKind, records: list[ForeignRecord]) -> tuple[list[ForeignRecord], set[Ref]]:
        """Write records of one kind; returns those that may have to be linked anew, and which of them are new."""
        wanted: dict[Ref, Columns] = {}
        same: list[int] = []
        names = originators.names(records, self.resolver) if kind == RecordKind.PAPER else {}
        for record in records:
            known = self.known.get(record.ref)
            if known and not self.harvest.replay and known.raw_hash == record.raw_hash and known.state == "live":
                same.append(known.pk)
                self.rows[record.ref] = known
                continue
            try:
                wanted[record.ref] = columns(record, self.resolver, self.scope.body)
            except Orphan:
                self._orphan(record)
                continue
            if isinstance(record, PaperRecord):
                wanted[record.ref]["originators"] = names.get(record.ref, "")
        if same:
            self.outcome.tally.unchanged += Record.objects.filter(pk__in=same).update(last_seen=self.harvest.now)
        written = [record for record in records if record.ref in wanted]
        if not written:
            return [], set()
        old = self._rows_of(kind, written)
        changes = {ref: versions.differences(old[ref], wanted[ref]) for ref in old}
        self._write_records(written, changes)
        self._update(kind, old, changes)
        fresh = [record for record in written if record.ref not in old]
        self._create(kind, fresh, wanted)
        self._count(kind, written, old, changes)
        # Memory for those that follow on this page.
        for ref, row in old.items():
            self.resolver.add(ref, row.pk)
        return written, {record.ref for record in fresh}

    def _orphan(self, record: ForeignRecord) -> None:
        self.outcome.tally.failed += 1
        message = "Der Eintrag gehört zu etwas, das die Quelle nicht zeigt."
        self.outcome.problems.append(Problem(record.url or record.ref.key, "orphan", message, True))

    def _rows_of(self, kind: RecordKind, records: list[ForeignRecord]) -> dict[Ref, Any]:
        keys = {self.known[record.ref].pk: record.ref for record in records if record.ref in self.known}
        if not keys:
            return {}
        return {keys[row.record_id]: row for row in manager(kind).filter(record_id__in=keys)}

    def _write_records(self, records: list[ForeignRecord], changes: dict[Ref, versions.Changes]) -> None:
        """Insert or update the identities; the parents are of an earlier kind and have theirs."""
        made = Record.objects.bulk_create(
            [self._identity(record, bool(changes.get(record.ref))) for record in records],
            update_conflicts=True,
            unique_fields=["source", "kind", "native_id"],
            update_fields=RECORD_COLUMNS,
        )
        self.rows.update({record.ref: row for record, row in zip(records, made, strict=True)})

    def _identity(self, record: ForeignRecord, differs: bool) -> Record:
        now, known = self.harvest.now, self.known.get(record.ref)
        parent = self.rows.get(record.parent) or self.known.get(record.parent) if record.parent else None
        revived = known is not None and known.state != RecordState.LIVE and not self.harvest.replay
        keep = known is not None and not revived
        return Record(
            source_id=self.harvest.source.pk,
            kind=record.ref.kind,
            native_id=known.native_id if known else record.ref.key,
            canonical_url=(record.url or record.ref.key)[:1000],
            state=known.state if known and keep else RecordState.LIVE,
            state_reason=known.state_reason if known and keep else "",
            state_since=known.state_since if known and keep else now,
            first_seen=known.first_seen if known else now,
            last_seen=known.last_seen if known and self.harvest.replay else now,
            last_changed=known.last_changed if known and not differs and not revived else now,
            source_created=record.created,
            source_modified=record.modified,
            raw_hash=record.raw_hash,
            answer_id=self.answer.pk if self.answer else known.answer_id if known else None,
            parent_id=parent.pk if parent else known.parent_id if known else None,
        )

    def _create(self, kind: RecordKind, records: list[ForeignRecord], wanted: dict[Ref, Columns]) -> None:
        if not records:
            return
        if kind in slugs.HAVE_ADDRESS:
            body = None if kind == RecordKind.BODY else self.scope.body
            for ref, slug in slugs.new_slugs(records, kind, body, self.resolver).items():
                wanted[ref]["slug"] = slug
        objects = manager(kind)
        made = objects.bulk_create(
            [objects.model(record_id=self.rows[record.ref].pk, **wanted[record.ref]) for record in records]
        )
        for record, row in zip(records, made, strict=True):
            self.resolver.add(record.ref, row.pk)

    def _update(self, kind: RecordKind, old: dict[Ref, Any], changes: dict[Ref, versions.Changes]) -> None:
        fields: set[str] = set()
        rows = []
        for ref, changed in changes.items():
            if changed:
                row = old[ref]
                for name, (_, value) in changed.items():
                    setattr(row, name, value)
                fields.update(changed)
                rows.append(row)
        if rows:
            named = [name.removesuffix("_id") for name in fields]
            manager(kind).bulk_update(rows, named, batch_size=100)

    def _count(
        self,
        kind: RecordKind,
        written: list[ForeignRecord],
        old: dict[Ref, Any],
        changes: dict[Ref, versions.Changes],
    ) -> None:
        tally = self.outcome.tally
        for record in written:
            known = self.known.get(record.ref)
            revived = known is not None and known.state != RecordState.LIVE and not self.harvest.replay
            if record.ref not in old:
                tally.new += 1
                if kind in TOUCH_WHEN_NEW:
                    self.news.add(record.ref)
            elif changes[record.ref] or revived:
                tally.changed += 1
                self.news.add(record.ref)
                self._tell(kind, record, changes[record.ref], known if revived else None)
            else:
                tally.unchanged += 1

    def _tell(self, kind: RecordKind, record: ForeignRecord, changes: versions.Changes, before: Record | None) -> None:
        row = self.rows[record.ref]
        if kind == RecordKind.AGENDA_ITEM and changes.get("public") == (True, False):
            # What was public and is not any more: its history would tell.
            Version.objects.filter(record_id=row.pk).delete()
        if before is not None:
            self.versions.append(versions.state_version(self.harvest, row, before.state))
        if told := versions.version(self.harvest, row, changes):
            self.versions.append(told)

    # -- links and what vanished --------------------------------

    def _link(self, written: list[ForeignRecord], fresh: set[Ref]) -> None:
        if not written:
            return
        kind = written[0].ref.kind
        self.resolver.load(ref for record in written for ref in _attached(record))
        owners = [(record, pk) for record in written if (pk := self.resolver.get(record.ref)) is not None]
        if owners:
            keys = {record.ref: self.rows[record.ref].pk for record, _ in owners}
            made = {pk for record, pk in owners if record.ref in fresh}
            linked = links.write(self.harvest, self.resolver, owners, made, keys)
            self.touched.add(kind, linked - made)
            texts = {
                pk: record.sections
                for record, pk in owners
                if isinstance(record, PaperRecord) and record.sections is not None
            }
            if texts:
                write_page_text(texts)
        changed = [self.resolver.get(ref) for ref in self.news if ref.kind == kind]
        self.touched.add(kind, (pk for pk in changed if pk is not None))
        if kind in STALE_KINDS:
            self._stale_self(kind, owners)

    def _stale_self(self, kind: RecordKind, owners: list[tuple[ForeignRecord, int]]) -> None:
        """An object whose content differs at all is derived again, even if no column of ours shows it."""
        manager(kind).filter(pk__in=[pk for _, pk in owners], stale=False).update(stale=True)

    def _drop_vanished(self, parsed: Sequence[Parsed]) -> None:
        """What a changed parent does not hold any more is deleted."""
        parents: dict[int, set[Ref]] = {}
        told, passing = set[int](), set[int]()
        for one in parsed:
            self.harvest.missing |= (missing := dict(one.missing))
            for record in one.records:
                if isinstance(record, AgendaItemRecord) and record.consultation is not None:
                    self.harvest.items_of_consultations[record.consultation.key] = record.ref.key
            if not one.records or isinstance(one.head, Deleted):
                continue
            for record in one.records:
                if row := self.rows.get(record.ref):
                    (passing if record.partial else told).add(row.pk)
                    parents.setdefault(row.pk, set(missing))
            for record in one.records:
                if record.parent and (row := self.rows.get(record.parent)):
                    # A hearing that only the agenda knows hangs on the meeting as long as a point names it.
                    heard = getattr(record, "consultation", None) or record.ref
                    parents.setdefault(row.pk, set(missing)).update((record.ref, heard))
        for only_passing in passing - told:
            parents.pop(only_passing, None)
        if any(ref in self.known for ref in self.rows):
            self.outcome.tally.withdrawn += removal.drop_vanished(self.harvest, parents, self.touched)


def _attached(record: ForeignRecord) -> Iterable[Ref]:
    return (attachment.file for attachment in getattr(record, "attachments", ()))
