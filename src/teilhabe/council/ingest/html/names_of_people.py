"""Names of council members as lists print them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ADDRESS = re.compile(r"^(?:Herrn?|Frau|Ratsherr|Ratsfrau|Ratsmitglied|Stadtverordneter?|Mitglied)\s+", re.IGNORECASE)
_TITLE = re.compile(r"(?:(?:Prof|Dr|Dipl|Mag|Ing|jur|med|phil|rer|nat|h\.\s?c)\b\.?[-\w]*\.?\s*)+", re.IGNORECASE)
_PARTICLES = frozenset(
    {"von", "van", "de", "der", "den", "zu", "zur", "zum", "vom", "ten", "ter", "del", "da", "di", "la", "el", "al"}
)


@dataclass(frozen=True, slots=True)
class FullName:
    """``name`` as it reads aloud ("Dr. Meryem Aydın-Çelik") and its parts."""

    name: str
    title: str
    given: str
    family: str


def split_name(raw: str) -> FullName:
    """The parts of "Herr Dr. Jan van der Berg" or "van der Berg, Dr. Jan". A name of one word is a family name."""
    found = _ADDRESS.sub("", " ".join(raw.split()))
    if "," in found:
        family, _, rest = (part.strip() for part in found.partition(","))
        found = f"{rest} {family}".strip()
    else:
        family = ""
    match = _TITLE.match(found)
    title = match[0].strip() if match and match.end() < len(found) else ""
    rest = found[len(match[0]) :] if title and match else found
    words = rest.split()
    if not family and words:
        at = len(words) - 1
        while at > 1 and words[at - 1].lower() in _PARTICLES:
            at -= 1
        family = " ".join(words[at:])
    given = rest[: len(rest) - len(family)].strip() if family and rest.endswith(family) else ""
    return FullName(found, title, given, family)


# Words of groups, offices and bodies; an abbreviation (SPD, UWG) is none of a person either.
_GROUP = re.compile(
    r"fraktion|gruppe|partei|liste|b[üu]nd|union|linke|gr[üu]ne|freie|w[äa]hler|demokrat|verwaltung|\bamt\b|[-\w]amt\b"
    r"|\brat\b|rat\b|tag\b|ausschuss|beirat|verein|verband|initiative|b[üu]rger|die\s|offene|gemeinschaft|forum|volt"
    r"|dezernat|fachb|stadt|kreis|gemeinde|schule|eltern|jugend|allianz|alternative|zukunft|piraten|team|ma[ßs]",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"\b[A-ZÄÖÜ]{2,}\b|[\d/&:]")
_NAME = re.compile(r"[A-ZÄÖÜÇŞİ][\w'’-]+")


def looks_like_person(name: str) -> bool:
    """Whether words that nobody knows are the name of somebody rather than of a group: two to five words, all but
    particles with a capital, none of them a word of groups. A citizen who brings a motion in is not named here.

    >>> looks_like_person("Prof. Dr. Peter Ingenlath"), looks_like_person("Offene Liste Alsdorf")
    (True, False)
    """
    parts = split_name(name)
    words = f"{parts.given} {parts.family}".split()
    if not 2 <= len(words) <= 5 or _GROUP.search(name) or _ABBREVIATION.search(name):
        return False
    return all(word.lower() in _PARTICLES or _NAME.fullmatch(word) for word in words)
