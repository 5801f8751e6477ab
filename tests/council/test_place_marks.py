"""A place is marked in the text where it was found, whatever the markup around it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teilhabe.council.presentation import place_marks
from teilhabe.council.presentation.place_marks import MOST_MARKS, Span, mark_places


def marked(html: str, text: str, *words: str, anchor: str = "") -> str:
    spans = [Span(text.index(word), len(word), anchor) for word in words]
    return mark_places(html, text, spans)


def test_the_words_are_marked_and_the_first_mark_has_an_address() -> None:
    assert marked("<p>In der Goethestraße 5.</p>", "In der Goethestraße 5.", "Goethestraße 5", anchor="stelle-a") == (
        '<p>In der <mark class="t-spot" id="stelle-a">Goethestraße 5</mark>.</p>'
    )


def test_the_second_of_two_equal_words_is_marked_where_it_stands() -> None:
    text = "Goethestraße bleibt.\nDie Goethestraße wird gebaut."
    html = "<p>Goethestraße bleibt.</p><p>Die Goethestraße wird gebaut.</p>"
    at = text.rindex("Goethestraße")
    assert mark_places(html, text, [Span(at, 12)]) == (
        '<p>Goethestraße bleibt.</p><p>Die <mark class="t-spot">Goethestraße</mark> wird gebaut.</p>'
    )


def test_a_name_across_markup_is_marked_piece_by_piece() -> None:
    html = "<p>Die <strong>Goethe</strong>straße</p>"
    assert marked(html, "Die Goethestraße", "Goethestraße", anchor="x") == (
        '<p>Die <strong><mark class="t-spot" id="x">Goethe</mark></strong><mark class="t-spot">straße</mark></p>'
    )


def test_marks_of_lists_in_the_plain_text_do_not_move_anything() -> None:
    html = (
        "<ul><li>Am Markt</li><li>Am Büchel</li></ul><table><tbody><tr><td>1</td><td>Am Hof</td></tr></tbody></table>"
    )
    text = "• Am Markt\n• Am Büchel\n1 | Am Hof"
    assert marked(html, text, "Am Büchel", "Am Hof") == (
        '<ul><li>Am Markt</li><li><mark class="t-spot">Am Büchel</mark></li></ul>'
        '<table><tbody><tr><td>1</td><td><mark class="t-spot">Am Hof</mark></td></tr></tbody></table>'
    )


def test_entities_soft_hyphens_and_breaks_count_as_people_read_them() -> None:
    html = "<p>M &amp; S, Goethe\u00adstraße&nbsp;5<br>und Am&#32;Hof</p>"
    text = "M & S, Goethestraße 5\nund Am Hof"
    found = marked(html, text, "Goethestraße 5", "Am Hof")
    assert '<mark class="t-spot">Goethe\u00adstraße&nbsp;5</mark>' in found
    assert '<mark class="t-spot">Am&#32;Hof</mark>' in found


def test_what_is_not_found_again_and_what_overlaps_is_left_alone() -> None:
    assert mark_places("<p>Anderer Text</p>", "Goethestraße", [Span(0, 12)]) == "<p>Anderer Text</p>"
    twice = mark_places("<p>Am Alten Markt</p>", "Am Alten Markt", [Span(0, 14), Span(9, 5)])
    assert twice == '<p><mark class="t-spot">Am Alten Markt</mark></p>'
    assert mark_places("<p>x</p>", "x", []) == "<p>x</p>"


def a_list_of_streets(number: int) -> tuple[str, list[Span]]:
    """The text of a paper that names a street in each of its lines, and where."""
    lines = [f"Die Musterstraße {n} wird im kommenden Jahr auf ganzer Länge erneuert." for n in range(number)]
    spans, begin = [], 0
    for line in lines:
        spans.append(Span(begin + 4, len("Musterstraße")))
        begin += len(line) + 1
    return "\n".join(lines), spans


def test_a_long_list_of_streets_is_read_a_few_times_and_not_once_for_each_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text, spans = a_list_of_streets(200)
    read: list[int] = []
    really = place_marks._letters

    def counted(piece: str) -> str:
        read.append(len(piece))
        return really(piece)

    monkeypatch.setattr(place_marks, "_letters", counted)
    assert mark_places(f"<p>{text}</p>", text, spans).count("<mark") == 200
    assert sum(read) < 5 * len(text)


def test_a_section_full_of_places_keeps_the_marks_that_something_leads_to() -> None:
    text, spans = a_list_of_streets(MOST_MARKS + 50)
    last = spans.pop()
    found = mark_places(f"<p>{text}</p>", text, [*spans, Span(last.offset, last.length, "stelle-z")])
    assert found.count("<mark") == MOST_MARKS
    assert f'<mark class="t-spot" id="stelle-z">Musterstraße</mark> {MOST_MARKS + 49} ' in found


@pytest.mark.parametrize("html", ["", "<p></p>", "<br>"])
def test_text_without_words_stays_as_it_is(html: str) -> None:
    assert mark_places(html, "Am Hof", [Span(0, 6)]) == html


@given(
    st.lists(st.sampled_from(["Am Hof", "x", "<b>", "</b>", "&amp;", " ", "Hof", "<br>"]), max_size=25),
    st.integers(0, 30),
    st.integers(1, 8),
)
def test_nothing_but_marks_is_ever_added(pieces: list[str], offset: int, length: int) -> None:
    html = "".join(pieces)
    text = re.sub("<[^>]*>", "", html).replace("&amp;", "&")
    found = mark_places(html, text, [Span(offset, length)])
    assert re.sub(r"</?mark[^>]*>", "", found) == html
    assert found.count("<mark") == found.count("</mark>")
