"""What parsers hand over: frozen records in the portal's own words. No vendor's quirk gets past them.

A :class:`Ref` names a foreign object by kind and key, unique within the source. For OParl the key is the
address without its accidents (see ``oparl.identity``), for other systems program and number. References may name
objects that are not known (yet): they are bound after the lists were read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from ..documents.sections import Section
from ..models.records import RecordKind


class Ref(NamedTuple):
    kind: RecordKind
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignRecord:
    """What every object has. ``raw_hash`` is SHA-256 (hex) of the object as the source gave it, without the references
    back to the object it was embedded in, so that it is the same wherever the object is met."""

    ref: Ref
    url: str
    raw_hash: str
    created: datetime | None = None
    modified: datetime | None = None
    # The object this one was embedded in and vanishes with; None for what stands alone or is shared.
    parent: Ref | None = None
    # Other keys under which this object was met.
    aliases: tuple[str, ...] = ()
    # Met in passing: it says nothing about what is embedded in it.
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted(ForeignRecord):
    """The source says this object is deleted; ``modified`` is when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRecord(ForeignRecord):
    name: str
    short_name: str = ""
    ags: str = ""
    classification: str = ""
    website: str = ""
    licence: str = ""
    main_organization: Ref | None = None
    # Addresses of the body's lists by what they list.
    lists: Mapping[RecordKind, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRecord(ForeignRecord):
    name: str = ""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationRecord(ForeignRecord):
    description: str = ""
    street_address: str = ""
    room: str = ""
    postal_code: str = ""
    locality: str = ""
    sub_locality: str = ""
    geojson: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationRecord(ForeignRecord):
    name: str
    short_name: str = ""
    # A value of models.Organization.Kind.
    kind: str
    # By its name it is the highest council; the body's own word (BodyRecord.main_organization) goes before this.
    is_main: bool = False
    type_raw: str = ""
    classification: str = ""
    start: date | None = None
    end: date | None = None
    original_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord(ForeignRecord):
    """Name and title. Nothing else of a person is ever read."""

    name: str
    family_name: str = ""
    given_name: str = ""
    title: str = ""
    affix: str = ""
    original_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipRecord(ForeignRecord):
    person: Ref | None
    organization: Ref | None
    role: str = ""
    voting_right: bool | None = None
    start: date | None = None
    end: date | None = None
    on_behalf_of: Ref | None = None


@dataclass(frozen=True, slots=True)
class AttachmentRecord:
    """A file hangs on something. ``role`` is a value of models.Attachment.Role."""

    file: Ref
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRecord(ForeignRecord):
    name: str
    start: datetime | None = None
    end: datetime | None = None
    start_raw: str = ""
    state_raw: str = ""
    cancelled: bool = False
    location: Ref | None = None
    room: str = ""
    organizations: tuple[Ref, ...] = ()
    original_url: str = ""
    attachments: tuple[AttachmentRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItemRecord(ForeignRecord):
    """A point of an agenda. If it is not ``public``, number and order are all it says."""

    meeting: Ref | None
    number: str = ""
    order: int = 0
    public: bool
    name: str = ""
    result_raw: str = ""
    resolution_text: str = ""
    minutes_text: str = ""
    start: datetime | None = None
    end: datetime | None = None
    # The consultation this item is about, where only the item names it.
    consultation: Ref | None = None
    attachments: tuple[AttachmentRecord, ...] = ()

    def __post_init__(self) -> None:
        said = (self.name, self.result_raw, self.resolution_text, self.minutes_text)
        if not self.public and (any(said) or self.attachments):
            raise ValueError("a non-public agenda item must say nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRecord(ForeignRecord):
    name: str
    reference: str = ""
    kind_raw: str = ""
    date: date | None = None
    original_url: str = ""
    keywords: tuple[str, ...] = ()
    lead: tuple[Ref, ...] = ()
    # Who brought it in: organizations and council members, never clerks.
    originator_organizations: tuple[Ref, ...] = ()
    originator_persons: tuple[Ref, ...] = ()
    # Related papers with a value of models.PaperRelation.Kind.
    relations: tuple[tuple[Ref, str], ...] = ()
    locations: tuple[Ref, ...] = ()
    attachments: tuple[AttachmentRecord, ...] = ()
    # The text where it stands on the paper's own page; None where it is in files, if anywhere.
    sections: tuple[Section, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationRecord(ForeignRecord):
    paper: Ref | None
    meeting: Ref | None = None
    agenda_item: Ref | None = None
    organization: Ref | None = None
    organization_text: str = ""
    date: date | None = None
    role_raw: str = ""
    authoritative: bool | None = None
    result_raw: str = ""
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord(ForeignRecord):
    name: str = ""
    file_name: str = ""
    mime_type: str = ""
    claimed_size: int | None = None
    date: date | None = None
    access_url: str = ""
    download_url: str = ""
    given_text: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in an answer that could not be used. ``code`` is stable, ``message`` one German sentence; neither ever
    quotes a title or a name. ``fatal``: the object could not be read at all and counts as failed."""

    url: str
    code: str
    message: str
    fatal: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """One object of a list with everything embedded in it. The first record is the object itself."""

    records: tuple[ForeignRecord, ...]
    problems: tuple[Problem, ...] = ()
    # Embedded objects that came as bare references and have to be asked for.
    missing: tuple[tuple[Ref, str], ...] = ()

    @property
    def head(self) -> ForeignRecord:
        return self.records[0]


@dataclass(frozen=True, slots=True)
class SystemRecord:
    """The council system itself, as it answers at the source's address."""

    url: str
    name: str
    version: str
    vendor: str = ""
    licence: str = ""
    # Address of the list of bodies, or the bodies themselves where they came along.
    bodies_url: str = ""
