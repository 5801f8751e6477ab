"""Everything the council's tables hold, in a form that can be compared: no keys of rows, no moments of harvesting."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model, QuerySet

# When something was noticed differs from run to run; what was noticed must not.
_LEFT_OUT = {
    "id",
    "first_seen",
    "last_seen",
    "last_changed",
    "state_since",
    "answer",
    "run",
    "at",
    "added",
    "places_due",
    "stale",
    "resolved",
}
_NOT_CONTENT = {"Source", "HarvestRun", "ListProgress", "RawAnswer"}


def dump() -> dict[str, list[str]]:
    """Rows by model name, each as a line, sorted."""
    return {
        model.__name__: sorted(_line(row) for row in _rows(model))
        for model in apps.get_app_config("council").get_models()
        if model.__name__ not in _NOT_CONTENT
    }


def everything_stored() -> str:
    """All rows of all tables of the portal as one text, to search it for what must not be there."""
    return "\n".join(
        f"{model._meta.label} {values}"
        for model in apps.get_models()
        for values in model._default_manager.values_list()
    )


def _rows(model: type[Model]) -> QuerySet[Model]:
    """All of them, with what they refer to: asking for each reference took longer than many a harvest."""
    told = [field for field in model._meta.fields if isinstance(field, ForeignKey) and field.name not in _LEFT_OUT]
    named = [f"{field.name}__record" for field in told if hasattr(field.related_model, "record_id")]
    rows = model._default_manager.all()
    return rows.select_related(*(field.name for field in told), *named) if told else rows


def _line(row: Model) -> str:
    return repr({field.name: _value(row, field) for field in row._meta.fields if field.name not in _LEFT_OUT})


def _value(row: Model, field: Any) -> Any:
    if isinstance(field, ForeignKey):
        other = getattr(row, field.name)
        return other and _name(other)
    return getattr(row, field.name)


def _name(row: Model) -> str:
    record = getattr(row, "record", None)
    return f"{record.kind}:{record.native_id}" if record is not None else str(row)
