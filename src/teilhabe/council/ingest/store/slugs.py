"""Addresses of new objects: readable, unique in their body, the same for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from zoneinfo import ZoneInfo

from teilhabe.core.text import slug

from ...models import Body, Organization
from ...models.records import RecordKind
from ..records import (
    BodyRecord,
    ForeignRecord,
    MeetingRecord,
    OrganizationRecord,
    PaperRecord,
    PersonRecord,
    Ref,
)
from .resolving import Resolver, chunks, manager

BERLIN = ZoneInfo("Europe/Berlin")
# Room for a number behind the longest base ("-1234") in the shortest column (80).
BASE_LENGTH = 74
HAVE_ADDRESS = (
    RecordKind.BODY,
    RecordKind.ORGANIZATION,
    RecordKind.PERSON,
    RecordKind.MEETING,
    RecordKind.PAPER,
)


def new_slugs(
    records: Sequence[ForeignRecord], kind: RecordKind, body: Body | None, resolver: Resolver
) -> dict[Ref, str]:
    """A free address for each new record of a kind, in their order."""
    committee = _committees(records, resolver) if kind == RecordKind.MEETING else str
    bases = {record.ref: _base(record, committee, resolver) for record in records}
    objects = manager(kind).all() if body is None else manager(kind).filter(body=body)
    taken: set[str] = set()
    for some in chunks(list(dict.fromkeys(bases.values()))):
        taken.update(objects.filter(slug__in=some).values_list("slug", flat=True))
    found: dict[Ref, str] = {}
    highest: dict[str, int] = {}
    for ref, base in bases.items():
        address = base
        if address in taken:
            if base not in highest:
                others = objects.filter(slug__startswith=f"{base}-").values_list("slug", flat=True)
                numbers = (one.removeprefix(f"{base}-") for one in others)
                highest[base] = max((int(one) for one in numbers if one.isdecimal()), default=1)
            address = f"{base}-{highest[base] + 1}"
            while address in taken:
                highest[base] += 1
                address = f"{base}-{highest[base] + 1}"
            highest[base] += 1
        taken.add(address)
        found[ref] = address
    return found


def _committees(records: Iterable[ForeignRecord], resolver: Resolver) -> Callable[[int], str]:
    """Names of the committees of these meetings, asked for at once."""
    refs = {ref for record in records if isinstance(record, MeetingRecord) for ref in record.organizations}
    keys = {pk for ref in refs if (pk := resolver.get(ref)) is not None}
    names = dict(Organization.objects.filter(pk__in=keys).values_list("pk", "name"))
    return names.__getitem__


def _base(record: ForeignRecord, committee: Callable[[int], str], resolver: Resolver) -> str:
    """The wished-for address: a paper's number, a meeting's day and committee, otherwise the name."""
    match record:
        case PaperRecord():
            words = record.reference or record.name
        case MeetingRecord():
            first = next((pk for ref in record.organizations if (pk := resolver.get(ref)) is not None), None)
            name = committee(first) if first is not None else record.name
            day = f"{record.start.astimezone(BERLIN):%Y-%m-%d} " if record.start else ""
            words = day + name
        case BodyRecord():
            words = record.short_name or record.name
        case OrganizationRecord() | PersonRecord():
            words = record.name
        case _:
            words = ""
    return slug(words, limit=BASE_LENGTH) or record.ref.kind.value
