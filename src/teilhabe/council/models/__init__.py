"""The council's data, shaped after OParl 1.1, with what a portal of many sources adds.

sources     where data comes from: Source, HarvestRun, ListProgress, KnownPage, RawAnswer, HarvestProblem
records     the identity of every foreign object: Record, RecordAlias, Version
bodies      Body, LegislativeTerm, Location, Organization, Person, Membership
meetings    Meeting, AgendaItem
papers      Paper, PaperRelation, Consultation, PaperSection
places      PlaceMention, PlaceCorrection
files       File, Attachment, Blob, BlobPage
"""

from .bodies import Body, LegislativeTerm, Location, Membership, Organization, Person
from .files import Attachment, Blob, BlobPage, File
from .meetings import AgendaItem, Meeting, MeetingOrganization
from .papers import Consultation, Paper, PaperLead, PaperRelation, PaperSection
from .places import PlaceCorrection, PlaceMention
from .records import Record, RecordAlias, RecordKind, RecordState, Version
from .sources import HarvestProblem, HarvestRun, KnownPage, ListProgress, RawAnswer, Source

__all__ = [
    "AgendaItem",
    "Attachment",
    "Blob",
    "BlobPage",
    "Body",
    "Consultation",
    "File",
    "HarvestProblem",
    "HarvestRun",
    "KnownPage",
    "LegislativeTerm",
    "ListProgress",
    "Location",
    "Meeting",
    "MeetingOrganization",
    "Membership",
    "Organization",
    "Paper",
    "PaperLead",
    "PaperRelation",
    "PaperSection",
    "Person",
    "PlaceCorrection",
    "PlaceMention",
    "RawAnswer",
    "Record",
    "RecordAlias",
    "RecordKind",
    "RecordState",
    "Source",
    "Version",
]
