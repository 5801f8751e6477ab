"""What somebody begins a new offer with: a kind of offer that many have, filled in as far as it is always the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from teilhabe.directory.models import Organisation

from ...models import Offer

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Template:
    """``details`` are fields of ``Offer`` by name."""

    label: StrPromise
    details: Mapping[str, Any] = field(default_factory=dict)


TEMPLATES: dict[str, Template] = {
    "beratung": Template(
        _("Beratung – Menschen kommen mit einer Frage"),
        {
            "kind": Offer.Kind.OFFER,
            "appointment_only": True,
            "cost": Offer.Cost.FREE,
            "access": Offer.Access.REGISTRATION,
            "needs": ["advice"],
        },
    ),
    "kurs": Template(
        _("Kurs – eine feste Gruppe trifft sich über mehrere Wochen"),
        {"kind": Offer.Kind.OFFER, "access": Offer.Access.REGISTRATION},
    ),
    "treff": Template(
        _("Treff – offen für alle, regelmäßig am gleichen Ort"),
        {"kind": Offer.Kind.OFFER, "cost": Offer.Cost.FREE, "access": Offer.Access.OPEN},
    ),
    "reihe": Template(_("Veranstaltungsreihe – einzelne Termine zu einem Thema"), {"kind": Offer.Kind.EVENT_SERIES}),
    "material": Template(
        _("Material – etwas zum Herunterladen oder Ausleihen"),
        {"kind": Offer.Kind.MATERIAL, "on_site": False, "cost": Offer.Cost.FREE, "needs": ["material-for-class"]},
    ),
    "leer": Template(_("Etwas anderes – ohne Vorlage")),
}


class NewOfferForm(forms.Form):
    template = forms.ChoiceField(
        label=_("Was möchten Sie eintragen?"),
        choices=[(key, one.label) for key, one in TEMPLATES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie, was Sie eintragen möchten.")},
    )
    title = forms.CharField(
        label=_("Titel"),
        max_length=160,
        help_text=_("So, wie Menschen danach fragen, zum Beispiel „Deutsch für Eltern am Vormittag“."),
        error_messages={"required": _("Bitte geben Sie dem Eintrag einen Titel.")},
    )
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Für welche Organisation?"))

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Organisation.objects.filter(pk__in=[one.pk for one in organisations])
        choice = self.fields["organisation"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset, choice.empty_label = own, None
        if len(own) == 1:
            choice.widget, choice.initial = forms.HiddenInput(), own[0].pk

    @property
    def details(self) -> dict[str, Any]:
        """Fields of the new offer. Of a form that is valid."""
        return {**TEMPLATES[self.cleaned_data["template"]].details, "title": self.cleaned_data["title"]}
