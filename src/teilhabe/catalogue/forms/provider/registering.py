"""An organisation asks to take part; members invite each other; visitors suggest and correct."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from teilhabe.core.open_forms import OpenForm
from teilhabe.directory.models import Municipality, Organisation

MAIL = {
    "required": _("Bitte geben Sie eine E-Mail-Adresse an."),
    "invalid": _("Diese E-Mail-Adresse ist nicht vollständig. Sie sieht so aus: name@beispiel.de"),
}
WEB = {"invalid": _("Das ist keine vollständige Adresse. Sie beginnt mit https://")}


def web_field(**given: Any) -> forms.URLField:
    """An address on the web, with or without https:// before it."""
    given.setdefault("max_length", 500)
    return forms.URLField(
        assume_scheme="https",
        widget=forms.URLInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages=WEB,
        required=False,
        **given,
    )


class RegisterForm(OpenForm):
    salt = "catalogue.register"

    name = forms.CharField(
        label=_("Name der Organisation"),
        max_length=200,
        min_length=3,
        widget=forms.TextInput({"autocomplete": "organization"}),
        error_messages={"required": _("Bitte nennen Sie Ihre Organisation.")},
    )
    # "homepage" is the trap of every open form.
    site = web_field(label=_("Internetseite"), max_length=200)
    municipality = forms.ModelChoiceField(
        Municipality.objects.all(),
        label=_("Kommune"),
        required=False,
        to_field_name="ags",
        empty_label=_("mehrere oder keine davon"),
    )
    message = forms.CharField(
        label=_("Was bieten Sie an?"),
        min_length=20,
        max_length=2000,
        help_text=_("Zwei oder drei Sätze genügen: für wen, worum es geht, wo es stattfindet."),
        widget=forms.Textarea({"rows": 5}),
        error_messages={
            "required": _("Bitte schreiben Sie, was Sie anbieten."),
            "min_length": _("Bitte schreiben Sie etwas mehr, mindestens zwanzig Zeichen."),
            "max_length": _("Bitte kürzen Sie auf höchstens 2.000 Zeichen."),
        },
    )
    person = forms.CharField(
        label=_("Ihr Name"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("Bitte nennen Sie Ihren Namen.")},
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_("Damit melden Sie sich später an. Sie wird nicht veröffentlicht."),
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages=MAIL,
    )

    @property
    def fields_shown(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "site", "municipality", "message", "person", "email")]


class ApproveForm(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=_("Organisation"),
        required=False,
        empty_label=_("neu anlegen"),
        help_text=_("Wählen Sie eine, die das Verzeichnis schon kennt, oder lassen Sie sie neu anlegen."),
    )


class ReasonForm(forms.Form):
    """Why something goes back or is refused; the reason goes to whoever asked."""

    reason = forms.CharField(
        label=_("Begründung"),
        min_length=5,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": _("Bitte schreiben Sie, warum."),
            "min_length": _("Bitte schreiben Sie, warum."),
        },
    )


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-Mail-Adresse"), error_messages=MAIL)


class ProposalForm(OpenForm):
    """``mistake``: it is about an offer, so nobody asks for its name."""

    salt = "catalogue.proposal"

    title = forms.CharField(
        label=_("Name des Angebots"),
        max_length=160,
        error_messages={"required": _("Bitte nennen Sie das Angebot.")},
    )
    provider = forms.CharField(label=_("Wer bietet es an?"), max_length=160, required=False)
    url = web_field(label=_("Wo steht mehr dazu?"))
    text = forms.CharField(
        label=_("Ihre Nachricht"),
        min_length=10,
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
        error_messages={
            "required": _("Bitte schreiben Sie uns, worum es geht."),
            "min_length": _("Bitte schreiben Sie etwas mehr, mindestens zehn Zeichen."),
            "max_length": _("Bitte kürzen Sie auf höchstens 2.000 Zeichen."),
        },
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        required=False,
        help_text=_("Nur wenn Sie eine Antwort möchten"),
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages=MAIL,
    )

    def __init__(self, *args: Any, mistake: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mistake:
            for name in ("title", "provider", "url"):
                del self.fields[name]
            self.fields["text"].label = _("Was stimmt nicht?")
        else:
            self.fields["text"].label = _("Was ist das für ein Angebot?")

    @property
    def fields_shown(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title", "provider", "url", "text", "email") if name in self.fields]


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Vermerk"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2}))


class DraftForm(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=_("Anbieter"),
        empty_label=_("Bitte wählen"),
        error_messages={"required": _("Bitte wählen Sie den Anbieter.")},
    )
