"""The sentence on top of a paper: good German for every standing, and nothing the data do not say."""

from __future__ import annotations

from datetime import date

import pytest

from teilhabe.council.outcomes import Hearing, consultation_words, standing
from teilhabe.council.summaries import Event, summary, with_article

TODAY = date(2026, 6, 1)
Said = tuple[str, date | None, str, str]


def told(*said: Said, cancelled: bool = False) -> str:
    """The summary of consultations given as committee, day, role, result."""
    hearings = [
        Hearing(
            at=day, role_raw=role, result_raw=result, main_organisation="tag" in name, cancelled=cancelled, key=number
        )
        for number, (name, day, role, result) in enumerate(said)
    ]
    words = consultation_words(hearings, TODAY)
    events = [
        Event(number, day, name, word) for number, ((name, day, _, _), word) in enumerate(zip(said, words, strict=True))
    ]
    return summary(events, standing(hearings, TODAY))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ([], "Die Quelle nennt noch keine Beratung dieser Vorlage."),
        (
            [("Kreistag", date(2020, 3, 1), "Entscheidung", "mehrheitlich beschlossen")],
            "Am 1. März 2020 hat der Kreistag mehrheitlich zugestimmt.",
        ),
        (
            [("Kreistag", date(2020, 3, 1), "Entscheidung", "geändert beschlossen")],
            "Am 1. März 2020 hat der Kreistag mit Änderungen zugestimmt.",
        ),
        (
            [("Bezirksvertretung Nord", date(2020, 3, 1), "Vorberatung", "einstimmig beschlossen")],
            "Am 1. März 2020 hat die Bezirksvertretung Nord die Vorlage einstimmig empfohlen.",
        ),
        (
            [("Haupt- und Finanzausschuss", date(2020, 3, 1), "Kenntnisnahme", "zur Kenntnis genommen")],
            "Am 1. März 2020 hat der Haupt- und Finanzausschuss die Vorlage zur Kenntnis genommen.",
        ),
        (
            [("Rat der Stadt Musterbach", date(2020, 3, 1), "Entscheidung", "abgelehnt")],
            "Am 1. März 2020 hat der Rat der Stadt Musterbach die Vorlage abgelehnt.",
        ),
        (
            [("Runder Tisch Schule", date(2020, 3, 1), "Entscheidung", "beschlossen")],
            "Am 1. März 2020 wurde die Vorlage beschlossen (Runder Tisch Schule).",
        ),
        (
            [("Bauausschuss", date(2020, 3, 1), "Vorberatung", "vertagt")],
            "Am 1. März 2020 wurde die Beratung verschoben (Bauausschuss).",
        ),
        (
            [("Bauausschuss", date(2020, 3, 1), "Vorberatung", "zurückgezogen")],
            "Am 1. März 2020 wurde die Vorlage zurückgezogen (Bauausschuss).",
        ),
        (
            [("Bauausschuss", date(2020, 3, 1), "Vorberatung", "verwiesen in: Sportausschuss")],
            "Am 1. März 2020 hat der Bauausschuss die Vorlage verwiesen; Ziel laut Quelle: Sportausschuss.",
        ),
        (
            [("Bauausschuss", date(2020, 3, 1), "Vorberatung", "erledigt")],
            "Am 1. März 2020 wurde die Vorlage als erledigt vermerkt (Bauausschuss).",
        ),
        (
            [("Kreistag", date(2020, 3, 1), "Entscheidung", "einstimmig gewählt")],
            "Am 1. März 2020 fand dazu eine Wahl statt (Kreistag).",
        ),
        (
            [("Bauausschuss", date(2020, 3, 1), "Vorberatung", "")],
            "Am 1. März 2020 stand die Vorlage auf der Tagesordnung (Bauausschuss); "
            "ein Ergebnis ist nicht veröffentlicht.",
        ),
        (
            [("Bauausschuss", date(2020, 3, 1), "Vorberatung", "ohne Votum weitergeleitet")],
            "Am 1. März 2020 hat der Bauausschuss die Vorlage ohne Empfehlung weitergegeben.",
        ),
        (
            [("", date(2020, 3, 1), "Entscheidung", "beschlossen")],
            "Am 1. März 2020 wurde die Vorlage beschlossen.",
        ),
        (
            [("Bauausschuss", None, "Vorberatung", "")],
            "Die Beratung ist vorgesehen (Bauausschuss); ein Termin steht noch nicht fest.",
        ),
        (
            [
                ("Bauausschuss", date(2026, 5, 1), "Vorberatung", "einstimmig beschlossen"),
                ("Kreistag", date(2026, 7, 1), "Entscheidung", ""),
            ],
            "Am 1. Mai 2026 hat der Bauausschuss die Vorlage einstimmig empfohlen. "
            "Die nächste Beratung ist für den 1. Juli 2026 geplant (Kreistag).",
        ),
        (
            [
                ("Bauausschuss", date(2020, 5, 1), "Vorberatung", "einstimmig beschlossen"),
                ("Sportausschuss", date(2020, 5, 2), "Vorberatung", "beschlossen"),
                ("Kreistag", date(2020, 7, 1), "Entscheidung", "beschlossen"),
            ],
            "Am 1. Juli 2020 hat der Kreistag zugestimmt. "
            "Vorher haben zwei Ausschüsse die Vorlage beraten und empfohlen.",
        ),
        (
            [
                ("Bezirksvertretung Süd", date(2020, 5, 1), "Vorberatung", "abgelehnt"),
                ("Sportausschuss", date(2020, 5, 2), "Vorberatung", "beschlossen"),
                ("Kreistag", date(2020, 7, 1), "Entscheidung", "beschlossen"),
            ],
            "Am 1. Juli 2020 hat der Kreistag zugestimmt. "
            "Vorher hat der Sportausschuss die Vorlage empfohlen; die Bezirksvertretung Süd hat sie abgelehnt.",
        ),
        (
            [
                ("Bauausschuss", date(2020, 5, 1), "Vorberatung", "abgelehnt"),
                ("Sportausschuss", date(2020, 5, 2), "Vorberatung", "beschlossen"),
                ("Jugendhilfeausschuss", date(2020, 5, 3), "Vorberatung", "beschlossen"),
                ("Kreistag", date(2020, 7, 1), "Entscheidung", "abgelehnt"),
            ],
            "Am 1. Juli 2020 hat der Kreistag die Vorlage abgelehnt. "
            "Vorher haben zwei Ausschüsse die Vorlage empfohlen; der Bauausschuss hat sie abgelehnt.",
        ),
        (
            [
                ("Bauausschuss", date(2020, 5, 1), "Vorberatung", ""),
                ("Kreistag", date(2020, 7, 1), "Entscheidung", "beschlossen"),
            ],
            "Am 1. Juli 2020 hat der Kreistag zugestimmt.",
        ),
    ],
)
def test_every_standing_has_its_sentence(said: list[Said], sentence: str) -> None:
    assert told(*said) == sentence


def test_a_cancelled_meeting_is_said_so() -> None:
    assert told(("Bauausschuss", date(2026, 7, 1), "", ""), cancelled=True) == (
        "Die Sitzung am 1. Juli 2026 fällt aus (Bauausschuss)."
    )


@pytest.mark.parametrize(
    ("name", "with_its_article"),
    [
        ("Städteregionstag", "der Städteregionstag"),
        ("Ausschuss für Soziales, Gesundheit und Senioren", "der Ausschuss für Soziales, Gesundheit und Senioren"),
        ("Planungs-, Bau- und Umweltausschuss", "der Planungs-, Bau- und Umweltausschuss"),
        ("Verbandsversammlung der Volkshochschule", "die Verbandsversammlung der Volkshochschule"),
        ("Kuratorium Schloss", "das Kuratorium Schloss"),
        ("Gemeinsamer Ausschuss", ""),
        ("Referat 3", ""),
        ("A 46 - Kommunales Integrationszentrum", ""),
        ("rat", ""),
    ],
)
def test_an_article_is_used_only_where_it_is_sure(name: str, with_its_article: str) -> None:
    assert with_article(name) == with_its_article
