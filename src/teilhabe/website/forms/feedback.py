"""The feedback form."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from teilhabe.core.open_forms import OpenForm

from ..models import Feedback

_PATH = re.compile(r"/(?!/)[^\\\x00-\x20]*")


def own_page(asked: str) -> str:
    """``asked`` if it is a path of this portal, else nothing: the form must not carry foreign addresses."""
    return asked if len(asked) <= 500 and _PATH.fullmatch(asked) else ""


class FeedbackForm(OpenForm):
    salt = "website.feedback"

    reason = forms.ChoiceField(
        label=_("Worum geht es?"),
        choices=Feedback.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie, worum es geht.")},
    )
    page = forms.CharField(
        label=_("Auf welcher Seite?"),
        required=False,
        max_length=500,
        help_text=_("Der Teil der Adresse nach dem Namen des Portals, zum Beispiel /quellen"),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": _("Diese Adresse ist zu lang.")},
    )
    message = forms.CharField(
        label=_("Ihre Nachricht"),
        min_length=10,
        max_length=5000,
        help_text=_(
            "Was stimmt nicht, was fehlt, was hindert Sie? Bitte nennen Sie keine persönlichen Angaben anderer."
        ),
        widget=forms.Textarea({"rows": 7}),
        error_messages={
            "required": _("Bitte schreiben Sie uns, worum es geht."),
            "min_length": _("Bitte schreiben Sie etwas mehr, mindestens zehn Zeichen."),
            "max_length": _("Bitte kürzen Sie auf höchstens 5.000 Zeichen."),
        },
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        required=False,
        help_text=_("Nur wenn Sie eine Antwort möchten"),
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": _("Diese E-Mail-Adresse ist nicht vollständig. Sie sieht so aus: name@beispiel.de")},
    )

    def clean_page(self) -> str:
        asked = self.cleaned_data["page"].strip()
        if asked and not own_page(asked):
            raise ValidationError(
                _("Bitte geben Sie eine Seite dieses Portals an, sie beginnt mit einem Schrägstrich.")
            )
        return str(asked)

    @property
    def fields_shown(self) -> list[forms.BoundField]:
        return [self[name] for name in ("reason", "page", "message", "email")]
