"""What goes into the matcher and what comes out. Knows no Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# Goes up with every change that can change a result: whoever stores mentions matches again then.
MATCHER_VERSION = 6

# official (amtlich): a location that the source itself gives · certain (sicher) · likely (wahrscheinlich) · mentioned
# (erwähnt): named, but it is open whether the text is about it, or which of several places of this name is meant.
Grade = Literal["official", "certain", "likely", "mentioned"]
GRADES: tuple[Grade, ...] = ("official", "certain", "likely", "mentioned")
# These put a place on a map and into filters.
PINNED: frozenset[Grade] = frozenset({"official", "certain"})

# Why a mention counts, strongest clue first; whoever shows it has words for each.
Rule = Literal[
    "given",  # the source's own location
    "house_number",  # "Bahnhofstraße 12"
    "address",  # followed by a postcode or by the town
    "town_named",  # county: the same sentence or an earlier one names the town or district
    "type_word",  # "in der Straße Am Bach", "Ortsteil Brand", "Stadt Stolberg", "Aachen-Brand"
    "coordinated",  # "Rathaus- und Annastraße"
    "name",  # a name that can hardly be anything else
    "preposition",  # "am Büchel": the word before says that a place is meant
    "named_before",  # the same name was recognised by a stronger clue in this document
    "adjective",  # "die Eilendorfer Ortsmitte"
    "former_name",  # a name of the past
    "bare",  # a short or everyday name, and nothing says that the place is meant
    "ambiguous",  # several places have this name, and nothing says which is meant
]


@dataclass(frozen=True, slots=True)
class FieldText:
    """A part of a document as plain text.

    ``field`` is "location" (what the source gives as location), "title", a kind of section as council knows them
    ("resolution", "matter", "reasons", …, "other") or "attachment". Nothing in "letterhead" and "signature" counts.
    A document may have several parts of one field (attachments): mentions then carry which by ``part``.
    """

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document of one body.

    ``municipality_ags`` is the body's key. Of a county (``is_county``, as rows.is_county says) every municipality
    below it counts (same first five digits), but a name of a street needs a second clue there. ``ignore`` holds names
    of persons and committees of the body: where one of them stands in the text, it names no place.
    """

    municipality_ags: str
    is_county: bool
    fields: Sequence[FieldText]
    ignore: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that is named at ``text[start:end]`` of a field.

    ``text`` is what stands there, with the house number if there is one; ``snippet`` the words around it in one line.
    ``score`` is between 0 and 1: how sure the place is, weighed by where it stands (title > resolution > other
    sections > attachments). ``ref`` is empty where it is unclear which of ``candidates`` is meant: then the grade is
    "mentioned", and nothing is to be put on a map.
    """

    ref: str
    field: str
    start: int
    end: int
    text: str
    snippet: str
    rule: Rule
    score: float
    grade: Grade
    # Number of the field in ``Document.fields``, from 0.
    part: int = 0
    house_number: str = ""
    candidates: tuple[str, ...] = ()
