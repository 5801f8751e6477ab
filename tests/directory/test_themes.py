"""What a paper is about is told by its words, well enough to browse by."""

from __future__ import annotations

import time
import tomllib

import pytest
from django.utils import translation

from teilhabe.directory.themes import DATA, MOST, THEMES, theme_label, themes_of

# Titles as councils write them, with the themes that an editor would give them.
JUDGED = {
    "Fortschreibung des Integrationskonzeptes der StädteRegion": "integration",
    "Bericht zur Umsetzung des Kommunalen Integrationsmanagements": "integration",
    "Aktuelle Situation der Geflüchteten aus der Ukraine": "integration",
    "Unterbringung von Flüchtlingen im ehemaligen Verwaltungsgebäude": "integration housing",
    "Zuwendungen an Migrantenselbstorganisationen im Jahr 2026": "integration finance",
    "Wahl des Integrationsrates": "integration participation",
    "Seiteneinsteigerberatung: Beschulung neu zugewanderter Kinder": "integration school",
    "Herkunftssprachlicher Unterricht in Kurdisch": "language school",
    "Ausbau des Pools von Sprachmittlern in der Verwaltung": "language",
    "Durchführung von Deutschkursen für Eltern an Grundschulen": "language school family",
    "Angebote in Leichter Sprache auf der Internetseite": "language digital",
    "Schulentwicklungsplanung 2025 bis 2030": "school",
    "Raumprogramm für den Neubau der Gesamtschule": "school building",
    "Errichtung eines Teilstandortes der Förderschule": "school",
    "Anmeldezahlen der weiterführenden Schulen zum kommenden Schuljahr": "school",
    "Ausbau des Offenen Ganztags an den Grundschulen": "school",
    "Sanierung der Turnhalle der Grundschule am Wiesenbach": "school sport building",
    "Ausstattung der Schulen mit digitalen Endgeräten": "school digital",
    "Neubau einer fünfgruppigen Kindertagesstätte": "early-childhood building",
    "Satzung über die Erhebung von Elternbeiträgen für Kindertageseinrichtungen": "early-childhood finance",
    "Bedarfsplanung Kindertagesbetreuung 2026/2027": "early-childhood",
    "Richtlinien zur Förderung der Kindertagespflege": "early-childhood",
    "Anerkennung als Familienzentrum: Vorschlag des Jugendamtes": "early-childhood youth family",
    "Landesinitiative Kein Abschluss ohne Anschluss: Sachstand": "transition",
    "Berufsorientierung für neu zugewanderte Jugendliche": "transition integration youth",
    "Ausbildungsplätze bei der Stadtverwaltung": "transition",
    "Arbeitsmarktprogramm des Jobcenters": "transition",
    "Förderung der offenen Jugendarbeit": "youth",
    "Einrichtung eines Jugendparlamentes": "youth participation",
    "Neugestaltung des Spielplatzes am Ahornweg": "youth family",
    "Konzept zur Schulsozialarbeit": "school youth",
    "Frühe Hilfen: Netzwerkarbeit und Familienpaten": "family early-childhood",
    "Jahresbericht der Erziehungsberatungsstelle": "family",
    "Kommunaler Kinderschutz: Personalbemessung im Allgemeinen Sozialen Dienst": "family social",
    "Wohnungslosenhilfe: Einrichtung einer Notschlafstelle": "housing social",
    "Wohnraumversorgungskonzept": "housing",
    "Anpassung der Mietobergrenzen für Kosten der Unterkunft": "housing social",
    "Bericht der Gleichstellungsbeauftragten": "equality",
    "Einrichtung einer Antidiskriminierungsstelle": "equality",
    "Aktionsplan gegen Rassismus und Rechtsextremismus": "equality",
    "Umsetzung der Istanbul-Konvention: Plätze im Frauenhaus": "equality",
    "Inklusionsplan: Barrierefreiheit in öffentlichen Gebäuden": "social",
    "Örtliche Pflegeplanung": "social",
    "Seniorengerechte Quartiersentwicklung": "social building",
    "Leistungen für Bildung und Teilhabe: Auswertung": "social",
    "Kulturförderung: Vergabe der Mittel an freie Theater": "culture",
    "Neukonzeption der Stadtbibliothek": "culture",
    "Gebührensatzung der Musikschule": "culture finance",
    "Sportentwicklungsplanung und Sportstättenbedarf": "sport",
    "Umwandlung des Tennenplatzes in einen Kunstrasenplatz": "sport",
    "Zuschuss an den Schwimmverein für die Nutzung des Hallenbades": "sport finance",
    "Hausärztliche Versorgung im ländlichen Raum": "health",
    "Suchtprävention an Schulen": "health school",
    "Bericht des Gesundheitsamtes zu den Einschulungsuntersuchungen": "health school",
    "Digitalstrategie der StädteRegion": "digital",
    "Breitbandausbau: Glasfaser für alle Ortsteile": "digital",
    "Aufstellung des Bebauungsplanes Nr. 112 – Am Bruch": "building",
    "Integriertes Handlungskonzept Innenstadt": "building",
    "Ausbau der Radvorrangroute nach Würselen": "traffic",
    "Einrichtung einer Tempo-30-Zone im Schulumfeld": "traffic school",
    "Nahverkehrsplan: Taktverdichtung der Buslinien": "traffic",
    "Parkraumbewirtschaftung in der Altstadt": "traffic",
    "Klimaanpassungskonzept": "environment",
    "Kommunale Wärmeplanung": "environment",
    "Hochwasserschutz an der Inde": "environment safety",
    "Photovoltaik auf städtischen Dächern": "environment",
    "Abfallentsorgungssatzung: 3. Änderung": "environment",
    "Haushaltssatzung und Haushaltsplan 2027": "finance",
    "Jahresabschluss 2025 und Entlastung des Bürgermeisters": "finance",
    "Überplanmäßige Aufwendungen im Bereich der Jugendhilfe": "finance youth",
    "Brandschutzbedarfsplan": "safety",
    "Ersatzbeschaffung eines Löschfahrzeuges für die Freiwillige Feuerwehr": "safety",
    "Bürgerantrag auf Anpflanzung von Bäumen": "participation environment",
    "Beteiligung der Öffentlichkeit: Leitlinien zur Bürgerbeteiligung": "participation",
    "Umbesetzung in den Ausschüssen": "participation",
    # What speaks of no theme gets none.
    "Verschiedenes": "",
    "Genehmigung der Niederschrift über die letzte Sitzung": "",
    "Mitteilungen der Verwaltung": "",
    "Anfragen": "",
}


def test_a_reader_who_browses_a_theme_finds_its_papers_and_few_others() -> None:
    right = given = wanted = 0
    errors = []
    for title, judged in JUDGED.items():
        expected, found = set(judged.split()), set(themes_of(title))
        right += len(expected & found)
        given += len(found)
        wanted += len(expected)
        if expected != found:
            errors.append(f"{title}: {sorted(found)}, not {sorted(expected)}")
    assert right / given >= 0.9, errors
    assert right / wanted >= 0.9, errors


def test_the_title_counts_more_than_the_text() -> None:
    text = "Der Verkehr und die Straßen. " + "Die Schule freut sich. " * 3
    assert themes_of("Schulhof der Grundschule", text)[0] == "school"
    assert themes_of("Bericht der Verwaltung", "Radwege, Radverkehr, Buslinien und Haltestellen. " * 2) == ("traffic",)
    assert themes_of("Bericht der Verwaltung", "Es wurde auch über eine Schule gesprochen.") == ()


@pytest.mark.parametrize("word", ["Schulden", "Musikschule", "Beispiele", "Auskunft", "Anwohner", "Kindertagespflege"])
def test_a_word_that_looks_like_another_one_is_not_taken_for_it(word: str) -> None:
    wrong = {
        "Schulden": "school",
        "Musikschule": "school",
        "Beispiele": "traffic",
        "Auskunft": "culture",
        "Anwohner": "housing",
        "Kindertagespflege": "social",
    }
    assert wrong[word] not in themes_of(word)


def test_a_text_has_three_themes_at_most_and_says_so_every_time() -> None:
    title = "Schule, Verkehr, Klimaschutz, Haushalt, Sport, Kultur und Feuerwehr"
    assert len(themes_of(title)) == MOST
    assert themes_of(title) == themes_of(title)
    assert themes_of("", "") == ()


def test_every_theme_has_a_german_and_an_english_name() -> None:
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))["theme"]
    assert [theme["key"] for theme in data] == list(THEMES)
    for theme in data:
        assert theme_label(theme["key"]) == theme["de"]
        with translation.override("en"):
            assert theme_label(theme["key"]) == theme["en"]
    assert theme_label("gone") == "gone"


def test_five_thousand_characters_are_read_in_a_moment() -> None:
    text = ("Der Ausschuss beschließt, die Verwaltung mit der Sanierung der Grundschule zu beauftragen. " * 60)[:5000]
    themes_of("Sanierung", text)

    def once() -> float:
        started = time.process_time()
        for _ in range(20):
            themes_of("Sanierung der Grundschule", text)
        return (time.process_time() - started) / 20

    assert min(once() for _ in range(5)) < 0.001
