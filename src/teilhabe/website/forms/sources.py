"""What staff enter about a source."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from teilhabe.directory.models import Municipality

LONGEST_DELAY = 60.0


def municipality_choices() -> list[tuple[str, str]]:
    """All municipalities by their official key; the empty choice leaves it to the system."""
    known = Municipality.objects.order_by("name").values_list("ags", "name")
    return [("", str(_("wie das System sagt"))), *known]


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
    delay = DelayField()


class DelayForm(forms.Form):
    delay = DelayField()
