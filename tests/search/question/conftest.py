"""A vocabulary like that of a real index: eighty thousand words, most of them rare."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from teilhabe.search.analysis.analyzer import Analyzer
from teilhabe.search.analysis.folding import fold_word
from teilhabe.search.analysis.stemming import german
from teilhabe.search.vocabulary import Seen, Vocabulary, VocabularyWriter

SIZE = 80_000
# Words of every municipality, besides those that typos.toml means.
FIELD = (
    "Schule Schulen Kita Kitas Rat Räte Beirat Ausschuss Sitzung Stadt Gemeinde Region Bildung Familie Familien Kind"
    " Kinder Jugend Eltern Sprache Sprachen Deutsch Kurs Kurse Konzept Planung Bericht Förderung Forderung Beratung"
    " Betreuung Projekt Programm Antrag Beschluss Vorlage Haushalt Mittel Personal Stelle Raum Bau Umbau Neubau Straße"
    " Weg Verkehr Bus Rad Klima Umwelt Wasser Wohnung Wohnungen Soziales Gesundheit Kultur Sport Halle Verein Vereine"
    " Feuerwehr Sicherheit Ordnung Bürger Bürgerin Einwohner Senioren Frauen Männer Menschen Behinderung Arbeit"
    " Ausbildung Beruf Unterricht Lehrkraft Klasse Klassen Angebot Maßnahme Maßnahmen Entwicklung Sanierung Konferenz"
)


def typos(half: str) -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_name("typos.toml").read_text(encoding="utf-8"))[half]


def german_words() -> Iterator[tuple[str, int]]:
    """A word and in how many entries it stands: invented, few words in many, the words of the field in more."""
    chance = random.Random(4)
    every = [word for word in DefaultDictionaryFactory().get_dictionary("de") if len(word) > 3 and word.isalpha()]
    for word in chance.sample(every, SIZE):
        assert isinstance(word, str)
        yield word, int(min(80, 1 / (chance.random() + 0.0025)))
    meant = {word for half in ("tuning", "held_out") for words in typos(half).values() for word in words.split()}
    for word in sorted(meant | set(FIELD.split())):
        yield word, int(min(800, 6 / (chance.random() + 0.002)))


@pytest.fixture(scope="session")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vocabulary]:
    path = tmp_path_factory.mktemp("words") / "words.sqlite"
    writer = VocabularyWriter(path)
    for word, documents in german_words():
        seen: Seen = (fold_word(word), german(fold_word(word)), (), word)
        writer.add([seen] * documents)
    writer.commit()
    writer.close()
    opened = Vocabulary(path)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer()
