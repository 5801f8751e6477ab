"""Long German words break where German breaks them, and nothing else changes."""

import pyphen
import pytest
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from teilhabe.core.typography import SOFT_HYPHEN, TITLE_WORD, UNBROKEN_HYPHEN, hold_together, hyphenate


def _shown(text: str) -> str:
    return text.replace(SOFT_HYPHEN, "-")


def test_a_long_word_in_a_title_gets_soft_hyphens_and_a_short_one_none() -> None:
    title = hyphenate("Schulentwicklungsplanung und Haushalt", longest=TITLE_WORD)
    assert _shown(title) == "Schul-ent-wick-lungs-pla-nung und Haushalt"


def test_a_word_of_sixteen_letters_is_long_only_in_a_title() -> None:
    word = "Schulentwicklung"
    assert SOFT_HYPHEN in hyphenate(word, longest=TITLE_WORD)
    assert hyphenate(word) == word


def test_text_from_outside_is_escaped() -> None:
    assert hyphenate("<b>Schulentwicklungsplanung</b>", longest=TITLE_WORD).startswith("&lt;b&gt;Schul")


def test_markup_of_ours_keeps_its_tags_entities_and_foreign_names() -> None:
    html = mark_safe('<mark class="schulentwicklungsplanung">A&nbsp;B</mark> <bdi>Schulentwicklungsplanung</bdi>')
    assert hyphenate(html, longest=TITLE_WORD) == html


def test_a_language_without_patterns_is_left_alone() -> None:
    assert hyphenate("Çekoslovakyalılaştırdıklarımız", language="tr") == "Çekoslovakyalılaştırdıklarımız"


def test_the_hyphens_of_a_name_hold_and_a_dash_does_not_change() -> None:
    assert (
        hold_together("Eltern-Kind-Gruppe - Alsdorf") == f"Eltern{UNBROKEN_HYPHEN}Kind{UNBROKEN_HYPHEN}Gruppe - Alsdorf"
    )


@given(st.text(max_size=60))
def test_hyphens_only_ever_add_to_what_a_page_would_show(text: str) -> None:
    from django.utils.html import escape

    assert hyphenate(text).replace(SOFT_HYPHEN, "") == escape(text).replace(SOFT_HYPHEN, "")


WORDS = [
    *("Gleichstellungsbeauftragte", "Jugendhilfeausschusssitzung", "Straßenverkehrsordnung", "Städteregionsausschuss"),
    *("administrative", "authorities", "developpement", "apprentissage", "начальная", "школа", "освітній", "заклад"),
]


@pytest.mark.parametrize(("language", "dictionary"), [("de", "de_DE"), ("en", "en_GB"), ("fr", "fr"), ("uk", "uk_UA")])
def test_words_break_where_the_library_would_break_them(language: str, dictionary: str) -> None:
    """Its patterns are kept in another shape here."""
    library = pyphen.Pyphen(lang=dictionary, left=3, right=3, cache=False)
    for word in WORDS:
        assert hyphenate(word, longest=1, language=language) == library.inserted(word, SOFT_HYPHEN)
