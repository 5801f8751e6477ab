"""What staff enter about a source."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_DELAY = 60.0


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
        label=_("Adresse der Schnittstelle"),
        max_length=500,
        assume_scheme="https",
        help_text=_("Die Adresse des OParl-Systems, zum Beispiel https://ris.beispiel.de/oparl/v1.1/system"),
        widget=forms.URLInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Bitte geben Sie eine Adresse an."),
            "invalid": _("Das ist keine vollständige Adresse. Sie beginnt mit https://"),
        },
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("Ohne Angabe gilt der Name, den das System nennt.")
    )
    delay = DelayField()


class DelayForm(forms.Form):
    delay = DelayField()
