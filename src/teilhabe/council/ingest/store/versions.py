"""What changed, field by field, for the history on an object's page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from ...models import File, Record, Version
from ...models.records import RecordKind
from .context import Harvest

# Columns whose change is news, by kind. Of non-public items nothing is news but that they are not public.
TOLD: dict[RecordKind, frozenset[str]] = {
    RecordKind.PAPER: frozenset({"name", "reference", "kind_raw", "date", "keywords", "originators", "original_url"}),
    RecordKind.MEETING: frozenset({"name", "start", "end", "room", "cancelled", "state_raw"}),
    RecordKind.AGENDA_ITEM: frozenset({"number", "name", "result_raw", "resolution_text", "minutes_text", "public"}),
    RecordKind.CONSULTATION: frozenset({"role_raw", "authoritative", "result_raw", "date"}),
    RecordKind.ORGANIZATION: frozenset({"name", "short_name", "kind", "start", "end"}),
    RecordKind.FILE: frozenset({"name", "file_name"}),
}
Changes = dict[str, tuple[Any, Any]]


def version(harvest: Harvest, record: Record, changes: Changes) -> Version | None:
    """The unsaved version, or None if nothing changed that a reader would want to know."""
    told = TOLD.get(RecordKind(record.kind), frozenset())
    shown = {name: [_plain(old), _plain(new)] for name, (old, new) in changes.items() if name in told}
    if record.kind == RecordKind.AGENDA_ITEM and "public" in changes:
        shown = {"public": shown["public"]}
    return Version(record=record, run=harvest.run, at=harvest.now, changes=shown) if shown else None


def state_version(harvest: Harvest, record: Record, before: str) -> Version:
    return Version(record=record, run=harvest.run, at=harvest.now, changes={"state": [before, record.state]})


def differences(row: Model, wanted: Mapping[str, Any]) -> Changes:
    """The columns of a row that are to become others, with the value before and after."""
    found: Changes = {}
    for name, value in wanted.items():
        old = getattr(row, name)
        # A body is given once: lists of two bodies may show the same object. What the source does not name at all may
        # have been found out otherwise (see binding).
        # Nor does a list of files say their names (see oparl.scrub).
        unnamed = value is None and wanted.get(f"{name[:-3]}_ref") == ""
        unnamed |= value == "" and isinstance(row, File) and name in ("name", "file_name", "given_text")
        if old != value and name != "body_id" and not unnamed:
            found[name] = (old, value)
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
