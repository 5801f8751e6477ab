"""``teilhabe bench places``: how fast places are found in generated papers with a generated gazetteer."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Annotated

import typer

from teilhabe.core.measuring import memory_own
from teilhabe.search.bench.corpus import sentences

from .matching import Document, FieldText, Matcher, Mention, PlaceRow

TOWNS, COUNTY = 10, "99001000"
_WORDS = 1_500
_MENTIONS = 20  # names put into each paper
_SHARED = 0.1  # of the streets of a town also exist in others
_BATCH = 50  # papers; the fastest batches tell what an idle machine does
_SYLLABLES = (
    "Bir",
    "Lau",
    "Mer",
    "Hol",
    "Gre",
    "Wie",
    "Stei",
    "Ros",
    "Tan",
    "Kir",
    "Fal",
    "Mül",
    "Brü",
    "Schön",
    "Reh",
)
_MIDDLES = ("ken", "fen", "zen", "len", "sen", "gen", "nen", "den", "ßen", "bach", "berg", "feld", "wald", "hof", "tal")
_ENDINGS = ("straße", "weg", "platz", "allee", "gasse", "er Straße", "er Weg", "ring", "graben", "pfad")
_EVERYDAY = (
    "Hof",
    "Markt",
    "Forum",
    "Am Bach",
    "In der Heide",
    "Hauptstraße",
    "Schulstraße",
    "Kirchplatz",
    "Bahnhofstraße",
)
_CLUES = ("in der ", "an der ", "am ", "zwischen ", "Haus ", "")


@dataclass(frozen=True, slots=True)
class PlacesMeasured:
    """Rates are papers in a second of one core; the best is that of the fastest tenth of the batches."""

    names: int
    keys: int
    building_seconds: float
    megabytes: float
    papers: int
    words: int
    rate: float
    best_rate: float
    mentions: int
    certain: int


def measure_places(*, names: int, papers: int) -> PlacesMeasured:
    """Build a matcher for ``names`` places in ten towns and read ``papers`` papers of 1,500 words with it."""
    rows = list(_rows(names))
    documents = list(_documents(rows, papers))
    before, start = memory_own(), time.process_time()
    matcher = Matcher(rows)
    building, megabytes = time.process_time() - start, memory_own() - before
    found: list[Mention] = []
    seconds: list[float] = []
    for first in range(0, len(documents), _BATCH):
        start = time.process_time()
        for document in documents[first : first + _BATCH]:
            found += matcher.mentions(document)
        seconds.append((time.process_time() - start) / len(documents[first : first + _BATCH]))
    best = sorted(seconds)[: max(1, len(seconds) // 10)]
    return PlacesMeasured(
        names=names,
        keys=matcher.index.names,
        building_seconds=building,
        megabytes=megabytes,
        papers=papers,
        words=sum(len(field.text.split()) for field in documents[0].fields),
        rate=1 / (sum(seconds) / len(seconds)),
        best_rate=1 / (sum(best) / len(best)),
        mentions=len(found),
        certain=sum(mention.grade == "certain" for mention in found),
    )


def bench_places_command(
    papers: Annotated[int, typer.Option("--papers", help="Zahl der erzeugten Vorlagen.", min=1)] = 1_000,
    names: Annotated[int, typer.Option("--names", help="Zahl der Orte im Verzeichnis.", min=100)] = 20_000,
) -> None:
    """Misst, wie schnell Orte in Vorlagen von 1.500 Wörtern gefunden werden, auf einem Kern."""
    measured = measure_places(names=names, papers=papers)
    typer.echo(
        f"Ortsverzeichnis: {measured.names} Orte, {measured.keys} Schreibweisen; aufgebaut in "
        f"{measured.building_seconds:.1f} s, {measured.megabytes:.0f} MB"
    )
    typer.echo(
        f"Vorlagen: {measured.papers} zu {measured.words} Wörtern; {measured.rate:.0f} je Sekunde Rechenzeit, "
        f"im besten Zehntel {measured.best_rate:.0f}"
    )
    typer.echo(
        f"Gefunden: {measured.mentions / measured.papers:.1f} Orte je Vorlage, davon sicher "
        f"{measured.certain / measured.papers:.1f}"
    )


def _rows(count: int) -> Iterator[PlaceRow]:
    rng = Random("gazetteer")  # nosec B311 - a measurement, no secret
    yield PlaceRow(
        f"municipality:{COUNTY}", "municipality", "Kreis Musterland", municipality_ags=COUNTY, is_county=True
    )
    towns = [f"99001{number:03d}" for number in range(1, TOWNS + 1)]
    for number, ags in enumerate(towns):
        name = f"{_SYLLABLES[number]}{_MIDDLES[-number - 1]}hausen"
        yield PlaceRow(f"municipality:{ags}", "municipality", name, municipality_ags=ags, postcodes=(f"9{number:04d}",))
    stems = [
        "".join(parts) for parts in product(_SYLLABLES, _MIDDLES, ("", "heim", "rode", "dorf", "au", "kamp", "born"))
    ]
    names = [stem + ending for stem in stems for ending in _ENDINGS]
    double = [f"{first}-{second}-Straße" for first, second in product(stems[:120], stems[200:320])]
    pool = [*names, *double]
    rng.shuffle(pool)
    fresh = iter(pool)
    shared = [*_EVERYDAY, *(next(fresh) for _ in range(int(count * _SHARED / TOWNS)))]
    used: set[tuple[str, str]] = set()
    while len(used) < count:
        ags = towns[len(used) % TOWNS]
        name = rng.choice(shared) if rng.random() < _SHARED else next(fresh, "") or rng.choice(shared)
        if (ags, name) in used:
            name = f"{rng.choice(stems)}-{rng.choice(stems)}-Weg"
        used.add((ags, name))
        yield PlaceRow(f"street:{ags}/{len(used)}", "street", name, municipality_ags=ags)


def _documents(rows: Sequence[PlaceRow], count: int) -> Iterator[Document]:
    rng = Random("papers")  # nosec B311 - a measurement, no secret
    texts, sizes = sentences()
    streets: dict[str, list[str]] = {}
    for row in rows:
        if row.kind == "street":
            streets.setdefault(row.municipality_ags, []).append(row.name)
    towns = {row.municipality_ags: row.name for row in rows if row.kind == "municipality"}
    for _ in range(count):
        ags = rng.choice(list(streets))
        is_county = rng.random() < 0.2
        parts, length = [], 0
        while length < _WORDS - 3 * _MENTIONS:
            sentence = rng.randrange(len(texts))
            parts.append(texts[sentence])
            length += sizes[sentence]
        for _ in range(_MENTIONS):
            name = rng.choice(streets[ags])
            number = f" {rng.randrange(1, 90)}" if rng.random() < 0.3 else ""
            town = f" in {towns[ags]}" if is_county and rng.random() < 0.5 else ""
            parts.insert(rng.randrange(len(parts)), f"Gebaut wird {rng.choice(_CLUES)}{name}{number}{town}.")
        title = f"Ausbau der {rng.choice(streets[ags])}"
        cut = len(parts) // 5
        yield Document(
            COUNTY if is_county else ags,
            is_county,
            (
                FieldText("title", title),
                FieldText("resolution", " ".join(parts[:cut])),
                FieldText("matter", "\n".join(parts[cut:])),
            ),
        )
