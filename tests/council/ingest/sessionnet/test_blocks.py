# ruff: noqa: E501 -- rows of mark-up and sentences as a page prints them, one to a line
"""What unlabelled blocks are told to be, measured on a set of our own."""

from __future__ import annotations

from teilhabe.council.ingest.sessionnet.blocks import kind_of, rules

PROSE = " Die Anmeldezahlen sind in den letzten Jahren gestiegen, die Räume waren nicht mehr ausreichend." * 3

BLOCKS: tuple[tuple[str, str], ...] = (
    ("resolution", "Der Rat der Stadt Musterau beschließt den Neubau der Grundschule an der Wehr."),
    (
        "resolution",
        "Der Ausschuss für Bildung und Sport empfiehlt dem Rat, die Satzung in der vorliegenden Fassung zu erlassen.",
    ),
    ("resolution", "Der Schulausschuss nimmt den Bericht der Verwaltung zur Kenntnis."),
    ("resolution", "Die Verwaltung wird beauftragt, ein Konzept für die Sprachförderung vorzulegen."),
    (
        "resolution",
        "1. Der Städteregionstag stimmt der Fortschreibung des Schulentwicklungsplans zu. 2. Die Mittel werden freigegeben.",
    ),
    ("resolution", "Beschlussvorschlag: Die Sitzungsniederschrift wird genehmigt."),
    ("resolution", "Der Vorlage wird zugestimmt."),
    ("resolution", "Dem Antrag der Fraktion Die Mitte wird stattgegeben."),
    (
        "resolution",
        "Der Integrationsrat begrüßt die Einrichtung einer Anlaufstelle und bittet um einen Bericht im Herbst.",
    ),
    ("resolution", "Der Bürgermeister wird ermächtigt, den Vertrag zu unterzeichnen."),
    ("resolution", "Es wird beschlossen, die Straße „Am Anger“ umzubenennen."),
    ("resolution", "Der Jugendhilfeausschuss wählt Frau Amal Özdemir zur stellvertretenden Vorsitzenden."),
    (
        "resolution",
        "Die Jahresrechnung 2025 wird festgestellt und der Bürgermeisterin Entlastung erteilt; das Ergebnis wird zur Kenntnis genommen.",
    ),
    ("matter", "Sachverhalt: Die Grundschule an der Wehr ist seit 1962 in Betrieb." + PROSE),
    ("matter", "Bereits in der Sitzung vom März wurde über die Raumnot berichtet." + PROSE),
    (
        "matter",
        "Mit Schreiben vom 12.05.2026 beantragt der Elternbeirat eine neue Haltestelle. Die Haltestelle liegt an der Kreisstraße.",
    ),
    (
        "matter",
        "In seiner Sitzung am 03.03.2026 hat der Ausschuss um einen Sachstand gebeten. Die Arbeiten sind angelaufen.",
    ),
    ("matter", "Gemäß § 67 der Gemeindeordnung werden die Mitglieder in feierlicher Form eingeführt und verpflichtet."),
    (
        "matter",
        "Seit 2019 besteht zwischen den Kommunen eine Vereinbarung über die Förderung von Seiteneinsteigern." + PROSE,
    ),
    ("matter", "Am 14.06.2026 fand eine Begehung des Spielplatzes statt, an der Eltern und Kinder teilgenommen haben."),
    (
        "matter",
        "Im Rahmen des Programms werden Kinder ohne Kitaplatz auf die Schule vorbereitet. Das Angebot wurde gut angenommen.",
    ),
    ("matter", "Derzeit sind in den Internationalen Förderklassen 84 Jugendliche gemeldet." + PROSE),
    ("matter", "Ausgangslage. Die Turnhalle ist in einem schlechten Zustand." + PROSE),
    (
        "matter",
        "Nach Angaben des Schulträgers waren im letzten Jahr 31 Kinder ohne Platz. Die Zahl ist gesunken." + PROSE,
    ),
    ("reasons", "Begründung: Der Neubau ist nötig, weil die Schule dreizügig wird."),
    ("reasons", "Zur Begründung wird auf den Antrag der Fraktion verwiesen."),
    ("reasons", "Die Dringlichkeit ergibt sich aus der Frist des Fördergebers."),
    ("reasons", "Ziel der Maßnahme ist eine sichere Querung für Schulkinder."),
    ("finance", "Keine finanziellen Auswirkungen."),
    ("finance", "Finanzielle Auswirkungen: Die Maßnahme ist im Haushalt 2027 mit 120.000 € veranschlagt."),
    ("finance", "Die Kosten betragen 45.000 Euro. Entsprechende Mittel stehen im Produkt 03.01.02 zur Verfügung."),
    ("finance", "Haushaltsmittel stehen im Haushaltsjahr 2026 bei Sachkonto 5431000 bereit."),
    (
        "finance",
        "Die Gesamtkosten belaufen sich auf 1.250.000 €; davon sind 80 % Fördermittel, der Eigenanteil beträgt 250.000 €.",
    ),
    ("finance", "Es entstehen keine Kosten."),
    ("finance", "Die Finanzierung ist durch Zuwendungen des Landes gesichert."),
    ("finance", "Aufwand: 12.000 EUR, Ertrag: 4.000 EUR, Deckung: Haushaltsansatz 2026"),
    ("staff", "Keine personellen Auswirkungen."),
    ("staff", "Personelle Auswirkungen: Es wird eine halbe Stelle benötigt."),
    ("staff", "Die Aufgabe wird mit vorhandenem Personal erledigt; der Stellenplan bleibt gleich."),
    ("climate", "Auswirkungen auf das Klima: gering positiv."),
    ("climate", "Klimarelevanz: Durch die Dämmung werden 12 t CO2 im Jahr eingespart."),
    ("social", "Soziale Auswirkungen: Familien mit geringem Einkommen werden entlastet."),
    ("attachments", "Anlagen: 1. Lageplan 2. Kostenschätzung"),
    ("attachments", "Anlage 1 Lageplan Anlage 2 Entwurf der Satzung"),
    ("signature", "gez. Dr. Berger"),
    ("signature", "Im Auftrag Kemal Aydın"),
    ("signature", "Musterau, den 12.08.2026"),
    ("", "Siehe Vorlage."),
    ("", "Der Text folgt."),
    ("", "Wahlperiode 2025 - 2030"),
)


def test_nine_of_ten_blocks_are_told_right_and_hardly_one_wrong() -> None:
    told = [(kind, kind_of(text)[0], text) for kind, text in BLOCKS]
    right = [one for one in told if one[0] == one[1]]
    wrong = [one for one in told if one[1] not in ("", one[0])]

    assert len(BLOCKS) >= 40
    assert len(right) / len(told) >= 0.9, [one for one in told if one[0] != one[1]]
    assert len(wrong) <= 2, wrong


def test_nothing_told_by_content_alone_is_certain() -> None:
    for _, text in BLOCKS:
        kind, confidence = kind_of(text)
        assert 0 <= confidence <= rules().ceiling < 1
        assert bool(kind) == (confidence >= rules().threshold)


def test_what_speaks_for_two_kinds_is_less_sure_than_what_speaks_for_one() -> None:
    plain = kind_of("Der Rat beschließt den Neubau der Schule.")[1]
    mixed = kind_of("Der Rat beschließt den Neubau der Schule. Finanzielle Auswirkungen: 12.000 €.")[1]

    assert mixed < plain


def test_the_first_short_block_of_several_is_rather_a_resolution() -> None:
    text = "Dem Bau wird zugestimmt."

    assert kind_of(text, place=0, of=3)[1] > kind_of(text, place=1, of=3)[1]
