"""A month of the calendar as it stands in an address; forgives what it does not know, and never raises."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django.http import QueryDict

from teilhabe.directory.models import Municipality

from .listing import EVERYWHERE

MONTHS_BACK, MONTHS_AHEAD = 3, 18
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_FACETS = {"ort": "town", "thema": "theme", "fuer": "audience"}
_VALUE = re.compile(r"[-a-z0-9_]{1,80}")


class CalendarQuestion:
    """The month and what it is narrowed to: ``ort``, ``thema`` and ``fuer``, one value each."""

    def __init__(self, asked: QueryDict, towns: Iterable[Municipality], *, today: date) -> None:
        self._asked = asked
        self._towns = {town.slug: town.ags for town in towns}
        self._now = today.replace(day=1)
        wanted = _MONTH.fullmatch(asked.get("monat", ""))
        self.month = self._now
        if wanted and 1 <= int(wanted[2]) <= 12 and 2000 <= int(wanted[1]) <= 2100:
            month = date(int(wanted[1]), int(wanted[2]), 1)
            self.month = month if self._reaches(month) else self._now

    @property
    def before(self) -> date | None:
        month = _moved(self.month, -1)
        return month if self._reaches(month) else None

    @property
    def after(self) -> date | None:
        month = _moved(self.month, 1)
        return month if self._reaches(month) else None

    @property
    def end(self) -> date:
        """The first day behind the month."""
        return _moved(self.month, 1)

    def chosen(self, name: str) -> str:
        value = self._asked.get(name, "")
        return value if _VALUE.fullmatch(value) else ""

    def kept(self) -> list[tuple[str, str]]:
        return [(name, self.chosen(name)) for name in _FACETS if self.chosen(name)]

    def facets(self) -> dict[str, tuple[str, ...]]:
        """Facet of the index → its values; what holds everywhere is on in each town."""
        found: dict[str, tuple[str, ...]] = {_FACETS[name]: (value,) for name, value in self.kept()}
        if "town" in found:
            slug = found["town"][0]
            found["town"] = (self._towns.get(slug, slug), EVERYWHERE)
        return found

    def _reaches(self, month: date) -> bool:
        return -MONTHS_BACK <= _distance(self._now, month) <= MONTHS_AHEAD


def _moved(month: date, by: int) -> date:
    number = month.year * 12 + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def _distance(first: date, second: date) -> int:
    return (second.year - first.year) * 12 + second.month - first.month
