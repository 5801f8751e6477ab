"""A place reaches the index by the facet it is written as, and leaves it when a correction takes it away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from teilhabe.search.actions import NewEntry, NewPlace, put, put_many
from teilhabe.search.finding import Wanted, find
from teilhabe.search.index import catch_up

pytestmark = pytest.mark.django_db
STREET = NewPlace(
    ref="street:05334002/jakobstrasse",
    kind="street",
    name="Jakobstraße",
    grade="certain",
    municipality="05334002",
    within=("municipality:05334002",),
)
PAPER = NewEntry(
    kind="paper",
    ref="aachen/1",
    url="/rat/aachen/vorlage/1",
    title="Radweg in der Jakobstraße",
    starts=datetime(2026, 3, 12, 11, 0, tzinfo=UTC),
    places=(STREET,),
)


def refs(place: str, text: str = "") -> list[str]:
    return [hit.entry.ref for hit in find(Wanted(text=text, filters={"place": (place,)})).hits]


def test_a_reader_filters_a_search_by_a_street_and_by_the_town_around_it() -> None:
    put_many([PAPER, replace(PAPER, ref="aachen/2", title="Radweg anderswo", places=())])
    catch_up()
    assert refs(STREET.ref, "Radweg") == ["aachen/1"]
    assert refs("municipality:05334002") == ["aachen/1"]


def test_a_place_that_is_no_longer_sure_leaves_the_filter() -> None:
    put(PAPER)
    catch_up()
    put(replace(PAPER, places=(replace(STREET, grade="mentioned"),)))
    catch_up()
    assert refs(STREET.ref) == []
