"""Looking for places is work in the background: one slice at a time, what is new first, and files have their turn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from teilhabe.core.schedule import enqueue_due
from teilhabe.council import jobs
from teilhabe.council.actions.places import has_due, match_due
from teilhabe.council.actions.refresh import refresh_stale
from teilhabe.council.jobs import match_due_places, match_soon
from teilhabe.council.models import Paper
from teilhabe.directory.models import Municipality

from . import cast
from .places import STREET, TOWN, a_paper_about, a_street, a_town, its_council, matched, places_of

pytestmark = pytest.mark.django_db


def waiting() -> int:
    return DBTaskResult.objects.ready().filter(task_path=match_due_places.module_path).count()


def test_many_reasons_to_look_for_places_make_one_job() -> None:
    a_town()
    a_paper_about(its_council(), "Radweg in der Goethestraße")
    cast.indexed()
    now = timezone.now()
    for minute in range(3):
        assert "council.places" in enqueue_due(now + timedelta(minutes=minute))
        match_soon()
    assert waiting() == 1


def test_a_slice_that_leaves_something_asks_for_one_more_and_the_last_one_for_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_town()
    council = its_council()
    for number in range(60):
        a_paper_about(council, f"Radweg {number} in der Goethestraße", reference=f"2026/{number:04d}")
    cast.indexed()
    monkeypatch.setattr(jobs, "PLACES_AT_ONCE", 0)
    # A harvest has asked for one meanwhile: that one goes on.
    match_soon()
    match_due_places.call()
    assert waiting() == 1
    DBTaskResult.objects.all().delete()
    match_due_places.call()
    assert not has_due()
    assert waiting() == 0


def test_what_a_harvest_changed_does_not_wait_until_all_papers_are_read_with_a_new_street() -> None:
    a_town()
    council = its_council()
    *others, changed = [a_paper_about(council, f"Plan {n} der Schillerstraße", reference=f"2026/{n}") for n in range(4)]
    matched()
    a_street(Municipality.objects.get(ags=TOWN), "Schillerstraße", "schillerstrasse")
    Paper.objects.filter(pk=changed.pk).update(name="Radweg in der Goethestraße", stale=True)
    refresh_stale()
    assert match_due(batch=1, seconds=0).done == 1
    assert set(places_of(changed)) == {STREET}
    assert [places_of(paper) for paper in others] == [{}, {}, {}]
