"""A question in people's words becomes entries with marked words; nobody is offered what is not there."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from teilhabe.search.actions import NewEntry, drop, put_many
from teilhabe.search.engines.backend import Order
from teilhabe.search.finding import Found, SearchUnavailable, Wanted, find, finds_anything, warm_up
from teilhabe.search.index import catch_up
from teilhabe.search.index.generations import root
from teilhabe.search.index.reading import look_again
from teilhabe.search.models import Entry
from teilhabe.search.snippets import Why, as_text

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
AACHEN, STOLBERG = "05334002", "05334032"


def entry(ref: str, title: str, **fields: Any) -> NewEntry:
    known: dict[str, Any] = {"kind": "paper", "ref": ref, "url": f"/{ref}", "title": title, "starts": NOON}
    return NewEntry(**(known | fields))


@pytest.fixture
def entries() -> None:
    put_many(
        [
            entry("ganztag", "Offener Ganztag: Räume", municipality=AACHEN, facets={"standing": ["decided"]}),
            entry("schule", "Grundschulentwicklung", municipality=AACHEN, starts=NOON - timedelta(days=3)),
            entry("plan", "Bericht der Verwaltung", body="Die Schulen wachsen.", starts=NOON - timedelta(days=1)),
            entry("annex", "Wirtschaftsplan", annex="Der Kesselmeister schreibt.", municipality=STOLBERG),
            entry("m", "Sitzung des Schulausschusses", kind="meeting", starts=NOON + timedelta(days=5)),
            entry("p", "Ada Berg", kind="person", body="Schulausschuss", starts=None),
        ]
    )
    catch_up()


def found(text: str = "", **wanted: Any) -> Found:
    return find(Wanted(text=text, **wanted))


def refs(answer: Found) -> list[str]:
    return [hit.entry.ref for hit in answer.hits]


@pytest.mark.usefixtures("entries")
def test_a_word_finds_its_forms_and_the_words_it_is_a_part_of() -> None:
    answer = found("Schule")
    assert sorted(refs(answer)) == ["m", "p", "plan", "schule"]
    reasons = {hit.entry.ref: hit.reason for hit in answer.hits}
    assert reasons["plan"].why == Why.WORD
    assert (reasons["schule"].why, reasons["schule"].word) == (Why.PART, "Grundschulentwicklung")


@pytest.mark.usefixtures("entries")
def test_filters_period_and_order_hold_together() -> None:
    assert refs(found("Schule", filters={"kind": ["paper"], "municipality": [AACHEN, STOLBERG]})) == ["schule"]
    assert refs(found("Schule", since=NOON - timedelta(days=2), until=NOON)) == ["plan"]
    assert refs(found(filters={"kind": ["paper"]}, order=Order.OLDEST))[:2] == ["schule", "plan"]
    assert refs(found(filters={"standing": ["decided"]})) == ["ganztag"]


@pytest.mark.usefixtures("entries")
def test_groups_hold_the_first_of_each_kind_and_how_many_there_are() -> None:
    answer = find(Wanted(text="Schule"), per_kind=1, limit=1)
    assert {group.kind: (group.total, len(group.hits)) for group in answer.groups} == {
        "paper": (2, 1),
        "meeting": (1, 1),
        "person": (1, 1),
    }
    assert answer.hits == ()
    alone = find(Wanted(text="Ganztag"), per_kind=3)
    assert alone.groups == (), "one kind alone is a list"
    assert refs(alone) == ["ganztag"]


@pytest.mark.usefixtures("entries")
def test_what_only_an_attachment_says_is_found_and_shown_from_there() -> None:
    (hit,) = found("Kesselmeister").hits
    assert hit.reason.in_annex
    assert as_text(hit.text) == "Der Kesselmeister schreibt."


@pytest.mark.usefixtures("entries")
def test_a_mistake_is_mended_only_where_nothing_was_found() -> None:
    mended = found("Gantztag")
    assert (refs(mended), mended.corrected, mended.suggestion) == (["ganztag"], "Ganztag", "")
    literal = found("Gantztag", literal=True)
    assert (literal.total, literal.corrected) == (0, "")


@pytest.mark.usefixtures("entries")
def test_a_correction_that_finds_something_only_without_filters_is_said_to_be_so() -> None:
    answer = found("Gantztag", filters={"municipality": [STOLBERG]})
    assert (answer.total, answer.corrected) == (0, "")
    assert (answer.suggestion, answer.suggested_without_filters) == ("Ganztag", True)


@pytest.mark.usefixtures("entries")
def test_words_of_withdrawn_entries_are_never_offered() -> None:
    drop("paper", ["ganztag"])
    catch_up()
    answer = found("Gantztag")
    assert (answer.total, answer.corrected, answer.suggestion) == (0, "", "")
    assert not finds_anything("Ganztag")
    assert finds_anything("Schule")


@pytest.mark.usefixtures("entries")
def test_an_entry_that_was_withdrawn_a_moment_ago_is_not_shown() -> None:
    Entry.objects.filter(ref="plan").delete()
    assert "plan" not in refs(found("Schule"))
    groups = find(Wanted(text="Schule"), per_kind=3).groups
    assert "plan" not in [hit.entry.ref for group in groups for hit in group.hits]


@pytest.mark.usefixtures("entries")
def test_pages_follow_each_other_without_gaps() -> None:
    wanted = Wanted(text="Schule", order=Order.NEWEST)
    pages = [find(wanted, limit=1, skip=skip) for skip in range(5)]
    assert [ref for page in pages for ref in refs(page)] == refs(found("Schule", order=Order.NEWEST))
    second = find(wanted, limit=2, cursor=find(wanted, limit=2).next)
    assert refs(second) == refs(found("Schule", order=Order.NEWEST))[2:]


@pytest.mark.usefixtures("entries")
def test_a_web_process_warms_up_with_an_index_and_without_one(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        warm_up()
        shutil.rmtree(root())
        look_again()
        warm_up()
    with pytest.raises(SearchUnavailable, match="neu aufgebaut"):
        found("Schule")
