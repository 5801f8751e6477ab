"""Rows of a plan in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext

from teilhabe.directory.models import Organisation

from ...actions.importing.taking import DOUBLE
from ...models import ImportRow, Offer
from ...plain_text import to_text
from ...queries.imports import draft_values
from ..offers import edit_url
from ..panels import in_words


@dataclass(frozen=True, slots=True)
class Said:
    """A field in words; ``choice`` of a conflict: ours, theirs or empty."""

    field: str
    label: str
    theirs: str
    ours: str = ""
    before: str = ""
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    row: ImportRow
    title: str
    edit_url: str
    notes: tuple[tuple[str, str, str], ...]
    changes: tuple[Said, ...]
    conflicts: tuple[Said, ...]


def shown(rows: Sequence[ImportRow]) -> list[Shown]:
    """For the page of a run; ``rows`` with offer and its latest_revision at hand."""
    names = dict(Organisation.objects.values_list("pk", "name"))
    return [_one(row, names) for row in rows]


def label_of(field: str) -> str:
    """What a field of ``Offer`` is called; a heading of the feed stays what it is."""
    if field == DOUBLE:
        return gettext("Titel")
    try:
        return str(getattr(Offer._meta.get_field(field), "verbose_name", field))
    except FieldDoesNotExist:
        return field


def _one(row: ImportRow, names: dict[int, str]) -> Shown:
    ours = draft_values(row.offer) if row.offer is not None else {}
    conflicts = [
        Said(name, label_of(name), _words(name, theirs, names), _words(name, own, names), _words(name, old, names))
        for name, (old, own, theirs) in row.conflicts.items()
    ]
    return Shown(
        row=row,
        title=row.title or (row.offer.title if row.offer else "") or row.key or row.where,
        edit_url=edit_url(row.offer) if row.offer else "",
        notes=tuple((label_of(note[0]), note[1], note[2]) for note in row.notes),
        changes=tuple(
            Said(name, label_of(name), _words(name, row.values.get(name), names), _words(name, ours.get(name), names))
            for name in row.changes
            if row.values.get(name) not in (None, "", [], False) or ours.get(name) not in (None, "", [], False)
        ),
        conflicts=tuple(
            Said(one.field, one.label, one.theirs, one.ours, one.before, row.choices.get(one.field, ""))
            for one in conflicts
        ),
    )


def _words(field: str, value: Any, names: dict[int, str]) -> str:
    if value is None or value in ("", []):
        return gettext("keine Angabe")
    if field == "organisation":
        return names.get(value, str(value))
    if field == "body":
        return to_text(value, links=True)
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nein")
    choices = dict(getattr(Offer._meta.get_field(field), "flatchoices", ()))
    return str(choices[value]) if isinstance(value, str) and value in choices else in_words(field, value)
