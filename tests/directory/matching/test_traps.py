"""The traps of matching places, each as a story."""

from __future__ import annotations

import pytest

from teilhabe.directory.matching import PINNED, Document, FieldText, Matcher, PlaceRow

from .region import AACHEN, COUNTY, ESCHWEILER, STOLBERG, read, ref, sure


def test_a_street_is_found_however_it_is_spelled() -> None:
    for written in (
        "Goethestraße",
        "Goethestr.",
        "Goethestrasse",
        "Goethe-Straße",
        "Goethe-Str.",
        "GOETHESTRASSE",
        "Goethe Straße",
    ):
        assert [found.ref for found in read(f"Die Arbeiten in der {written} beginnen.")] == [ref("Goethestraße")], (
            written
        )


def test_umlauts_and_sharp_s_may_be_spelled_out() -> None:
    written = ["Muehlenstrasse", "Weisse Weg", "Buechel"]
    assert sure("Gesperrt sind die Muehlenstrasse, der Weisse Weg und der Buechel.") == written
    assert sure("Der Bu\u0308chel und die Mu\u0308hlenstraße.") == ["Bu\u0308chel", "Mu\u0308hlenstraße"]


def test_hyphens_blanks_and_breaks_of_lines_do_not_hide_a_name() -> None:
    text = "Adalbert Stifter Str., Adalbert-\nStifter-Straße, in der Mühlen-\nstraße und Dr. Bernhard-Klein-Straße."
    assert [found.ref for found in read(text)] == [
        ref("Adalbert-Stifter-Straße"),
        ref("Adalbert-Stifter-Straße"),
        ref("Mühlenstraße"),
        ref("Dr.-Bernhard-Klein-Straße"),
    ]


def test_coordinated_names_are_both_found() -> None:
    found = read("Die Rathaus- und Annastraße werden ausgebaut.")
    assert [(mention.text, mention.rule, mention.ref) for mention in found] == [
        ("Rathaus-", "coordinated", ref("Rathausstraße")),
        ("Annastraße", "name", ref("Annastraße")),
    ]
    assert sure("Rathaus-, Anna- und Goethestraße") == ["Rathaus-", "Anna-", "Goethestraße"]
    assert sure("Rathaus-/Annastraße") == ["Rathaus-", "Annastraße"]
    assert sure("die Anna- sowie die Goethestraße") == ["Anna-", "Goethestraße"]
    assert sure("zwischen Aachener und Jülicher Straße") == ["Aachener", "Jülicher Straße"]
    assert sure("An Bahnhofstraße und -platz") == ["Bahnhofstraße", "-platz"]


def test_names_are_inflected() -> None:
    assert sure("In der Langen Straße und auf dem Alten Markt, unweit des Kaiserplatzes") == [
        "Langen Straße",
        "Alten Markt",
        "Kaiserplatzes",
    ]


def test_a_house_number_belongs_to_the_mention() -> None:
    numbers = {
        "Goethestraße 12": "12",
        "Goethestr. 12a": "12a",
        "Goethestraße 12 – 16": "12 – 16",
        "Goethestraße Nr. 7": "7",
        "Goethestraße 3, 5 und 7": "3, 5 und 7",
    }
    for written, number in numbers.items():
        (found,) = read(f"Das Haus {written} wird saniert.")
        assert (found.text, found.house_number, found.rule) == (written, number, "house_number")


@pytest.mark.parametrize(
    "written",
    [
        "Goethestraße 30 km/h gilt",
        "Goethestraße 12. Mai",
        "Goethestraße 2024",
        "Goethestraße 12.05.2024",
        "Goethestraße 20 %",
        "Goethestraße 12 Bäume",
        "Goethestraße 2. Bauabschnitt",
        "Goethestraße 250 000 Euro",
        "Goethestraße 1\xa0250 000 Euro",
        "Goethestraße 250\u202f000 Stück",
    ],
)
def test_not_every_number_is_a_house_number(written: str) -> None:
    (found,) = read(f"Beginn in der {written} und so weiter")
    assert (found.text, found.house_number) == ("Goethestraße", "")


def test_the_longest_name_wins() -> None:
    (found,) = read("Die Erweiterung der KGS Annastraße beginnt.")
    assert found.ref == ref("Städt. Kath. Grundschule Annastraße", kind="school")


def test_a_school_is_found_however_it_is_called() -> None:
    gymnasium, primary = ref("Emilie-Hartung-Gymnasium", kind="school"), ref("Annastraße", kind="street")
    assert read("Der Schulhof des Emilie-Hartung-Gymnasiums wird umgebaut.")[0].ref == gymnasium
    for written in ("KGS Annastraße", "Grundschule Annastraße", "Katholische Grundschule Annastraße"):
        (found,) = read(f"Die {written} wächst.")
        assert found.ref != primary
        assert found.ref.startswith("school:")
    rows = [
        PlaceRow(f"school:{number}", "school", name, municipality_ags=AACHEN)
        for number, name in enumerate(("Berufskolleg Nordring", "Gesamtschule Am Weiher"))
    ]
    text = "Die Erweiterung des Berufskollegs Nordring und der Schule Am Weiher"
    found_there = Matcher(rows).mentions(Document(AACHEN, False, (FieldText("title", text),)))
    assert [mention.ref for mention in found_there] == ["school:0", "school:1"]


def test_a_town_inside_a_street_name_is_the_street() -> None:
    assert [found.ref for found in read("Die Stolberger Straße wird gesperrt.")] == [ref("Stolberger Straße")]
    # The street is not in the gazetteer: then it is nothing, above all not the town.
    assert read("Die Eschweiler Straße wird gesperrt.", body=COUNTY)[0].ref == ref("Eschweiler Straße", STOLBERG)
    assert read("Der Eschweiler Hof und der Stolberger Weg.", body=COUNTY) == []


def test_the_same_name_in_several_towns_means_that_of_the_body() -> None:
    for body in (AACHEN, STOLBERG, ESCHWEILER):
        (found,) = read("Die Bahnhofstraße wird ausgebaut.", body=body)
        assert (found.ref, found.grade) == (ref("Bahnhofstraße", body), "certain")


def test_a_street_in_another_town_is_none_of_the_body() -> None:
    for text in (
        "Wie in der Bahnhofstraße in Eschweiler soll ein Radweg entstehen.",
        "Er wohnt Bahnhofstraße 5, 52249 Eschweiler.",
        "Die Eschweiler Bahnhofstraße ist ein Vorbild.",
        "In Köln, Bahnhofstraße 3, gibt es das schon.",
        "Die Bahnhofstraße in Köln ist breiter.",
    ):
        found = read(text, body=STOLBERG)
        assert [mention for mention in found if mention.grade != "mentioned"] == [], text
        assert not any(mention.ref.startswith("street:") for mention in found), text


def test_a_street_in_a_town_that_is_its_own_county_is_none_of_the_body() -> None:
    rows = [
        PlaceRow("municipality:05997000", "municipality", "Großmuster", municipality_ags="05997000"),
        PlaceRow(ref("Bahnhofstraße", STOLBERG), "street", "Bahnhofstraße", municipality_ags=STOLBERG),
    ]
    text = FieldText("title", "Ein Radweg wie in der Bahnhofstraße in Großmuster")
    assert [one.ref for one in Matcher(rows).mentions(Document(STOLBERG, False, (text,)))] == ["municipality:05997000"]


def test_a_body_without_a_key_has_no_streets() -> None:
    found = read("Die Annastraße 5 in Aachen und die Goethestraße werden mit der Stadt Stolberg geplant.", body="")
    assert [one for one in found if one.grade in PINNED] == []
    assert not any(one.ref.startswith("street:") for one in found)


@pytest.mark.parametrize("body", [AACHEN, STOLBERG, COUNTY])
@pytest.mark.parametrize(
    "text",
    [
        "Die Firma sitzt in der Bahnhofstraße 12, 53894 Wershofen.",
        "Die Firma (Bahnhofstraße 12a, 53894 Wershofen) baut.",
        "Die Firma aus der Bahnhofstraße, 53894 Wershofen, baut.",
        "Das Haus Bahnhofstraße 12 (53894) wird gekauft.",
        "Anders als in Aachen: Bahnhofstraße 12, 53894 Wershofen",
    ],
)
def test_a_postcode_of_elsewhere_behind_a_name_takes_it_elsewhere(text: str, body: str) -> None:
    assert not any(found.ref.startswith("street:") or found.candidates for found in read(text, body=body))


def test_a_postcode_that_nobody_knows_or_that_is_none_takes_nothing_away() -> None:
    # Of authorities with a postcode of their own the town is named.
    assert sure("Das Haus Goethestraße 12, 52058 Aachen, wird gekauft.") == ["Goethestraße 12"]
    assert sure("Das Haus Goethestraße 12, 52064 Aachen-Mitte, wird gekauft.")[0] == "Goethestraße 12"
    assert sure("Umbau Goethestraße 12, 25000 Euro") == ["Goethestraße 12"]
    assert sure("Umbau Goethestraße (25000 Euro)") == ["Goethestraße"]
    rows = [PlaceRow(ref("Goethestraße"), "street", "Goethestraße", municipality_ags=AACHEN)]
    text = FieldText("title", "Goethestraße 12, 52064 Stadtmitte")
    assert [one.grade for one in Matcher(rows).mentions(Document(AACHEN, False, (text,)))] == ["certain"]


def test_a_county_paper_needs_a_second_clue() -> None:
    (found,) = read("Die Bahnhofstraße wird ausgebaut.", body=COUNTY)
    assert (found.ref, found.grade, found.rule) == ("", "mentioned", "ambiguous")
    assert set(found.candidates) == {ref("Bahnhofstraße", ags) for ags in (AACHEN, STOLBERG, ESCHWEILER)}
    assert found.grade not in PINNED
    # A name that only one town has stays open as well: the region is larger than the gazetteer.
    (found,) = read("Die Indestraße wird ausgebaut.", body=COUNTY)
    assert (found.ref, found.grade) == (ref("Indestraße", ESCHWEILER), "mentioned")


@pytest.mark.parametrize(
    "text",
    [
        "Die Bahnhofstraße in Stolberg wird ausgebaut.",
        "In Stolberg wird die Bahnhofstraße ausgebaut.",
        "Bahnhofstraße 5, 52222 Stolberg",
        "Das Haus Bahnhofstraße 5 (52222) wird gekauft.",
        "Die Stolberger Bahnhofstraße wird ausgebaut.",
        "Stolberg, Bahnhofstraße: Ausbau",
        "In Vicht wird die Bahnhofstraße ausgebaut.",
        "Die Stadt Stolberg baut aus. Die Bahnhofstraße in Stolberg ist schmal. Die Bahnhofstraße bleibt gesperrt.",
    ],
)
def test_town_postcode_or_district_is_a_second_clue(text: str) -> None:
    streets = [found for found in read(text, body=COUNTY) if found.text.startswith("Bahnhof")]
    assert {(found.ref, found.grade) for found in streets} == {(ref("Bahnhofstraße", STOLBERG), "certain")}


def test_a_town_in_the_title_is_a_second_clue_for_the_text() -> None:
    assert sure("Die Bahnhofstraße wird ausgebaut.", body=COUNTY, title="Kreisstraße 6 in Eschweiler") == [
        "Bahnhofstraße"
    ]


def test_the_countys_own_name_is_no_town() -> None:
    assert (
        read("Die StädteRegion Aachen, die Sparkasse Aachen und die Bezirksregierung Köln stimmen zu.", body=COUNTY)
        == []
    )


@pytest.mark.parametrize("name", ["Hof", "Markt", "Forum", "Venn"])
def test_a_short_or_everyday_name_alone_is_no_place(name: str) -> None:
    assert read(f"Der {name} ist angespannt, so ein {name} hilft.") == []
    assert sure(f"Das Haus {name} 12 wird saniert.") == [f"{name} 12"]
    assert sure(f"In der Straße {name} fehlt ein Gehweg.") == [name]


@pytest.mark.parametrize("written", ["Markt 2 Stände", "Hof 3 Hütten", "Forum 12 Vereine", "Venn 2 – 3 Führungen"])
def test_a_number_of_things_behind_an_everyday_name_is_no_house_number(written: str) -> None:
    assert sure(f"Es gab dort am {written}.") == []
    assert sure(f"Zum {written} aus Holz.") == []


def test_a_house_number_of_an_everyday_name_may_have_its_town_or_a_comma_behind_it() -> None:
    assert sure("Das Haus Markt 12 wird saniert.") == ["Markt 12"]
    assert sure("Markt 12, Sanierung") == ["Markt 12"]
    assert sure("Markt 12: Sanierung") == ["Markt 12"]
    assert sure("Sanierung Markt 12 Aachen-Mitte")[0] == "Markt 12"
    assert sure("Sanierung Hof 12 Aachen", body=COUNTY)[0] == "Hof 12"
    assert sure("Goethestraße 12 Sanierung") == ["Goethestraße 12"]


def test_an_everyday_name_behind_a_preposition_is_likely() -> None:
    (found,) = read("Die Buden stehen am Markt.")
    assert (found.grade, found.rule) == ("likely", "preposition")
    assert read("Im Forum der Verbände, auf dem Markt der Möglichkeiten, im Hof der Schule.") == []


def test_an_everyday_name_in_a_row_with_streets_is_meant() -> None:
    found = read("Forum und Goethestraße: Ausbau", field="title")
    assert [(mention.text, mention.grade) for mention in found] == [("Forum", "likely"), ("Goethestraße", "certain")]


def test_a_main_street_is_a_name_only_with_the_definite_article() -> None:
    assert sure("In der Hauptstraße fehlen Bäume.") == ["Hauptstraße"]
    assert read("An einer Hauptstraße fehlen Bäume. Schulstraßen sind morgens gesperrt.") == []


def test_a_brook_is_no_street() -> None:
    assert read("Die Kinder spielen am Bach.") == []
    assert sure("Der Spielplatz Am Bach wird erneuert. Das Haus am Bach 3 auch.") == ["Am Bach", "am Bach 3"]
    # This word is nothing else: small letters do not matter.
    assert sure("Die Bushaltestelle am Höfling.") == ["am Höfling"]


def test_a_district_that_is_a_word_needs_a_clue() -> None:
    assert (
        read(
            "Der Brand wurde gelöscht, eine Küche geriet in Brand. Sie war in Brand geraten. Im Forst wird gearbeitet."
        )
        == []
    )
    assert sure("In Brand, im Ortsteil Forst und in Aachen-Mitte. Mitte des Jahres beginnt der Bau.") == [
        "Brand",
        "Forst",
        "Aachen-Mitte",
    ]


def test_persons_are_no_places() -> None:
    for person in (
        "Bezirksbürgermeisterin Eschweiler",
        "Frau Dr. Eschweiler",
        "Herr Büchel",
        "Petra Eilendorf",
        "Ratsherren Haaren und Eilendorf",
        "Hans-Peter Haaren",
        "Eilendorf (SPD)",
        "Stadtverordneter Karl Haaren",
    ):
        assert read(f"{person} begrüßt die Gäste.") == [], person


def test_names_of_the_bodys_persons_and_committees_are_no_places() -> None:
    ignore = ["Zoltana Eilendorf", "Beirat Eilendorf und Haaren"]
    assert sure("Zoltana Eilendorf spricht im Beirat Eilendorf und Haaren über Haaren.", ignore=ignore) == ["Haaren"]
    # A council's list of bodies also holds towns and schools; those are places.
    bodies = ["Stadt Stolberg", "Emilie-Hartung-Gymnasium"]
    assert sure("Die Stadt Stolberg kommt.", body=COUNTY, ignore=bodies) == ["Stolberg"]
    assert sure("Am Emilie-Hartung-Gymnasium fehlt Platz.", ignore=bodies) == ["Emilie-Hartung-Gymnasium"]


def test_institutions_named_after_a_place_are_no_places() -> None:
    text = "Die Bezirksvertretung Aachen-Brand, der Ortsverein Eilendorf, die CDU-Fraktion Haaren, das Bezirksamt Forst"
    assert read(text) == []
    assert read("Die Vorsitzende des Ortschaftsrates Eilendorf fehlt.") == []


def test_a_letterhead_does_not_count() -> None:
    text = (
        "Stadt Aachen\nDer Oberbürgermeister\nLagerhausstraße 20\n52070 Aachen\nTelefon 0241 0000\n\n"
        "Die Goethestraße wird auf einer Länge von 300 Metern erneuert, weil der Belag an vielen Stellen gerissen ist."
    )
    assert sure(text) == ["Goethestraße"]
    assert read("Goethestraße 5", field="letterhead") == []


def test_where_papers_are_laid_out_does_not_count() -> None:
    assert read("Die Pläne können im Fachbereich 61, Lagerhausstraße 20, eingesehen werden.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Die Sitzung findet um 17 Uhr im Sitzungssaal, Mozartstraße 2, statt.",
        "Sitzungsort: Haus der Jugend, Mozartstraße 2\n",
        "Ort: Mozartstraße 2\nBeginn: 17 Uhr",
        "Der Beirat tagt im Rathaus, Markt 1.",
        "Der Ausschuss tagte diesmal in der Goethestraße 5.",
        "Raum: Sitzungszimmer, Mozartstraße 2-10",
    ],
)
def test_the_room_of_the_meeting_does_not_count(text: str) -> None:
    assert read(text) == []


def test_a_room_that_is_the_matter_counts() -> None:
    assert sure("Der Ratssaal in der Mozartstraße 2 erhält neue Fenster.") == ["Mozartstraße 2"]
    assert sure("Der Beirat tagte und empfiehlt, die Goethestraße zu sperren.") == ["Goethestraße"]


def test_a_signature_does_not_count() -> None:
    assert sure("Die Goethestraße wird gesperrt.\n\nIm Auftrag\ngez. Haaren\nMozartstraße 2") == ["Goethestraße"]
    assert sure("Die Firma baut im Auftrag der Stadt die Goethestraße aus.") == ["Goethestraße"]
    assert read("Mozartstraße 2", field="signature") == []


def test_a_list_of_recipients_does_not_count() -> None:
    text = "Verteiler:\nFB 61, Lagerhausstraße 20\nSchule Mozartstraße\n\nDie Goethestraße wird gesperrt."
    assert sure(text) == ["Goethestraße"]
    assert sure("An die\nStadt Aachen\nMarkt 1\n\nDie Goethestraße wird gesperrt.") == ["Goethestraße"]


def test_a_part_of_a_longer_name_is_not_the_name() -> None:
    assert read("Im Markt-Café, bei der Büchel-Apotheke, auf dem Peter-Büchel-Weg und in der Karl-Goethestraße.") == []
    assert read("Die Alte Goethestraße und die Kölner Goethestraße sind andere.") == []
    assert read("Die Goethestraße Projekt GmbH und die Büchel Bau GmbH & Co. KG bauen.") == []
    assert sure("An der Ufermauer Goethestraße wird gebaut.") == ["Goethestraße"]
    assert sure("In Eilendorf-Süd wird gebaut.") == ["Eilendorf"]


def test_a_former_name_is_recognised_and_sure_once_todays_is_read() -> None:
    (found,) = read("Auf dem damaligen Adolfsplatz stand ein Denkmal.")
    assert (found.ref, found.grade, found.rule) == (ref("Kaiserplatz", kind="square"), "likely", "former_name")
    assert sure("Der Kaiserplatz hieß Adolfsplatz.") == ["Kaiserplatz", "Adolfsplatz"]


def test_what_the_source_gives_as_location_is_official() -> None:
    (found,) = read("Goethestraße 5, 52064 Aachen", field="location")
    assert (found.grade, found.rule, found.score, found.house_number) == ("official", "given", 1.0, "5")


def test_the_title_weighs_more_than_the_resolution_that_more_than_the_text_that_more_than_attachments() -> None:
    fields = ("title", "resolution", "matter", "attachment")
    scores = [read("Ausbau der Goethestraße", field=field)[0].score for field in fields]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4
    assert read("Ausbau der Goethestraße", field="attachment")[0].grade == "likely"


def test_the_towns_own_name_says_nothing_and_neighbours_are_only_mentioned() -> None:
    found = read("Die Stadt Aachen und die Stadt Eschweiler arbeiten zusammen.")
    assert [(mention.text, mention.grade) for mention in found] == [("Eschweiler", "mentioned")]
    assert sure("Die Stadt Eschweiler und die Gemeinden in Stolberg.", body=COUNTY) == ["Eschweiler", "Stolberg"]


def test_an_adjective_of_a_district_is_likely() -> None:
    (found,) = read("Die Eilendorfer Ortsmitte wird begrünt, freuen sich die Eilendorfer.")
    assert (found.text, found.grade, found.rule) == ("Eilendorfer", "likely", "adjective")
