"""What a page of a council system says, in words that all families share. Frozen, plain, already public.

Keys are parameter and record number in lower case ("volfdnr=1018473", "__kvonr=77"), unique within the installation.
Moments are aware, in Berlin time. A field the page does not show is empty or None: nothing is guessed. Addresses are
absolute or empty; one that holds for a session only is never among them. Names of clerks (Verfasser, Bearbeiter) are
nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

# What a block of a paper's text is where the system itself says so; "" where only its headings can tell.
BlockKind = Literal[
    "resolution",
    "matter",
    "reasons",
    "finance",
    "staff",
    "social",
    "climate",
    "minutes",
    "attachments",
    "signature",
    "",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFact:
    """A file a page offers. ``url`` is empty if its address holds for a session only; ``key`` then too."""

    name: str
    key: str = ""
    url: str = ""
    # "main" (the paper itself), "attachment", "invitation", "minutes" (Niederschrift) or "collected" (Sammeldokument).
    role: str = "attachment"
    mime_type: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One meeting in a calendar. Without ``meeting`` it has no public page (yet)."""

    meeting: str = ""
    committee: str = ""
    committee_key: str = ""
    title: str = ""
    start: datetime | None = None
    end: datetime | None = None
    start_raw: str = ""
    room: str = ""
    cancelled: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPage:
    entries: tuple[CalendarEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEntry:
    """One point of an agenda. If it is not ``public``, number and place are all it says."""

    place: int
    public: bool
    number: str = ""
    key: str = ""
    title: str = ""
    paper: str = ""
    paper_reference: str = ""
    # "Entscheidung", "Vorberatung", "Kenntnisnahme": what the paper is here for.
    role_raw: str = ""
    result_raw: str = ""
    # "Ja: 16, Nein: 1, Enthaltung: 0" as printed.
    vote_raw: str = ""
    resolution_text: str = ""
    documents: tuple[DocumentFact, ...] = ()
    # The item has a page of its own (result, minutes).
    has_page: bool = False

    def __post_init__(self) -> None:
        said = (self.title, self.paper, self.paper_reference, self.result_raw, self.vote_raw, self.resolution_text)
        if not self.public and (any(said) or self.documents or self.has_page):
            raise ValueError("a non-public agenda item must say nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    key: str
    title: str = ""
    committee: str = ""
    committee_key: str = ""
    start: datetime | None = None
    end: datetime | None = None
    start_raw: str = ""
    room: str = ""
    state_raw: str = ""
    cancelled: bool = False
    items: tuple[AgendaEntry, ...] = ()
    documents: tuple[DocumentFact, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """Foreign HTML of one block of text, as it stood in the page. ``confidence`` (0 to 1) is below 1 where ``kind`` was
    told from the content alone; ``heading`` is the system's own word for the block, if it prints one."""

    html: str
    kind: BlockKind = ""
    heading: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """The page of one public agenda item: result, vote, text of the minutes."""

    key: str
    meeting: str = ""
    number: str = ""
    title: str = ""
    paper: str = ""
    paper_reference: str = ""
    result_raw: str = ""
    vote_raw: str = ""
    blocks: tuple[TextBlock, ...] = ()
    documents: tuple[DocumentFact, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the Beratungsfolge. Without ``meeting`` and with ``public`` it is planned; not ``public``, it names
    committee, role and day at most."""

    place: int
    committee: str = ""
    committee_key: str = ""
    role_raw: str = ""
    day: date | None = None
    meeting: str = ""
    item: str = ""
    item_number: str = ""
    result_raw: str = ""
    public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    key: str
    title: str
    reference: str = ""
    kind_raw: str = ""
    day: date | None = None
    # The office in charge, and the others involved, as printed.
    lead: str = ""
    involved: tuple[str, ...] = ()
    # Groups and council members who brought it in, as printed; never clerks.
    originators: tuple[str, ...] = ()
    # Keys of related papers; "above" and "below" where the page says so.
    related: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    blocks: tuple[TextBlock, ...] = ()
    documents: tuple[DocumentFact, ...] = ()
    # The only stamp some systems print ("Letzte Änderung").
    changed: datetime | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeFact:
    key: str
    name: str
    # "Ausschuss", "Fraktion", "Rat" as the list's heading says.
    kind_raw: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteesPage:
    committees: tuple[CommitteeFact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFact:
    """A member in a public role. ``person`` is the key of the person's page, empty if there is none."""

    name: str
    person: str = ""
    role: str = ""
    group: str = ""
    voting: bool | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersPage:
    """A committee or parliamentary group with its members."""

    key: str
    name: str = ""
    kind_raw: str = ""
    members: tuple[MemberFact, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleFact:
    committee: str
    committee_key: str = ""
    role: str = ""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """Name and public roles. Nothing else of a person is ever read."""

    key: str
    name: str
    group: str = ""
    roles: tuple[RoleFact, ...] = ()
    url: str = ""
