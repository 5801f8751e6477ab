"""Under which names an offer can be recognised in texts of others without guessing."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
_WORD = re.compile(r"\w+")


def telling_names(title: str, aliases: Iterable[str]) -> tuple[str, ...]:
    """Those of an offer's names that mean it wherever they stand: of two words, or one of six letters and more that
    nobody uses for anything else."""
    found = (name for name in (" ".join(one.split()) for one in (title, *aliases)) if _tells(name))
    return tuple(dict.fromkeys(found))


def _tells(name: str) -> bool:
    words = _WORD.findall(name)
    if not words or len(name) > LONGEST:
        return False
    if len(words) > 1:
        return len("".join(words)) >= SHORTEST_WORD
    return len(words[0]) >= SHORTEST_WORD and name.casefold() not in EVERYDAY


def pattern_of(name: str) -> re.Pattern[str]:
    """Where ``name`` stands in a text as whole words, broken over lines or not. One word only as it is written: the
    capital tells a name from a word that happens to be spelled alike."""
    words = name.split()
    spelled = r"\s+".join(re.escape(word) for word in words)
    flags = re.IGNORECASE if len(words) > 1 else re.NOFLAG
    return re.compile(rf"(?<![\w-]){spelled}(?![\w-])", flags)
