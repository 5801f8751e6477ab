"""A file that somebody hands in."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from teilhabe.directory.vocabulary import LICENCES

from ... import storage


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Datei"),
        help_text=_(
            "PDF, Word (docx), OpenDocument (odt), PNG oder JPEG, höchstens 20 MB. "
            "Aus Bildern entfernen wir, wo und womit sie aufgenommen wurden."
        ),
        widget=forms.FileInput({"accept": storage.ACCEPTED}),
        error_messages={
            "required": _("Bitte wählen Sie eine Datei."),
            "empty": _("Diese Datei ist leer."),
        },
    )
    title = forms.CharField(
        label=_("Bezeichnung"),
        max_length=160,
        help_text=_("Was darin steht, zum Beispiel „Flyer auf Arabisch“."),
        error_messages={"required": _("Bitte sagen Sie, was in der Datei steht.")},
    )
    licence = forms.ChoiceField(
        label=_("Lizenz"),
        required=False,
        choices=[("", _("alle Rechte vorbehalten")), *LICENCES.items()],
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > storage.MOST_BYTES:
            raise ValidationError(_("Diese Datei ist größer als 20 MB. Bitte verkleinern Sie sie."))
        try:
            storage.accepted(file.read())
        except storage.NotAccepted:
            raise ValidationError(
                _("Diese Art von Datei nehmen wir nicht an. Möglich sind PDF, docx, odt, PNG und JPEG.")
            ) from None
        file.seek(0)
        return file
