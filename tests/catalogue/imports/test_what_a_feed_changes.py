"""A feed tells its entries anew: what it says of them is believed as far as it can be meant."""

from __future__ import annotations

from typing import Any

import pytest

from teilhabe.catalogue.actions.importing import begin_applying, go_on
from teilhabe.catalogue.ingest.applying import apply_slice
from teilhabe.catalogue.models import Feed, ImportRun, Offer
from teilhabe.core.audit import COMMAND_LINE

from ... import people
from .trial import a_feed, course, courses, offer_of, uploaded

pytestmark = pytest.mark.django_db


def imported(feed: Feed, entries: list[dict[str, Any]]) -> ImportRun:
    run = begin_applying(uploaded(feed, entries), by=COMMAND_LINE)
    assert apply_slice(run)
    return ImportRun.objects.get(pk=run.pk)


def draft(offer: Offer) -> Offer:
    found: Offer = Offer.objects.get(pk=offer.pk).get_latest_revision_as_object()
    return found


def test_a_table_whose_rows_have_moved_under_their_numbers_writes_no_course_over_another() -> None:
    feed = a_feed()
    imported(feed, courses(10))
    moved = [{**course(number), "key": f"kurs-{number + 1}"} for number in range(10)]
    run = uploaded(feed, moved)
    assert run.state == ImportRun.State.REFUSED
    assert run.problem.startswith("Von 10 bekannten Einträgen hießen 10 bisher anders.")
    assert [draft(offer_of(feed, number)).title for number in (1, 5)] == ["Kurs 1", "Kurs 5"]
    # Half of them have a new name, and only its case changed in the others: that may well be.
    renamed = [course(number, title=f"Neu {number}" if number < 6 else f"KURS {number}") for number in range(1, 11)]
    assert uploaded(feed, renamed).state == ImportRun.State.READY
    # An editor knows that all of them are called in a new way.
    run = uploaded(feed, [course(number, title=f"Sommerkurs {number}") for number in range(1, 11)])
    begin_applying(go_on(run, by=people.an_editor()), by=COMMAND_LINE)
