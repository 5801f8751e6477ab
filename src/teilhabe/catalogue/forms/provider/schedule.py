"""Dates of an offer as people enter them; behind it stands ``Offer.schedule`` with rules of RFC 5545."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"]
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ONCE, DAILY, WEEKLY, FORTNIGHTLY = "", "daily", "weekly", "fortnightly"
BY_DATE, BY_WEEKDAY, OTHER = "date", "weekday", "other"
REPEATS = [
    (ONCE, _("nur einmal")),
    (DAILY, _("jeden Tag")),
    (WEEKLY, _("jede Woche")),
    (FORTNIGHTLY, _("alle zwei Wochen")),
    (BY_WEEKDAY, _("jeden Monat am gleichen Wochentag, zum Beispiel am zweiten Dienstag")),
    (BY_DATE, _("jeden Monat am gleichen Tag, zum Beispiel am 15.")),
]
PREFIX = "termin"
MOST_DATES = 30
"""Lines that one offer may have."""


class DayField(forms.DateField):
    """A day, by the browser's own field or typed as 24.12.2026."""

    def __init__(self, **given: Any) -> None:
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        wrong = {"invalid": _("Bitte geben Sie einen Tag an, zum Beispiel 24.12.2026.")}
        super().__init__(**{"input_formats": FORMATS, "widget": widget, "error_messages": wrong, **given})


class HourField(forms.TimeField):
    def __init__(self, **given: Any) -> None:
        widget = forms.TimeInput({"type": "time"}, format="%H:%M")
        wrong = {"invalid": _("Bitte geben Sie eine Uhrzeit an, zum Beispiel 16:30.")}
        super().__init__(
            **{"input_formats": ["%H:%M", "%H.%M", "%H"], "widget": widget, "error_messages": wrong, **given}
        )


class DateForm(forms.Form):
    """One line: a date, perhaps with repetitions. An empty line says nothing."""

    day = DayField(label=_("Datum"), required=False)
    begins = HourField(label=_("Beginn"), required=False)
    ends = HourField(label=_("Ende"), required=False)
    repeats = forms.ChoiceField(label=_("Wiederholung"), choices=REPEATS, required=False)
    until = DayField(label=_("Wiederholen bis"), required=False)
    leaves_out = forms.CharField(
        label=_("Fällt aus am"),
        required=False,
        max_length=600,
        help_text=_("Tage mit Komma dazwischen, zum Beispiel 24.12.2026, 31.12.2026"),
    )
    note = forms.CharField(label=_("Anmerkung"), required=False, max_length=160)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.conditional = True  # type: ignore[attr-defined]  # a mark of ours: needed or not by the whole line
        rule = (self.initial or {}).get("rule", "")
        # A rule that these choices cannot say was made elsewhere; it stays unless somebody chooses another.
        if rule and (self.initial or {}).get("repeats") == OTHER:
            choice = self.fields["repeats"]
            assert isinstance(choice, forms.ChoiceField)
            choice.choices = [(OTHER, _("wie bisher: %(rule)s") % {"rule": rule}), *REPEATS]

    def clean_leaves_out(self) -> list[str]:
        said = self.cleaned_data["leaves_out"].replace(";", ",")
        found = []
        for part in filter(None, (one.strip() for one in said.split(","))):
            day = _day_of(part)
            if day is None:
                raise ValidationError(
                    _("„%(said)s“ ist kein Tag. Schreiben Sie zum Beispiel 24.12.2026.") % {"said": part}
                )
            found.append(day.isoformat())
        return sorted(set(found))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors:
            day, begins, ends, until = (said.get(name) for name in ("day", "begins", "ends", "until"))
            if day is None and any(said.get(name) for name in ("begins", "ends", "until", "leaves_out", "note")):
                self.add_error("day", ValidationError(_("Bitte nennen Sie den Tag.")))
            if ends and not begins:
                self.add_error("begins", ValidationError(_("Bitte nennen Sie auch den Beginn.")))
            if begins and ends and ends <= begins:
                self.add_error("ends", ValidationError(_("Das Ende liegt vor dem Beginn.")))
            if day and until and until < day:
                self.add_error("until", ValidationError(_("Dieser Tag liegt vor dem ersten Termin.")))
        return said

    @property
    def says(self) -> dict[str, Any] | None:
        """An element of ``Offer.schedule``; None for an empty line. Of a form that is valid."""
        said = self.cleaned_data
        day: date | None = said.get("day")
        if day is None or said.get("DELETE"):
            return None
        begins: time | None = said.get("begins")
        ends: time | None = said.get("ends")
        found: dict[str, Any] = {"start": f"{day.isoformat()}T{begins:%H:%M}" if begins else day.isoformat()}
        if begins and ends:
            found["end"] = f"{day.isoformat()}T{ends:%H:%M}"
        elif "begins" not in self.changed_data and "day" not in self.changed_data and self.initial.get("longer"):
            found["end"] = self.initial["longer"]
        if rule := _rule(said.get("repeats", ""), day, said.get("until"), (self.initial or {}).get("rule", "")):
            found["rule"] = rule
            if said["leaves_out"]:
                found["except"] = said["leaves_out"]
        if said["note"]:
            found["note"] = said["note"]
        return found


class DatesFormSet(forms.BaseFormSet):
    @property
    def schedule(self) -> list[dict[str, Any]]:
        """As ``Offer.schedule`` wants it. Of forms that are valid."""
        return [said for form in self.forms if (said := form.says) is not None]


Dates = forms.formset_factory(
    DateForm, formset=DatesFormSet, extra=1, can_delete=True, max_num=MOST_DATES, absolute_max=MOST_DATES + 1
)


def dates_form(
    schedule: Sequence[Mapping[str, Any]], data: QueryDict | None = None, *, more: bool = False
) -> DatesFormSet:
    """The lines for what is stored and an empty one; with ``more`` one more than ``data`` has."""
    if data is not None and more:
        data = data.copy()
        said = data.get(f"{PREFIX}-TOTAL_FORMS", "")
        if said.isdigit() and int(said) < MOST_DATES:
            data[f"{PREFIX}-TOTAL_FORMS"] = str(int(said) + 1)
    return cast(DatesFormSet, Dates(data, prefix=PREFIX, initial=lines_of(schedule)))


def lines_of(schedule: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """``initial`` of the lines for what is stored.

    What cannot be read (an import wrote it) is a line without a day, with all it says in its note: people mend it.
    """
    return [_line_or_note_of(one) for one in schedule]


def _line_or_note_of(one: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return _line_of(one)
    except (AttributeError, KeyError, TypeError, ValueError):
        # In an order of our own: PostgreSQL keeps the names of a JSON object in another one.
        known = ("start", "end", "rule", "except", "note")
        said = [one[name] for name in known if name in one] if isinstance(one, Mapping) else [one]
        return {"note": " ".join(str(part) for part in said if part)[:160]}


def _line_of(one: Mapping[str, Any]) -> dict[str, Any]:
    start = datetime.fromisoformat(one["start"])
    end = datetime.fromisoformat(one["end"]) if one.get("end") else None
    repeats, until = _read(one.get("rule", ""), start.date())
    return {
        "day": start.date(),
        "begins": start.time() if "T" in one["start"] else None,
        "ends": end.time() if end and "T" in one["end"] and end.date() == start.date() else None,
        "repeats": repeats,
        "until": until,
        "leaves_out": ", ".join(f"{date.fromisoformat(day):%d.%m.%Y}" for day in one.get("except", ())),
        "note": one.get("note", ""),
        "rule": one.get("rule", ""),
        # These lines end on the day they begin; what goes on for days was written elsewhere and stays.
        "longer": one["end"] if end and end.date() != start.date() else "",
    }


def _rule(repeats: str, day: date, until: date | None, kept: str) -> str:
    said = {
        ONCE: "",
        DAILY: "FREQ=DAILY",
        WEEKLY: "FREQ=WEEKLY",
        FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
        BY_DATE: "FREQ=MONTHLY",
        BY_WEEKDAY: f"FREQ=MONTHLY;BYDAY={_place_in_month(day)}",
        OTHER: _without_end(kept),
    }[repeats]
    if not said or (repeats == OTHER and until is None):
        return said if repeats != OTHER else kept
    # To the end of that day: a date alone would leave its own evening out.
    return f"{said};UNTIL={until:%Y%m%d}T235959" if until else said


def _read(rule: str, day: date) -> tuple[str, date | None]:
    """The choice that says the rule, and until when."""
    if not rule:
        return ONCE, None
    parts = dict(part.split("=", 1) for part in rule.upper().removeprefix("RRULE:").split(";") if "=" in part)
    until = _day_of(parts.pop("UNTIL", "")[:8], ["%Y%m%d"])
    if parts.get("INTERVAL") == "1":
        del parts["INTERVAL"]
    if parts.get("FREQ") == "WEEKLY" and parts.get("BYDAY") == _WEEKDAYS[day.weekday()]:
        del parts["BYDAY"]
    known: list[tuple[dict[str, str], str]] = [
        ({"FREQ": "DAILY"}, DAILY),
        ({"FREQ": "WEEKLY"}, WEEKLY),
        ({"FREQ": "WEEKLY", "INTERVAL": "2"}, FORTNIGHTLY),
        ({"FREQ": "MONTHLY"}, BY_DATE),
        ({"FREQ": "MONTHLY", "BYDAY": _place_in_month(day)}, BY_WEEKDAY),
    ]
    return next((choice for said, choice in known if said == parts), OTHER), until


def _place_in_month(day: date) -> str:
    """ "2TU" for the second Tuesday; a fifth one is the last, since not every month has it."""
    number = (day.day - 1) // 7 + 1
    return f"{number if number < 5 else -1}{_WEEKDAYS[day.weekday()]}"


def _without_end(rule: str) -> str:
    return ";".join(part for part in rule.split(";") if not part.upper().startswith("UNTIL="))


def _day_of(said: str, formats: Sequence[str] = FORMATS) -> date | None:
    for known in formats:
        with suppress(ValueError):
            return datetime.strptime(said, known).date()
    return None
