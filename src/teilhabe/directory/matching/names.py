"""All the ways one writes the name of a place: the keys that are looked for in folded texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from . import words
from .folding import key
from .rows import PlaceRow

# How a text has to write a name for it to count: "typed" names (Annastraße) can hardly be anything else, "leading" ones
# (Am Bach) are names with a capital letter, "plain" ones (Katschhof) may be words or surnames as well, "everyday" ones
# (Hof) usually are.
Strength = Literal["typed", "leading", "plain", "everyday"]
# "adjective": "Eilendorfer"; "behind_town": "Aachen-Brand", which is clear whatever the district is called.
Form = Literal["name", "former", "computed", "adjective", "behind_town"]

_SHORT = 5  # characters; a single word as short as this is an everyday word until something says otherwise
_SHORT_DISTRICT = 4  # the same of a district: "Röhe"; "Vicht" is clear
_SCHOOL_WORDS = re.compile(
    r"^(?:(?:der|die|das|städtische[nrsm]?|städt|staatliche[nrsm]?|private?[nrsm]?|priv|gem|gemeinschafts|gemeinschaftsgrundschule|"
    r"gemeinschaftshauptschule|kath|katholische[nrsm]?|ev|evangelische[nrsm]?|grundschule|grundschulverbund|ggs|kgs|egs|gg|kg|eg|"
    r"gemeindegrundschule|offene[nrsm]?|ganztagsgrundschule|montessori|schule)\s+)+"
)
_PRIMARY_NAMES = ("grundschule", "ggs", "kgs", "gemeinschaftsgrundschule", "katholische grundschule", "schule")
_SCHOOL_NOUN = re.compile(
    r"(?:schule|gymnasium|kolleg|berufskolleg|gesamtschule|realschule|hauptschule|sekundarschule|lyzeum)s?\b"
)
_GENERIC_SCHOOL = re.compile(
    r"^(?:(?:der|die|stadt|städtische[nrsm]?|städt|gem|kath|katholische[nrsm]?|ev|evangelische[nrsm]?|private?[nrsm]?|priv|staatl|"
    r"gemeinschafts|i|ii|am|an|im|mit|und|für|förderschwerpunkt(?:en)?|offene[nrsm]?)\s*)*"
    r"(?:gemeinschafts|förder|haupt|real|gesamt|sekundar|grund|ganztags|berufs)*"
    r"(?:schule|gymnasium|kolleg|grundschule|berufskolleg|gesamtschule|realschule|hauptschule|gemeinschaftsgrundschule)$"
)
_LINEAR = frozenset({"street", "square", "park"})


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write a name, as it stands in a folded text."""

    key: str
    form: Form
    strength: Strength


def names_of(row: PlaceRow, towns: Iterable[str] = ()) -> Iterator[Name]:
    """All keys of a place, each once; ``towns`` are the short names of its municipality, folded."""
    seen: set[str] = set()
    listed: list[tuple[Form, str]] = [("name", row.name)]
    listed += [("computed", name) for name in row.names] + [("former", name) for name in row.former]
    for form, name in listed:
        for written, found, base in _written(row, name, tuple(towns)):
            wanted: Form = "former" if form == "former" else found or form
            for spelled in spellings(written):
                if spelled not in seen:
                    seen.add(spelled)
                    yield Name(spelled, wanted, strength(base, row.kind, wanted))


def strength(written: str, kind: str, form: Form = "name") -> Strength:
    """How much of a clue the name itself is.

    >>> strength("annastr", "street"), strength("am bach", "street"), strength("hof", "street")
    ('typed', 'leading', 'everyday')
    """
    parts = written.split()
    if form == "behind_town":
        return "typed"
    if kind == "municipality":
        return "plain"
    short = _SHORT_DISTRICT if kind == "district" else _SHORT
    if written in words.EVERYDAY or (len(parts) == 1 and len(written) <= short):
        return "everyday"
    if kind in _LINEAR and ending(written) and parts[0] not in words.LEADING:
        return "typed"
    if parts[0] in words.LEADING and len(parts) > 1:
        return (
            "typed"
            if ending(written) and parts[-1] not in words.EVERYDAY and parts[-1] not in words.ENDINGS
            else "leading"
        )
    if kind == "school" and (len(parts) > 1 or _SCHOOL_NOUN.search(written)):
        return "typed"
    if kind == "building" and len(parts) > 1:
        return "typed"
    return "plain" if len(parts) == 1 or kind == "district" else "typed"


@lru_cache(maxsize=32_768)
def ending(written: str) -> str:
    """The ending that makes it the name of a street or square, "" without one.

    >>> ending("karl marx allee"), ending("annastr"), ending("katschhof")
    ('allee', 'str', '')
    """
    return next((word for word in words.ENDINGS if written.endswith(word) and written != word), "")


def core(written: str) -> str:
    """What stands behind preposition and article: "bach" of "am bach"."""
    parts = written.split()
    while len(parts) > 1 and (parts[0] in words.LEADING or parts[0] in words.ARTICLES):
        parts = parts[1:]
    return " ".join(parts)


def spellings(written: str) -> Iterator[str]:
    """With umlauts and ß, and with two letters instead.

    >>> list(spellings("weißer büchel"))
    ['weißer büchel', 'weißer buechel', 'weisser büchel', 'weisser buechel']
    """
    plain = written.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    yield written
    if plain != written:
        yield plain
    if "ß" in written:
        yield written.replace("ß", "ss")
        if plain != written:
            yield plain.replace("ß", "ss")
    elif "ss" in written:  # the gazetteer may have the old spelling or the Swiss one
        yield written.replace("ss", "ß")


def adjectives(written: str) -> Iterator[str]:
    """ "Aachener" for "Aachen", "Eilendorfer", "Röher".

    >>> list(adjectives("aachen")), list(adjectives("stolberg")), list(adjectives("röhe"))
    (['aachener'], ['stolberger'], ['röher'])
    """
    if " " in written or written.endswith("er"):
        return
    yield written + ("r" if written.endswith("e") else "er")
    if written.endswith("elen"):  # Würselen: Würseler
        yield written[:-1] + "r"
    elif written.endswith("en") and not written.endswith("hen"):
        yield written[:-2] + "er"


def short_names(row: PlaceRow) -> list[str]:
    """What a municipality is called: "stolberg" and "stolberg rhld" of "Stolberg (Rhld.)".

    >>> short_names(PlaceRow("municipality:05334032", "municipality", "Stolberg (Rhld.)"))
    ['stolberg', 'stolberg rhld']
    """
    named = [key(row.name.split("(")[0]), key(row.name), *(key(name) for name in row.names)]
    return list(dict.fromkeys(name for name in named if name))


# What is written, as which form if not as the listed name itself, and the name whose strength it has.
_Written = tuple[str, Form | None, str]


def _written(row: PlaceRow, name: str, towns: tuple[str, ...]) -> Iterator[_Written]:
    folded, short = key(name), key(re.sub(r"\s*\([^)]*\)", "", name))
    if row.kind in ("municipality", "district"):
        if short != folded:
            yield folded, None, folded
        yield from _of_towns(row, short, name, towns)
        return
    if row.kind == "school":
        if not _GENERIC_SCHOOL.match(short):
            yield folded, None, folded
        for written in _of_schools(folded, name, towns):
            yield written, "computed", written
        return
    yield folded, None, short
    if short != folded:
        yield short, "computed", short
    for written in _of_streets(short):
        yield written, "computed", short
    first, blank, rest = short.partition(" ")
    if row.kind in ("building", "park") and blank and not first.endswith(("s", "e", "er", "en", "ß")):
        # "des Kulturzentrums Frankental", "des Bürgerhauses Merkstein"
        yield f"{first}s {rest}", "computed", short
        yield f"{first}es {rest}", "computed", short
    elif row.kind in ("building", "park") and blank and first.endswith("haus"):
        yield f"{first}es {rest}", "computed", short


def _of_streets(folded: str) -> Iterator[str]:
    parts = folded.split()
    joined = ending(folded)
    if parts[-1] == joined and len(parts) > 1:
        # "Adalbert-Stifterstraße", "Aachenerstraße"; but not "Derstraße" of "Auf der Straße".
        if parts[-2] not in words.ARTICLES and parts[-2] not in words.LEADING:
            yield " ".join([*parts[:-2], parts[-2] + joined])
    elif joined and len(parts[-1]) > len(joined) + 2:
        yield " ".join([*parts[:-1], parts[-1][: -len(joined)].rstrip(), joined])
    stem = re.match(r"(\w+?)(e[nrms]?)$", parts[0])
    if len(parts) > 1 and stem and stem[1] in words.ADJECTIVES:
        for inflected in ("e", "en", "er", "es", "em"):
            if inflected != stem[2]:
                yield " ".join([stem[1] + inflected, *parts[1:]])
    if joined != "str" and parts[-1] not in words.ENDINGS[:1] and not folded.endswith(("e", "en")):
        if not folded.endswith(("s", "ß", "x", "z")):
            yield folded + "s"
        yield folded + "es"


def _of_towns(row: PlaceRow, short: str, name: str, towns: tuple[str, ...]) -> Iterator[_Written]:
    # "Kornelimünster/Walheim" is a district, and each of its halves stands for it.
    halves = [key(half) for half in name.split("/")] if "/" in name else []
    if halves:
        yield short, None, short
    for half in halves or [short]:
        # "Aachen-Mitte" is "Mitte" behind its town.
        town = next((town for town in towns if row.kind == "district" and half.startswith(town + " ")), "")
        alone = half[len(town) + 1 :] if town else half
        if row.kind == "district":
            for each in towns:
                yield f"{each} {alone}", "behind_town", alone
        if alone in words.NEVER_ALONE:
            continue
        yield alone, None if alone == short else "computed", alone
        if not alone.endswith(("s", "ß", "x", "z")):
            yield alone + "s", "computed", alone
        if alone not in words.EVERYDAY:
            for adjective in adjectives(alone):
                yield adjective, "adjective", alone


def _of_schools(folded: str, name: str, towns: Iterable[str]) -> Iterator[str]:
    segments = [key(segment) for segment in re.split(r"[,;(]| - ", name)] if re.search(r"[,;(]| - ", name) else [folded]
    at_ends = [end for town in towns for end in (f"^{town} ", f" {town}$")]
    for each in segments:
        segment = re.sub("|".join([*at_ends, " der stadt$"]), "", each).strip()
        if not segment or _GENERIC_SCHOOL.match(segment):
            continue
        proper = _SCHOOL_WORDS.sub("", segment + " ").strip()
        if not proper or _GENERIC_SCHOOL.match(proper) or proper in words.ENDINGS:
            continue
        if _SCHOOL_NOUN.search(proper):
            yield proper
            first, _, rest = proper.partition(" ")
            if first.endswith(("gymnasium", "kolleg")):
                yield f"{first}s {rest}".strip()  # "des Berufskollegs Nordring"
            elif proper.endswith(("gymnasium", "kolleg")):
                yield proper + "s"
            elif rest and first.endswith("schule"):
                yield f"schule {rest}"  # "die Schule Am Weiher" of "Gesamtschule Am Weiher"
        elif proper != segment:
            # A street's or district's name with a word for the school before it: "KGS Feldstraße".
            for word in _PRIMARY_NAMES:
                yield f"{word} {proper}"
        elif segment == folded and len(segment.split()) > 1:
            yield segment
