"""The form of an offer, in sections: what, for whom, where, when, how, whom to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from teilhabe.core.text import fold
from teilhabe.directory.concepts import choices
from teilhabe.directory.gazetteer import gazetteer, places_by_ref
from teilhabe.directory.queries import towns
from teilhabe.directory.vocabulary import LICENCES, SCHOOL_FORMS

from ...models import Offer
from ...plain_text import same_words, to_html, to_text
from ...rules import Gap
from ...rules.completeness import WORDS_OF
from ..offer_words import AREA, OfferWords, links_as_text, listed
from .registering import web_field
from .schedule import DayField

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField
    from django_stubs_ext import StrPromise

SECTIONS: tuple[tuple[str, StrPromise, tuple[str, ...]], ...] = (
    ("was", gettext_lazy("Was"), ("kind", "title", "summary", "body", "themes", "blocks", "part_of", "aliases")),
    (
        "material",
        gettext_lazy("Material"),
        ("resource_types", "subjects", "material_licence", "creators", "material_url"),
    ),
    (
        "wer",
        gettext_lazy("Für wen"),
        (
            "audience",
            "needs",
            "levels",
            "school_forms",
            "languages",
            "level_from",
            "level_to",
            "age_from",
            "age_to",
            "residence",
        ),
    ),
    (
        "wo",
        gettext_lazy("Wo"),
        (
            "on_site",
            "online",
            "mobile",
            "venue",
            "street",
            "postcode",
            "town",
            "online_url",
            "municipalities",
            "districts",
        ),
    ),
    ("wann", gettext_lazy("Wann"), ("appointment_only", "hours", "valid_from", "valid_to")),
    (
        "wie",
        gettext_lazy("Wie man teilnimmt"),
        (
            "access",
            "registration",
            "registration_url",
            "registration_until",
            "cost",
            "cost_note",
            "places",
            "places_free",
            "documents",
            "accessibility",
            "accessibility_note",
        ),
    ),
    ("kontakt", gettext_lazy("Kontakt"), ("contact", "phone", "email", "homepage", "links", "funding")),
)
_FOLDED = frozenset({"blocks", "school_forms", "languages", "subjects"})
"""Long lists that most offers need only a few of, or none: they open on demand."""
_MATERIAL = ("resource_types", "subjects", "material_licence", "creators", "material_url")


@dataclass(frozen=True, slots=True)
class Part:
    """A field as the page shows it; ``folded`` behind a summary, with what is chosen; ``wide`` over both columns."""

    field: BoundField
    wide: bool = False
    folded: bool = False
    chosen: str = ""


class OfferForm(OfferWords, forms.ModelForm):
    """Of a draft. ``changes`` are the fields of ``change_offer`` that differ from it."""

    body = forms.CharField(
        label=gettext_lazy("Beschreibung"),
        required=False,
        max_length=12_000,
        widget=forms.Textarea({"rows": 10}),
        help_text=gettext_lazy(
            "Eine leere Zeile beginnt einen Absatz. Zeilen mit „- “ werden eine Liste, mit „## “ eine Überschrift."
        ),
    )
    aliases = forms.CharField(
        label=gettext_lazy("Weitere Namen"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Unter denen man es auch kennt, mit Komma dazwischen."),
    )
    districts = forms.CharField(
        label=gettext_lazy("Nur für diese Ortsteile"),
        required=False,
        max_length=600,
        help_text=gettext_lazy("Mit Komma dazwischen. Ohne Angabe gilt es in der ganzen Kommune."),
    )
    links = forms.CharField(
        label=gettext_lazy("Weitere Verweise"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy("Je Zeile einer: Bezeichnung, dann die Adresse mit https://"),
    )
    material_licence = forms.ChoiceField(
        label=gettext_lazy("Lizenz des Materials"),
        required=False,
        choices=[("", gettext_lazy("alle Rechte vorbehalten oder noch nicht geklärt")), *LICENCES.items()],
    )
    online_url = web_field(label=gettext_lazy("Adresse im Internet"))
    registration_url = web_field(label=gettext_lazy("Anmeldung im Internet"))
    homepage = web_field(label=gettext_lazy("Internetseite"))
    material_url = web_field(label=gettext_lazy("Adresse des Materials"))
    valid_from = DayField(label=gettext_lazy("gültig ab"), required=False)
    valid_to = DayField(
        label=gettext_lazy("gültig bis"),
        required=False,
        help_text=gettext_lazy("Danach kommt der Eintrag von selbst ins Archiv."),
    )
    registration_until = DayField(label=gettext_lazy("Anmeldung bis"), required=False)
    # Of the draft that the form was filled from: whoever saves later than somebody else is told.
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Offer
        fields: ClassVar[list[str]] = [
            *(name for _key, _title, names in SECTIONS for name in names if name not in WORDS_OF),
        ]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "summary": forms.Textarea({"rows": 3}),
            "residence": forms.Textarea({"rows": 2}),
            "documents": forms.Textarea({"rows": 3}),
            "creators": forms.Textarea({"rows": 2}),
            "phone": forms.TextInput({"type": "tel", "autocomplete": "off"}),
            "postcode": forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        }

    def __init__(self, data: QueryDict | None = None, *, draft: Offer, gaps: Iterable[Gap] = ()) -> None:
        self.draft = draft
        self.before = {name: getattr(draft, name) for _key, _title, names in SECTIONS for name in names}
        initial = {
            "body": to_text(draft.body),
            "aliases": ", ".join(draft.aliases),
            "districts": ", ".join(_names_of(draft.districts)),
            "links": links_as_text(draft.links),
            "seen": draft.latest_revision_id,
        }
        super().__init__(data, instance=draft, initial=initial)
        for field, scheme in WORDS_OF.items():
            self._choose(field, choices(scheme), getattr(draft, field))
        self._choose("school_forms", [(code, str(name)) for code, name in SCHOOL_FORMS.items()], draft.school_forms)
        self._choose("municipalities", [(one.ags, one.name) for one in towns()], draft.municipalities)
        self.order_fields(name for _key, _title, names in SECTIONS for name in names)
        self.fields["municipalities"].help_text = AREA
        self._narrow()
        for shown in self.fields.values():
            shown.conditional = True  # type: ignore[attr-defined]  # a mark of ours: the page says once what is needed
        for gap in gaps:
            if gap.field in self.fields:
                asked = self.fields[gap.field]
                asked.help_text = " ".join(filter(None, [_("Fehlt noch:"), gap.sentence, str(asked.help_text)]))

    def _choose(self, name: str, known: list[tuple[str, str]], held: list[str]) -> None:
        """Check boxes; a key that is offered no more stays on offer for whoever holds it."""
        model = Offer._meta.get_field(name)
        kept = [(key, key) for key in held if key not in dict(known)]
        self.fields[name] = forms.MultipleChoiceField(
            label=str(getattr(model, "verbose_name", name)),
            choices=[*known, *kept],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self.initial[name] = held

    def _narrow(self) -> None:
        above = self.fields["part_of"]
        assert isinstance(above, forms.ModelChoiceField)
        programmes = Offer.objects.source().listed().filter(kind__in=[Offer.Kind.PROGRAMME, Offer.Kind.PROJECT])
        above.queryset = programmes.exclude(pk=self.draft.pk)
        above.empty_label = _("zu keinem Programm oder Projekt")
        above.label = _("Gehört zu")
        if self.draft.kind != Offer.Kind.MATERIAL:
            for name in _MATERIAL:
                del self.fields[name]

    @property
    def sections(self) -> Iterator[tuple[str, StrPromise, list[Part]]]:
        """(key, title, parts) in the order of the page."""
        for key, title, names in SECTIONS:
            parts = [self._part(name) for name in names if name in self.fields]
            if parts:
                yield key, title, parts

    def _part(self, name: str) -> Part:
        field = self[name]
        if name not in _FOLDED or field.errors:
            wide = name == "title" or isinstance(field.field.widget, forms.Textarea | forms.CheckboxSelectMultiple)
            return Part(field, wide=wide)
        held = set(field.value() or [])
        chosen = ", ".join(str(words) for key, words in self.fields[name].choices if key in held)  # type: ignore[attr-defined]  # such fields have choices
        return Part(field, wide=True, folded=True, chosen=chosen)

    def clean_body(self) -> str:
        said = self.cleaned_data["body"]
        return self.before["body"] if same_words(said, self.before["body"]) else to_html(said)

    def clean_districts(self) -> list[str]:
        asked = listed(self.cleaned_data["districts"])
        if not asked:
            return []
        held = places_by_ref(self.before["districts"])
        rows = [row for row in gazetteer() if row.kind == "district"]
        towns_wanted = set(self.cleaned_data.get("municipalities") or ())
        found = []
        for name in asked:
            same = [row for row in rows if fold(row.name) == fold(name)]
            same = [row for row in same if row.municipality_ags in towns_wanted] or same
            same = [row for row in same if row.ref in held] or same
            if len(same) != 1:
                raise ValidationError(
                    _("„%(name)s“ kennt das Verzeichnis nicht als Ortsteil.") % {"name": name}
                    if not same
                    else _("„%(name)s“ gibt es in mehreren Kommunen. Wählen Sie oben die richtige aus.")
                    % {"name": name}
                )
            found.append(same[0].ref)
        return list(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self.check_order(said)
        self.take_town(said)
        if said.get("seen") != self.draft.latest_revision_id:
            again = cast(QueryDict, self.data).copy()
            again["seen"] = str(self.draft.latest_revision_id)
            self.data = again
            self.add_error(
                None,
                _(
                    "Inzwischen hat jemand anderes diesen Eintrag gespeichert. Ihre Angaben stehen unten. "
                    "Speichern Sie noch einmal, wenn sie gelten sollen."
                ),
            )
        return said

    @property
    def changes(self) -> dict[str, Any]:
        """What differs from the draft, by field. Of a form that is valid."""
        said = {name: value for name, value in self.cleaned_data.items() if name in self.before}
        found = {name: value for name, value in said.items() if value != self.before[name]}
        if "places_free" in found:
            found["places_on"] = timezone.localdate() if found["places_free"] is not None else None
        return found


def _names_of(refs: list[str]) -> list[str]:
    rows = places_by_ref(refs)
    return [rows[ref].name if ref in rows else ref for ref in refs]
