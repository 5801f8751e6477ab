"""The feedback form, with two traps for machines that people never notice."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import Feedback

FASTEST_SECONDS = 3
LONGEST_SECONDS = 24 * 3600
_SALT = "website.feedback"
_PATH = re.compile(r"/(?!/)[^\\\x00-\x20]*")


def own_page(asked: str) -> str:
    """``asked`` if it is a path of this portal, else nothing: the form must not carry foreign addresses."""
    return asked if len(asked) <= 500 and _PATH.fullmatch(asked) else ""


def opened_now() -> str:
    """The signed moment at which a form was shown."""
    return signing.TimestampSigner(salt=_SALT).sign("open")


class FeedbackForm(forms.Form):
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
    opened = forms.CharField(widget=forms.HiddenInput)
    # A field that no person sees (the template hides it); a machine fills in whatever has a name.
    homepage = forms.CharField(required=False)

    def clean_page(self) -> str:
        asked = self.cleaned_data["page"].strip()
        if asked and not own_page(asked):
            raise ValidationError(
                _("Bitte geben Sie eine Seite dieses Portals an, sie beginnt mit einem Schrägstrich.")
            )
        return str(asked)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("homepage"):
            raise ValidationError(
                _("Das hat nicht geklappt. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.")
            )
        self._check_time()
        return cleaned

    def _check_time(self) -> None:
        signer = signing.TimestampSigner(salt=_SALT)
        given = self.data.get("opened", "")
        try:
            signer.unsign(given, max_age=LONGEST_SECONDS)
        except signing.SignatureExpired:
            raise ValidationError(
                _("Das Formular war länger als einen Tag offen. Bitte senden Sie es noch einmal.")
            ) from None
        except signing.BadSignature:
            raise ValidationError(_("Das Formular ist nicht vollständig. Bitte senden Sie es noch einmal.")) from None
        try:
            signer.unsign(given, max_age=FASTEST_SECONDS)
        except signing.SignatureExpired:
            return
        raise ValidationError(_("Das ging sehr schnell. Bitte prüfen Sie Ihre Angaben und senden Sie noch einmal."))

    @property
    def fields_shown(self) -> list[forms.BoundField]:
        return [self[name] for name in ("reason", "page", "message", "email")]
