"""Under which names an offer can be recognised in texts of others without guessing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

SHORTEST_WORD = 6
LONGEST = 100
# Names that are everyday words by themselves: a paper that says them need not mean the programme.
EVERYDAY = frozenset(
    word.casefold()
    for word in (
        "Angebot", "Ankommen", "Austausch", "Ausbildung", "Beratung", "Bildung", "Brücke", "Brücken", "Deutschkurs",
        "Deutschkurse", "Durchstarten", "Elterncafé", "Elternarbeit", "Fachtag", "Familie", "Familienzentrum",
        "Ferienkurs", "Ferienspiele", "Fortbildung", "Frauen", "Freizeit", "Gemeinsam", "Griffbereit", "Hausaufgaben",
        "Integration", "Integrationskurs", "Jugend", "Koffer", "Kompass", "Kultur", "Lernpaten", "Material",
        "Migration", "Mitmachen", "Nachbarschaft", "Partner", "Programm", "Projekt", "Rucksack", "Schule",
        "Schulen", "Sprache", "Sprachen", "Sprachcafé", "Sprachförderung", "Sprachkurs",
        "Teilhabe", "Treffpunkt", "Unterricht", "Vielfalt",
        "Wegweiser", "Willkommen", "Workshop", "Zukunft", "Zusammen",
    )
)  # fmt: skip
# What papers of councils speak of all the time: "der Ausschuss", "Rat der Stadt".
_OF_COUNCILS = frozenset(
    word.casefold()
    for word in (
        "am", "an", "auf", "aus", "bei", "das", "dem", "den", "der", "des", "die", "ein", "eine", "einer", "für", "im",
        "in", "mit", "nach", "und", "vom", "von", "vor", "wir", "zu", "zum", "zur",
        "Amt", "Anfrage", "Anlage", "Antrag", "Bericht", "Beschluss", "Beschlussvorschlag", "Bürgermeister",
        "Bürgermeisterin", "Dezernat", "Fraktion", "Gemeinde", "Gremium", "Haushalt", "Kommune", "Kommunen", "Kreis",
        "Land", "Mitteilung", "Niederschrift", "Öffentlichkeit", "Rat", "Region", "Sachverhalt", "Sitzung", "Stadt",
        "Städteregion", "Städteregionstag", "Tagesordnung", "Verwaltung", "Vorlage",
    )
)  # fmt: skip
_COMMON = _OF_COUNCILS | EVERYDAY
_COMMITTEE = re.compile(r"(ausschuss|ausschusses|beirat|stadtrat|kreistag|gemeinderat|verwaltung)$")
_WORD = re.compile(r"\w+")


def telling_names(title: str, aliases: Iterable[str], *, places: Collection[str] = ()) -> tuple[str, ...]:
    """Those of an offer's names that mean it wherever they stand: of two words, or one of six letters and more that
    nobody uses for anything else. ``places`` are ``words_of`` names of places: nothing is named by them and by words of
    councils alone."""
    found = (name for name in (" ".join(one.split()) for one in (title, *aliases)) if _tells(name, places))
    return tuple(dict.fromkeys(found))


def words_of(names: Iterable[str]) -> frozenset[str]:
    return frozenset(word for name in names for word in _WORD.findall(name.casefold()))


def _tells(name: str, places: Collection[str]) -> bool:
    words = _WORD.findall(name.casefold())
    if not words or len(name) > LONGEST:
        return False
    own = [word for word in words if not (word in _COMMON or word in places or _COMMITTEE.search(word))]
    if len(words) == 1:
        return bool(own) and len(words[0]) >= SHORTEST_WORD
    # Two everyday words make a name ("Familie Kompass"), with a word of councils between them they are a phrase.
    of_councils = any(word in _OF_COUNCILS or _COMMITTEE.search(word) for word in words)
    only_places = all(word in places for word in words)
    return len("".join(words)) >= SHORTEST_WORD and (bool(own) or not (of_councils or only_places))


def pattern_of(name: str) -> re.Pattern[str]:
    """Where ``name`` stands in a text as whole words, broken over lines or not. One word only as it is written: the
    capital tells a name from a word that happens to be spelled alike."""
    words = name.split()
    spelled = r"\s+".join(re.escape(word) for word in words)
    flags = re.IGNORECASE if len(words) > 1 else re.NOFLAG
    return re.compile(rf"(?<![\w-]){spelled}(?![\w-])", flags)
