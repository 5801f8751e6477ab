"""What the forms of the workspace and of the back office read of an offer in the same way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from ..models import Offer
from ..rules import towns_told

FEWEST_DIGITS = 5
AREA = gettext_lazy(
    "Für welche Kommunen es gilt. Ohne Angabe gilt es in der ganzen Region; "
    "was vor Ort an einer Adresse stattfindet, gilt dann für deren Kommune."
)
"""Beside the municipalities."""


def listed(said: str) -> list[str]:
    """The parts between commas and ends of lines, each once."""
    return list(dict.fromkeys(part for part in map(str.strip, said.replace("\n", ",").split(",")) if part))


def links_as_text(links: Iterable[Mapping[str, str]]) -> str:
    """As ``OfferWords`` reads them: a line for each, its address last."""
    return "\n".join(f"{link.get('label', '')} {link.get('url', '')}".strip() for link in links)


class OfferWords(forms.BaseForm):
    """Beside a ModelForm of an offer: other names and links as text, and what has to be in order."""

    def clean_phone(self) -> str:
        said: str = self.cleaned_data["phone"]
        if said and sum(sign.isdigit() for sign in said) < FEWEST_DIGITS:
            raise ValidationError(gettext("Bitte geben Sie eine Telefonnummer an, zum Beispiel 02404 123 45."))
        return said

    def clean_postcode(self) -> str:
        said: str = self.cleaned_data["postcode"].strip()
        if said and re.fullmatch(r"[0-9]{5}", said) is None:
            raise ValidationError(gettext("Eine Postleitzahl hat fünf Ziffern."))
        return said

    def clean_aliases(self) -> list[str]:
        return listed(self.cleaned_data["aliases"])

    def clean_links(self) -> list[dict[str, str]]:
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["links"].splitlines())):
            words, _space, address = line.rpartition(" ")
            if not address.startswith(("https://", "http://")):
                raise ValidationError(
                    gettext("„%(line)s“ endet nicht mit einer Adresse, die mit https:// beginnt.") % {"line": line}
                )
            forms.URLField(assume_scheme="https").clean(address)
            found.append({"label": words.strip(" :–-") or address, "url": address})
        return found

    def take_town(self, said: dict[str, Any]) -> None:
        """Fill in the municipality of what takes place at one address, where the address leaves no doubt of it."""
        if "municipalities" in said:
            said["municipalities"] = towns_told(said)

    def check_order(self, said: Mapping[str, Any]) -> None:
        """Say beside a field that a range ends before it begins."""
        levels = list(Offer.Level.values)
        first, last = said.get("level_from"), said.get("level_to")
        if first and last and levels.index(first) > levels.index(last):
            self.add_error("level_to", gettext("Dieses Niveau liegt unter dem ersten."))
        for low, high, at, sentence in (
            ("age_from", "age_to", "age_to", gettext("Das höchste Alter liegt unter dem niedrigsten.")),
            ("valid_from", "valid_to", "valid_to", gettext("Das Ende liegt vor dem Anfang.")),
            ("places_free", "places", "places_free", gettext("Es können nicht mehr Plätze frei sein, als es gibt.")),
        ):
            if said.get(low) is not None and said.get(high) is not None and said[low] > said[high]:
                self.add_error(at, sentence)

    def _get_validation_exclusions(self) -> set[str]:
        """The constraints of the database are said better above; the actions check them again."""
        return {field.name for field in Offer._meta.get_fields()}
