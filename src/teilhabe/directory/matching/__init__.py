"""Places named in texts: ``Matcher(rows).mentions(document)``. Pure: no Django, no database, no network."""

from .matcher import Matcher
from .mentions import GRADES, MATCHER_VERSION, PINNED, Document, FieldText, Grade, Mention, Rule
from .rows import PlaceKind, PlaceRow, is_county

__all__ = [
    "GRADES",
    "MATCHER_VERSION",
    "PINNED",
    "Document",
    "FieldText",
    "Grade",
    "Matcher",
    "Mention",
    "PlaceKind",
    "PlaceRow",
    "Rule",
    "is_county",
]
