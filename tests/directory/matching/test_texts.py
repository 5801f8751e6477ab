"""What holds for every text and gazetteer: offsets, spellings, order, what is never raised."""

from __future__ import annotations

import doctest
from importlib import import_module
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teilhabe.directory.matching import Document, FieldText, Matcher, PlaceRow
from teilhabe.directory.matching.folding import fold

from .region import AACHEN, COUNTY, matcher, read, ref

_NAMES = [
    "Goethestraße",
    "Goethestr.",
    "Büchel",
    "Bu\u0308chel",
    "St. Jöris",
    "Sankt Jöris",
    "Rathaus-",
    "Annastraße",
    "Markt",
]
_NAMES += ["Eilendorf", "Aachen-", "Straße", "STRASSE", "Am Bach"]
_BETWEEN = [
    " und ",
    " 12 a",
    "-\n",
    "\r\n",
    "\t",
    "  ",
    "\xad",
    "\xa0",
    "(",
    "„",
    "Dr.",
    "in ",
    "52062",
    "ẞ",
    "İ",
    "😀",
    "\n\n",
    ".",
    ", ",
]
_CUES = ["Sitzungssaal", "Uhr", "Telefon", "gez.", "Verteiler:"]
_PIECES = st.sampled_from([*_NAMES, *_BETWEEN, *_CUES])


@pytest.mark.parametrize("module", ["folding", "names", "context"])
def test_the_examples_in_the_code_are_true(module: str) -> None:
    assert doctest.testmod(import_module(f"teilhabe.directory.matching.{module}")).failed == 0


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=6), max_size=25).map("".join), st.booleans())
def test_a_mention_stands_where_it_says_whatever_the_text(text: str, county: bool) -> None:
    document = Document(COUNTY if county else AACHEN, county, (FieldText("title", text), FieldText("matter", text)))
    found = matcher().mentions(document)
    for mention in found:
        assert mention.text == text[mention.start : mention.end] != ""
        assert " ".join(mention.text.split()) in mention.snippet
        assert 0 < mention.score <= 1
        assert bool(mention.ref) != bool(mention.candidates)
    assert found == sorted(found, key=lambda mention: (mention.part, mention.start))
    assert found == matcher().mentions(document)


@given(st.lists(_PIECES | st.text(max_size=6), max_size=20).map("".join))
def test_a_folded_text_finds_back(text: str) -> None:
    folded = fold(text)
    assert len(folded.flat) == len(folded.shape) == len(folded.cased)
    places = [folded.origin(position) for position in range(len(folded.flat))]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)


def test_word_breaks_are_kept() -> None:
    assert read("Die Goethestraßenbahn, der Annastraßenverein, das Kathedralforum am Talmarkt.") == []
    assert fold("Der Hof-\nladen").flat == " der hofladen "


def test_a_reader_gets_the_words_around_in_one_line() -> None:
    before, behind = "Wort " * 40, " Wort" * 40
    (found,) = read(f"{before}\nan der\nGoethestraße 5 wird{behind}")
    assert "an der Goethestraße 5 wird" in found.snippet
    assert found.snippet.startswith("… ")
    assert found.snippet.endswith(" …")
    assert len(found.snippet) < 180


def test_parts_of_one_field_are_told_apart() -> None:
    attachments = tuple(FieldText("attachment", text) for text in ("Goethestraße", "nichts", "Annastraße"))
    found = matcher().mentions(Document(AACHEN, False, attachments))
    assert [(mention.part, mention.text) for mention in found] == [(0, "Goethestraße"), (2, "Annastraße")]


def test_a_gazetteer_may_be_empty_and_a_place_may_have_no_point() -> None:
    document = Document(AACHEN, False, (FieldText("title", "Am Rosenhang"),))
    assert Matcher([]).mentions(document) == []
    row = PlaceRow(ref("Am Rosenhang"), "street", "Am Rosenhang", municipality_ags=AACHEN)
    assert [found.ref for found in Matcher([row]).mentions(document)] == [row.ref]


def test_variants_from_the_gazetteer_are_found_like_the_name() -> None:
    row = PlaceRow(ref("Elisenplatz"), "square", "Elisenplatz", ("Platz vor dem Brunnen",), municipality_ags=AACHEN)
    (found,) = Matcher([row]).mentions(
        Document(AACHEN, False, (FieldText("title", "Der Platz vor dem Brunnen wird umgebaut"),))
    )
    assert (found.ref, found.text) == (row.ref, "Platz vor dem Brunnen")


def test_a_street_that_the_gazetteer_holds_in_two_spellings_is_one_street() -> None:
    rows = [
        PlaceRow(f"street:{AACHEN}/{number}", "street", name, municipality_ags=AACHEN)
        for number, name in enumerate(("Alt-Bacher Straße", "Alt-Bacher-Straße"))
    ]
    text = "Die Alt-Bacher Straße, die Alt-Bacher-Straße und die Alt-Bacher-Str."
    found = Matcher(rows).mentions(Document(AACHEN, False, (FieldText("title", text),)))
    assert [(mention.ref, mention.grade) for mention in found] == [
        (rows[0].ref, "certain"),
        (rows[1].ref, "certain"),
        (rows[0].ref, "certain"),
    ]


def test_two_streets_of_one_name_in_a_town_stay_open() -> None:
    rows = [
        PlaceRow(
            f"street:{AACHEN}/kirchweg-{number}", "street", "Kirchpfad", district=district, municipality_ags=AACHEN
        )
        for number, district in enumerate(("Brand", "Haaren"))
    ]
    rows += [PlaceRow(f"district:{AACHEN}/haaren", "district", "Haaren", municipality_ags=AACHEN)]
    (unclear,) = Matcher(rows).mentions(Document(AACHEN, False, (FieldText("title", "Der Kirchpfad wird gebaut"),)))
    assert (unclear.ref, unclear.grade, len(unclear.candidates)) == ("", "mentioned", 2)
    clear, _ = Matcher(rows).mentions(Document(AACHEN, False, (FieldText("title", "Der Kirchpfad in Haaren"),)))
    assert (clear.ref, clear.grade) == (rows[1].ref, "certain")


@pytest.mark.parametrize(
    "text",
    [
        "Sitzungssaal Uhr " * 4_000,
        "Verteiler:\n" * 4_000,
        "Telefon\n" * 4_000,
        "a-, " * 4_000 + "Annastraße",
        "Aachener und " * 4_000 + "Jülicher Straße",
        "Goethestraße " + "1, " * 4_000,
        "Bahnhofstraße Eschweiler, " * 1_000,
        " \n" * 20_000,
    ],
    ids=["rooms", "recipients", "contacts", "hyphens", "and", "numbers", "towns", "blanks"],
)
@pytest.mark.parametrize("body", [AACHEN, COUNTY])
def test_nobody_stops_the_portal_with_a_strange_text(text: str, body: str) -> None:
    start = process_time()
    read(text, body=body)
    assert process_time() - start < 5
