"""Where a feed says an address but not for which municipality it is."""

from __future__ import annotations

import pytest

from teilhabe.catalogue.actions import change_offer
from teilhabe.catalogue.models import Offer, State
from teilhabe.catalogue.queries.imports import drafts_by_feed
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.directory.actions import load_demo

from ... import people, rows
from .test_taking_over import draft, imported
from .trial import a_feed, course, offer_of, uploaded, verdicts

pytestmark = pytest.mark.django_db
ROOM = {"venue": "Kupferhof, Raum 2", "postcode": "52222"}


@pytest.fixture(autouse=True)
def region() -> None:
    rows.once("demonstration places", lambda: load_demo(by=COMMAND_LINE))


def test_a_course_at_an_address_is_for_the_town_of_its_postcode_also_the_second_time() -> None:
    feed = a_feed()
    run = imported(feed, [course(1, **ROOM), course(2, municipalities=["05334004"], **ROOM)])
    assert draft(offer_of(feed, 1)).municipalities == ["05334032"]
    assert draft(offer_of(feed, 2)).municipalities == ["05334004"]
    said = [note for note in run.rows.get(key="kurs-1").notes if note[0] == "municipalities"]
    assert said == [["municipalities", "52222", "Die Kommune steht nicht dabei. Wir nehmen die der Adresse."]]
    again = uploaded(feed, [course(1, **ROOM), course(2, municipalities=["05334004"], **ROOM)])
    assert verdicts(again)["unchanged"] == 2


def test_a_course_that_moves_to_another_town_goes_along() -> None:
    feed = a_feed()
    imported(feed, [course(1, **ROOM)])
    imported(feed, [course(1, venue="Stadtbücherei", postcode="52477")])
    assert draft(offer_of(feed, 1)).municipalities == ["05334004"]


def test_a_course_somewhere_stays_a_draft_that_says_what_it_lacks() -> None:
    feed = a_feed()
    run = imported(feed, [course(1, venue="Raum 2")])
    assert Offer.objects.get().state == State.DRAFT
    assert any("Wählen Sie die Kommune" in why for _field, _said, why in run.rows.get().notes)


def test_what_was_taken_over_without_its_municipality_gets_it_once_the_address_says_which() -> None:
    feed = a_feed()
    imported(feed, [course(1, venue="Raum 2")])
    imported(feed, [course(1, **ROOM)])
    assert draft(offer_of(feed, 1)).municipalities == ["05334032"]
    assert Offer.objects.get().state == State.SUBMITTED


def test_a_municipality_that_people_have_said_is_not_taken_from_the_address() -> None:
    feed = a_feed()
    imported(feed, [course(1, venue="Raum 2")])
    change_offer(offer_of(feed, 1), {"municipalities": ["05334004"]}, by=people.an_editor())
    imported(feed, [course(1, **ROOM)])
    assert draft(offer_of(feed, 1)).municipalities == ["05334004"]


def test_a_change_of_what_is_public_without_a_municipality_says_what_it_waits_for() -> None:
    """It was taken over before the portal asked for one."""
    feed = a_feed(publishes=True)
    imported(feed, [course(1, venue="Raum 2", mobile=True)])
    offer = offer_of(feed, 1)
    assert offer.state == State.PUBLISHED
    run = imported(feed, [course(1, venue="Raum 2", mobile=False, hours="montags um neun")])
    assert any("Wählen Sie die Kommune" in why for _field, _said, why in run.rows.get().notes)
    assert drafts_by_feed() == [(feed, 1)]
