"""One row of a plan becomes a draft, a change, or nothing; each in a transaction with what is remembered of it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import TaskState, WorkflowState

from teilhabe.accounts.models import User
from teilhabe.directory.models import Organisation

from ...models import ImportedEntry, ImportRow, ImportRun, Offer, State
from ...queries.imports import draft_values
from ...rules import gaps
from ...rules.merging import Merged, merge, plain_values
from ..editing import CONFIRMATION, change_offer, create_offer
from ..life import UnderReview, anew, publish_offer
from ..settling import IMPORTS, settle
from .in_bulk import review_of
from .runs import WRITTEN

if TYPE_CHECKING:
    from teilhabe.core.audit import Actor

log = logging.getLogger(__name__)


def take_over(row_id: int) -> bool:
    """Take one row of a run that is being applied over; whether that was done. Doing it again changes nothing.

    What the catalogue refuses, or cannot take for any other reason, is told in the row's ``problem``; the others go on.
    Raises OperationalError: the database is locked or away, which is no fault of the row.
    """
    try:
        return _take_over(row_id)
    except UnderReview:
        problem = gettext("Der Eintrag wird gerade geprüft. Die nächste Übernahme versucht es wieder.")
    except ValidationError as wrong:
        problem = " ".join(wrong.messages)
    except Organisation.DoesNotExist:
        problem = gettext("Diesen Anbieter gibt es hier nicht mehr. Die nächste Übernahme ordnet den Eintrag neu zu.")
    except OperationalError:
        raise
    except Exception:
        # One row must not hold all the others, and every reading after them.
        log.exception("Zeile %s einer Übernahme ließ sich nicht übernehmen", row_id)
        problem = gettext(
            "Das ging nicht. Die nächste Übernahme versucht es wieder; der Betrieb findet den Grund im Protokoll."
        )
    ImportRow.objects.filter(pk=row_id, done=False).update(problem=problem)
    return False


def who_writes(run: ImportRun) -> Actor:
    """Whoever brought a file, or took over what an address gave, has written it and does not publish it.

    What comes by itself anybody may review.
    """
    if run.feed.publishes:
        return IMPORTS
    return (run.started_by if run.file_name else None) or run.applied_by or IMPORTS


@transaction.atomic
def take_over_quietly(run: ImportRun, rows: Sequence[ImportRow]) -> None:
    """Remember of rows that change nothing (unchanged, kept) that the feed has them still."""
    now = timezone.now()
    known = ImportedEntry.objects.filter(feed=run.feed)
    told = {row.key: row.values for row in rows if row.values}
    for entry in known.filter(key__in=told).select_for_update():
        _seen(entry, told[entry.key], now)
        entry.save(update_fields=_SEEN)
    same = [row.key for row in rows if not row.values]
    known.filter(key__in=same).update(last_seen=now, missing_since=None, missing_runs=0, gone_said="", stays=False)
    ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(done=True)


@transaction.atomic
def _take_over(row_id: int) -> bool:
    row = ImportRow.objects.select_for_update(of=("self",)).select_related("run__feed").get(pk=row_id)
    run = row.run
    if row.done or run.state != ImportRun.State.APPLYING or row.verdict not in WRITTEN:
        return False
    by = who_writes(run)
    known = ImportedEntry.objects.filter(feed=run.feed, key=row.key)
    entry = known.first()
    offer = entry.offer if entry else row.offer
    if offer is None:
        offer = _create(row, by)
        told: dict[str, Any] = row.values
    else:
        # Nobody writes between the comparison and what follows from it; the offer first, as everywhere.
        offer = anew(offer)
        entry = known.select_for_update(of=("self",)).first()
        if offer.state == State.WITHDRAWN:
            # Since the plan was made. As it would be planned now: it stays out, and nothing of it is remembered.
            ImportRow.objects.filter(pk=row.pk).update(verdict="kept", values={}, changes=[], conflicts={})
            row.values = {}
            take_over_quietly(run, [row])
            return False
        told = entry.told if entry else {}
        merged = merge(told, row.values, draft_values(offer), choices=row.choices, seen=row.conflicts)
        if merged.conflicts:
            # Somebody has written since the plan was made, or nobody has chosen yet.
            ImportRow.objects.filter(pk=row.pk).update(
                verdict="conflict", conflicts=merged.conflicts, changes=sorted(merged.take)
            )
            return False
        _change(offer, merged, row, by, told=told)
        told = {**told, **row.values}
    _remember(row, entry, offer, told)
    ImportRow.objects.filter(pk=row.pk).update(done=True, offer=offer, problem="")
    return True


def _create(row: ImportRow, by: Actor) -> Offer:
    details = dict(row.values)
    organisation = Organisation.objects.get(pk=details.pop("organisation"))
    offer = create_offer(details, organisation=organisation, by=by)
    Offer.objects.filter(pk=offer.pk).update(origin=row.run.feed.origin, origin_id=row.key, origin_url=row.url)
    return _lead_on(offer, row, by)


def _change(offer: Offer, merged: Merged, row: ImportRow, by: Actor, *, told: Mapping[str, Any]) -> None:
    """``told``: what the feed had told before."""
    if row.url and row.url != offer.origin_url:
        Offer.objects.filter(pk=offer.pk).update(origin_url=row.url)
    details = dict(merged.take)
    if offer.assured_on is not None and str(row.values.get("assured_on") or "") < offer.assured_on.isoformat():
        # Somebody has confirmed it here since.
        details = {name: value for name, value in details.items() if name not in CONFIRMATION}
    if not details:
        is_back = row.verdict == "back" and offer.state == State.ARCHIVED and not _is_over(offer)
        if is_back and not gaps(offer.get_latest_revision_as_object()):
            # It ended because the feed did not have it any more: somebody says whether it begins again.
            _hand_in(offer, by)
        return
    offer = anew(offer)
    if "organisation" in details:
        details["organisation"] = Organisation.objects.get(pk=details["organisation"])
    waited = offer.workflow_in_progress or bool({offer.state, offer.pending} & _WITH_PEOPLE)
    words = _words_of_people(offer, told)
    if offer.workflow_in_progress:
        if offer.taken_by_id is not None or words:
            raise UnderReview
        # Nobody has begun to read it: the review begins anew with what is said now.
        offer.current_workflow_state.cancel(user=by if isinstance(by, User) else None)
    offer = change_offer(offer, details, by=by)
    if words - details.keys():
        return  # whoever wrote the draft goes on with it
    _lead_on(offer, row, by, looked_at=waited)


def _is_over(offer: Offer) -> bool:
    return offer.valid_to is not None and offer.valid_to < timezone.localdate()


_WITH_PEOPLE = {State.SUBMITTED, State.IN_REVIEW, State.RETURNED}
"""Somebody was meant to read it, or has read it and given it back: a change of the feed is no reason not to."""


def _words_of_people(offer: Offer, told: Mapping[str, Any]) -> set[str]:
    """Fields of the draft that say what is neither public nor from the feed; whoever saved the draft last.

    The row says what is public or, before anything was, what the feed told first.
    """
    if not offer.has_unpublished_changes:
        return set()
    draft, stored = draft_values(offer), plain_values(offer.serializable_data())
    confirmed_since = str(stored.get("assured_on") or "") >= str(draft.get("assured_on") or "")
    return {
        name
        for name in (_WORDS - set(CONFIRMATION) if confirmed_since else _WORDS)
        if name in draft and draft[name] != stored.get(name) and not (name in told and draft[name] == told[name])
    }


_WORDS = frozenset(
    field.name for field in Offer._meta.concrete_fields if field.editable and field.name not in Offer.OWN
) - {"id", "locale", "translation_key", "locked", "go_live_at", "expire_at", "latitude", "longitude"}
"""What people write; where a place lies is found by the portal itself."""


def _lead_on(offer: Offer, row: ImportRow, by: Actor, *, looked_at: bool = False) -> Offer:
    """Publish what the operator allowed, hand everything else in that is complete; the rest stays a draft.

    ``looked_at``: somebody reads it in any case.
    """
    offer = anew(offer)
    draft: Offer = offer.get_latest_revision_as_object()
    if gaps(draft):
        return offer
    feed = row.run.feed
    looked_at |= offer.state in {State.ARCHIVED, State.WITHDRAWN, State.OUTDATED} or _is_doubtful(row)
    # The operator allowed it for one provider. Anybody can be named in a feed.
    looked_at |= {offer.organisation_id, draft.organisation_id} != {feed.organisation_id}
    if feed.publishes and not looked_at:
        return publish_offer(offer, by=IMPORTS)
    return _hand_in(offer, by)


def _is_doubtful(row: ImportRow) -> bool:
    return any(note[0] == DOUBLE for note in row.notes)


DOUBLE = "double"
"""Of a note: the catalogue has an entry of this title already."""


def _hand_in(offer: Offer, by: Actor) -> Offer:
    """As ``submit_offer``, without a mail to every reviewer for each of thousands: their list of tasks tells them."""
    found = review_of(offer)
    if found is None or offer.current_workflow_state is not None:
        return offer
    workflow, task = found
    user = by if isinstance(by, User) else None
    state = WorkflowState(
        content_type=offer.get_content_type(),
        base_content_type=offer.get_base_content_type(),
        object_id=str(offer.pk),
        workflow=workflow,
        requested_by=user,
    )
    state.save()
    step = TaskState(
        workflow_state=state, task=task, revision=offer.get_latest_revision(), status=TaskState.STATUS_IN_PROGRESS
    )
    step.save()
    WorkflowState.objects.filter(pk=state.pk).update(current_task_state=step)
    return settle(offer, "submit_offer", by=by)


def _remember(row: ImportRow, entry: ImportedEntry | None, offer: Offer, told: Mapping[str, Any]) -> None:
    now = timezone.now()
    if entry is None:
        ImportedEntry.objects.create(
            feed=row.run.feed, key=row.key, offer=offer, told=dict(told), taken_on=now, last_seen=now
        )
        return
    entry.taken_on = now
    _seen(entry, told, now)
    entry.save(update_fields=[*_SEEN, "taken_on"])


_SEEN = ["told", "last_seen", "missing_since", "missing_runs", "gone_said", "stays"]


def _seen(entry: ImportedEntry, told: Mapping[str, Any], now: Any) -> None:
    entry.told = {**entry.told, **told}
    entry.last_seen, entry.missing_since, entry.missing_runs = now, None, 0
    entry.gone_said, entry.stays = "", False
