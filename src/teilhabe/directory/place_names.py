"""Names of places as lists write them: what is one, what kind of place it is, and when two are the same."""

from __future__ import annotations

import re

from teilhabe.core.text import fold, without_controls

LONGEST = 160  # characters, as the model has room for

_STREET = re.compile(r"str(?:\.|asse)?(?=$|\W)")
_NUMBERED = re.compile(r"\s\d{1,4}\s?[a-z]?(?:\s?[-/+]\s?\d{1,4}\s?[a-z]?)?$", re.I)
# With a number behind it, these are names: "Straße 12", "Weg 3".
_BARE_TYPE = re.compile(r"(?:strasse|weg|platz|allee|gang|ring|pfad|planstrasse|feld|block|tor)", re.I)
_SQUARE = re.compile(
    r"(?:[^ ]platz|^(?:.* )?platz|(?:neu|alt|vieh|korn|heu|fisch|holz|hühner|huehner)?markt)$|^platz ", re.I
)
_IN_FRONT = re.compile(r"^(?:am|an|auf|beim|hinter|im|in|nach|ober|unter|vor|zum|zur)\b", re.I)
# What lists write where they have nothing to say.
_NOTHING = frozenset({"", "-", "--", "n/a", "na", "null", "none", "unbekannt", "ohne namen", "k.a.", "k. a.", "?"})


def told(text: object) -> str:
    """A value of a file in one line; "" where it only says that there is none.

    >>> told("  Am  Markt ")
    'Am Markt'
    >>> told("N/A")
    ''
    """
    plain = " ".join(without_controls("" if text is None else str(text)).split())
    return "" if plain.lower() in _NOTHING else plain


def is_name(name: str) -> bool:
    """Whether a place can be called so: letters, not too long, and no address with a house number.

    >>> is_name("Straße 12"), is_name("Platz des 20. Juli"), is_name("Bahnhofstraße 12"), is_name("1234")
    (True, True, False, False)
    """
    if len(name) > LONGEST or not re.search(r"[^\W\d_]{2}", name):
        return False
    number = _NUMBERED.search(name)
    return number is None or bool(_BARE_TYPE.fullmatch(fold(name[: number.start()])))


def same_name(name: str) -> str:
    """What two ways to write one name have in common; for comparing within a town, never for showing.

    >>> same_name("Rathaus-Str.") == same_name("Rathausstraße") == same_name("RATHAUSSTRASSE")
    True
    """
    return re.sub(r"[^a-z0-9]", "", _STREET.sub("strasse", fold(name)))


def written_out(name: str) -> str:
    """The name as it stands on the sign: lists shorten "-straße".

    >>> written_out("Rathausstr."), written_out("Jülicher Str."), written_out("Strangweg")
    ('Rathausstraße', 'Jülicher Straße', 'Strangweg')
    """
    return re.sub(r"(?<=[^\W\d_])(?:str\.?)$|\bStr\.?$|(?<=-)Str\.?$", _whole_word, name)


def _whole_word(found: re.Match[str]) -> str:
    return "Straße" if found[0][0] == "S" else "straße"


def kind_of_name(name: str) -> str:
    """What a name in a list of streets stands for, as far as it says so.

    >>> [kind_of_name(name) for name in ("Kaiserplatz", "Am Kaiserplatz", "Alter Markt", "Stadtpark", "Parkstraße")]
    ['square', 'street', 'square', 'park', 'street']
    """
    if _IN_FRONT.match(name):
        return "street"
    if _SQUARE.search(name):
        return "square"
    return "park" if re.search(r"(?:stadt|kur|volks|schloss|bürger|frei)park$", name, re.I) else "street"
