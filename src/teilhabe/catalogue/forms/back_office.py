"""The form of an offer in the back office: what stands as keys in the data is chosen from lists here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from teilhabe.directory.concepts import choices
from teilhabe.directory.models import District
from teilhabe.directory.queries import towns
from teilhabe.directory.vocabulary import LICENCES, SCHOOL_FORMS

from ..models import Offer
from ..rules.completeness import WORDS_OF
from .offer_words import AREA, OfferWords, links_as_text
from .schedule_field import ScheduleField

# Wagtail's text editor numbers paragraphs for comments, which offers do not have; with them every text would differ.
_NUMBERS = re.compile(r'\s+data-block-key="[^"]*"')


class ListedField(forms.MultipleChoiceField):
    """Check boxes for keys; a key that nobody is offered any more stays on offer for whoever holds it."""

    widget = forms.CheckboxSelectMultiple

    def hold(self, known: list[tuple[str, Any]], held: list[str]) -> None:
        kept = [(key, key) for key in held if key not in dict(known)]
        self.choices = [*known, *kept]


class OfferForm(OfferWords, WagtailAdminModelForm):
    """Of the last draft. ``changes`` are the fields of ``change_offer`` that differ from it."""

    fields: Any
    audience = ListedField(label=_("Zielgruppen"), required=False)
    needs = ListedField(label=_("Anliegen"), required=False)
    levels = ListedField(label=_("Bildungsstufen"), required=False)
    school_forms = ListedField(label=_("Schulformen"), required=False)
    themes = ListedField(label=_("Themen"), required=False)
    blocks = ListedField(label=_("Bausteine des Siegels"), required=False)
    languages = ListedField(label=_("Sprachen"), required=False)
    accessibility = ListedField(label=_("Barrierefreiheit"), required=False)
    resource_types = ListedField(label=_("Art des Materials"), required=False)
    subjects = ListedField(label=_("Fächer"), required=False)
    municipalities = ListedField(label=_("Kommunen"), required=False, help_text=AREA)
    districts = forms.MultipleChoiceField(
        label=_("Nur für diese Ortsteile"),
        required=False,
        widget=forms.SelectMultiple({"size": 8}),
        help_text=_("Ohne Angabe gilt es in der ganzen Kommune. Mehrere wählen Sie mit der Taste Strg."),
    )
    schedule = ScheduleField(label=_("Termine"), required=False)
    aliases = forms.CharField(
        label=_("Weitere Namen"),
        required=False,
        max_length=300,
        help_text=_("Unter denen Vorlagen und Menschen davon sprechen, mit Komma dazwischen."),
    )
    links = forms.CharField(
        label=_("Weitere Verweise"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        help_text=_("Je Zeile einer: Bezeichnung, dann die Adresse mit https://"),
    )
    material_licence = forms.ChoiceField(
        label=_("Lizenz des Materials"),
        required=False,
        choices=[("", _("alle Rechte vorbehalten oder noch nicht geklärt")), *LICENCES.items()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer: Offer = self.instance
        stored = {field.name for field in Offer._meta.concrete_fields}
        self.before: dict[str, Any] = {name: getattr(offer, name, None) for name in self.fields if name in stored}
        known: Mapping[str, list[tuple[str, Any]]] = {
            **{name: list(choices(scheme)) for name, scheme in WORDS_OF.items()},
            "school_forms": list(SCHOOL_FORMS.items()),
            "municipalities": [(town.ags, town.name) for town in towns()],
        }
        for name, options in known.items():
            self.fields[name].hold(options, self.before[name])
        self.fields["districts"].choices = _districts(self.before["districts"])
        self.initial["aliases"] = ", ".join(offer.aliases)
        self.initial["links"] = links_as_text(offer.links)
        above = Offer.objects.source().filter(kind__in=[Offer.Kind.PROGRAMME, Offer.Kind.PROJECT]).exclude(pk=offer.pk)
        self.fields["part_of"].queryset = above
        self.fields["part_of"].empty_label = gettext("zu keinem Programm oder Projekt")

    def clean_body(self) -> str:
        return _NUMBERS.sub("", self.cleaned_data["body"] or "")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_order(said)
        self.take_town(said)
        return said

    @property
    def details(self) -> dict[str, Any]:
        """All fields as ``create_offer`` takes them. Of a form that is valid."""
        return {name: self.cleaned_data[name] for name in self.before if name in self.cleaned_data}

    @property
    def changes(self) -> dict[str, Any]:
        """What differs from the draft, by field. Of a form that is valid."""
        before = {**self.before, "body": _NUMBERS.sub("", self.before["body"])}
        return {name: value for name, value in self.details.items() if value != before[name]}


def _districts(held: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    rows = District.objects.select_related("municipality").defer("outline", "municipality__outline")
    rows = rows.order_by("municipality__name", "name")
    groups = [
        (town, [(row.ref, row.name) for row in group])
        for town, group in groupby(rows, key=lambda row: row.municipality.name)
    ]
    known = {ref for _town, group in groups for ref, _name in group}
    kept = [(ref, ref) for ref in held if ref not in known]
    return [*groups, *([(gettext("andere"), kept)] if kept else [])]
