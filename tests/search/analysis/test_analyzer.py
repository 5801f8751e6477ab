"""What people type and what papers say must become the same tokens."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from teilhabe.search.analysis import analyzer
from teilhabe.search.analysis.analyzer import VERSION, Analyzer
from teilhabe.search.analysis.folding import fold_word
from teilhabe.search.analysis.tokens import EntryTokens, Zone
from teilhabe.search.analysis.words import chunks


def finds(question: str, text: str, language: str = "de") -> bool:
    """Whether a question of one word finds a text: exactly, by its stem or as a part."""
    term = Analyzer().term(question, ["de", language])
    tokens = Analyzer().document(text, language)
    by_stem = {*tokens.stems, *tokens.parts} & set(term.stems)
    return bool(term.exact in tokens.exact or (by_stem and not term.only_exact))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Schulen", "Die Schule bleibt."),
        ("Haus", "Zwei Häuser am Markt"),
        ("Foerderung", "Die Förderung der Sprache"),
        ("FÖRDERUNG", "Foerderungen"),
        ("Strasse", "in der Straße"),
        ("STRAẞE", "Strassen"),
        ("Maßnahme", "Massnahmen"),
        ("Förderung", "Fo\u0308rderung"),  # a Mac's umlaut: letter and dots apart
        ("Gremium", "in den Gremien"),
        ("Bildungszentren", "Bildungszentrum"),
        ("Eltern-Kind-Gruppe", "Die Elternkindgruppen treffen sich"),
        ("Elternkindgruppe", "Eine Eltern-Kind-Gruppe beginnt"),
        ("Elternkindgruppen", "Eine Eltern‑Kind‑Gruppe beginnt"),
        ("Kind", "Eine Eltern-Kind-Gruppe beginnt"),
        ("Schul-Entwicklungsplan", "Schulentwicklungsplan"),
        ("Schulentwicklungsplan", "Schul-Entwicklungsplan"),
        ("Schulentwicklungsplan", "Schul­entwicklungs­plan"),  # soft hyphens
        ("Schulentwicklungsplan", "Schulent-\n  wicklungsplan"),
        ("KiTa", "Kita"),
        ("KITAS", "KiTa/OGS"),
        ("OGS", "KiTa/OGS"),
        ("Kitas", "KiTa-Plätze"),
        ("Schüler", "alle Schüler*innen"),
        ("Schülerinnen", "alle Schüler:innen"),
        ("SchülerInnen", "Schülerinnen und Schüler"),
        ("Schüler/-innen", "SchülerInnen"),
        ("Schüler_innenvertretung", "Schüler*innenvertretung"),
        ("Schülervertretung", "Schüler*innenvertretung"),
        ("info@ki-region.de", "Schreiben Sie an info@ki-region.de."),
        ("12.500", "12500 Euro"),
        ("2026", "am 23.11.2026"),
        ("23.11.2026", "23.11.2026"),
        ("1.2.2026", "01.02.2026"),
        ("Covid19", "Covid-19"),
        ("2019-465", "Vorlage 2019/0465"),
        ("2019/0465", "Vorlage 2019/0465-E1"),
        ("0465/2019", "VO 2019/0465"),
        ("VO/2019/465", "2019/0465"),
    ],
)
def test_what_people_type_finds_what_papers_say(question: str, text: str) -> None:
    assert finds(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Forderung", "Die Förderung der Sprache"),
        ("Förderungen", "offene Forderungen"),
        ("Schule", "Schülerinnen und Schüler"),
        ("Bürger", "auf der Burg"),
        ("Einfuhr", "Einführung"),
        ("2019/0465", "2019/0466"),
        ("35", "3,5 Stellen"),
    ],
)
def test_words_that_only_look_alike_stay_apart(question: str, text: str) -> None:
    assert not finds(question, text)


@pytest.mark.parametrize(
    ("language", "question", "text"),
    [
        ("en", "schools", "a new school"),
        ("fr", "écoles", "l'école"),
        ("tr", "okul", "okullarda"),
        ("tr", "İstanbul", "istanbul"),
        ("ar", "مدرسة", "المَدْرَسَة"),
        ("fa", "کتاب", "كتاب"),
        ("fa", "مدرسه", "مدرسه‌ها"),
        ("uk", "сім'я", "сім’я"),
        ("de-DE", "Schule", "Schulen"),
    ],
)
def test_other_languages_have_their_own_stems(language: str, question: str, text: str) -> None:
    assert finds(question, text, language)


def test_a_suspended_hyphen_does_not_swallow_the_next_line() -> None:
    assert "schul" in Analyzer().document("der Schul-\nund Sportausschuss").exact


def test_the_letters_before_a_reference_number_count_too() -> None:
    assert "#vo.2019.465" in Analyzer().document("siehe VO 2019/0465").exact


def test_a_reference_number_has_no_forms() -> None:
    assert Analyzer().term("2019-465").only_exact


def test_a_question_gets_the_stem_of_every_language() -> None:
    assert Analyzer().term("meetings", ["de", "en"]).stems == ("meeting", "meet")


@pytest.mark.parametrize("nothing", ["", "***", " - ", "_", "\u00ad", "\x00", '"'])
def test_what_holds_no_word_becomes_an_empty_term(nothing: str) -> None:
    assert Analyzer().term(nothing).exact == ""


def test_words_give_back_the_text_and_the_stems_of_the_document() -> None:
    text = "Die Eltern-Kind-Gruppe, für Schüler*innen: 12.500 Euro"
    words = list(Analyzer().words(text))
    assert [text[word.start : word.end] for word in words] == [
        *("Die", "Eltern-Kind-Gruppe", "Eltern", "Kind", "Gruppe", "für", "Schüler*innen", "12.500", "Euro")
    ]
    assert tuple(word.stem for word in words if word.folded != "elternkindgruppe") == Analyzer().document(text).stems


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyzer, "_REMEMBERED", 10)
    once = Analyzer()
    text = " ".join(f"wort{n}a" for n in range(100))
    assert once.document(text) == once.document(text) == Analyzer().document(text)
    assert len(once._chunks["de"]) <= 10


def test_an_entry_has_the_tokens_of_its_texts() -> None:
    texts = {Zone.TITLE: "VO 2019/0465: Schüler*innen", Zone.TEXT: "Die Schul-\nhöfe (Eltern-Kind-Gruppe), „Schule“."}
    ours = Analyzer()
    entry = ours.entry({zone: chunks(text) for zone, text in (texts | {Zone.ANNEX: " "}).items()})
    same = EntryTokens.of({zone: ours.document(text) for zone, text in texts.items()})
    assert entry.zones == same.zones
    for found, expected in (
        (entry.title_exact, same.title_exact),
        (entry.exact, same.exact),
        (entry.anywhere, same.anywhere),
    ):
        assert sorted(found.split()) == sorted(expected.split())
    assert "#vo.2019.465" in entry.title_exact.split()
    assert ours.document("„Schule“.") == ours.document("Schule")


def test_the_version_names_the_code_and_its_data() -> None:
    number, _, digest = VERSION.partition("-")
    assert number.isdecimal()
    assert len(digest) == 10


def test_the_web_process_never_loads_the_lexicon_and_analysis_knows_no_django() -> None:
    code = (
        "import sys; from teilhabe.search.analysis.analyzer import Analyzer;"
        "a = Analyzer(); a.document('Grundschulentwicklung'); a.term('Schule'); list(a.words('Schule'));"
        "print([m for m in sys.modules if m == 'django' or m.endswith(('analysis.lexicon', 'analysis.compounds'))])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


TEXTS = st.text(max_size=300) | st.text(alphabet="aÄßİıＩ-­_*:/.,@12\n 'innenIN\u0308\u200c", max_size=80)


@given(TEXTS)
@example("ﷺ _a_ \u0345a İ ŉ ½")
@settings(deadline=None)
def test_no_text_breaks_the_analysis(text: str) -> None:
    ours = Analyzer()
    for language in ("de", "fr", "tr", "ar", "fa", "uk", "xx"):
        tokens = ours.document(text, language)
        assert all(token and not any(c.isspace() for c in token) for token in tokens.exact + tokens.stems)
        for word in ours.words(text, language):
            assert 0 <= word.start < word.end <= len(text)
            assert word.folded in tokens.exact
    ours.term(text, ["de", "tr"])


@given(TEXTS)
@settings(deadline=None)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold_word(text)
    assert fold_word(once) == once


@given(
    st.sampled_from("äöüÄÖÜß"), st.text(alphabet="abcdefgäöüßhiklmnoprstuw", max_size=8), st.text("enrst", max_size=3)
)
@settings(deadline=None)
def test_umlauts_and_their_spelling_are_one(letter: str, before: str, after: str) -> None:
    word = f"{before}{letter}{after}"
    spelled = "".join({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}.get(c, c) for c in word.lower())
    assert Analyzer().document(word) == Analyzer().document(spelled)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "ä" * 200_000,
        "-" * 1_000_000,
        "a-" * 500_000,
        "1." * 500_000,
        "1/" * 500_000,
        "a*innen" * 100_000,
        "aIn" * 300_000,
        "a-\n" * 300_000,
        "\u00ad" * 500_000 + "a",
        "_" * 1_000_000,
        "a_" * 300_000,
        "schul" * 40_000,
    ],
    ids=lambda text: repr(text[:7]),
)
def test_no_text_takes_long(text: str) -> None:
    started = time.process_time()
    ours = Analyzer()
    ours.document(text)
    sum(1 for _ in ours.words(text))
    ours.term(text)
    assert time.process_time() - started < 10
