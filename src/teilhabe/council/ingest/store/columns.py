"""Record → columns of its model. References become keys where the object is known, and stay as ``…_ref`` anyway."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from teilhabe.directory.models import Municipality

from ...models import Body
from ..records import (
    AgendaItemRecord,
    BodyRecord,
    ConsultationRecord,
    FileRecord,
    ForeignRecord,
    LocationRecord,
    MeetingRecord,
    MembershipRecord,
    OrganizationRecord,
    PaperRecord,
    PersonRecord,
    Ref,
    TermRecord,
)
from .resolving import Resolver

Columns = dict[str, Any]
NAMES = {
    TermRecord: ("name", "start", "end"),
    LocationRecord: (
        "description",
        "street_address",
        "room",
        "postal_code",
        "locality",
        "sub_locality",
        "geojson",
    ),
    OrganizationRecord: (
        "name",
        "short_name",
        "kind",
        "type_raw",
        "classification",
        "start",
        "end",
        "original_url",
    ),
    PersonRecord: ("name", "family_name", "given_name", "title", "affix", "original_url"),
    MembershipRecord: ("role", "voting_right", "start", "end"),
    MeetingRecord: ("name", "start", "end", "start_raw", "state_raw", "cancelled", "room", "original_url"),
    AgendaItemRecord: (
        "number",
        "order",
        "public",
        "name",
        "result_raw",
        "resolution_text",
        "minutes_text",
        "start",
        "end",
    ),
    PaperRecord: ("name", "reference", "kind_raw", "date", "original_url"),
    ConsultationRecord: ("organization_text", "date", "role_raw", "authoritative", "result_raw", "order"),
    FileRecord: (
        "name",
        "file_name",
        "mime_type",
        "claimed_size",
        "date",
        "access_url",
        "download_url",
        "given_text",
    ),
    BodyRecord: ("name", "short_name", "ags", "classification", "website", "licence"),
}
# What must be there for the object to be stored at all.
REQUIRED = {TermRecord: "body_id", AgendaItemRecord: "meeting_id", MembershipRecord: "person_id"}


class Orphan(ValueError):
    """What the object belongs to is not known: it cannot be stored (yet)."""


def references(record: ForeignRecord) -> Iterator[Ref | None]:
    """Every object whose key the columns of ``record`` need."""
    match record:
        case TermRecord():
            yield record.parent
        case MembershipRecord():
            yield from (record.person, record.organization, record.on_behalf_of)
        case MeetingRecord():
            yield record.location
            yield from record.organizations
        case AgendaItemRecord():
            yield record.meeting
        case PaperRecord():
            yield from record.lead
            yield from record.originator_organizations
            yield from record.originator_persons
            yield from record.locations
            yield from (other for other, _ in record.relations)
        case ConsultationRecord():
            yield from (record.paper, record.meeting, record.agenda_item, record.organization)
        case _:
            return


def columns(record: ForeignRecord, resolver: Resolver, body: Body | None) -> Columns:
    """The columns a source decides about. Raises Orphan if the object has nothing to belong to."""
    found: Columns = {name: getattr(record, name) for name in NAMES[type(record)]}
    match record:
        case BodyRecord():
            found["municipality_id"] = (
                Municipality.objects.filter(ags=record.ags).values_list("pk", flat=True).first() if record.ags else None
            )
        case TermRecord():
            found["body_id"] = resolver.get(record.parent) or (body and body.pk)
        case OrganizationRecord() | PersonRecord():
            found["body_id"] = body and body.pk
        case MembershipRecord():
            found |= {
                "person_id": resolver.get(record.person),
                "organization_id": resolver.get(record.organization),
                "organization_ref": _key(record.organization),
                "on_behalf_of_id": resolver.get(record.on_behalf_of),
                "on_behalf_of_ref": _key(record.on_behalf_of),
            }
        case MeetingRecord():
            found |= {"body_id": body and body.pk, "location_id": resolver.get(record.location)}
        case AgendaItemRecord():
            found["meeting_id"] = resolver.get(record.meeting)
            if not record.public:
                # What a public item's result means is derived by actions.refresh; of this one nothing may be left.
                found |= {"outcome": "", "unanimous": None, "changed": False}
        case PaperRecord():
            found |= {"body_id": body and body.pk, "keywords": list(record.keywords)}
        case ConsultationRecord():
            found |= {
                "paper_id": resolver.get(record.paper),
                "paper_ref": _key(record.paper),
                "meeting_id": resolver.get(record.meeting),
                "meeting_ref": _key(record.meeting),
                "agenda_item_id": resolver.get(record.agenda_item),
                "agenda_item_ref": _key(record.agenda_item),
                "organization_id": resolver.get(record.organization),
                "organization_ref": _key(record.organization),
            }
    needed = REQUIRED.get(type(record))
    if needed and found[needed] is None:
        raise Orphan
    return found


def _key(ref: Ref | None) -> str:
    return ref.key if ref is not None else ""
