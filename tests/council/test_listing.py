"""Whichever way the index is read for a list, the same entries come in the same order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from teilhabe.council.queries import listing
from teilhabe.council.queries.listing import Wanted, entries, find
from teilhabe.search.actions import NewEntry, put_many

pytestmark = pytest.mark.django_db

START = datetime(2020, 1, 1, 16, tzinfo=UTC)
STANDINGS = ("decided", "rejected", "noted")


@pytest.fixture(autouse=True)
def many_papers() -> None:
    """Sixty papers, some on the same day and some without one, and a meeting that no list of papers shows."""
    cache.clear()
    put_many(
        NewEntry(
            kind="paper",
            ref=f"a/{number}",
            url=f"/rat/a/vorlage/{number}",
            title=str(number),
            starts=None if number % 10 == 9 else START + timedelta(days=number // 2),
            facets={"body": ["a" if number % 4 else "b"], "standing": [STANDINGS[number % 3]], "type": ["Antrag"]},
        )
        for number in range(60)
    )
    put_many([NewEntry(kind="meeting", ref="a/m", url="/", title="m", starts=START, facets={"body": ["a"]})])


def numbers(wanted: Wanted, most: int = 100) -> list[int]:
    return [int(entry.title) for entry in entries(find(wanted, most))]


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize(
    "facets",
    [
        {},
        {"body": ["a"]},
        {"standing": ["decided", "noted"]},
        {"body": ["a", "b"], "standing": ["decided", "noted"]},
        {"body": ["a"], "standing": ["decided", "noted"], "type": ["Antrag"]},
        {"body": ["nowhere"]},
    ],
)
@pytest.mark.parametrize("looked_up", [0, 3_000])
def test_every_way_leads_to_the_same_list(
    monkeypatch: pytest.MonkeyPatch, facets: dict[str, list[str]], order: str, looked_up: int
) -> None:
    monkeypatch.setattr(listing, "MOST_LOOKED_UP", looked_up)
    fitting = [
        number
        for number in range(60)
        if ("a" if number % 4 else "b") in facets.get("body", ["a", "b"])
        and STANDINGS[number % 3] in facets.get("standing", STANDINGS)
    ]
    # The keys grow with the numbers, and two papers of one day follow their keys.
    dated = [number for number in fitting if number % 10 != 9]
    undated = [number for number in fitting if number % 10 == 9]
    expected = dated + undated if order == "oldest" else dated[::-1] + undated[::-1]
    found = numbers(Wanted("paper", facets, order=order))
    assert found == expected
    assert numbers(Wanted("paper", facets, order=order), 7) == found[:7]


@pytest.mark.parametrize("facets", [{}, {"body": ["a"]}, {"standing": ["decided", "noted"]}])
def test_a_period_leaves_out_what_is_before_after_or_without_a_day(facets: dict[str, list[str]]) -> None:
    first, end = START + timedelta(days=5), START + timedelta(days=10)
    found = numbers(Wanted("paper", facets, start=first, end=end))
    assert found
    assert all(10 <= number < 20 and number != 19 for number in found)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan is written in SQLite's words")
def test_a_committee_with_thousands_of_papers_is_read_along_the_index_without_sorting() -> None:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        find(Wanted("paper", {"committee": ["a/rat"]}), 10)
    statement = asked[-1]["sql"]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        plan = " ".join(row[3] for row in cursor.fetchall())
    assert "facet_in_order" in plan
    assert "TEMP B-TREE" not in plan
