"""A visitor says that a place of a paper is wrong, another one, or missing."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from teilhabe.core.open_forms import OpenForm

from ..models import Paper, PlaceCorrection
from ..placing import Placed

Kind = PlaceCorrection.Kind


class ShownPlace(forms.ChoiceField):
    """Needed or not by what is wrong, which its help says; so nothing calls it optional."""

    conditional = True


class PlaceName(forms.CharField):
    """As ``ShownPlace``."""

    conditional = True


class PlaceCorrectionForm(OpenForm):
    salt = "council.places"

    kind = forms.ChoiceField(
        label=_("Was ist falsch?"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie, was falsch ist.")},
    )
    ref = ShownPlace(
        label=_("Um welchen Ort auf dieser Seite geht es?"),
        required=False,
        help_text=_("Nur wenn ein Ort nicht stimmt oder ein anderer gemeint ist"),
        error_messages={"invalid_choice": _("Diesen Ort zeigt die Seite inzwischen nicht mehr.")},
    )
    said = PlaceName(
        label=_("Welcher Ort ist richtig?"),
        required=False,
        max_length=200,
        help_text=_(
            "Nur wenn ein anderer gemeint ist oder einer fehlt. Bei mehreren gleichen Namen mit Kommune: "
            "„Bahnhofstraße, Alsdorf“"
        ),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"max_length": _("Bitte kürzen Sie den Namen auf höchstens 200 Zeichen.")},
    )
    note = forms.CharField(
        label=_("Anmerkung"),
        required=False,
        max_length=1000,
        help_text=_("Woran Sie es erkennen. Bitte nennen Sie keine persönlichen Angaben."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": _("Bitte kürzen Sie die Anmerkung auf höchstens 1.000 Zeichen.")},
    )

    def __init__(self, data: QueryDict | None = None, *, paper: Paper, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        shown = [place for place in map(Placed.of_json, paper.places) if place.ref]
        names = [(place.ref, f"{place.name}, {place.town}" if place.town else place.name) for place in shown]
        choice = self.fields["ref"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("Bitte wählen")), *names]

    @classmethod
    def shown_now(cls, paper: Paper, *, kind: str = "", ref: str = "", said: str = "") -> Self:
        """An empty form, filled in with what the link to it already said."""
        known = kind if kind in Kind.values else ""
        return cls(paper=paper, initial={"kind": known, "ref": ref, "said": said[:200], "opened": cls.opened_now()})

    def clean_said(self) -> str:
        return " ".join(str(self.cleaned_data["said"]).split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind in (Kind.WRONG, Kind.MOVED) and "ref" in cleaned and not cleaned["ref"]:
            self.add_error("ref", ValidationError(_("Bitte wählen Sie den Ort, der nicht stimmt.")))
        if kind in (Kind.MOVED, Kind.MISSING) and "said" in cleaned and not cleaned["said"]:
            self.add_error("said", ValidationError(_("Bitte nennen Sie den richtigen Ort.")))
        return cleaned

    @property
    def fields_shown(self) -> list[forms.BoundField]:
        """Without the choice of a place where the page shows none."""
        names = ("kind", "ref", "said", "note") if len(list(self["ref"])) > 1 else ("kind", "said", "note")
        return [self[name] for name in names]
