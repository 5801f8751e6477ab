"""Filters of the lists. They come by GET, forgive what they do not know, and never raise."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..outcomes.labels import STANDING_LABELS
from ..queries.listing import Wanted

ORDERS = [("neu", _("Neueste zuerst")), ("alt", _("Älteste zuerst"))]
_ORDER_NAMES = {"neu": "newest", "alt": "oldest"}
MEETING_TIMES = ("kommend", "vergangen", "alle")
COMMITTEE_KINDS = ("council", "committee", "group", "office", "other")


FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]


class DayInput(forms.DateInput):
    """A browser's own field for a day. It knows ISO dates only: anything else in it would be no valid page."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, date):
            return value.isoformat()
        for known in FORMATS:
            with suppress(TypeError, ValueError):
                return datetime.strptime(value, known).date().isoformat()
        return None


class Day(forms.DateField):
    widget = DayInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, input_formats=FORMATS, **kwargs)


class ListFilter(forms.Form):
    """What both lists share. A wrong date is an error beside its field; the list then shows what the rest asks for."""

    kind = ""

    von = Day(label=_("Von"))
    bis = Day(label=_("Bis"))

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked, auto_id="f-%s")
        self.asked = asked
        self.is_valid()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("von"), cleaned.get("bis")
        if first and last and first > last:
            self.add_error("bis", _("Der erste Tag des Zeitraums liegt nach dem letzten."))
        return cleaned

    @property
    def bodies(self) -> list[str]:
        return self._texts("kommune", 20)

    @property
    def committee(self) -> str:
        return next(iter(self._texts("gremium", 1)), "")

    @property
    def order(self) -> str:
        asked = self.asked.get("sortierung", "")
        return asked if asked in _ORDER_NAMES else "neu"

    @property
    def first_day(self) -> date | None:
        return self.cleaned_data.get("von")

    @property
    def last_day(self) -> date | None:
        return self.cleaned_data.get("bis")

    def facets(self) -> dict[str, list[str]]:
        return {"body": self.bodies, "committee": [self.committee] if self.committee else []}

    def wanted(self) -> Wanted:
        return Wanted(
            kind=self.kind,
            facets={name: values for name, values in self.facets().items() if values},
            start=_midnight(self.first_day),
            end=_midnight(self.last_day, days=1),
            order=_ORDER_NAMES[self.order],
        )

    def _texts(self, name: str, most: int) -> list[str]:
        """Distinct, not empty, of sane length and number: an address is not trusted."""
        values = (value.strip() for value in self.asked.getlist(name))
        return list(dict.fromkeys(value for value in values if value and len(value) <= 200 and "\x00" not in value))[
            :most
        ]

    def _known(self, name: str, known: Iterable[str]) -> list[str]:
        allowed = set(known)
        return [value for value in self._texts(name, 20) if value in allowed]


class PaperFilter(ListFilter):
    kind = "paper"

    @property
    def types(self) -> list[str]:
        return self._texts("art", 20)

    @property
    def standings(self) -> list[str]:
        return self._known("stand", STANDING_LABELS)

    def facets(self) -> dict[str, list[str]]:
        return super().facets() | {"type": self.types, "standing": self.standings}


class MeetingFilter(ListFilter):
    """Without a period of the reader's own the list shows what is coming, the next meeting first."""

    kind = "meeting"

    def __init__(self, asked: QueryDict, *, now: datetime) -> None:
        self.now = now
        super().__init__(asked)

    @property
    def when(self) -> str:
        """ "kommend", "vergangen" or "alle"."""
        asked = self.asked.get("zeit", "")
        if asked in MEETING_TIMES:
            return asked
        return "alle" if self.first_day or self.last_day else "kommend"

    def wanted(self) -> Wanted:
        found = super().wanted()
        if self.when == "kommend":
            start = max(self.now, found.start) if found.start else self.now
            return replace(found, start=start, order="oldest")
        if self.when == "vergangen":
            return replace(found, end=min(self.now, found.end) if found.end else self.now)
        return found


class CommitteeFilter:
    """The list of committees: of which bodies, of which kind, and whether former ones are shown."""

    def __init__(self, asked: QueryDict) -> None:
        self.bodies = [value for value in asked.getlist("kommune") if value and "\x00" not in value][:20]
        self.kinds = [value for value in asked.getlist("art") if value in COMMITTEE_KINDS]
        self.past_too = asked.get("ehemalige") == "ja"


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    """The first moment of the day, or of one some days later; None where the calendar ends."""
    if day is None:
        return None
    try:
        return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))
    except (OverflowError, ValueError):
        return None
