"""What stands around a name: the words before and behind it, a house number, a postcode."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import words
from .folding import Folded, key
from .names import adjectives

_BEFORE, _BEHIND = 60, 60  # characters that are looked at
_NUMBER = re.compile(
    r"[ \xa0]?,?[ \xa0]*(?:(?:Nr\.?|Nrn\.?|Nummern?|Hausnummern?|Haus[ \xa0]Nr\.?|HsNr\.?|Hs\.-?Nr\.?)[ \xa0]*)?"
    r"(?P<number>\d{1,3}(?:[ \xa0]?[a-zA-Z](?![\w.]))?"
    r"(?:[ \xa0]?(?:-|–|/|bis|und|u\.|\+|,)[ \xa0]?\d{1,3}(?:[ \xa0]?[a-z](?![\w.]))?(?![\d.,]?\d))*)"
    r"(?!\d)(?![.,:]\d)(?![ \xa0\u2009\u202f]\d{3}(?!\d))"  # "250 000 Euro"
)
_ORDINAL = re.compile(
    r"\.?\s*(?:Jan|Feb|Mär|Apr|Mai\b|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Bauabschnitt|BA\b|Änderung|Sitzung|Quartal|Abschnitt|\d{1,2}\.)"
)
_COMPANY = re.compile(r"[ -](?:[\w&+-]+ ){0,3}(?:gmbh|mbh|ag|kg|ohg|gbr|ug|eg|e\. ?v)\b")
_OF_ELSEWHERE = frozenset(adjective for town in words.ELSEWHERE for adjective in adjectives(town))
_ABBREVIATION = re.compile(r"(?:\b(?:nr|dr|str|st|ca|bzw|ggf|gem|ehem|sog|städt|kath|[a-zäöü]|\d{1,3}))$")
# Nothing but a blank, or the full stop of "Dr.", between a name and the word before.
_ADJACENT = re.compile(r"[^\W_]\.? $")
_CODE_BEHIND = re.compile(r"[\s,–(-]{0,7}(\d{5})(?!\w)")
_THING = re.compile(r"[ \xa0]+([A-ZÄÖÜ][\w-]+)")
_UNIT = re.compile(r"\s?(?:(%|€|m²|m³|°)|([A-Za-zÄÖÜäöüß²]+))")


@dataclass(slots=True)
class Context:
    """Of a name at ``flat[start:end]``: ``previous`` are up to three words of the same sentence, nearest first, folded;
    ``before`` and ``behind`` are the characters around it with punctuation, ``capital`` whether it begins so."""

    previous: list[str]
    capitals: list[bool]
    before: str
    behind: str
    capital: bool
    begins_sentence: bool
    next_word: str
    next_is_capital: bool


def context_at(folded: Folded, start: int, end: int) -> Context:
    """Look around."""
    flat, cased = folded.flat, folded.cased
    first = max(0, start - _BEFORE)
    before = folded.shape[first:start]
    stop = _last_stop(before)
    previous = flat[first + stop : start].rsplit(None, 3)[-3:]
    previous.reverse()
    capitals, position = [], start
    for word in previous:
        position = flat.rfind(word, first, position)
        capitals.append(cased[position].isupper())
    following = flat[end : end + _BEHIND].split(None, 1)
    next_word = following[0] if following else ""
    return Context(
        previous=previous,
        capitals=capitals,
        before=before,
        behind=folded.shape[end : end + _BEHIND],
        capital=cased[start].isupper(),
        begins_sentence=not previous,
        next_word=next_word,
        next_is_capital=bool(next_word) and cased[flat.find(next_word, end)].isupper(),
    )


def house_number(text: str, end: int) -> tuple[str, int]:
    """The house number behind ``text[:end]`` and where it ends; ("", end) without one.

    >>> house_number("Markt 12-14 wird", 5), house_number("Markt 30 km/h", 5), house_number("Markt 3. Mai", 5)
    (('12-14', 11), ('', 5), ('', 5))
    """
    match = _NUMBER.match(text, end)
    if match is None:
        return "", end
    stop = match.end("number")
    if _ORDINAL.match(text, stop) or (text[stop : stop + 1] == "." and text[stop + 1 : stop + 3].strip()[:1].islower()):
        return "", end
    unit = _UNIT.match(text, stop)
    if unit and (unit[1] or unit[2] in words.UNITS):
        return "", end
    if "," in text[end : match.start("number")] and not re.match(r"\s?,\s?\d+\s?[a-z]?\s*(?:,|\)|$|\d{5})", text[end:]):
        return "", end
    return " ".join(match["number"].split()), stop


def counts_things(text: str, end: int, town_words: frozenset[str]) -> bool:
    """Whether the number that ends ``text[:end]`` counts what follows: "Markt 2 Stände", but not "Markt 2 Aachen".
    ``town_words`` are the words of the towns' names, folded."""
    thing = _THING.match(text, end)
    return thing is not None and town_words.isdisjoint(key(thing[1]).split())


def postcode_behind(text: str, end: int) -> str:
    """The postcode that follows within an address: ", 52222 Stolberg"; "(25000 Euro)" is none."""
    match = _CODE_BEHIND.match(text, end)
    if match is None or text[match.end() : match.end() + 2].strip()[:1].islower():
        return ""
    unit = _UNIT.match(text, match.end())
    return "" if unit and (unit[1] or unit[2] in words.UNITS) else match[1]


def is_person(context: Context) -> bool:
    """Whether a surname is meant: "Frau Eschweiler", "Petra Eschweiler", "Eschweiler (CDU)"."""
    previous = context.previous
    if previous and _ADJACENT.search(context.before):
        last = previous[0].rpartition("-")[2]
        if last in words.PEOPLE and context.capitals[0]:
            return True
        if all(part in words.FIRST_NAMES for part in previous[0].split("-")) and context.capitals[0]:
            return True
        if len(previous) > 1 and context.capitals[0] and context.capitals[1]:
            second = previous[1].rpartition("-")[2]
            if second in words.PEOPLE and previous[0] not in words.KINDS:
                return True
    match = re.match(r"\s?\((\w+)", context.behind)
    return bool(match and match[1] in words.PARTIES)


def is_institution(context: Context) -> bool:
    """Whether a town's name belongs to an institution: "Sparkasse Aachen", "CDU-Fraktion Eilendorf"."""
    if not context.previous or not context.capitals[0]:
        return False
    word = context.previous[0]
    if word in words.ROOMS:
        return True  # "Sitzungssaal Eilendorf"
    if not _ADJACENT.search(context.before):
        return False
    # "des Ortschaftsrates", "des Ortsvereins"
    return any(stem.endswith(words.INSTITUTIONS) for stem in (word, word.removesuffix("s"), word.removesuffix("es")))


def is_company(context: Context) -> bool:
    """Whether a company's name begins so: "die Kaiserplatz Projekt GmbH"."""
    return _COMPANY.match(context.behind) is not None


def continues(folded: Folded, start: int, end: int) -> bool:
    """Whether the name is only a part of a longer one with hyphens: "Karl-Eschweiler-Weg", "Markt-Apotheke"."""
    shape = folded.shape
    if shape[start - 1] == "-" and shape[start - 2].isalnum():
        return True
    if shape[end] == "-":
        following = re.match(r"-([^\W\d_]+)?", shape[end : end + 30])
        assert following is not None  # it begins with a hyphen
        return following[1] not in _SIDES
    return shape[end] == "/" and shape[end + 1] == "-"


_SIDES = frozenset(
    {"nord", "süd", "ost", "west", "mitte", "nordost", "nordwest", "südost", "südwest", "zentrum", "ort"}
)


def is_other_street(context: Context, key: str) -> bool:
    """Whether the word before makes a street another one: "Alte Bahnhofstraße", "Kölner Bahnhofstraße"."""
    if not context.previous or not context.capitals[0] or " " in key:
        return False
    if not re.search(r"[^\W\d_]\s$", context.before):
        return False  # something else than a blank between them
    word = context.previous[0]
    if word in words.DISTINGUISHING:
        return len(context.previous) > 1
    return word in _OF_ELSEWHERE


def _last_stop(before: str) -> int:
    """Where the sentence begins; a question mark stands for quotes and dashes as well and ends none."""
    stop = max(before.rfind(";"), before.rfind("!"), before.rfind(": "))
    full = before.rfind(". ")
    while full > stop:
        if not _ABBREVIATION.search(before, max(0, full - 9), full):
            return full + 1
        full = before.rfind(". ", 0, full)
    return stop + 1
