"""Pages made to cost: their trees are built in the time of one pass, and no word of them is lost."""

from __future__ import annotations

import time

import pytest

from teilhabe.council.documents.tree import MOST_ATTRIBUTES, TooMuch, bounded, tree_of

WORDS = "Der Rat nimmt den Bericht zur Kenntnis. "


@pytest.mark.parametrize(
    "page",
    [
        f"<div{''.join(f' a{n}=1' for n in range(400_000))}>Wort</div>",
        "<div" + "".join(f' <a{n}="<b>"' for n in range(200_000)) + ">Wort</div>",
        f"<p>Wort</p></p{''.join(f' a{n}' for n in range(400_000))}>",
        f"<div>Wort {(WORDS + '<td class=a>') * 30_000}",
        f"<table>Wort {(WORDS + '<td class=a></td>') * 15_000}",
        "Wort" + "<a b='" * 500_000,
    ],
    ids=["attributes", "odd names", "end tag", "cells outside a table", "text outside cells", "open quotes"],
)
def test_a_page_made_to_cost_is_read_in_seconds(page: str) -> None:
    started = time.process_time()
    root = tree_of(page).root
    assert root is not None
    assert "Wort" in root.text(deep=True)
    assert time.process_time() - started < 3


def test_a_crowded_tag_keeps_its_first_attributes_and_its_words() -> None:
    page = f"<p class=a {' '.join(f'b{n}=1' for n in range(400_000))} id=z>Wort</p>"
    found = tree_of(page).css_first("p.a")
    assert found is not None
    assert len(found.attributes) == MOST_ATTRIBUTES
    assert found.text() == "Wort"


def test_pictures_inside_a_page_do_not_stand_in_its_way() -> None:
    page = f'<p>vor <img alt="x" src="data:image/png;base64,{"iVBORw0KGgo" * 400_000}"> nach</p>'
    tree = tree_of(page)
    assert tree.css_first("p") is not None
    assert len(tree.html or "") < 200
    assert tree.css_first("img") is not None


def test_usual_tables_are_left_as_they_came() -> None:
    row = '<tr><td class="a">Ein Text von einiger Länge</td>\n<td><p>Mehr <b>x</b></p></td></tr>\n'
    usual = f"<table>{row * 2_000}</table>"
    assert bounded(usual) is usual


def test_a_page_wanted_whole_is_refused_rather_than_read_without_its_tags() -> None:
    with pytest.raises(TooMuch):
        tree_of("<p>x</p>" * 100_000, whole=True)
