"""Many new entries at once. One by one each asks the database more than a hundred times, which is nothing for a person
who writes and hours for fifty thousand rows; what is stored in the end is the same (a test compares them)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Locale, ModelLogEntry, Revision, TaskState, WorkflowState

from teilhabe.accounts.models import User
from teilhabe.core.models import AuditEntry
from teilhabe.directory.models import Organisation

from ...models import ImportedEntry, ImportRow, ImportRun, Offer, State
from ...rules import gaps
from ...rules.importing import faults
from ..editing import RESERVED, address_of
from ..located import locate

if TYPE_CHECKING:
    from django.db.models import Model
    from wagtail.models import Task, Workflow

    from teilhabe.core.audit import Actor


@transaction.atomic
def create_many(run: ImportRun, keys: Sequence[int], *, by: Actor) -> int:
    """Drafts of new rows (by primary key) of a run that is being applied, handed in where they are complete; how many.

    Leaves alone what is not new any more or would be refused: ``take_over`` says why. Not for feeds that publish.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("feed").get(pk=run.pk)
    if run.state != ImportRun.State.APPLYING or run.feed.publishes:
        return 0
    rows = list(
        ImportRow.objects.select_for_update().filter(
            run=run, pk__in=keys, done=False, verdict=ImportRow.Verdict.NEW, offer=None
        )
    )
    names = [row.key for row in rows]
    there = {
        *ImportedEntry.objects.filter(feed=run.feed, key__in=names).values_list("key", flat=True),
        *Offer.objects.filter(origin=run.feed.origin, origin_id__in=names).values_list("origin_id", flat=True),
    }
    asked = {row.values["organisation"] for row in rows}
    providers = set(Organisation.objects.filter(pk__in=asked).values_list("pk", flat=True))
    german = Locale.get_default()
    made = [
        (row, offer)
        for row in rows
        if row.key not in there
        and row.values["organisation"] in providers
        and (offer := _offer_of(row, run, german, by)) is not None
    ]
    if made:
        _give_addresses([offer for _row, offer in made])
        _store(run, made, by)
    return len(made)


def _offer_of(row: ImportRow, run: ImportRun, german: Locale, by: Actor) -> Offer | None:
    said = dict(row.values)
    offer = Offer(
        **{name: value for name, value in said.items() if name != "organisation"},
        organisation_id=said["organisation"],
        locale=german,
        translation_key=uuid.uuid4(),
        created_by=by if isinstance(by, User) else None,
        origin=run.feed.origin,
        origin_id=row.key,
        origin_url=row.url,
        state_since=timezone.now(),
    )
    if faults(offer):
        return None
    locate(offer)
    offer.has_unpublished_changes = True
    offer.state = State.DRAFT if gaps(offer) else State.SUBMITTED
    return offer


def _give_addresses(offers: Sequence[Offer]) -> None:
    """As ``free_address``, with one question for all of them and one more for each address that is taken."""
    wanted = [address_of(offer.title) for offer in offers]
    taken = {*Offer.objects.source().values_list("slug", flat=True).filter(slug__in=wanted), *RESERVED}
    further: dict[str, Iterator[str]] = {}
    for offer, address in zip(offers, wanted, strict=True):
        offer.slug = address
        if address in taken:
            if address not in further:
                further[address] = _further(address)
            offer.slug = next(name for name in further[address] if name not in taken)
        taken.add(offer.slug)


def _further(address: str) -> Iterator[str]:
    """``address`` with numbers that no offer has."""
    there = set(Offer.objects.source().filter(slug__startswith=f"{address}-").values_list("slug", flat=True))
    return (name for number in count(2) if (name := f"{address}-{number}") not in there)


def _store(run: ImportRun, made: Sequence[tuple[ImportRow, Offer]], by: Actor) -> None:
    offers = [offer for _row, offer in made]
    Offer.objects.bulk_create(offers)
    user = by if isinstance(by, User) else None
    now = timezone.now()
    kind = ContentType.objects.get_for_model(Offer)
    drafts = Revision.objects.bulk_create(
        Revision(
            content_type=kind,
            base_content_type=kind,
            object_id=str(offer.pk),
            user=user,
            created_at=now,
            content=offer.serializable_data(),
            object_str=offer.title,
        )
        for offer in offers
    )
    for offer, draft in zip(offers, drafts, strict=True):
        offer.latest_revision = draft
    _point(Offer, "latest_revision", [(draft.pk, offer.pk) for offer, draft in zip(offers, drafts, strict=True)])
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=kind,
            object_id=str(offer.pk),
            label=offer.title,
            action="wagtail.create",
            timestamp=now,
            user=user,
            revision=offer.latest_revision,
            content_changed=True,
        )
        for offer in offers
    )
    complete = [offer for offer in offers if offer.state == State.SUBMITTED]
    _hand_in(complete, kind, user)
    audited = [("create_offer", State.DRAFT, offer) for offer in offers]
    audited += [("submit_offer", State.SUBMITTED, offer) for offer in complete]
    AuditEntry.objects.bulk_create(
        AuditEntry(
            verb=verb,
            subject_kind=Offer._meta.label_lower,
            subject_id=str(offer.pk),
            actor=by.audit_name,
            details={"state": state},
        )
        for verb, state, offer in audited
    )
    ImportedEntry.objects.bulk_create(
        ImportedEntry(feed=run.feed, key=row.key, offer=offer, told=row.values, taken_on=now, last_seen=now)
        for row, offer in made
    )
    ImportRow.objects.filter(pk__in=[row.pk for row, _offer in made]).update(done=True, problem="")
    _point(ImportRow, "offer", [(offer.pk, row.pk) for row, offer in made])


def _point(model: type[Model], field: str, pairs: Sequence[tuple[int, int]]) -> None:
    """Set a foreign key of rows: (what it points to, primary key). Django would write one statement of many cases,
    which takes longer than all the rest."""
    table, column = model._meta.db_table, f"{field}_id"
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        # The only texts put in are names of our own tables and columns.
        change = f"UPDATE {quoted(table)} SET {quoted(column)} = %s WHERE id = %s"  # nosec B608
        cursor.executemany(change, pairs)


def _hand_in(offers: Sequence[Offer], kind: ContentType, user: User | None) -> None:
    """As Wagtail's workflow starts, without a mail for each."""
    found = review_of(offers[0]) if offers else None
    if found is None:
        Offer.objects.filter(pk__in=[offer.pk for offer in offers]).update(state=State.DRAFT)
        return
    workflow, task = found
    states = WorkflowState.objects.bulk_create(
        WorkflowState(
            content_type=kind, base_content_type=kind, object_id=str(offer.pk), workflow=workflow, requested_by=user
        )
        for offer in offers
    )
    of_task: Mapping[str, Any] = {"content_type": ContentType.objects.get_for_model(TaskState)}
    steps = TaskState.objects.bulk_create(
        TaskState(workflow_state=state, task=task, revision=offer.latest_revision, **of_task)
        for state, offer in zip(states, offers, strict=True)
    )
    pairs = [(step.pk, state.pk) for state, step in zip(states, steps, strict=True)]
    _point(WorkflowState, "current_task_state", pairs)


def review_of(offer: Offer) -> tuple[Workflow, Task] | None:
    """The review that offers go through and its first step; None where the portal has none set up."""
    workflow = offer.get_workflow()
    task = workflow.tasks.order_by("workflow_tasks__sort_order").first() if workflow else None
    return (workflow, task) if workflow is not None and task is not None else None
