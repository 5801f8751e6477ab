"""One or two neutral German sentences on where a paper stands, made of its consultations and of nothing else.

They are stored and indexed in German, whatever language a reader chooses.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from .outcomes import ConsultationWord, Standing
from .outcomes.standing import WordKind

_MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
_NUMBERS = ("", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf")
# "Planungs-, Bau- und Umweltausschuss": the noun is the first word without a hyphen behind it.
_FIRST_NOUN = re.compile(r"(?:[A-ZÄÖÜ][\wäöüß]*-,?\s+(?:und\s+)?)*([A-ZÄÖÜ][\wäöüß-]*)(?=$|[\s,])")
_LONGEST_NAME = 160  # characters; a longer committee name is left out of the sentence

# What a body did: with an actor and without one; the vote has a blank behind it.
_DID: dict[WordKind, tuple[str, str]] = {
    "decided": ("{vote}zugestimmt", "{vote}beschlossen"),
    "decided_with_changes": ("{vote}mit Änderungen zugestimmt", "{vote}mit Änderungen beschlossen"),
    "recommended": ("die Vorlage {vote}empfohlen", "{vote}empfohlen"),
    "recommended_with_changes": ("die Vorlage {vote}mit Änderungen empfohlen", "{vote}mit Änderungen empfohlen"),
    "noted": ("die Vorlage zur Kenntnis genommen", "zur Kenntnis genommen"),
    "rejected": ("die Vorlage {vote}abgelehnt", "{vote}abgelehnt"),
    "not_recommended": ("die Vorlage {vote}abgelehnt", "{vote}abgelehnt"),
    "discussed": ("die Vorlage beraten", "beraten"),
    "passed_on": ("die Vorlage ohne Empfehlung weitergegeben", "ohne Empfehlung weitergegeben"),
    "referred": ("die Vorlage verwiesen", "verwiesen"),
}
# What happened to the paper without the body being the one who did it.
_HAPPENED: dict[WordKind, str] = {
    "elected": "Am {day} fand dazu eine Wahl statt{where}.",
    "postponed": "Am {day} wurde die Beratung verschoben{where}.",
    "withdrawn": "Am {day} wurde die Vorlage zurückgezogen{where}.",
    "settled": "Am {day} wurde die Vorlage als erledigt vermerkt{where}.",
}
_WITHOUT_DAY = {
    "elected": "Dazu fand eine Wahl statt{where}.",
    "postponed": "Die Beratung wurde verschoben{where}.",
    "withdrawn": "Die Vorlage wurde zurückgezogen{where}.",
    "settled": "Die Vorlage wurde als erledigt vermerkt{where}.",
}
_RECOMMENDED = ("recommended", "recommended_with_changes")
_REJECTED = ("rejected", "not_recommended")


@dataclass(frozen=True, slots=True)
class Event:
    """One consultation as the summary sees it. ``key`` is the hearing's; ``day`` None where none is known."""

    key: int
    day: date | None
    committee: str
    word: ConsultationWord
    closed: bool = False


def summary(events: Sequence[Event], standing: Standing) -> str:
    """The sentences for ``events`` in order of time."""
    said_by = next((event for event in events if event.key == standing.consultation_key), None)
    following = next((event for event in events if event.key == standing.next_key), None)
    if said_by is None:
        return _nothing_known(events)
    if standing.kind == "planned":
        return _planned(said_by, "Die Beratung")
    first = _happened(said_by)
    if following is not None:
        return f"{first} {_planned(following, 'Die nächste Beratung')}"
    return f"{first} {_before(events[: events.index(said_by)])}".strip()


def with_article(committee: str) -> str:
    """The name in the nominative with its article; empty if the article is not known for sure.

    >>> with_article("Städteregionstag")
    'der Städteregionstag'
    >>> with_article("Bezirksvertretung Aachen-Brand")
    'die Bezirksvertretung Aachen-Brand'
    >>> with_article("Gemeinsamer Ausschuss")
    ''
    """
    article = _article(committee)
    return f"{article} {committee}" if article else ""


def written_day(day: date) -> str:
    """ "12. Dezember 2019"."""
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=4096)
def _article(committee: str) -> str:
    found = _FIRST_NOUN.match(committee)
    if found is None or len(committee) > _LONGEST_NAME:
        return ""
    noun = found[1]
    for article, endings, nouns in _genders():
        if noun in nouns or noun.lower().endswith(endings):
            return article
    return ""


@cache
def _genders() -> tuple[tuple[str, tuple[str, ...], frozenset[str]], ...]:
    data = tomllib.loads((files(__package__) / "committees.toml").read_text(encoding="utf-8"))
    articles = {"masculine": "der", "feminine": "die", "neuter": "das"}
    return tuple(
        (article, tuple(data[gender]["endings"]), frozenset(data[gender]["nouns"]))
        for gender, article in articles.items()
    )


def _where(event: Event) -> str:
    """The committee where it needs no article: in brackets."""
    return f" ({event.committee})" if event.committee and len(event.committee) <= _LONGEST_NAME else ""


def _happened(event: Event) -> str:
    kind = event.word.kind
    day = written_day(event.day) if event.day else ""
    if kind in _HAPPENED:
        pattern = _HAPPENED[kind] if day else _WITHOUT_DAY[kind]
        return pattern.format(day=day, where=_where(event))
    if event.closed:
        moment = f"Am {day} stand" if day else "Bisher stand"
        return f"{moment} die Vorlage auf der nichtöffentlichen Tagesordnung{_where(event)}."
    if kind not in _DID:
        moment = f"Am {day} stand" if day else "Bisher stand"
        return f"{moment} die Vorlage auf der Tagesordnung{_where(event)}; ein Ergebnis ist nicht veröffentlicht."
    vote = {True: "einstimmig ", False: "mehrheitlich ", None: ""}[event.word.unanimous]
    active, passive = (pattern.format(vote=vote) for pattern in _DID[kind])
    target = f"; Ziel laut Quelle: {event.word.target}" if kind == "referred" and event.word.target else ""
    actor = with_article(event.committee)
    if actor:
        return f"Am {day} hat {actor} {active}{target}." if day else f"{_upper(actor)} hat {active}{target}."
    return (
        f"Am {day} wurde die Vorlage {passive}{_where(event)}{target}."
        if day
        else f"Die Vorlage wurde {passive}{_where(event)}{target}."
    )


def _planned(event: Event, what: str) -> str:
    if event.day is None:
        return f"{what} ist vorgesehen{_where(event)}; ein Termin steht noch nicht fest."
    return f"{what} ist für den {written_day(event.day)} geplant{_where(event)}."


def _before(events: Sequence[Event]) -> str:
    """Who recommended or rejected it before; nothing if nobody did so in public."""
    recommended = _committees(events, _RECOMMENDED)
    rejected = _committees(events, _REJECTED)
    if recommended and rejected:
        return f"Vorher {_have(recommended)} die Vorlage empfohlen; {_have_subject(rejected)} abgelehnt."
    if recommended:
        return f"Vorher {_have(recommended)} die Vorlage beraten und empfohlen."
    if rejected:
        return f"Vorher {_have(rejected)} die Vorlage abgelehnt."
    if noted := _committees(events, ("noted",)):
        return f"Vorher {_have(noted)} die Vorlage zur Kenntnis genommen."
    return ""


def _committees(events: Sequence[Event], kinds: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(event.committee for event in events if event.word.kind in kinds and not event.closed))


def _have(committees: Sequence[str]) -> str:
    """ "haben drei Ausschüsse", "hat der Jugendhilfeausschuss", "hat ein weiteres Gremium"."""
    if len(committees) == 1:
        return f"hat {with_article(committees[0]) or 'ein weiteres Gremium'}"
    return f"haben {_count(len(committees))} {_plural(committees)}"


def _have_subject(committees: Sequence[str]) -> str:
    """ "der Bauausschuss hat sie", "zwei Gremien haben sie"."""
    if len(committees) == 1:
        return f"{with_article(committees[0]) or 'ein anderes Gremium'} hat sie"
    return f"{_count(len(committees))} {_plural(committees)} haben sie"


def _plural(committees: Sequence[str]) -> str:
    every = all("ausschuss" in name.lower() or "ausschuß" in name.lower() for name in committees)
    return "Ausschüsse" if every else "Gremien"


def _count(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _nothing_known(events: Sequence[Event]) -> str:
    if not events:
        return "Die Quelle nennt noch keine Beratung dieser Vorlage."
    last = events[-1]
    if last.word.kind != "cancelled":
        return "Die Quelle nennt zu den Beratungen dieser Vorlage noch nichts Näheres."
    if last.day is None:
        return f"Die vorgesehene Sitzung fällt aus{_where(last)}."
    return f"Die Sitzung am {written_day(last.day)} fällt aus{_where(last)}."
