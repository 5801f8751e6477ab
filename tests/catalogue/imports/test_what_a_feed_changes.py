"""A feed tells its entries anew: what it says of them is believed as far as it can be meant."""

from __future__ import annotations

from typing import Any

import pytest

from teilhabe.catalogue.actions import change_offer, publish_offer
from teilhabe.catalogue.actions.importing import begin_applying, go_on
from teilhabe.catalogue.ingest.applying import apply_slice
from teilhabe.catalogue.models import Feed, ImportRun, Offer
from teilhabe.core.audit import COMMAND_LINE

from ... import people
from ..offers import COMPLETE
from .trial import ADDRESS, a_feed, course, courses, offer_of, uploaded

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


def test_a_number_that_the_source_has_taken_away_is_taken_away_here() -> None:
    feed = a_feed(url=ADDRESS, publishes=True)
    tells = ["phone", "hours", "cost_note"]
    imported(feed, [course(1, hours="dienstags", tells=tells), course(2, tells=tells)])
    [without, other] = [course(1, tells=tells), course(2, tells=tells)]
    del without["phone"]
    imported(feed, [without, other])
    offer = offer_of(feed, 1)
    assert (offer.phone, offer.hours, offer.email) == ("", "", COMPLETE["email"])
    assert uploaded(feed, [without, other]).counts == {"unchanged": 2}


def test_what_a_source_never_told_and_what_cannot_be_read_stays() -> None:
    feed = a_feed(url=ADDRESS, publishes=True)
    imported(feed, [course(1, tells=["phone", "hours"])])
    offer = offer_of(feed, 1)
    publish_offer(change_offer(offer, {"hours": "montags"}, by=people.a_provider()), by=COMMAND_LINE)
    unread = course(1, tells=["hours"])
    del unread["phone"]
    assert uploaded(feed, [unread]).counts == {"unchanged": 1}
    assert (offer_of(feed, 1).phone, offer_of(feed, 1).hours) == ("0241 555001", "montags")


def test_somebody_chooses_where_the_source_takes_back_what_was_changed_here() -> None:
    feed = a_feed(url=ADDRESS, publishes=True)
    imported(feed, [course(1, tells=["phone"])])
    publish_offer(change_offer(offer_of(feed, 1), {"phone": "0241 7"}, by=people.a_provider()), by=COMMAND_LINE)
    without = course(1, tells=["phone"])
    del without["phone"]
    assert uploaded(feed, [without]).rows.get().conflicts == {"phone": ["0241 555001", "0241 7", ""]}


def test_whoever_looks_at_a_change_sees_what_the_entry_then_lacks() -> None:
    feed = a_feed(url=ADDRESS, publishes=True)
    only_way = {"email": "", "phone": "0241 1", "tells": ["phone"]}
    imported(feed, [course(1, **only_way)])
    without = course(1, **only_way)
    del without["phone"]
    [note] = imported(feed, [without]).rows.get().notes
    assert note[:2] == ["contact", ""]
    assert note[2].startswith("Bleibt Entwurf: Nennen Sie einen Weg")
    assert draft(offer_of(feed, 1)).phone == ""
