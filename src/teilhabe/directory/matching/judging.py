"""How sure it is that a name means the place, from how it is written and what stands around it.

Scores are between 0 and 1 before they are weighed by the field; 0 means that no place is meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import words
from .context import Context
from .mentions import Grade, Rule
from .names import Strength, core, ending

# Where a name stands says how much the document is about the place.
_WEIGHTS = {"title": 1.0, "resolution": 0.98, "attachment": 0.68, "attachments": 0.68}
_WEIGHT_OF_TEXT = 0.93
_CERTAIN, _LIKELY = 0.85, 0.6
# Names do not count here at all.
SILENT_FIELDS = frozenset({"letterhead", "signature"})
GIVEN_FIELD = "location"

# Nothing but blanks, quotes and dashes between a name and the word before.
_BESIDE = re.compile(r"[^\W_]\.?[ ?\"'-]+$")
_OF = frozenset({"der", "des", "dieser", "dieses"})
_SHORT_STEM = 5  # characters of a name behind its preposition
_OF_ONE = frozenset({"eines", "einer"})
# A court is entered ("im Hof"), a place is where one stands: "am Markt", "auf dem Hof".
_AT = frozenset({"am", "an", "auf", "zum", "vom", "vor", "über", "um", "beim", "gegenüber", "neben", "entlang", "bis"})

# A name that no clue supports, kept until the document is read: it may be named clearly elsewhere.
UNSUPPORTED = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    rule: Rule
    score: float


@dataclass(slots=True)
class Written:
    """A name as it stands in the text."""

    key: str
    strength: Strength
    kind: str
    field: str
    context: Context
    house_number: str
    has_postcode: bool
    coordinated: bool
    adjective: bool
    listed: bool  # in a row with other places: "in Alsdorf, Baesweiler und Eschweiler"
    alone: bool  # the only words of its line
    plural: bool  # "Schulstraßen"


def grade_of(score: float) -> Grade:
    """The grade of a weighed score."""
    return "certain" if score >= _CERTAIN else "likely" if score >= _LIKELY else "mentioned"


def weight_of(field: str) -> float:
    """How much a name counts in a field."""
    return _WEIGHTS.get(field, _WEIGHT_OF_TEXT)


def judge(written: Written) -> Verdict | None:
    """None: no place is meant, whatever the rest of the document says."""
    if written.coordinated:
        return Verdict("coordinated", 0.96)
    if written.adjective:
        return _adjective(written)
    if written.kind in ("district", "municipality"):
        return _of_town(written)
    if written.house_number:
        return Verdict("house_number", 0.97 if written.strength == "everyday" else 0.99)
    if written.has_postcode and written.strength != "everyday":
        return Verdict("address", 0.99)
    return {"typed": _typed, "leading": _leading, "plain": _plain, "everyday": _everyday}[written.strength](written)


def has_preposition(context: Context) -> bool:
    """Whether the words before say where: "am", "in der", "entlang des"."""
    previous = context.previous
    if not previous:
        return False
    if previous[0] in words.PREPOSITIONS:
        return True
    return len(previous) > 1 and previous[0] in words.ARTICLES and previous[1] in words.PREPOSITIONS


def _has_kind(context: Context) -> bool:
    """Whether the word before says what it is: "Straße", "Ortsteil", "Haltestelle"."""
    if not context.previous or not context.capitals[0] or not _BESIDE.search(context.before):
        return False
    word = context.previous[0]
    return word in words.KINDS or word.endswith(words.KIND_ENDINGS)


def _typed(written: Written) -> Verdict | None:
    context = written.context
    if written.kind not in ("school", "building") and not context.capital:
        return None  # "am kirchweg" is written by nobody who means the street
    if _has_kind(context):
        return Verdict("type_word", 0.97)
    return Verdict("preposition", 0.97) if has_preposition(context) else Verdict("name", 0.95)


def _leading(written: Written) -> Verdict | None:
    context = written.context
    stem = core(written.key)
    first, _, last = stem.partition(" ")
    everyday = stem in words.EVERYDAY or len(stem) <= _SHORT_STEM
    # "Am Alten Rathaus" is an everyday word with an adjective, "Am Gut Wolf" is none.
    everyday |= last in words.EVERYDAY and re.sub(r"e[nrms]?$", "", first) in words.ADJECTIVES
    if not context.capital:
        # "am Höfling" can only be the street; "am Bach" is where a brook is.
        return None if everyday else Verdict("preposition", 0.92)
    if _has_kind(context):
        return Verdict("type_word", 0.97)
    if not context.begins_sentence:
        return Verdict("name", 0.95)
    if not everyday:
        return Verdict("name", 0.93)
    alone = context.behind.lstrip()[:1] in (",", ":", "?", "-", "/", "(", "")
    return Verdict("name", 0.9) if alone else Verdict("bare", 0.4)


def _plain(written: Written) -> Verdict | None:
    context = written.context
    if not context.capital:
        return None
    if _has_kind(context):
        return Verdict("type_word", 0.96)
    if has_preposition(context):
        return Verdict("preposition", 0.95)
    if context.previous and context.previous[0] in words.INDEFINITE:
        return None
    if written.listed or written.alone or (context.previous and context.previous[0] in words.ARTICLES):
        return Verdict("name", 0.93)
    return Verdict("bare", 0.9 if written.field == "title" else 0.82)


def _everyday(written: Written) -> Verdict | None:
    context = written.context
    if not context.capital:
        return None
    if written.plural or (context.previous and context.previous[0] in words.INDEFINITE):
        return None
    street = ending(written.key) == "str"
    if context.behind[:1] == " " and (context.next_word in _OF_ONE or (not street and context.next_word in _OF)):
        return None  # "im Hof der Schule", "am Markt der Möglichkeiten", "auf der Hauptstraße eines Dorfes"
    if _has_kind(context):
        return Verdict("type_word", 0.93)
    if has_preposition(context):
        if street:
            return Verdict("preposition", 0.92)
        at = written.kind in ("park", "building") or any(word in _AT for word in context.previous[:2])
        return Verdict("preposition", 0.76 if at else 0.5)
    if street:
        return Verdict("bare", 0.88 if written.field == "title" else 0.7)
    if written.listed:
        return Verdict("name", 0.72)
    if written.field == "title" and context.begins_sentence and written.kind == "building":
        return Verdict("bare", 0.66)
    if context.previous and context.previous[0] in words.ARTICLES:
        return Verdict("bare", 0.66 if written.kind in ("building", "park") else UNSUPPORTED)
    return Verdict("bare", UNSUPPORTED)


def _of_town(written: Written) -> Verdict | None:
    """A town or district: without an article, "in Brand", or with a word for it."""
    context = written.context
    if not context.capital:
        return None
    previous = context.previous
    if written.strength == "typed":
        return Verdict("type_word", 0.96)  # "Aachen-Brand"
    if _has_kind(context):
        return Verdict("type_word", 0.97)
    if context.next_word in words.BURNING and not context.next_is_capital:
        return None
    if written.strength == "everyday" and words.BURNING.intersection(context.before.split()):
        return None  # "eine Küche geriet in Brand"
    before = previous[0] if previous else ""
    bare_preposition = before in words.PREPOSITIONS and before not in ("im", "am", "zur", "zum", "beim", "vom")
    if written.strength == "everyday":
        if bare_preposition and before in ("von", "über", "zwischen", "durch", "unter"):
            return Verdict("preposition", 0.75)  # "Begrünung von Höfen"
        if bare_preposition:
            return Verdict("preposition", 0.94)
        if written.listed:
            return Verdict("name", 0.92)
        return Verdict("bare", UNSUPPORTED)
    if bare_preposition:
        return Verdict("preposition", 0.95)
    if before in ("im", "am", "vom", "beim") and len(previous) < 2:
        return Verdict("bare", 0.7)
    return Verdict("name", 0.93)


def _adjective(written: Written) -> Verdict | None:
    """ "die Eilendorfer Ortsmitte": near it, or of it."""
    if not written.context.capital or not written.context.next_is_capital:
        return None  # "die Eilendorfer": people
    return Verdict("adjective", 0.78)
