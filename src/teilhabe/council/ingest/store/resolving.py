"""From references to primary keys, many at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from ...models import (
    AgendaItem,
    Body,
    Consultation,
    File,
    LegislativeTerm,
    Location,
    Meeting,
    Membership,
    Organization,
    Paper,
    Person,
    Record,
    RecordAlias,
    Source,
)
from ...models.records import RecordKind
from ..records import Ref
from .context import Harvest

MODELS: dict[RecordKind, type[Model]] = {
    RecordKind.BODY: Body,
    RecordKind.TERM: LegislativeTerm,
    RecordKind.LOCATION: Location,
    RecordKind.ORGANIZATION: Organization,
    RecordKind.PERSON: Person,
    RecordKind.MEMBERSHIP: Membership,
    RecordKind.MEETING: Meeting,
    RecordKind.AGENDA_ITEM: AgendaItem,
    RecordKind.PAPER: Paper,
    RecordKind.CONSULTATION: Consultation,
    RecordKind.FILE: File,
}
# Few enough to remember for a whole run.
REMEMBERED = (RecordKind.ORGANIZATION, RecordKind.PERSON)
IN_ONE_QUERY = 500


def manager(kind: RecordKind) -> Any:
    return MODELS[kind]._default_manager


def by_kind(refs: Iterable[Ref]) -> dict[RecordKind, list[str]]:
    grouped: dict[RecordKind, dict[str, None]] = {}
    for ref in refs:
        grouped.setdefault(ref.kind, {})[ref.key] = None
    return {kind: list(keys) for kind, keys in grouped.items()}


def chunks(items: list[Any], size: int = IN_ONE_QUERY) -> Iterable[list[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def known_records(source: Source, refs: Iterable[Ref]) -> dict[Ref, Record]:
    """The records behind references, also those met under another key before."""
    found: dict[Ref, Record] = {}
    for kind, keys in by_kind(refs).items():
        for some in chunks(keys):
            for record in Record.objects.filter(source=source, kind=kind, native_id__in=some):
                found[Ref(kind, record.native_id)] = record
            if left := [key for key in some if Ref(kind, key) not in found]:
                aliases = RecordAlias.objects.filter(source=source, kind=kind, native_id__in=left)
                for alias in aliases.select_related("record"):
                    found[Ref(kind, alias.native_id)] = alias.record
    return found


class Resolver:
    """Primary keys of objects by reference, for one page. Load all references first, then ask one by one."""

    def __init__(self, harvest: Harvest) -> None:
        self._harvest = harvest
        self._found: dict[Ref, int] = {}

    def load(self, refs: Iterable[Ref | None]) -> None:
        cache = self._harvest.cache
        wanted = {ref for ref in refs if ref is not None and ref not in self._found}
        for ref in list(wanted):
            if ref in cache:
                self._found[ref] = cache[ref]
                wanted.discard(ref)
        for kind, keys in by_kind(wanted).items():
            model = manager(kind)
            for some in chunks(keys):
                rows = model.filter(
                    record__source=self._harvest.source, record__kind=kind, record__native_id__in=some
                ).values_list("record__native_id", "pk")
                for key, pk in rows:
                    self.add(Ref(kind, key), pk)
                left = [key for key in some if Ref(kind, key) not in self._found]
                if left:
                    rows = RecordAlias.objects.filter(
                        source=self._harvest.source, kind=kind, native_id__in=left
                    ).values_list("native_id", f"record__{attribute(kind)}__pk")
                    for key, pk in rows:
                        if pk is not None:
                            self.add(Ref(kind, key), pk)

    def add(self, ref: Ref, pk: int) -> None:
        self._found[ref] = pk

    def to_remember(self) -> dict[Ref, int]:
        """What the following pages need not ask for, once this one is committed."""
        return {ref: pk for ref, pk in self._found.items() if ref.kind in REMEMBERED}

    def get(self, ref: Ref | None) -> int | None:
        return self._found.get(ref) if ref is not None else None


def attribute(kind: RecordKind) -> str:
    """The name under which a record knows its object: ``record.agenda_item``."""
    return kind.value.replace("-", "_")
