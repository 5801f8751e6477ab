"""People say it otherwise, or in another language; the search knows and says so."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter

import pytest

from teilhabe.search.analysis.analyzer import Analyzer
from teilhabe.search.question.nodes import Both, Either, Phrase, Term
from teilhabe.search.question.notes import Synonym
from teilhabe.search.question.parser import MOST_SYNONYMS, parse
from teilhabe.search.question.synonyms import DATA, LANGUAGES, MOST_USED, SYNONYM, Synonyms, field_synonyms

from .conftest import FIELD, typos

WORDS = tomllib.loads(DATA.read_text(encoding="utf-8"))


def understood(typed: str, analyzer: Analyzer) -> tuple[Synonym, ...]:
    notes = parse(typed, analyzer, LANGUAGES, synonyms=field_synonyms()).notes
    return tuple(note for note in notes if isinstance(note, Synonym))


@pytest.mark.parametrize(
    ("typed", "language", "used"),
    [
        ("Flüchtlinge", "de", "Geflüchtete"),
        ("Geflüchteten", "de", "Flüchtlinge"),
        ("Kita", "de", "Kindertagesstätte"),
        ("Kindertageseinrichtungen", "de", "Kita"),
        ("KI", "de", "Kommunales Integrationszentrum"),
        ("kommunales integrationszentrum", "de", "KI"),
        ("DaZ", "de", "Deutsch als Zweitsprache"),
        ("Deutsch als Zweitsprache", "de", "DaZ"),
        ("OGS", "de", "Offener Ganztag"),
        ("HSU", "de", "Herkunftssprachlicher Unterricht"),
        ("BuT", "de", "Bildung und Teilhabe"),
        ("UMA", "de", "unbegleitete minderjährige Ausländer"),
        ("JMD", "de", "Jugendmigrationsdienst"),
        ("MBE", "de", "Migrationsberatung"),
        ("IK", "de", "Internationale Klasse"),
        ("schools", "en", "Schule"),
        ("residence permit", "en", "Aufenthaltserlaubnis"),
        ("cours d'allemand", "fr", "Deutschkurs"),
        ("logements", "fr", "Wohnung"),
        ("okullar", "tr", "Schule"),
        ("öğretmenler", "tr", "Lehrkräfte"),
        ("iş", "tr", "Arbeit"),
        ("школу", "uk", "Schule"),
        ("курси німецької мови", "uk", "Deutschkurs"),
        ("المدارس", "ar", "Schule"),
        ("والمدرسة", "ar", "Schule"),
        ("لم الشمل", "ar", "Familiennachzug"),
        ("پناهندگان", "fa", "Geflüchtete"),
        ("مهد کودک", "fa", "Kindertagesstätte"),
    ],
)
def test_a_word_finds_what_others_call_it(typed: str, language: str, used: str, analyzer: Analyzer) -> None:
    (note,) = understood(typed, analyzer)
    assert note.language == language
    assert used in note.used
    assert note.said


@pytest.mark.parametrize("typed", ["it", "but", "ob", "Top", "Rente", "Stadion", "is", "Xqz"])
def test_a_word_that_only_looks_like_one_of_them_is_let_alone(typed: str, analyzer: Analyzer) -> None:
    assert understood(typed, analyzer) == ()


def test_synonyms_weigh_less_than_what_was_typed(analyzer: Analyzer) -> None:
    node = parse("KI Bericht", analyzer, synonyms=field_synonyms()).node
    assert isinstance(node, Both)
    either, report = node.nodes
    assert report == analyzer.term("Bericht")
    assert isinstance(either, Either)
    typed, *others = either.nodes
    assert typed == analyzer.term("KI")
    assert isinstance(others[0], Phrase)
    assert all(isinstance(other, Phrase | Term) and other.weight == SYNONYM for other in others)


def test_a_quoted_word_and_one_ruled_out_are_meant_as_they_stand(analyzer: Analyzer) -> None:
    assert understood('"Flüchtlinge" -Kita', analyzer) == ()


def test_many_words_with_many_synonyms_stay_a_question_of_some_size(analyzer: Analyzer) -> None:
    notes = understood("Kita OGS KI DaZ HSU UMA JMD IK Flüchtlinge Migranten Haushalt Radweg Zuschuss", analyzer)
    assert sum(len(note.used) for note in notes) <= MOST_SYNONYMS
    assert all(len(note.used) <= MOST_USED for note in notes)


def test_every_group_is_well_formed() -> None:
    assert set(WORDS) == {"field", "core"}
    assert len(WORDS["core"]) >= 100
    for group in WORDS["field"]:
        assert set(group) <= {"words", "acronyms", "leads", "as_written"}, group
        every = [*group["words"], *group.get("acronyms", []), *group.get("leads", [])]
        assert len(every) > 1, group
        assert set(group.get("as_written", [])) <= set(every), group
    for term in WORDS["core"]:
        assert set(term) == set(LANGUAGES), term
        assert all(term[language] for language in LANGUAGES), term
    for group in [*WORDS["field"], *WORDS["core"]]:
        for wordings in group.values():
            assert len(wordings) == len(set(wordings)), group
            for wording in wordings:
                assert wording == " ".join(unicodedata.normalize("NFC", wording).split()), wording
                assert 1 <= len(wording.split()) <= Synonyms.MOST_WORDS, wording


def test_no_core_term_is_there_twice() -> None:
    first = Counter(term["de"][0] for term in WORDS["core"])
    assert [word for word, count in first.items() if count > 1] == []
    groups = Counter(group["words"][0] for group in WORDS["field"])
    assert [word for word, count in groups.items() if count > 1] == []


@pytest.mark.parametrize(
    ("language", "script", "letters"),
    [
        ("ar", "ARABIC", ""),
        ("fa", "ARABIC", "\u200c"),
        ("uk", "CYRILLIC", "'"),
        *((language, "LATIN", "'-’") for language in ("de", "en", "fr", "tr")),
    ],
)
def test_every_word_is_in_the_script_of_its_language(language: str, script: str, letters: str) -> None:
    for term in WORDS["core"]:
        for wording in term[language]:
            for letter in wording:
                assert letter in f" {letters}" or script in unicodedata.name(letter), wording
    if language == "uk":
        every = "".join(wording for term in WORDS["core"] for wording in term["uk"])
        assert not set("ыэёъ") & set(every), "Russian letters"
    if language == "ar":
        every = "".join(wording for term in WORDS["core"] for wording in term["ar"])
        assert not set("پچژگکی") & set(every), "Persian letters"
    if language == "fa":
        every = "".join(wording for term in WORDS["core"] for wording in term["fa"])
        assert not set("كي") & set(every), "Arabic letters"


def test_no_german_word_is_taken_for_a_foreign_one(analyzer: Analyzer) -> None:
    words = set(FIELD.split())
    words.update(word for half in ("tuning", "held_out") for meant in typos(half).values() for word in meant.split())
    words.update(word for term in WORDS["core"] for wording in term["de"] for word in wording.split())
    words.update(word for group in WORDS["field"] for wording in group["words"] for word in wording.split())
    foreign = {
        word: found for word in sorted(words) if (found := understood(word, analyzer)) and found[0].language != "de"
    }
    assert foreign == {}


def test_every_wording_is_found_as_it_is_typed(analyzer: Analyzer) -> None:
    synonyms = field_synonyms()
    lost = []
    for term in WORDS["core"]:
        for language in LANGUAGES[1:]:
            for wording in term[language]:
                found = synonyms.of(wording.split(), analyzer)
                german = {text for text, _ in found.used} if found else set()
                # What is the same word in German needs no synonym, or has German ones.
                same = any(analyzer.term(word).stems == analyzer.term(wording).stems for word in term["de"])
                if not same and not german & set(term["de"]) and (found is None or found.language != "de"):
                    lost.append(f"{language} {wording}: {found}")
    assert lost == []
