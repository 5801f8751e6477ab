"""Both engines with the real analysis and the real parser: from what a paper says to what a reader types."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from teilhabe.search.analysis import lexicon
from teilhabe.search.analysis.analyzer import Analyzer
from teilhabe.search.analysis.tokens import Zone
from teilhabe.search.analysis.words import chunks
from teilhabe.search.engines.backend import IndexDoc
from teilhabe.search.question.parser import parse

from .conftest import Shelf

LANGUAGES = ("de", "en", "tr", "ar", "uk")

PAPERS = {
    "schulplan": ("Grundschulentwicklungsplanung 2026 bis 2031", "Die Räume reichen nicht für alle Züge.", ""),
    "weg": ("Sicherheit im Verkehr", "Der Weg zu den Schulen wird beleuchtet.", "Lageplan der Leuchten"),
    "markt": ("Vorlage 2019/0465: Arbeitsmarktintegration", "Neu zugewanderte Menschen finden Arbeit.", ""),
    "strasse": ("Ausbau der Hauptstraße", "Die Gebühren der Anlieger sinken.", "Straßenquerschnitt"),
    "forderung": ("Forderungen der Stadt", "Offene Beträge werden eingezogen.", ""),
    "foerderung": ("Förderung der Sprache", "Das Land fördert Kurse.", ""),
    "antwort": ("VO 2019-0466 Anfrage der Fraktion", "Die Verwaltung antwortet.", "Kita-Plätze"),
    "ev": ("Ev. Kindertagesstätte St. Jakob", "Eltern-Kind-Gruppen am Nachmittag", ""),
}
FOREIGN = {
    "okul": ("tr", "Okullar için yeni kitaplar"),
    "madrasa": ("ar", "المدارس الجديدة في المدينة"),
    "shkola": ("uk", "Нові книги для школи"),
}


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(lexicon.load())


@pytest.fixture
def council(shelf: Shelf, analyzer: Analyzer) -> Shelf:
    starts = datetime(2025, 3, 1, tzinfo=UTC)
    german = {key: ("de", *texts) for key, texts in PAPERS.items()}
    foreign = {key: (language, title, "", "") for key, (language, title) in FOREIGN.items()}
    shelf.holds(
        *(
            IndexDoc(
                key=key,
                tokens=analyzer.entry({zone: chunks(text) for zone, text in zip(Zone, texts, strict=True)}, language),
                starts=starts,
            )
            for key, (language, *texts) in (german | foreign).items()
        )
    )
    return shelf


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Schule", {"schulplan", "weg"}),
        ("Schulen", {"schulplan", "weg"}),
        ("schulentwicklung", {"schulplan"}),
        ("Integration", {"markt"}),
        ("Strassen", {"strasse"}),
        ("STRASSE", {"strasse"}),
        ("Gebuehr", {"strasse"}),
        ("Forderung", {"forderung"}),
        ("Foerderung", {"foerderung"}),
        ("2019/465", {"markt"}),
        ("VO 2019-465", {"markt"}),
        ("2019/0466", {"antwort"}),
        ("vo 2019/466", {"antwort"}),
        ('"Weg zu den Schulen"', {"weg"}),
        ('"Schulen den Weg"', set()),
        ("Elternkindgruppe", {"ev"}),
        ("Kindertages*", {"ev"}),
        ("Förderung -Sprache", set()),
        ("Schule -Verkehr", {"schulplan"}),
        ("Sprache ODER Leuchten", {"foerderung", "weg"}),
        ("okul", {"okul"}),
        ("مدارس", {"madrasa"}),
        ("школи", {"shkola"}),
    ],
)
def test_what_a_reader_types_finds_what_it_means(council: Shelf, typed: str, found: set[str]) -> None:
    question = parse(typed, Analyzer(), LANGUAGES).node
    assert set(council.keys(question)) == found


def test_the_paper_that_is_about_it_stands_before_the_one_that_names_it(council: Shelf) -> None:
    assert council.keys(parse("Straße", Analyzer(), LANGUAGES).node) == ["strasse"]
    assert council.keys(parse("Schule", Analyzer(), LANGUAGES).node)[0] == "schulplan"
