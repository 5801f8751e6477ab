"""References to objects that came later than what refers to them: bound set by set, after the lists were read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from ...models import (
    AgendaItem,
    Body,
    Consultation,
    MeetingOrganization,
    Membership,
    Organization,
    PaperLead,
    PaperRelation,
    RecordAlias,
    Source,
)
from ...models.records import RecordKind
from ..records import BodyRecord
from .resolving import attribute, chunks, manager
from .staleness import Touched


@dataclass(frozen=True)
class Slot:
    """A column that refers: ``name`` with its key in ``{name}_ref``, to objects of ``kind``."""

    model: type[Model]
    name: str
    kind: RecordKind
    source_path: str
    # What shows the row, as (kind, column with that object's key), to be derived again.
    touches: tuple[tuple[RecordKind, str], ...]


SLOTS = (
    Slot(Membership, "organization", RecordKind.ORGANIZATION, "record__source", ()),
    Slot(Membership, "on_behalf_of", RecordKind.ORGANIZATION, "record__source", ()),
    Slot(
        MeetingOrganization,
        "organization",
        RecordKind.ORGANIZATION,
        "meeting__record__source",
        ((RecordKind.MEETING, "meeting_id"),),
    ),
    Slot(
        PaperLead,
        "organization",
        RecordKind.ORGANIZATION,
        "paper__record__source",
        ((RecordKind.PAPER, "paper_id"),),
    ),
    Slot(PaperRelation, "other", RecordKind.PAPER, "paper__record__source", ((RecordKind.PAPER, "paper_id"),)),
    *(
        Slot(Consultation, name, kind, "record__source", ((RecordKind.CONSULTATION, "pk"),))
        for name, kind in (
            ("paper", RecordKind.PAPER),
            ("meeting", RecordKind.MEETING),
            ("agenda_item", RecordKind.AGENDA_ITEM),
            ("organization", RecordKind.ORGANIZATION),
        )
    ),
)


def unbound(slot: Slot, source: Source) -> QuerySet[Any]:
    rows = slot.model._default_manager.filter(**{slot.source_path: source, f"{slot.name}__isnull": True})
    return rows.exclude(**{f"{slot.name}_ref": ""})


def bind_references(source: Source) -> int:
    """Bind every reference whose target is known by now, by its key or an alias; returns how many."""
    return sum(_bind(slot, source) for slot in SLOTS) + _committee_from_meeting(source)


def _bind(slot: Slot, source: Source) -> int:
    """Keys are looked up some hundred at a time: asked of the database as one question about all rows, a plan made
    without statistics compares every row with every object, which takes hours."""
    columns = [column for _, column in slot.touches]
    count = 0
    for some in chunks(list(unbound(slot, source).values_list("pk", f"{slot.name}_ref", *columns))):
        targets = _known(slot.kind, source, {row[1] for row in some})
        # A paper that names itself by another of its addresses is not related to itself.
        ready = [
            row for row in some if (target := targets.get(row[1])) and not (slot.name == "other" and target == row[2])
        ]
        if not ready:
            continue
        with transaction.atomic():
            rows = [slot.model(pk=row[0], **{f"{slot.name}_id": targets[row[1]]}) for row in ready]
            slot.model._default_manager.bulk_update(rows, [slot.name])
            touched = Touched()
            for place, (kind, _) in enumerate(slot.touches, start=2):
                touched.add(kind, (row[place] for row in ready))
            touched.mark()
        count += len(ready)
    return count


def _known(kind: RecordKind, source: Source, keys: set[str]) -> dict[str, int]:
    """Key of the source, or alias of one → primary key of the object of ``kind``; unknown keys are missing."""
    place = f"record__{attribute(kind)}__pk"
    aliases = RecordAlias.objects.filter(
        source=source, kind=kind, native_id__in=keys, **{f"record__{attribute(kind)}__isnull": False}
    ).values_list("native_id", place)
    found = manager(kind).filter(record__source=source, record__kind=kind, record__native_id__in=keys)
    return {**dict(aliases), **dict(found.values_list("record__native_id", "pk"))}


def _committee_from_meeting(source: Source) -> int:
    """A consultation that names no committee is held by the meeting's only one."""
    silent = Consultation.objects.filter(
        record__source=source, organization__isnull=True, organization_ref="", meeting__isnull=False
    )
    count = 0
    for some in chunks(list(silent.values_list("pk", "meeting_id"))):
        committees: dict[int, list[int]] = {}
        meetings = MeetingOrganization.objects.filter(
            meeting__in={meeting for _, meeting in some}, organization__isnull=False
        )
        for meeting, organization in meetings.values_list("meeting_id", "organization_id"):
            committees.setdefault(meeting, []).append(organization or 0)
        with transaction.atomic():
            touched = Touched()
            for pk, meeting in some:
                only = committees.get(meeting or 0, [])
                if len(only) == 1:
                    Consultation.objects.filter(pk=pk).update(organization=only[0])
                    touched.add(RecordKind.CONSULTATION, [pk])
                    count += 1
            touched.mark()
    return count


def bind_items_to_consultations(pairs: dict[str, str], source: Source) -> int:
    """Consultations that only their agenda item names: ``pairs`` maps the consultation's key to the item's."""
    count = 0
    for some in chunks(list(pairs.items())):
        wanted = dict(some)
        rows = Consultation.objects.filter(
            record__source=source, record__native_id__in=wanted, agenda_item__isnull=True
        ).values_list("pk", "record__native_id")
        items = dict(
            AgendaItem.objects.filter(record__source=source, record__native_id__in=wanted.values()).values_list(
                "record__native_id", "pk"
            )
        )
        with transaction.atomic():
            touched = Touched()
            for pk, key in rows:
                if (item := items.get(wanted[key])) is not None:
                    Consultation.objects.filter(pk=pk).update(agenda_item=item)
                    touched.add(RecordKind.CONSULTATION, [pk])
                    count += 1
            touched.mark()
    return count


def set_main_organization(body: Body, record: BodyRecord, named_main: set[int]) -> None:
    """Mark the body's highest council: the one it names, else those whose name says so."""
    own = Organization.objects.filter(body=body)
    main = set()
    if record.main_organization is not None:
        main = set(own.filter(record__native_id=record.main_organization.key).values_list("pk", flat=True))
    main = main or named_main
    changed = set(own.filter(is_main=True).exclude(pk__in=main).values_list("pk", flat=True))
    changed |= set(own.filter(is_main=False, pk__in=main).values_list("pk", flat=True))
    if changed:
        with transaction.atomic():
            own.filter(pk__in=changed - main).update(is_main=False)
            own.filter(pk__in=main).update(is_main=True)
            touched = Touched()
            touched.add(RecordKind.ORGANIZATION, changed)
            touched.mark()
