"""What hangs on an object: files, meeting committees, leading offices, related papers, places."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model

from ...actions.files import read_again
from ...models import Attachment, MeetingOrganization, Paper, PaperLead, PaperRelation
from ..records import AgendaItemRecord, ForeignRecord, MeetingRecord, PaperRecord
from .context import Harvest
from .resolving import Resolver

Row = dict[str, Any]
Owners = list[tuple[ForeignRecord, int]]


def write(
    harvest: Harvest, resolver: Resolver, owners: Owners, fresh: set[int], record_pks: dict[Any, int]
) -> set[int]:
    """Make the links of ``owners`` (records of one kind with primary keys) as their records say.

    ``fresh`` owners were just made and have none. Returns the owners whose links changed.
    """
    record = owners[0][0]
    match record:
        case PaperRecord():
            attachments = _attachments(harvest, resolver, owners, record_pks)
            # Known content under a new role: nobody downloads it again, so nobody would cut its text into sections.
            read_again(_new_main_documents(attachments, fresh))
            return (
                _sync(Attachment, "paper_id", attachments, fresh)
                | _sync(PaperLead, "paper_id", _each(owners, lambda r: _organizations(resolver, r.lead)), fresh)
                | _sync(PaperRelation, "paper_id", _each(owners, lambda r: _relations(resolver, r)), fresh)
                | _sync(
                    Paper.locations.through,
                    "paper_id",
                    _each(owners, lambda r: _places(resolver, r)),
                    fresh,
                )
            )
        case MeetingRecord():
            return _sync(Attachment, "meeting_id", _attachments(harvest, resolver, owners, record_pks), fresh) | _sync(
                MeetingOrganization,
                "meeting_id",
                _each(owners, lambda r: _organizations(resolver, r.organizations)),
                fresh,
            )
        case AgendaItemRecord():
            return _sync(Attachment, "agenda_item_id", _attachments(harvest, resolver, owners, record_pks), fresh)
    return set()


def _each(owners: Owners, rows: Callable[[Any], list[Row]]) -> dict[int, list[Row]]:
    return {pk: rows(record) for record, pk in owners}


def _attachments(
    harvest: Harvest, resolver: Resolver, owners: Owners, record_pks: dict[Any, int]
) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for record, pk in owners:
        assert isinstance(record, PaperRecord | MeetingRecord | AgendaItemRecord)
        rows = found[pk] = []
        for order, attachment in enumerate(record.attachments):
            file = resolver.get(attachment.file)
            if file is None:
                # Named by its address only: it is asked for later, and this object is read again then.
                harvest.waiting.setdefault(attachment.file, set()).add(record_pks[record.ref])
                continue
            rows.append({"file_id": file, "role": attachment.role, "order": order})
    return found


def _new_main_documents(wanted: dict[int, list[Row]], fresh: set[int]) -> set[int]:
    """Main documents of the papers whose main documents are about to become others."""
    main = Attachment.Role.MAIN
    before: dict[int, set[int]] = {}
    known = Attachment.objects.filter(paper__in=[pk for pk in wanted if pk not in fresh], role=main)
    for paper, file in known.order_by().values_list("paper_id", "file_id"):
        before.setdefault(paper, set()).add(file)
    after = {paper: {row["file_id"] for row in rows if row["role"] == main} for paper, rows in wanted.items()}
    return {file for paper, files in after.items() if files != before.get(paper, set()) for file in files}


def _organizations(resolver: Resolver, refs: Iterable[Any]) -> list[Row]:
    return [
        {"organization_ref": ref.key, "organization_id": resolver.get(ref), "order": order}
        for order, ref in enumerate(refs)
    ]


def _relations(resolver: Resolver, record: PaperRecord) -> list[Row]:
    own = resolver.get(record.ref)
    return [
        {"other_ref": ref.key, "other_id": other, "kind": kind}
        for ref, kind in record.relations
        # The paper itself under its other address.
        if (other := resolver.get(ref)) is None or other != own
    ]


def _places(resolver: Resolver, record: PaperRecord) -> list[Row]:
    return [{"location_id": pk} for pk in dict.fromkeys(resolver.get(ref) for ref in record.locations) if pk]


def _sync(model: type[Model], owner: str, wanted: dict[int, list[Row]], fresh: set[int]) -> set[int]:
    """Make the rows of each owner equal to ``wanted``; rows that are right already stay untouched."""
    objects = model._default_manager
    old = [pk for pk in wanted if pk not in fresh]
    names = next((tuple(row) for rows in wanted.values() for row in rows), None)
    existing: dict[int, dict[tuple[Any, ...], int]] = {}
    if old:
        for row in objects.filter(**{f"{owner}__in": old}).values(owner, "pk", *(names or ())):
            existing.setdefault(row[owner], {})[tuple(row[name] for name in names or ())] = row["pk"]
    gone: list[int] = []
    made: list[Model] = []
    changed: set[int] = set()
    for pk, rows in wanted.items():
        have = existing.get(pk, {})
        want = {tuple(row[name] for name in names or ()): row for row in rows}
        drop = [key for values, key in have.items() if values not in want]
        add = [row for values, row in want.items() if values not in have]
        if drop or add:
            changed.add(pk)
        gone += drop
        made += [model(**{owner: pk}, **row) for row in add]
    if gone:
        objects.filter(pk__in=gone).delete()
    if made:
        objects.bulk_create(made, batch_size=1000)
    return changed
