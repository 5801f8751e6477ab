"""A generated corpus: entries like those of real councils in size, vocabulary and facets, the same for the same seed.

A paper has 300 to 1,500 words in sentences; about 45 % of them are function words, the rest follows Zipf's law over
some 70,000 forms, of which compounds are most. Nothing in it is true, and nothing is meant to be read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

from ..actions import NewEntry

SENTENCES = 150_000
BODIES = 40
MOST_WORDS, LEAST_WORDS = 1_500, 300
FIRST_DAY = datetime(2010, 1, 11, 16, 0, tzinfo=UTC)
DAYS = 6_140  # to the autumn of 2026
_STANDINGS = {"decided": 1.15, "noted": 1.05, "consultation": 1.0, "planned": 0.9, "withdrawn": 0.8}


@dataclass(frozen=True, slots=True)
class Words:
    """Forms by how often they are used, the most frequent first, with their cumulated weights."""

    nouns: Sequence[str]
    weights: Sequence[float]
    compounds: Sequence[str]
    raw: dict[str, list[str]]


@cache
def words() -> Words:
    """The vocabulary; made once."""
    with Path(__file__).with_name("words.toml").open("rb") as file:
        raw = tomllib.load(file)
    rng = Random("words")  # nosec B311 - a corpus, no secret
    two = [first + last for first in raw["first"] for last in raw["last"]]
    three = [
        first + middle + ("s" if middle.endswith("ung") else "") + last
        for first in raw["first"]
        for middle, last in [(rng.choice(raw["last"]), rng.choice(raw["last"])) for _ in range(150)]
    ]
    streets = [name + end for name in raw["streets"] for end in ("straße", "weg", "platz", "allee", "gasse", "ufer")]
    adjectives = [word + end for word in raw["adjectives"] for end in ("e", "en", "er", "es", "em")]
    rng.shuffle(two)
    rng.shuffle(three)
    forms = [form for word in raw["simple"] for form in _forms(word)]
    rare = [form for word in (*two, *streets, *three) for form in _forms(word)]
    nouns = list(dict.fromkeys([*forms, *adjectives, *rare]))
    weights = list(accumulate(1 / (place + 8) ** 0.92 for place in range(len(nouns))))
    return Words(nouns, weights, two, raw)


def _forms(word: str) -> tuple[str, ...]:
    """A noun and its plural, roughly."""
    if word.endswith(("ung", "schaft", "tion", "heit", "keit", "t", "ft")):
        return word, word + "en"
    if word.endswith("e"):
        return word, word + "n"
    return word, word + ("s" if word.endswith(("a", "o", "rum")) else "e")


@cache
def sentences() -> tuple[Sequence[str], Sequence[int]]:
    """The sentences that texts are made of, and how many words each has."""
    rng = Random("sentences")  # nosec B311 - a corpus, no secret
    known = words()
    nouns = iter(rng.choices(known.nouns, cum_weights=known.weights, k=SENTENCES * 6))
    small = iter(rng.choices(known.raw["function"], weights=_falling(len(known.raw["function"])), k=SENTENCES * 7))
    made, sizes = [], []
    for _ in range(SENTENCES):
        text = _sentence(rng, nouns, small, known.raw["verbs"])
        made.append(text)
        sizes.append(text.count(" ") + 1)
    return made, sizes


def _falling(number: int) -> list[float]:
    return [1 / (place + 2) for place in range(number)]


def _sentence(rng: Random, nouns: Iterator[str], small: Iterator[str], verbs: Sequence[str]) -> str:
    parts = [next(small).capitalize(), next(nouns), next(small), next(nouns), next(nouns), next(small)]
    if rng.random() < 0.6:
        parts += [next(nouns), next(small), next(small), next(nouns)]
    if rng.random() < 0.15:
        parts += ["im Jahr", str(rng.randint(2008, 2028))]
    return " ".join([*parts, next(small), "wird", rng.choice(verbs)]) + "."


def entries(papers: int, *, seed: int = 1, first: int = 0) -> Iterator[NewEntry]:
    """``papers`` papers and a tenth as many meetings; entry number n is the same whatever the numbers asked for."""
    for number in range(first, first + papers):
        rng = Random(seed * 1_000_003 + number)  # nosec B311 - a corpus, no secret
        yield _paper(rng, number)
        if number % 10 == 0:
            yield _meeting(rng, number)


def _paper(rng: Random, number: int) -> NewEntry:
    known, (body, town) = words(), _body(rng)
    day = FIRST_DAY + timedelta(days=int(DAYS * (1 - rng.random() ** 1.6)))
    standing = rng.choices(list(_STANDINGS), weights=(60, 18, 10, 8, 4))[0]
    topic, second = rng.choice(known.compounds), rng.choice(known.compounds)
    reference = f"{day.year}/{number % 10_000:04d}"
    wanted = min(MOST_WORDS, LEAST_WORDS + int(rng.expovariate(1 / 390)))
    own = max(120, int(wanted * rng.uniform(0.25, 0.6)))
    committee = rng.choice(known.raw["committees"])
    return NewEntry(
        kind="paper",
        ref=f"{body}/{number}",
        url=f"/rat/{body}/vorlage/{number}",
        title=_title(rng, topic, second),
        summary=f"Am {day.day}.{day.month}.{day.year} hat {committee} beraten.",
        body=f"{topic} {_text(rng, own)} {topic}",
        annex=_text(rng, wanted - own),
        starts=day,
        municipality=town,
        weight=_STANDINGS[standing],
        facts={"body": body, "reference": reference, "standing": standing, "committee": committee},
        facets={
            "body": [body],
            "committee": [f"{body}/{committee.lower().replace(' ', '-')}"],
            "type": [rng.choice(known.raw["types"])],
            "standing": [standing],
            "year": [str(day.year)],
            "theme": rng.sample(known.raw["themes"], k=rng.randint(0, 2)),
        },
    )


def _meeting(rng: Random, number: int) -> NewEntry:
    known, (body, town) = words(), _body(rng)
    day = FIRST_DAY + timedelta(days=rng.randrange(DAYS))
    committee = rng.choice(known.raw["committees"])
    points = [_title(rng, rng.choice(known.compounds), rng.choice(known.compounds)) for _ in range(12)]
    return NewEntry(
        kind="meeting",
        ref=f"{body}/s{number}",
        url=f"/rat/{body}/sitzung/{number}",
        title=committee,
        body="\n".join(points),
        starts=day,
        municipality=town,
        facts={"body": body, "committee": committee, "committees": [committee]},
        facets={
            "body": [body],
            "committee": [f"{body}/{committee.lower().replace(' ', '-')}"],
            "state": ["held"],
            "year": [str(day.year)],
        },
    )


def _title(rng: Random, topic: str, second: str) -> str:
    form = rng.randrange(4)
    street = rng.choice(words().raw["streets"])
    return (
        f"{topic} {rng.randint(2010, 2027)}",
        f"{topic}: Sachstand und weiteres Vorgehen",
        f"Fortschreibung: {topic} und {second}",
        f"{topic} an der {street}straße",
    )[form]


def _text(rng: Random, size: int) -> str:
    """Sentences of about ``size`` words in all, in paragraphs."""
    pool, sizes = sentences()
    chosen: list[str] = []
    while size > 0:
        place = rng.randrange(SENTENCES)
        size -= sizes[place]
        chosen.append(pool[place])
        if len(chosen) % 9 == 0:
            chosen.append("\n")
    return " ".join(chosen)


def _body(rng: Random) -> tuple[str, str]:
    """A council, large ones more often, and the key of its municipality."""
    number = min(BODIES - 1, int(rng.expovariate(1 / 9)))
    return f"stadt-{number + 1:02d}", f"99{number + 1:06d}"
