"""A search as it stands in an address; the page, the feeds and the interface for machines read it with this form.

It comes by GET, forgives what it does not know, and never raises.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teilhabe.council.forms import Day
from teilhabe.search.engines.backend import Order
from teilhabe.search.finding import Wanted
from teilhabe.search.question.lexer import LONGEST

from ..queries.search import Place

# Parameter of an address → facet of the index. Values are the index's own, except for kinds and places.
FACETS: Final[Mapping[str, str]] = {
    "art": "kind",
    "kommune": "municipality",
    "gremium": "committee",
    "thema": "theme",
    "jahr": "year",
    "stand": "standing",
    "sprache": "language",
    "ort": "place",
}
KINDS: Final[Mapping[str, str]] = {
    "vorlage": "paper",
    "sitzung": "meeting",
    "angebot": "offer",
    "gremium": "committee",
    "person": "person",
}
KIND_WORDS: Final[Mapping[str, str]] = {kind: word for word, kind in KINDS.items()}
ORDERS: Final = [("passung", _("Passung")), ("neu", _("Neueste")), ("alt", _("Älteste"))]
_ORDERS: Final[Mapping[str, Order]] = {"passung": Order.FIT, "neu": Order.NEWEST, "alt": Order.OLDEST}
# Quick choices of a period; days back from now, None: from now on.
PERIODS: Final[Mapping[str, int | None]] = {"kommend": None, "monat": 30, "jahr": 365}
MOST_VALUES = 20
MENUS: Final = frozenset({"gremium", "jahr"})
"""Parameters of which one value can be chosen."""
LONGEST_TEXT = LONGEST + 1
"""Characters of a question that are kept, also in addresses: one more than is read, so that the search says so."""


class SearchForm(forms.Form):
    """A wrong date is an error beside its field; the search then answers what the rest asks for."""

    von = Day(label=_("Von"))
    bis = Day(label=_("Bis"))

    def __init__(self, asked: QueryDict, *, places: Sequence[Place], now: datetime) -> None:
        super().__init__(asked, auto_id="f-%s")
        self.asked = _bounded(asked)
        self.places = places
        self.now = now
        self.is_valid()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("von"), cleaned.get("bis")
        if first and last and first > last:
            self.add_error("bis", _("Der erste Tag des Zeitraums liegt nach dem letzten."))
        return cleaned

    @property
    def text(self) -> str:
        return self.asked.get("q", "")

    @property
    def literal(self) -> bool:
        """Whether the words are to be searched as they are written, without correcting them."""
        return self.asked.get("genau") == "ja"

    @property
    def order(self) -> str:
        """Without words nothing fits better than anything else: the newest come first."""
        asked = self.asked.get("sortierung", "")
        if asked not in _ORDERS or (asked == "passung" and not self.text):
            return "passung" if self.text else "neu"
        return asked

    @property
    def period(self) -> str:
        """The quick choice; empty if there is none or the reader gives days."""
        asked = self.asked.get("zeitraum", "")
        return asked if asked in PERIODS and not (self.first_day or self.last_day) else ""

    @property
    def first_day(self) -> date | None:
        return self.cleaned_data.get("von")

    @property
    def last_day(self) -> date | None:
        return self.cleaned_data.get("bis")

    def chosen(self, name: str) -> tuple[str, ...]:
        """The values of one parameter as the address has them: distinct, of sane length and number."""
        values = (value.strip() for value in self.asked.getlist(name))
        sane = (value for value in values if value and len(value) <= 200 and value.isprintable())
        return tuple(dict.fromkeys(sane))[: 1 if name in MENUS else MOST_VALUES]

    def filters(self) -> dict[str, tuple[str, ...]]:
        """Facet of the index → its values."""
        found = {
            facet: tuple(self.in_index(name, value) for value in self.chosen(name)) for name, facet in FACETS.items()
        }
        return {facet: values for facet, values in found.items() if values}

    def in_index(self, name: str, value: str) -> str:
        """A value of an address as the index has it."""
        if name == "art":
            return KINDS.get(value, value)
        if name == "kommune":
            return next((place.ags for place in self.places if value in (place.slug, place.ags, *place.also)), value)
        return value

    def in_address(self, name: str, value: str) -> str:
        """A value of the index as an address has it."""
        if name == "art":
            return KIND_WORDS.get(value, value)
        if name == "kommune":
            return next((place.slug for place in self.places if place.ags == value), value)
        return value

    @property
    def asks_something(self) -> bool:
        return bool(self.text or self.filters() or self.period or self.first_day or self.last_day)

    def wanted(self) -> Wanted:
        since, until = _midnight(self.first_day), _midnight(self.last_day, days=1)
        if self.period:
            days = PERIODS[self.period]
            since, until = (self.now, None) if days is None else (self.now - timedelta(days), self.now)
        return Wanted(
            text=self.text,
            filters=self.filters(),
            since=since,
            until=until,
            order=_ORDERS[self.order],
            literal=self.literal,
        )


def _bounded(asked: QueryDict) -> QueryDict:
    """The question without blanks around it and of sane length: a page repeats it in each of its links."""
    bounded = asked.copy()
    if "q" in bounded:
        bounded["q"] = asked.get("q", "").strip()[:LONGEST_TEXT]
    return bounded


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    """The first moment of the day, or of one some days later; None where the calendar ends."""
    if day is None:
        return None
    try:
        return timezone.make_aware(datetime(day.year, day.month, day.day) + timedelta(days=days))
    except (OverflowError, ValueError):
        return None
