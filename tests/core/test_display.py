"""Filters and tags of the library ``display`` in a template."""

import datetime

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe

from teilhabe.core.templatetags import display


def _render(source: str, query: str = "", **values: object) -> str:
    request = RequestFactory().get(f"/rat/{query}")
    return Template("{% load display %}" + source).render(Context({"request": request, **values}))


def test_a_date_is_readable_for_people_and_machines() -> None:
    shown = _render("{{ day|written }} {{ day|short:'day' }}", day=datetime.date(2025, 12, 11))
    assert shown == (
        '<time datetime="2025-12-11">Do, 11. Dezember 2025</time> <time datetime="2025-12-11">11.12.</time>'
    )


def test_a_missing_value_leaves_nothing_behind() -> None:
    source = "{{ no|written }}{{ no|short }}{{ no|clock }}{{ no|weekday }}{{ no|month }}{{ no|machine }}"
    source += "{{ no|written_clock }}{{ no|size }}{{ no|pages }}{{ no|hash_short }}"
    source += "{{ no|hyphenate }}{{ no|unbroken }}{{ no|plain }}"
    assert _render(source, no=None) == ""


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0 Byte"), (999, "999 Byte"), (212_400, "212 KB"), (1_412_000, "1,4 MB"), ("3800000", "3,8 MB")],
)
def test_a_file_tells_its_size(count: int | str, expected: str) -> None:
    assert display.size(count).replace("\u00a0", " ") == expected


def test_sizes_and_pages_follow_the_language() -> None:
    with translation.override("en"):
        assert display.size(1_412_000) == "1.4\u00a0MB"
    assert (display.pages(1), display.pages(11), display.pages(0)) == ("1 Seite", "11 Seiten", "")


def test_a_digest_is_short_enough_to_compare_by_eye() -> None:
    assert display.hash_short("sha256:ab12cd34ef567890ff") == "ab12 cd34 ef56"


def test_a_window_title_carries_no_invisible_hyphens() -> None:
    assert display.plain("Schul\u00adentwicklung Eltern\u2011Kind") == "Schulentwicklung Eltern-Kind"


def test_a_filter_keeps_the_others_and_starts_at_the_first_page() -> None:
    address = _render("{% query art='antrag' as a %}{{ a|safe }}", "?ort=alsdorf&ort=stolberg&seite=4")
    assert QueryDict(address[1:]) == QueryDict("ort=alsdorf&ort=stolberg&art=antrag")


def test_turning_the_page_keeps_every_filter() -> None:
    address = _render("{% query seite=5 as a %}{{ a|safe }}", "?ort=alsdorf&seite=4")
    assert QueryDict(address[1:]) == QueryDict("ort=alsdorf&seite=5")


def test_one_of_two_values_can_be_taken_out() -> None:
    query = "?ort=alsdorf&ort=stolberg&seite=2"
    assert _render("{% query_without 'ort' 'alsdorf' %}", query) == "?ort=stolberg"
    assert _render("{% query_without 'ort' %}", query) == "?"


def test_an_address_in_a_page_cannot_break_out_of_its_attribute() -> None:
    assert _render('<a href="{% query a=b %}">', '?q="><script>', b="1").count('"') == 2


def test_the_report_form_learns_which_page_is_meant() -> None:
    assert display.with_page("/fehler", "/rat/?q=a&b") == "/fehler?seite=%2Frat%2F%3Fq%3Da%26b"


def test_a_qr_code_is_drawn_on_the_spot_and_named() -> None:
    svg = display.qr("https://example.org/rat/x", 'Adresse <"x">')
    assert svg.startswith('<svg role="img"')
    assert "<title>Adresse &lt;" in svg
    assert "style=" not in svg
    assert 'stroke="#000"' in svg  # without a colour nothing is drawn
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_a_qr_code_and_a_mail_carry_the_address_itself_not_its_html() -> None:
    as_html = mark_safe("https://example.org/?a=1&amp;b=2")
    assert display.qr(as_html, "x") == display.qr("https://example.org/?a=1&b=2", "x")
    assert display.mail_to("Vorlage", as_html).endswith("/%3Fa%3D1%26b%3D2")


@pytest.mark.parametrize(
    ("number", "shown"),
    [(1, [1, 2, None, 12]), (3, [1, 2, 3, 4, None, 12]), (6, [1, None, 5, 6, 7, None, 12]), (12, [1, None, 11, 12])],
)
def test_a_pager_shows_the_ends_the_neighbours_and_where_it_left_out(number: int, shown: list[int | None]) -> None:
    assert display.pages_around(Paginator(range(120), 10).page(number)) == shown
