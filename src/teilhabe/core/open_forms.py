"""Forms that anybody may send without an account, with two traps for machines that people never notice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FASTEST_SECONDS = 3
LONGEST_SECONDS = 24 * 3600


class OpenForm(forms.Form):
    """``salt`` is the form's own. Its template shows ``{{ form.opened }}`` and, hidden, an empty field ``homepage``."""

    salt = ""

    opened = forms.CharField(widget=forms.HiddenInput)
    # A field that no person sees (the template hides it); a machine fills in whatever has a name.
    homepage = forms.CharField(required=False)

    @classmethod
    def opened_now(cls) -> str:
        """The signed moment at which the form was shown: the initial value of ``opened``."""
        return signing.TimestampSigner(salt=cls.salt).sign("open")

    def open_again(self) -> None:
        """A new moment, so that whoever corrects the form is not told again that it was too fast or too old."""
        self.data = {**self.data.dict(), "opened": self.opened_now()}  # type: ignore[attr-defined]  # request.POST

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("homepage"):
            raise ValidationError(
                _("Das hat nicht geklappt. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.")
            )
        self._check_time()
        return cleaned

    def _check_time(self) -> None:
        signer = signing.TimestampSigner(salt=self.salt)
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
