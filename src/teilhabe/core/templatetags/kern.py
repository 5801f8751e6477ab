"""What the form templates ask about a field: which KERN part draws it, and the control with its classes."""

from collections.abc import Iterable, Mapping
from functools import partial
from html import escape
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.formats import number_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_CHECK = "kern-form-check__checkbox"
_RADIO = "kern-form-check__radio"


@register.filter
def part(field: BoundField) -> str:
    """One of "hidden", "check" (one box), "options" (a group), "group" (several inputs), "select" or "input"."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "options"
    if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget):
        return "group"
    if isinstance(widget, forms.SelectMultiple):
        return "input"
    return "select" if isinstance(widget, forms.Select) else "input"


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's control with the classes of KERN; Django adds ``aria-describedby`` and ``aria-invalid``."""
    base = {"check": _CHECK, "select": "kern-form-input__select"}.get(part(field), "kern-form-input__input")
    return field.as_widget(attrs={"class": _classes(field, base)})


@register.filter
def options(field: BoundField) -> list[BoundWidget]:
    """The single boxes of a group; each has ``tag``, ``choice_label`` and ``id_for_label``."""
    widget = field.field.widget
    # Django derives the group of check boxes from the group of radio buttons.
    base = _CHECK if isinstance(widget, forms.CheckboxSelectMultiple) else _RADIO
    # The form owns a copy of its widgets, so this touches no other form.
    widget.attrs["class"] = _classes(field, base)
    return list(field.subwidgets)


@register.filter
def menu(choices: Iterable[Any]) -> SafeString:
    """The ``<option>`` elements of ``<c-choice>``: there may be hundreds, and node by node they would take longer than
    the rest of the page."""
    # Each value and label is escaped there, the rest is ours.
    return mark_safe("".join(map(_option, choices)))  # nosec B308 B703


@register.simple_tag
def boxes(choices: Iterable[Any], name: str, kind: str) -> SafeString:
    """The boxes of ``<c-facet>``, with ``kind`` "checkbox" or "radio"; as ``menu``."""
    return format_html_join("", _BOX, (_box(name, kind, number, choice) for number, choice in enumerate(choices, 1)))


_BOX = (
    '<div class="t-opt"><input type="{kind}" name="{name}" value="{value}" id="{id}"{checked}>'
    '<label for="{id}">{label}</label><span>{count}</span></div>'
)


def _box(name: str, kind: str, number: int, choice: Any) -> dict[str, Any]:
    of = choice.get if isinstance(choice, Mapping) else partial(getattr, choice)
    count = of("count", None)
    return {
        "kind": kind,
        "name": name,
        "value": of("value", ""),
        "id": f"f-{name}-{number}",
        "checked": SafeString(" checked") if of("checked", False) else "",
        "label": of("label", ""),
        "count": "" if count is None else number_format(count),
    }


def _option(choice: Any) -> str:
    of = choice.get if isinstance(choice, Mapping) else partial(getattr, choice)
    count, chosen = of("count", None), " selected" if of("checked", False) else ""
    number = "" if count is None else f" ({number_format(count)})"
    return f'<option value="{escape(str(of("value", "")))}"{chosen}>{escape(str(of("label", "")))}{number}</option>'


def _classes(field: BoundField, base: str) -> str:
    own = field.field.widget.attrs.get("class", "")
    names = [base, f"{base}--error" if field.errors else "", *(one for one in own.split() if not one.startswith(base))]
    return " ".join(name for name in names if name)
