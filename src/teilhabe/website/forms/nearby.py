"""Where somebody is: an address in words, or the position of their device. Comes by POST, so that it stands in no
address, no history and no protocol."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

RADII: Final = (300, 600, 1_000, 2_000, 5_000)
USUAL: Final = 1_000
_WORDS = {300: _("300 m"), 600: _("600 m"), 1_000: _("1 km"), 2_000: _("2 km"), 5_000: _("5 km")}


class NearbyForm(forms.Form):
    """Either ``adresse`` or both of ``breite`` and ``laenge``, which only the script fills in."""

    adresse = forms.CharField(
        label=_("Adresse, Straße oder Ortsteil"),
        max_length=200,
        required=False,
        help_text=_("Zum Beispiel „Rathausstraße 12, Alsdorf“."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address", "enterkeyhint": "search"}),
    )
    umkreis = forms.TypedChoiceField(
        label=_("Umkreis"),
        choices=[(radius, _WORDS[radius]) for radius in RADII],
        coerce=int,
        initial=USUAL,
        required=False,
        empty_value=USUAL,
    )
    breite = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    laenge = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("adresse") and self.position is None and "adresse" not in self.errors:
            self.add_error("adresse", _("Bitte schreiben Sie, wo Sie sind."))
        return cleaned

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude of the device; None if it gave none."""
        latitude, longitude = self.cleaned_data.get("breite"), self.cleaned_data.get("laenge")
        return None if latitude is None or longitude is None else (latitude, longitude)

    @property
    def metres(self) -> int:
        return int(self.cleaned_data.get("umkreis") or USUAL)
