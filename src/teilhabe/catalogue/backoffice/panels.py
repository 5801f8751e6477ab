"""The edit form of an offer: what, for whom, where, when, how, whom to ask, material, how long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.compare import FieldComparison
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.widgets import AdminDateTimeInput

from teilhabe.directory.concepts import label
from teilhabe.directory.gazetteer import places_by_ref
from teilhabe.directory.queries import towns
from teilhabe.directory.vocabulary import LICENCES, school_form

from ..forms.back_office import OfferForm
from ..models import OfferFile
from ..presentation.dates import dates_in_words
from ..rules.completeness import WORDS_OF

_ROWS = {"rows": 3}


@cache
def places_in_form() -> Mapping[str, int]:
    """Where each field stands in the form, for whatever lists fields."""
    return {name: place for place, name in enumerate(_names(OfferPanels()))}


def _names(panel: Panel) -> Iterator[str]:
    if isinstance(panel, FieldPanel):
        yield panel.field_name
    for child in getattr(panel, "children", ()):
        yield from _names(child)


def in_words(field: str, value: Any) -> str:
    """What a list of keys, dates or links says, for the difference of two versions."""
    if field in WORDS_OF:
        return ", ".join(label(WORDS_OF[field], key) for key in value)
    if field == "school_forms":
        return ", ".join(school_form(code) for code in value)
    if field == "municipalities":
        names = {town.ags: town.name for town in towns()}
        return ", ".join(names.get(key, key) for key in value)
    if field == "districts":
        rows = places_by_ref(value)
        return ", ".join(rows[ref].name if ref in rows else ref for ref in value)
    if field == "schedule":
        return "; ".join(dates_in_words(value))
    if field == "links":
        return "; ".join(f"{link.get('label', '')} {link.get('url', '')}".strip() for link in value)
    if field == "material_licence":
        return LICENCES.get(value, value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


class _WordsComparison(FieldComparison):
    val_a: Any
    val_b: Any

    def htmldiff(self) -> Any:
        name = self.field.name
        self.val_a = in_words(name, self.val_a)
        self.val_b = in_words(name, self.val_b)
        return super().htmldiff()


class WordsPanel(FieldPanel):
    """Of a field that stores keys: the difference of two versions shows their words."""

    def get_comparison_class(self) -> type[FieldComparison]:
        return _WordsComparison


class NewFilesPanel(Panel):
    """Files that the next publication makes public; nothing where there are none."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "catalogue/backoffice/new_files.html"

        @cached_property
        def files(self) -> list[OfferFile]:
            return list(OfferFile.every.filter(offer=self.instance.pk, shown=False)) if self.instance.pk else []

        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.files)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "files": self.files}


def _fields(*names: str) -> list[Any]:
    return [FieldPanel(name) for name in names]


def _words(*names: str) -> list[Any]:
    return [WordsPanel(name) for name in names]


def _panel(heading: Any, children: Iterable[Any]) -> MultiFieldPanel:
    return MultiFieldPanel(list(children), heading=heading)


class OfferPanels(ObjectList):
    """All sections of the form, in the order in which providers fill theirs."""

    def __init__(self) -> None:
        super().__init__(
            [
                NewFilesPanel(heading=_("Neue Dateien")),
                _panel(
                    _("Was"),
                    [
                        *_fields("kind", "title", "organisation"),
                        FieldPanel("summary", widget=forms.Textarea(_ROWS)),
                        FieldPanel("body"),
                        *_words("themes", "blocks"),
                        FieldPanel("part_of"),
                        WordsPanel("aliases"),
                    ],
                ),
                _panel(
                    _("Für wen"),
                    [
                        *_words("audience", "needs", "levels", "school_forms", "languages"),
                        FieldRowPanel(_fields("level_from", "level_to")),
                        FieldRowPanel(_fields("age_from", "age_to")),
                        FieldPanel("residence"),
                    ],
                ),
                _panel(
                    _("Wo"),
                    [
                        FieldRowPanel(_fields("on_site", "online", "mobile")),
                        FieldPanel("venue"),
                        FieldPanel("street"),
                        FieldRowPanel(_fields("postcode", "town")),
                        FieldPanel("online_url"),
                        *_words("municipalities", "districts"),
                    ],
                ),
                _panel(_("Wann"), [WordsPanel("schedule"), *_fields("appointment_only", "hours")]),
                _panel(
                    _("Wie man teilnimmt"),
                    [
                        *_fields("access", "registration", "registration_url", "registration_until"),
                        FieldRowPanel(_fields("cost", "cost_note")),
                        FieldRowPanel(_fields("places", "places_free", "places_on")),
                        FieldPanel("documents", widget=forms.Textarea(_ROWS)),
                        WordsPanel("accessibility"),
                        FieldPanel("accessibility_note"),
                    ],
                ),
                _panel(
                    _("Kontakt"),
                    [*_fields("contact", "phone", "email", "homepage"), WordsPanel("links"), FieldPanel("funding")],
                ),
                MultiFieldPanel(
                    [
                        *_words("resource_types", "subjects", "material_licence"),
                        FieldPanel("creators", widget=forms.Textarea(_ROWS)),
                        FieldPanel("material_url"),
                    ],
                    heading=_("Material"),
                    classname="collapsed",
                    help_text=_("Nur für Einträge der Art Material."),
                ),
                _panel(
                    _("Gültigkeit"),
                    [
                        FieldRowPanel(_fields("valid_from", "valid_to")),
                        FieldRowPanel(_fields("assured_on", "assured_by")),
                        FieldPanel("review_due"),
                        FieldRowPanel(
                            [
                                FieldPanel("go_live_at", heading=_("Erscheint am"), widget=AdminDateTimeInput()),
                                FieldPanel("expire_at", heading=_("Verschwindet am"), widget=AdminDateTimeInput()),
                            ]
                        ),
                    ],
                ),
            ],
            base_form_class=OfferForm,
        )

    def clone_kwargs(self) -> dict[str, Any]:
        return {}

    @cached_property
    def missing_required_model_fields(self) -> list[str]:
        return []
