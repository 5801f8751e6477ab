"""Which committee a meeting's title names, where the system does not say it otherwise."""

from __future__ import annotations

import pytest

from teilhabe.core.text import fold
from teilhabe.council.ingest.allris3 import Allris3
from teilhabe.council.ingest.html.assembly import Names
from teilhabe.council.ingest.html.family import Installation

KNOWN = (
    "Rat",
    "Hauptausschuss",
    "Ausschuss für Kultur und Sport",
    "Bezirksvertretung",
    "Ortsrat Lindenhof",
    "Städteregionstag",
)
NAMES = Names(
    "rat.example/bi",
    Allris3(Installation(base="https://rat.example/bi/")),
    {fold(name): f"rat.example/bi?aulfdnr={number}" for number, name in enumerate(KNOWN, start=1)},
)


def found(title: str) -> str | None:
    ref = NAMES.committee_in(title)
    return KNOWN[int(ref.key.rpartition("=")[2]) - 1] if ref else None


@pytest.mark.parametrize(
    ("title", "committee"),
    [
        ("Rat", "Rat"),
        ("Sitzung des Rates", "Rat"),
        ("12. öffentliche/nichtöffentliche Sitzung des Rates am Dienstag, 24.11.2026, 18:00 Uhr", "Rat"),
        ("Konstituierende Sitzung des Rats", "Rat"),
        ("Sitzung des Ausschusses für Kultur und Sport", "Ausschuss für Kultur und Sport"),
        ("Sondersitzung Hauptausschuss (öffentlicher Teil)", "Hauptausschuss"),
        ("3. Sitzung des Ortsrates Lindenhof vom 3. März 2026", "Ortsrat Lindenhof"),
        ("Sitzung des Städteregionstages", "Städteregionstag"),
    ],
)
def test_a_title_with_nothing_but_the_name_around_it_names_the_committee(title: str, committee: str) -> None:
    assert found(title) == committee


@pytest.mark.parametrize(
    "title",
    [
        "Sitzung des Integrationsrates",
        "Seniorenbeirat",
        "Verwaltungsrat der Sparkasse",
        "Rat der Nachbargemeinde",
        "Sitzung des Unterausschusses des Hauptausschusses",
        "Gemeinsame Sitzung des Hauptausschusses und des Ausschusses für Kultur und Sport",
        "Bezirksvertretung 2",
        "Sitzung der Bezirksvertretung Nord",
        "Jugend-Rat",
        "Sitzung",
        "",
    ],
)
def test_a_title_that_says_more_names_no_committee_that_is_known(title: str) -> None:
    assert found(title) is None
