"""What an editor says when an offer is confirmed, has ended or leaves the catalogue."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput


class ConfirmForm(forms.Form):
    name = forms.CharField(
        label=_("Bestätigt von"),
        max_length=160,
        help_text=_("Wer dafür einsteht: die Organisation oder das Amt."),
    )


class ArchiveForm(forms.Form):
    ended = forms.DateField(label=_("Beendet am"), widget=AdminDateInput)
    note = forms.CharField(label=_("Bemerkung"), required=False, max_length=600, widget=forms.Textarea({"rows": 3}))


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Grund"),
        max_length=600,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "Für die Redaktion und den Anbieter. Auf der Seite steht nur, dass es den Eintrag nicht mehr gibt."
        ),
    )
