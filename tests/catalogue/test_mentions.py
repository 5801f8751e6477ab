"""Council papers that speak of a programme, and programmes that a paper speaks of: by their names, word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from teilhabe.catalogue.presentation.beside import programmes_in_paper
from teilhabe.catalogue.queries.mentions import names_by_word, offers_named_in, papers_that_mention
from teilhabe.catalogue.rules.names import telling_names
from teilhabe.search.actions import NewEntry, drop, put
from teilhabe.search.beside import beside
from teilhabe.search.index import catch_up

from .. import people
from .offers import an_offer

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def a_paper(number: str, title: str, body: str = "") -> str:
    """An entry of a council paper as the index holds it; returns its ref."""
    ref = f"talheim/{number}"
    put(
        NewEntry(
            kind="paper",
            ref=ref,
            url=f"/rat/talheim/vorlage/{number}",
            title=title,
            body=body,
            starts=timezone.now(),
            facts={"reference": number, "body": "Talheim"},
        )
    )
    return ref


def test_names_that_tell_nothing_are_left_out() -> None:
    assert telling_names("Rucksack KiTa", ["Rucksack", "FIT", "Rucksack KiTa", "Sprachschatz"]) == (
        "Rucksack KiTa",
        "Sprachschatz",
    )


@pytest.mark.parametrize(
    "name",
    ["Stadt Talheim", "der Ausschuss", "Rat der Stadt", "Talheim", "Schulausschuss Talheim", "Schule in Talheim"],
)
def test_nobody_writes_an_offer_onto_every_paper(name: str) -> None:
    town = people.a_municipality()
    offer = an_offer(title="Lesekreis Eschental", aliases=[name])
    ref = a_paper(
        "2026-1", "Haushalt", "Der Schulausschuss Talheim hört: Rat der Stadt, Schule in Talheim, Stadt Talheim."
    )
    catch_up()
    assert town.name == "Talheim"
    assert beside("paper", ref) == ()
    assert papers_that_mention(offer) == ()


@pytest.mark.parametrize("name", ["Familienzentrum Talheim", "Willkommen Lotsen", "Talheimer Sprachbrücke"])
def test_a_name_of_its_own_beside_that_of_a_town_is_one(name: str) -> None:
    people.a_municipality()
    offer = an_offer(title=name)
    ref = a_paper("2026-1", "Haushalt", f"Das {name} wird gefördert.")
    catch_up()
    assert beside("paper", ref)
    assert papers_that_mention(offer)


def test_a_programme_shows_the_papers_that_name_it_with_the_words_around(client: Client) -> None:
    offer = an_offer(title="Rucksack KiTa", aliases=["Rucksack"])
    a_paper("2026-1", "Sprachförderung", "Der Ausschuss setzt das Programm\nRucksack KiTa fort.")
    a_paper("2026-2", "Ausflug", "Jedes Kind bringt in die KiTa einen Rucksack mit.")
    a_paper("2026-3", "Taschen", "Rucksack-KiTas sind etwas anderes.")
    catch_up()
    (mention,) = papers_that_mention(offer)
    assert mention.title == "Sprachförderung"
    assert "das Programm <mark>Rucksack KiTa</mark> fort." in mention.snippet
    page = client.get(f"/angebote/{offer.slug}").content.decode()
    assert "Aus dem Rat" in page
    assert "/rat/talheim/vorlage/2026-1" in page


def test_one_word_counts_only_as_it_is_written() -> None:
    offer = an_offer(title="Sprachschatz")
    a_paper("2026-1", "Ein Antrag", "Der sprachschatz der Kinder wächst.")
    catch_up()
    assert papers_that_mention(offer) == ()
    assert programmes_in_paper("talheim/2026-1") is None


def test_a_paper_says_which_programmes_it_names() -> None:
    an_offer(title="Rucksack KiTa")
    an_offer(title="Fahrradkurs für Frauen")
    ref = a_paper("2026-1", "Sprachförderung mit Rucksack KiTa <b>", "Alles andere.")
    (section,) = beside("paper", ref)
    assert [line.title for line in section.lines] == ["Rucksack KiTa"]
    assert "<mark>Rucksack KiTa</mark> &lt;b&gt;" in section.lines[0].snippet
    assert beside("paper", "talheim/gibt-es-nicht") == ()
    assert beside("meeting", ref) == ()


def test_a_paper_is_read_once_and_again_when_it_has_changed() -> None:
    an_offer(title="Rucksack KiTa")
    ref = a_paper("2026-1", "Sprachförderung", "Der Ausschuss setzt Rucksack KiTa fort.")
    assert beside("paper", ref)
    with CaptureQueriesContext(connection) as asked:
        assert beside("paper", ref)
    # Neither its texts nor the names of all offers.
    assert not any("annex" in query["sql"] or "aliases" in query["sql"] for query in asked)
    a_paper("2026-1", "Sprachförderung", "Der Ausschuss beendet Rucksack KiTa.")
    (section,) = beside("paper", ref)
    assert "beendet" in section.lines[0].snippet
    drop("paper", [ref])
    assert beside("paper", ref) == ()


def test_a_paper_read_before_asks_once_for_itself_and_all_offers_that_it_names() -> None:
    for title in ("Lernpaten Eschental", "Sprachmittlerpool Talheim"):
        an_offer(title=title)
    ref = a_paper("2026/1", "Bericht", "Die Lernpaten Eschental und der Sprachmittlerpool Talheim arbeiten weiter.")
    programmes_in_paper(ref)
    with CaptureQueriesContext(connection) as asked:
        said = programmes_in_paper(ref)
    assert said is not None
    assert [line.title for line in said.lines] == ["Lernpaten Eschental", "Sprachmittlerpool Talheim"]
    assert len(asked) == 1


def test_names_are_found_by_their_words_in_the_order_of_the_alphabet() -> None:
    names = names_by_word([(1, "Rucksack KiTa"), (2, "Rucksack Schule"), (3, "Kurs Straße"), (4, '"FIT" macht Mut')])
    text = 'Das Programm RUCKSACK\nKITA, ein Kurs STRASSE-Nord, die Schule und "FIT" macht Mut.'
    assert [(one.key, one.name) for one in offers_named_in([text], names)] == [
        (4, '"FIT" macht Mut'),
        (1, "Rucksack KiTa"),
    ]


def test_words_of_a_paper_that_is_public_no_more_are_not_shown_from_memory() -> None:
    offer = an_offer(title="Rucksack KiTa")
    ref = a_paper("2026-1", "Sprachförderung", "Der Ausschuss setzt Rucksack KiTa fort.")
    catch_up()
    assert papers_that_mention(offer)
    drop("paper", [ref])
    assert papers_that_mention(offer) == ()
