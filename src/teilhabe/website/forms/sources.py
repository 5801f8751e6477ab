"""What staff enter about a source."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from teilhabe.council.forms import Day
from teilhabe.council.models import Source
from teilhabe.directory.models import Municipality

LONGEST_DELAY = 60.0
CLOCK = _("Bitte geben Sie eine Uhrzeit an, zum Beispiel 22:00.")


def municipality_choices() -> list[tuple[str, str]]:
    """All municipalities by their official key; the empty choice leaves it to the system."""
    known = Municipality.objects.order_by("name").values_list("ags", "name")
    return [("", str(_("wie das System sagt"))), *known]


def system_choices() -> list[tuple[str, str]]:
    """The systems; the empty choice has it recognised."""
    return [("", str(_("erkennen lassen"))), *((str(value), str(label)) for value, label in Source.System.choices)]


class DelayField(forms.FloatField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Abstand zwischen zwei Anfragen in Sekunden"),
            min_value=0,
            max_value=LONGEST_DELAY,
            localize=True,
            initial=1.0,
            help_text=_("Eine Sekunde ist üblich; bei empfindlichen Servern mehr."),
            error_messages={
                "required": _("Bitte geben Sie eine Zahl an."),
                "invalid": _("Bitte geben Sie eine Zahl an, zum Beispiel 1,5."),
                "min_value": _("Der Abstand kann nicht kleiner als null sein."),
                "max_value": _("Mehr als eine Minute ist nicht vorgesehen."),
            },
        )


class SourceForm(forms.Form):
    url = forms.URLField(
        label=_("Adresse des Ratsinformationssystems"),
        max_length=500,
        assume_scheme="https",
        help_text=_(
            "Die Startseite oder die OParl-Adresse, zum Beispiel https://ris.beispiel.de/bi/. OParl, ALLRIS und "
            "SessionNet werden erkannt."
        ),
        widget=forms.URLInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Bitte geben Sie eine Adresse an."),
            "invalid": _("Das ist keine vollständige Adresse. Sie beginnt mit https://"),
        },
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("Ohne Angabe gilt der Name, den das System nennt.")
    )
    municipality = forms.ChoiceField(
        label=_("Kommune"),
        required=False,
        help_text=_("Nur nötig, wenn das System sie nicht selbst nennt."),
        choices=municipality_choices,
    )
    system = forms.ChoiceField(
        label=_("System"),
        required=False,
        help_text=_(
            "Nur nötig, wenn eine Schranke das Erkennen verhindert oder Seiten statt OParl gelesen werden sollen."
        ),
        choices=system_choices,
    )
    delay = DelayField()
    since = Day(
        label=_("Sitzungen ab"), help_text=_("Nur bei Seiten (ALLRIS, SessionNet). Ohne Angabe: zwei Jahre zurück.")
    )
    night_from = forms.TimeField(
        label=_("Abruf nur ab"),
        required=False,
        help_text=_("Uhrzeit, zum Beispiel 22:00. Ohne Angabe wird zu jeder Stunde abgerufen."),
        error_messages={"invalid": CLOCK},
    )
    night_until = forms.TimeField(
        label=_("Abruf nur bis"),
        required=False,
        help_text=_("Zum Beispiel 06:00; die Nacht darf über Mitternacht gehen."),
        error_messages={"invalid": CLOCK},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if ("night_from" in data and "night_until" in data) and (data["night_from"] is None) != (
            data["night_until"] is None
        ):
            missing = "night_from" if data["night_from"] is None else "night_until"
            self.add_error(missing, _("Bitte geben Sie beide Uhrzeiten an oder keine."))
        return data

    @property
    def night(self) -> tuple[time, time] | None:
        """The hours of the night as ``Manners`` wants them; of a form that is valid."""
        start, end = self.cleaned_data["night_from"], self.cleaned_data["night_until"]
        return (start, end) if start is not None and end is not None else None


class MoveForm(forms.Form):
    """Where a source is read from now on."""

    url = forms.URLField(
        label=_("Neue Adresse"),
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Bitte geben Sie eine Adresse an."),
            "invalid": _("Das ist keine vollständige Adresse. Sie beginnt mit https://"),
        },
    )
    system = forms.ChoiceField(
        label=_("System"),
        required=False,
        help_text=_("Ohne Angabe wird es erkannt, OParl zuerst."),
        choices=system_choices,
    )


class DelayForm(forms.Form):
    delay = DelayField()
