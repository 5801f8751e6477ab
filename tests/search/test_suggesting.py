"""While somebody types: words to search for, committees, people and papers to go to; all of it is there now."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from teilhabe.search.actions import NewEntry, drop, put_many
from teilhabe.search.finding import SearchUnavailable, finds_anything
from teilhabe.search.index import catch_up
from teilhabe.search.index.generations import root
from teilhabe.search.index.reading import look_again
from teilhabe.search.suggesting import LONGEST, MOST, MOST_OF_A_KIND, suggest

pytestmark = pytest.mark.django_db


def entry(ref: str, title: str, kind: str = "paper", **fields: Any) -> NewEntry:
    return NewEntry(kind=kind, ref=ref, url=f"/{ref}", title=title, **fields)


@pytest.fixture(autouse=True)
def _entries() -> None:
    words = ("Ganztag", "Ganztagsschule", "Schulentwicklung", "Feuerwehr", "Feuerwache", "Integration")
    put_many(
        [
            *(entry(f"w/{word}", f"Bericht zu {word}") for word in words),
            *(entry(f"c/{number}", f"Integrationsrat {number}", "committee") for number in range(5)),
            entry("p/1", "Özlem Çelik", "person"),
            entry("v/1", "Radweg", facts={"reference": "2026/0412"}, body="Integrationsrat"),
            entry("v/2", "Fußweg", facts={"reference": "2026/0413"}),
        ]
    )
    catch_up()


def words(typed: str) -> tuple[str, ...]:
    return suggest(typed).words


def entries(typed: str) -> list[str]:
    return [found.ref for found in suggest(typed).entries]


def test_the_last_word_is_completed_behind_the_others() -> None:
    assert "Feuerwehr" in words("feuerw")
    assert "Bericht Feuerwehr" in words("Bericht feuerw")
    assert "Schulentwicklung" in words("schul entw"), "two words that are one"
    assert "Feuerwehr" in words("feuervehr"), "nothing begins so, but nearly"


def test_every_suggestion_finds_something() -> None:
    for typed in ("feuerw", "ganz", "Bericht ganz", "Radweg feuerw", "inte"):
        assert all(finds_anything(text) for text in words(typed))
    assert words("Radweg feuerw") == (), "no entry holds both"


def test_words_of_withdrawn_entries_are_not_suggested() -> None:
    drop("paper", ["w/Feuerwehr"])
    drop("committee", ["c/1"])
    catch_up()
    assert words("feuerw") == ("Feuerwache",)
    assert "c/1" not in entries("integrationsr")


def test_committees_and_people_are_found_by_name_and_papers_by_number_alone() -> None:
    assert len(entries("integrationsr")) == MOST_OF_A_KIND
    assert all(ref.startswith("c/") for ref in entries("integrationsr"))
    assert entries("ozlem cel") == ["p/1"]
    assert entries("2026/412") == ["v/1"]
    assert entries("radw") == []


def test_there_are_never_too_many() -> None:
    found = suggest("inte")
    assert len(found.words) + len(found.entries) <= MOST


@pytest.mark.parametrize(
    "typed",
    ["", " ", "f", "*", '"offener ganz', "-feuerw", "Feuerwehr ", "\x00\ud7ff", "F" * (LONGEST + 1), "((((", "…"],
)
def test_where_there_is_nothing_to_say_nothing_is_said(typed: str) -> None:
    assert words(typed) == ()


def test_without_an_index_it_says_so() -> None:
    shutil.rmtree(root())
    look_again()
    with pytest.raises(SearchUnavailable):
        suggest("feuerw")
