"""Page after page, while somebody else writes."""

from __future__ import annotations

import base64

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from teilhabe.search.engines.backend import BadCursor, Order, Search
from teilhabe.search.question.nodes import Everything, Node

from .conftest import Shelf, all_keys, paper, word

ORDERS = list(Order)
QUESTIONS: list[Node] = [word("Brücke"), Everything(), word("Brü", prefix=True)]


@pytest.fixture
def bridges(shelf: Shelf) -> Shelf:
    """57 papers, many of one day and some without any."""
    shelf.holds(
        *(
            paper(f"p{n}", "Brücke" if n % 3 else "Neubau der Brücke", on=f"2024-05-{10 + n % 4}" if n % 5 else None)
            for n in range(57)
        )
    )
    return shelf


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("order", ORDERS)
def test_pages_by_cursor_and_by_number_give_every_hit_once_in_one_order(
    bridges: Shelf, order: Order, question: Node
) -> None:
    def ask(cursor: str = "", skip: int = 0, limit: int = 10) -> Search:
        return Search(question=question, order=order, limit=limit, cursor=cursor, skip=skip)

    whole = list(bridges.ask(ask(limit=100)).keys)
    assert len(whole) == len(set(whole)) == 57
    pages = list(bridges.pages(ask))
    assert all_keys(pages) == whole
    assert [page.total for page in pages] == [57] * 6
    assert [key for skip in range(0, 60, 10) for key in bridges.ask(ask(skip=skip)).keys] == whole
    assert bridges.ask(ask(skip=57)).keys == ()
    assert bridges.ask(ask(skip=1_000_000)).keys == ()


@pytest.mark.parametrize("order", [Order.NEWEST, Order.OLDEST])
def test_a_reader_turns_pages_while_papers_come_and_go_and_misses_none_and_sees_none_twice(
    bridges: Shelf, order: Order
) -> None:
    steady = set(bridges.keys(word("Brücke")))
    seen: list[str] = []
    for number, page in enumerate(
        bridges.pages(lambda cursor: Search(question=word("Brücke"), order=order, limit=10, cursor=cursor))
    ):
        seen += page.keys
        gone = page.keys[-1]
        steady -= {gone}
        bridges.loses(gone)
        bridges.holds(
            *(paper(f"new{number}-{n}", "Brücke Brücke", on="2026-01-01") for n in range(3)),
            *(paper(f"old{number}-{n}", "Brücke Brücke", on="1999-01-01") for n in range(3)),
        )
    assert len(seen) == len(set(seen))
    assert steady <= set(seen)


def test_a_reader_of_the_best_hits_sees_none_twice_though_some_go_meanwhile(bridges: Shelf) -> None:
    """What comes changes what fits best; what goes does not."""
    steady = set(bridges.keys(word("Brücke")))
    seen: list[str] = []
    for page in bridges.pages(lambda cursor: Search(question=word("Brücke"), limit=10, cursor=cursor)):
        seen += page.keys
        steady -= {page.keys[0]}
        bridges.loses(page.keys[0])
    assert len(seen) == len(set(seen))
    assert steady <= set(seen)


@given(
    cursor=st.one_of(
        st.text(max_size=60), st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode())
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nonsense_is_no_cursor(bridges: Shelf, cursor: str) -> None:
    if cursor:
        with pytest.raises(BadCursor):
            bridges.ask(Search(question=word("Brücke"), cursor=cursor))


def test_a_changed_cursor_and_one_of_another_order_are_refused(bridges: Shelf) -> None:
    cursor = bridges.ask(Search(question=word("Brücke"), limit=5)).next
    for changed in (cursor[:-2], cursor + "AA", cursor.swapcase(), "x" * 100_000):
        with pytest.raises(BadCursor):
            bridges.ask(Search(question=word("Brücke"), cursor=changed))
    with pytest.raises(BadCursor, match="Sortierung"):
        bridges.ask(Search(question=word("Brücke"), cursor=cursor, order=Order.NEWEST))


def test_the_last_page_says_that_nothing_follows(shelf: Shelf) -> None:
    shelf.holds(*(paper(f"p{n}", "Brücke") for n in range(10)))
    for order in ORDERS:
        assert shelf.ask(Search(question=word("Brücke"), limit=10, order=order)).next == ""
        assert shelf.ask(Search(question=word("Brücke"), limit=9, order=order)).next != ""
