"""A list of offers as it stands in an address. It comes by GET, forgives what it does not know, and never raises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from teilhabe.directory.models import Municipality
from teilhabe.search.finding import Wanted
from teilhabe.search.question.lexer import LONGEST

from ..queries.entries import LISTED

# Parameter of an address → facet of the index, in the order of the page.
FACETS: Final[Mapping[str, str]] = {
    "anliegen": "need",
    "fuer": "audience",
    "ort": "town",
    "thema": "theme",
    "art": "type",
    "stufe": "level",
    "alter": "age",
    "sprache": "offer_language",
    "text": "translation",
    "deutsch": "german",
    "kosten": "cost",
    "form": "participation",
    "zugang": "access",
    "barrierefrei": "accessibility",
    "baustein": "block",
    "material": "resource_type",
    "anbieter": "provider",
}
FIRST: Final = ("anliegen", "fuer", "ort", "thema", "art")
"""Facets that stand open; the others wait behind "Weitere Filter"."""
FIRST_TRANSLATED: Final = ("text", *FIRST)
"""The same for readers of a language in which most entries have no words yet."""
EVERYWHERE: Final = "all"
"""Value of the facet ``town`` for what is bound to no municipality."""
ORDERS: Final = (
    ("passung", _("Passung")),
    ("neu", _("Neueste")),
    ("termin", _("Nächster Termin")),
    ("titel", _("Titel")),
)
MOST_VALUES = 20


class ListQuestion:
    """What the list of offers is asked for. ``towns`` are those that an address may name by their slug."""

    def __init__(self, asked: QueryDict, towns: Iterable[Municipality]) -> None:
        self.asked = asked.copy()
        self.asked["q"] = asked.get("q", "").strip()[: LONGEST + 1]
        self.towns = {town.slug: town.ags for town in towns}

    @property
    def text(self) -> str:
        return str(self.asked["q"])

    @property
    def order(self) -> str:
        """Without words nothing fits better than anything else: the newest come first."""
        wanted = self.asked.get("sortierung", "")
        known = [value for value, _label in ORDERS if value != "passung" or self.text]
        return wanted if wanted in known else known[0]

    def chosen(self, name: str) -> tuple[str, ...]:
        """The values of one parameter as the address has them: distinct, of sane length and number."""
        values = (value.strip() for value in self.asked.getlist(name))
        return tuple(dict.fromkeys(one for one in values if one and len(one) <= 80 and one.isprintable()))[:MOST_VALUES]

    def filters(self) -> dict[str, tuple[str, ...]]:
        """Facet of the index → its values; what is asked for in a town holds everywhere counts, too."""
        found = {facet: self.chosen(name) for name, facet in FACETS.items() if self.chosen(name)}
        if "town" in found:
            found["town"] = (*(self.towns.get(slug, slug) for slug in found["town"]), EVERYWHERE)
        return found

    def wanted(self) -> Wanted:
        return Wanted(text=self.text, filters={**LISTED, **self.filters()})
