"""Readers search everything at once: groups, filters, corrections, other languages, and what is said when nothing is found."""

from __future__ import annotations

import pytest

from teilhabe.search.finding import Found
from teilhabe.search.question.notes import Cut, Ignored, Note, OnlyMinus, QuoteClosed, Synonym, TakenApart
from teilhabe.website.presentation.search import remarks

# --- What is said about a question ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "sentences"),
    [
        (Synonym("مدرسة", ("Schule",), "ar"), ['Gesucht wurde auch: <b lang="de">Schule</b>']),
        (
            TakenApart("Schulbushaltestelle", ("Schulbus", "<i>")),
            [
                "<bdi>„Schulbushaltestelle“</bdi> kommt nirgends vor. Gesucht wurden die Teile: "
                '<b lang="de">Schulbus</b>, <b lang="de">&lt;i&gt;</b>'
            ],
        ),
        (Cut("Schule"), ["Die Frage war sehr lang. Gesucht wurde mit ihrem Anfang."]),
        (OnlyMinus(("Ferien",)), ['Gezeigt wird alles ohne <b lang="de">Ferien</b>']),
        (Ignored(("und",)), []),
        (QuoteClosed("offener Ganztag"), []),
    ],
)
def test_every_note_about_a_question_is_a_sentence_or_nothing(note: Note, sentences: list[str]) -> None:
    assert list(remarks(Found(asked="", notes=(note,)))) == sentences


def test_every_kind_of_note_has_its_story_above() -> None:
    assert {kind.__name__ for kind in Note.__args__} == {
        "Synonym", "TakenApart", "Cut", "OnlyMinus", "Ignored", "QuoteClosed",
    }  # fmt: skip
