"""One point: result, vote, minutes; nothing of a point that is not public."""

from __future__ import annotations

import pytest

from teilhabe.council.ingest.allris3.item import read_item
from teilhabe.council.ingest.html.errors import NotPublic

from .pages import BASE, page, text

URL = f"{BASE}to020.asp?TOLFDNR=41"


def item(
    number: str = "Ö&nbsp;3",
    *,
    status: str = "öffentlich/nichtöffentlich",
    of_paper: str = "öffentlich",
    texts: str = "",
) -> str:
    head = (
        '<table class="tk1"><tr><td><form action="to010.asp?topSelected=41">'
        '<input type="hidden" name="SILFDNR" value="7" /></form>'
        '</td><td class="text1"><a href="to010.asp?SILFDNR=7">Sitzung</a></td></tr>'
        f'<tr><td class="kb1">TOP:</td><td class="text1">{number}</td></tr>'
        '<tr><td class="kb1">Gremium:</td><td class="text1">Rat</td><td class="kb1">Beschlussart:</td>'
        "<td>geändert beschlossen</td></tr>"
        '<tr><td class="kb1">Datum:</td><td>Di, 22.09.2026</td><td class="kb1">Status:</td>'
        f'<td class="text3">{status}</td></tr>'
        '<tr><td></td><td class="text1"><a href="vo020.asp?VOLFDNR=5">VO/26/5 Schulwege</a></td></tr>'
        f'<tr><td class="kb1">Status:</td><td class="text3">{of_paper}</td></tr></table><hr />'
    )
    return page("to020", "Auszug - Schulwege", head + texts)


TEXTS = (
    text("WP", "<p>Es wird gesprochen.</p>")
    + text("BS", "<p>Der Rat beschließt.</p>")
    + text("AE", "<p>Ja: 16, Nein: 1</p>")
)
ITEM = item(texts=TEXTS)


def test_a_point_tells_result_vote_minutes_and_resolution() -> None:
    found = read_item(ITEM, URL)
    assert (found.key, found.meeting, found.number, found.title) == ("tolfdnr=41", "silfdnr=7", "Ö 3", "Schulwege")
    assert (found.paper, found.paper_reference) == ("volfdnr=5", "VO/26/5")
    assert (found.result_raw, found.vote_raw) == ("geändert beschlossen", "Ja: 16, Nein: 1")
    assert [block.kind for block in found.blocks] == ["minutes", "resolution", ""]


def test_taking_note_is_no_vote() -> None:
    assert read_item(item(texts=text("AE", "<p>Der Rat nimmt Kenntnis.</p>")), URL).vote_raw == ""


@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("N&nbsp;3", "öffentlich"),
        ("3", "öffentlich/nichtöffentlich"),
        ("3", ""),
        ("Ö&nbsp;3", "nichtöffentlich"),
        ("", "öffentlich/nichtöffentlich"),
    ],
)
def test_a_point_that_is_not_known_to_be_public_is_refused(number: str, status: str) -> None:
    with pytest.raises(NotPublic):
        read_item(item(number, status=status), URL)


def test_a_number_without_a_letter_is_public_in_a_public_meeting() -> None:
    assert read_item(item("3", status="öffentlich"), URL).title == "Schulwege"


def test_the_paper_of_a_public_point_is_not_named_if_the_paper_is_not_public() -> None:
    found = read_item(item(of_paper="nichtöffentlich"), URL)
    assert (found.paper, found.paper_reference) == ("", "")
