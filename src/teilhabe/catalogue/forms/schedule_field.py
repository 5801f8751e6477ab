"""The dates of an offer as one field of a larger form: lines with day, hours and repetition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .provider.schedule import MOST_DATES, DateForm, DatesFormSet, lines_of

# Two empty lines at the end; whoever needs more saves in between.
_Dates = forms.formset_factory(
    DateForm, formset=DatesFormSet, extra=2, can_delete=True, max_num=MOST_DATES, absolute_max=MOST_DATES + 2
)


class ScheduleWidget(forms.Widget):
    """Shows ``Offer.schedule``; what comes back is the bound lines."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        lines = value if isinstance(value, forms.BaseFormSet) else _Dates(initial=lines_of(value or []), prefix=name)
        return render_to_string("catalogue/backoffice/schedule.html", {"lines": lines})

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        # The lines that are stored decide which of the posted ones are new.
        return _Dates(data, prefix=name) if f"{name}-TOTAL_FORMS" in data else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return f"{name}-TOTAL_FORMS" not in data

    def id_for_label(self, id_: str) -> str:
        return ""


class ScheduleField(forms.Field):
    """Its value is that of ``Offer.schedule``."""

    widget = ScheduleWidget

    def get_bound_field(self, form: Any, field_name: str) -> forms.BoundField:
        self.stored: Sequence[Mapping[str, Any]] = form.get_initial_for_field(self, field_name) or []
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        if value is None:
            return list(getattr(self, "stored", []))
        value.initial = lines_of(getattr(self, "stored", []))
        if not value.is_valid():
            said = [message for errors in value.errors for messages in errors.values() for message in messages]
            raise ValidationError([*said, *value.non_form_errors()])
        found: list[dict[str, Any]] = value.schedule
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return data is not None and data.has_changed()
