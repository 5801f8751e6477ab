"""Where a feed says an address but not for which municipality it is."""

from __future__ import annotations

import pytest

from teilhabe.catalogue.models import Offer, State
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.directory.actions import load_demo

from ... import rows
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
