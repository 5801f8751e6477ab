"""What a person has to read is read: nobody publishes their own words, and no feed passes by somebody's no."""

from __future__ import annotations

import pytest

from teilhabe.catalogue.actions import publish_offer
from teilhabe.catalogue.models import NotReviewed

from ... import people
from .test_taking_over import taken_over
from .trial import a_feed, course, offer_of, uploaded

pytestmark = pytest.mark.django_db


def test_whoever_brought_the_table_does_not_publish_it_although_another_took_it_over() -> None:
    jonas, katrin, feed = people.an_editor(), people.a_reviewer(), a_feed()
    run = taken_over(uploaded(feed, [course(1)], by=katrin), by=jonas)
    with pytest.raises(NotReviewed):
        publish_offer(offer_of(feed, 1), by=katrin)
    # Who took it over has seen it, and written none of it.
    assert publish_offer(offer_of(feed, 1), by=people.a_reviewer()).live
    assert run.applied_by == jonas
