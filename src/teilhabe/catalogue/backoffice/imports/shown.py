"""Rows of a plan in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext, ngettext

from teilhabe.directory.models import Organisation

from ...actions.importing.taking import DOUBLE
from ...models import ImportRow, ImportRun, Offer, State
from ...plain_text import to_text
from ...presentation.dates import day_in_words
from ...queries.imports import draft_values
from ...rules import gaps
from ..offers import edit_url
from ..panels import in_words, places_in_form


@dataclass(frozen=True, slots=True)
class Said:
    """A field in words; ``before`` is empty where nobody knows it; ``choice`` of a conflict: ours, theirs or empty."""

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


_MOST_COUNTED = 5_000
"""So many rows are looked through for what they lack."""


def outlook(run: ImportRun) -> list[str]:
    """What becomes of the new entries of a run: how many go on, how many stay drafts, and what these lack most."""
    drafts = int(run.counts.get("drafts", 0))
    complete = int(run.counts.get("new", 0)) - drafts
    read = _to_be_read(run) if run.feed.publishes else complete
    found = []
    if complete > read:
        said = ngettext(
            "%(count)s neuer Eintrag ist danach sofort öffentlich.",
            "%(count)s neue Einträge sind danach sofort öffentlich.",
            complete - read,
        )
        found.append(said % {"count": complete - read})
    if read > 0:
        said = ngettext(
            "%(count)s neuer Eintrag geht danach in die Prüfung.",
            "%(count)s neue Einträge gehen danach in die Prüfung.",
            read,
        )
        found.append(said % {"count": read})
    if drafts > 0:
        said = ngettext("%(count)s neuer Eintrag bleibt Entwurf.", "%(count)s neue Einträge bleiben Entwurf.", drafts)
        found.append(said % {"count": drafts})
        if lacking := _lacking(run):
            fields = ", ".join(f"{label_of(field)} ({count})" for field, count in lacking)
            found.append(gettext("Was ihnen am häufigsten fehlt: %(fields)s.") % {"fields": fields})
    return found


def _to_be_read(run: ImportRun) -> int:
    """Complete new entries of a feed that publishes, read nevertheless: of others, or twice in the catalogue."""
    rows = run.rows.filter(verdict="new").values_list("notes", "values__organisation")
    return sum(
        (owner != run.feed.organisation_id or any(note[0] == DOUBLE for note in notes)) and not _lacks(notes)
        for notes, owner in rows[:_MOST_COUNTED]
    )


def _lacks(notes: Sequence[Sequence[str]]) -> list[str]:
    """Fields that a draft lacks, by the notes of its plan: nothing stood there."""
    known = places_in_form()
    return [note[0] for note in notes if note[0] in known and not note[1]]


def _lacking(run: ImportRun) -> list[tuple[str, int]]:
    """Fields that drafts lack, the most frequent first."""
    notes = run.rows.filter(verdict="new").values_list("notes", flat=True)[:_MOST_COUNTED]
    return Counter(field for row in notes for field in _lacks(row)).most_common(3)


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
    places = places_in_form()
    conflicts = [
        Said(
            name,
            label_of(name),
            _words(name, theirs, names),
            _words(name, own, names),
            "" if old is None else _words(name, old, names),
        )
        for name, (old, own, theirs) in sorted(row.conflicts.items(), key=lambda one: places.get(one[0], len(places)))
    ]
    return Shown(
        row=row,
        title=row.title or (row.offer.title if row.offer else "") or row.key or row.where,
        edit_url=edit_url(row.offer) if row.offer else "",
        notes=tuple((label_of(note[0]), note[1], note[2]) for note in [*row.notes, *_still_missing(row, ours)]),
        changes=tuple(
            Said(name, label_of(name), _words(name, row.values.get(name), names), _words(name, ours.get(name), names))
            for name in sorted(row.changes, key=lambda one: places.get(one, len(places)))
            if row.values.get(name) not in (None, "", [], False) or ours.get(name) not in (None, "", [], False)
        ),
        conflicts=tuple(
            Said(one.field, one.label, one.theirs, one.ours, one.before, row.choices.get(one.field, ""))
            for one in conflicts
        ),
    )


def _still_missing(row: ImportRow, ours: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What a draft lacks that this reading does not change: a plan says it of new entries only."""
    if row.offer is None or row.offer.state != State.DRAFT or row.verdict not in {"unchanged", "kept", "changed"}:
        return []
    said = {**ours, **{name: row.values[name] for name in row.changes if name in row.values}}
    draft = Offer(**{name: value for name, value in said.items() if name in places_in_form() and name not in _ROWS})
    return [(gap.field, "", gettext("Bleibt Entwurf:") + " " + gap.sentence) for gap in gaps(draft)]


_ROWS = {"organisation", "part_of"}
"""Fields that name rows; nothing is missing there."""


def _words(field: str, value: Any, names: dict[int, str]) -> str:
    if value is None or value in ("", []):
        return gettext("keine Angabe")
    if field == "organisation":
        return names.get(value, str(value))
    if field == "body":
        return to_text(value, links=True)
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nein")
    if isinstance(Offer._meta.get_field(field), models.DateField) and isinstance(value, str):
        return day_in_words(value)
    choices = dict(getattr(Offer._meta.get_field(field), "flatchoices", ()))
    return str(choices[value]) if isinstance(value, str) and value in choices else in_words(field, value)
