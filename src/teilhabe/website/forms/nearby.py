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
        error_messages={"required": _("Bitte schreiben Sie, wo Sie sind.")},
        max_length=200,
        help_text=_("Zum Beispiel „Rathausstraße 12, Alsdorf“."),
        widget=forms.TextInput(attrs={"autocomplete": "address-line1", "enterkeyhint": "search"}),
    )
    umkreis = forms.TypedChoiceField(
        label=_("Umkreis"),
        choices=[(radius, _WORDS[radius]) for radius in RADII],
        coerce=int,
        initial=USUAL,
    )
    breite = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    laenge = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        # The device has said where it is.
        if self.is_bound and self.data.get("breite") and self.data.get("laenge"):
            self.fields["adresse"].required = False

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude of the device; None if it gave none."""
        latitude, longitude = self.cleaned_data.get("breite"), self.cleaned_data.get("laenge")
        return None if latitude is None or longitude is None else (latitude, longitude)

    @property
    def metres(self) -> int:
        return int(self.cleaned_data["umkreis"])
