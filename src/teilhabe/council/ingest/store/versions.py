"""What changed, field by field, for the history on an object's page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ...models import Record, Version
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


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
