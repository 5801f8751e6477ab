"""What a reader sees of an entry that was found: its words marked, and why it is there."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from teilhabe.search.analysis.analyzer import Analyzer
from teilhabe.search.question.nodes import Both, Either, Node, Phrase, Term, Without
from teilhabe.search.question.parser import parse
from teilhabe.search.snippets import Marker, Reason, Shown, Why, as_html, as_text
from teilhabe.search.snippets.cutting import ROOM

ANALYZER = Analyzer()
PARTS = {
    "grundschulentwicklung": ("grundschul", "schul", "entwickl"),
    "arbeitsmarktintegration": ("arbeitsmarkt", "integration"),
}
FILL = "Die Kosten trägt das Land, und die Stadt beteiligt sich mit dem üblichen Anteil. "


def term(word: str, *languages: str) -> Term:
    return ANALYZER.term(word, languages or ("de",))


def shown(
    question: Node | str,
    *texts: str,
    title: str = "Bericht",
    annex: str = "",
    reference: str = "",
    language: str = "de",
) -> Shown:
    node = parse(question, ANALYZER).node if isinstance(question, str) else question
    marker = Marker(node, ANALYZER, lambda folded: PARTS.get(folded, ()))
    return marker.show(title=title, texts=texts, language=language, reference=reference, annex=annex)


def marked(one: Shown) -> list[str]:
    return [part.text for part in (*one.title, *one.text) if part.marked]


@pytest.mark.parametrize(
    ("asked", "text", "words"),
    [
        ("Schule", "Die Schulen bleiben offen.", ["Schulen"]),
        ("Haus", "Zwei Häuser am Markt.", ["Häuser"]),
        ("Häuser", "Das Haus am Markt.", ["Haus"]),
        ("Foerderung", "Die Förderung endet.", ["Förderung"]),
        ("Förderung", "Die Foerderung endet.", ["Foerderung"]),
        ("Strasse", "An der Straße und in den Straßen.", ["Straße", "Straßen"]),
        ("aktuell", "Zur aktuellen Lage", ["aktuellen"]),
        ("MASSNAHMEN", "Eine Maßnahme genügt.", ["Maßnahme"]),
        ("cafe", "Das Café am Markt", ["Café"]),
        ("Integr*", "Der Integrationsrat tagt.", ["Integrationsrat"]),
        ("Eltern-Kind-Gruppe", "Eine Eltern-Kind-Gruppe am Morgen", ["Eltern-Kind-Gruppe"]),
        ("Schule", "Die Schulden wachsen, der Unfug auch.", []),
        ("Rat", "Beratung und Verrat sind kein Rat.", ["Rat"]),
    ],
)
def test_every_form_of_a_word_is_marked_and_nothing_that_only_looks_like_it(
    asked: str, text: str, words: list[str]
) -> None:
    assert marked(shown(asked, text)) == words


def test_arabic_words_are_marked_however_their_letters_are_typed() -> None:
    one = shown(term("الهجره", "ar"), "برنامج الهجرة والاندماج", title="", language="ar")
    assert marked(one) == ["الهجرة"]


def test_the_title_is_marked_too_and_shown_whole() -> None:
    one = shown("Ganztag", FILL, title="Offener Ganztag an drei Grundschulen")
    assert as_html(one.title) == "Offener <mark>Ganztag</mark> an drei Grundschulen"


def test_a_word_found_inside_a_longer_one_is_explained() -> None:
    one = shown("Schule", "Die Grundschulentwicklung wird fortgesetzt.")
    assert marked(one) == ["Grundschulentwicklung"]
    assert one.reason == Reason(Why.PART, "Grundschulentwicklung")
    assert shown("Schule", "Die Grundschulentwicklung und jede Schule").reason == Reason()


def test_a_synonym_is_explained() -> None:
    either = Either((term("Flüchtlinge"), replace(term("Geflüchtete"), weight=0.6)))
    one = shown(either, "Beratung für Geflüchtete")
    assert marked(one) == ["Geflüchtete"]
    assert one.reason == Reason(Why.SYNONYM, "Geflüchtete")
    assert shown(either, "Beratung für Flüchtlinge und Geflüchtete").reason == Reason()


def test_a_synonym_of_several_words_is_named_whole() -> None:
    words = tuple(replace(term(word), weight=0.6) for word in ("Deutsch", "Zweitsprache"))
    one = shown(Either((term("DaZ"), Phrase(words, weight=0.6))), "Unterricht in Deutsch als Zweitsprache")
    assert one.reason == Reason(Why.SYNONYM, "Deutsch Zweitsprache")
    assert marked(one) == ["Deutsch", "Zweitsprache"]


@pytest.mark.parametrize("asked", ["2019/0465", "VO 2019-465", "2019/465"])
def test_a_paper_found_by_its_number_says_so(asked: str) -> None:
    one = shown(asked, FILL, title="Schwerpunkte", reference="2019/0465")
    assert one.reason == Reason(Why.NUMBER, "2019/0465")
    assert marked(shown(asked, "Siehe Vorlage 2019/0465 und 2019/04650.")) == ["2019/0465"]


def test_only_what_no_other_place_holds_comes_from_an_attachment() -> None:
    one = shown("Löschwasser", FILL, annex="Seite 1. Die Löschwasserleitung fehlt. Löschwasser kommt per Wagen.")
    assert one.reason.in_annex
    assert "Löschwasser" in marked(one)
    assert not shown("Kosten", FILL, annex="Kosten").reason.in_annex


def test_the_snippet_comes_from_where_most_of_the_question_stands_together() -> None:
    text = "Der Ganztag wächst. " + FILL * 5 + "Im offenen Ganztag essen die Kinder der Schule mittags. " + FILL * 5
    one = shown("Ganztag Schule", "Zusammenfassung ohne diese Worte.", text)
    assert as_text(one.text).startswith("Im offenen Ganztag essen die Kinder der Schule")
    assert marked(one) == ["Ganztag", "Schule"]


def test_a_phrase_is_marked_only_where_its_words_stand_side_by_side() -> None:
    one = shown("„offener Ganztag“", "Der Ganztag ist offen. Ein offener Ganztag kommt.")
    assert marked(one) == ["offener", "Ganztag"]


def test_what_was_ruled_out_is_not_marked() -> None:
    one = shown(Both((term("Ganztag"), Without(term("Ferien")))), "Ganztag ohne Ferien")
    assert marked(one) == ["Ganztag"]


def test_a_snippet_is_two_lines_long_and_says_where_it_was_cut() -> None:
    words = as_text(shown("Mensa", FILL * 10 + "hier entsteht eine Mensa " + FILL * 10).text)
    assert len(words) <= ROOM + 4
    assert words.endswith(" …")
    assert "Mensa" in words
    assert "  " not in words


def test_points_of_an_agenda_are_kept_apart_and_broken_lines_joined() -> None:
    agenda = shown("Mensa", "Eröffnung der Sitzung\n\nMensa der Schule\r\nEine\tFrage. \nEnde")
    assert as_text(agenda.text) == "Eröffnung der Sitzung · Mensa der Schule · Eine Frage. Ende"
    broken = shown("Mensa", "Die Stadt baut an der Schule\x0c eine\nMensa und\nnutzt sie.")
    assert as_text(broken.text) == "Die Stadt baut an der Schule eine Mensa und nutzt sie."


def test_words_divided_by_invisible_signs_are_found() -> None:
    assert marked(shown("Schule", "Die Schu\u00adlen bleiben.")) == ["Schulen"]


def test_markup_in_a_text_stays_text() -> None:
    one = shown("Ganztag", '<script>alert("Ganztag")</script> & mehr', title="<b>Ganztag</b>")
    html = as_html(one.title) + as_html(one.text)
    assert "<script" not in html
    assert "<b>" not in html
    assert "<mark>Ganztag</mark>" in html
    assert "&amp; mehr" in html


def test_without_words_to_mark_the_beginning_is_shown() -> None:
    one = shown("", "", "  " + FILL * 5)
    assert marked(one) == []
    assert as_text(one.text).startswith("Die Kosten trägt")
    assert as_text(shown("Ganztag", "", "").text) == ""


def test_an_entry_costs_little_and_a_long_attachment_not_much_more() -> None:
    """The limits are far above what it takes (0.2 and 2 ms), so that only another order of cost fails."""
    question = parse("Schule Häuser Förderung", ANALYZER).node

    def best(text: str) -> float:
        taken = []
        for _ in range(7):
            marker = Marker(question, ANALYZER, lambda _: ())
            started = time.perf_counter()
            marker.show(title="Bericht", texts=("", text))
            taken.append(time.perf_counter() - started)
        return min(taken) * 1000

    words = "Die Schule am Markt hat zwei Häuser, und „die Förderung“ der Stadt reicht für eines davon. " + FILL * 4
    assert best(words * 12) < 2
    assert best(words * 480) < 15
