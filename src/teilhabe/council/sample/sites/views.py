"""What the pages of the HTML systems show, taken from the objects of the sample council.

Every site prints the same facts in its own mark-up; the numbers are the record numbers in its addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from teilhabe.council.sample.store import (
    API,
    Document,
    Obj,
    SampleCouncil,
    UnknownObject,
    address,
)
from teilhabe.council.sample.text import Block

# No password: a phrase to look for.
SECRET_PHRASE = "Kennwort Kiebitzgrund"  # nosec B105
"""Stands beside every title that is not public, wherever a page carries one: look for it where it must not be."""
CLERK = "Kornelia Probsthuber"
CLERK_MAIL = "k.probsthuber@beispiel.invalid"
CLERK_PHONE = "02400 / 99-4711"
"""The clerk that pages print, with mail and telephone: the portal must keep none of it."""

COUNCIL, COMMITTEE, GROUP = "Rat", "Gremium", "Fraktion"


@dataclass(frozen=True)
class FileView:
    number: int
    name: str
    document: Document

    @property
    def kilobytes(self) -> int:
        return max(1, round(len(self.document.content) / 1024))


@dataclass(frozen=True)
class PaperName:
    number: int
    reference: str
    title: str


@dataclass(frozen=True)
class ItemView:
    number: int
    label: str
    """"Ö 3" or "N 1"."""
    title: str
    """The title even of a non-public item, with :data:`SECRET_PHRASE`."""
    public: bool
    result: str = ""
    resolution: str = ""
    vote: str = ""
    minutes: str = ""
    role: str = ""
    paper: PaperName | None = None
    paper_has_files: bool = False

    @property
    def count(self) -> str:
        """The number without its letter: "3"."""
        return self.label.split()[-1]


@dataclass(frozen=True)
class StepView:
    committee: str
    committee_number: int
    role: str
    day: date | None = None
    meeting: int | None = None
    meeting_name: str = ""
    item: int | None = None
    item_label: str = ""
    result: str = ""
    public: bool = True


@dataclass(frozen=True)
class PaperView:
    number: int
    reference: str
    title: str
    kind: str
    day: date
    lead: str
    originators: tuple[str, ...]
    related: tuple[PaperName, ...]
    above: tuple[PaperName, ...]
    below: tuple[PaperName, ...]
    steps: tuple[StepView, ...]
    content: tuple[Block, ...]
    main: FileView | None
    attachments: tuple[FileView, ...]
    changed: datetime

    @property
    def courses(self) -> list[tuple[StepView, list[StepView]]]:
        """One entry per committee and role in a row: its head, and the steps that have a day."""
        groups = (list(same) for _, same in groupby(self.steps, key=lambda one: (one.committee, one.role)))
        return [(group[0], [step for step in group if step.day]) for group in groups]


@dataclass(frozen=True)
class MeetingView:
    number: int
    name: str
    committee: str
    committee_number: int
    committee_type: str
    start: datetime
    end: datetime | None
    room: str
    place: str
    cancelled: bool
    items: tuple[ItemView, ...]
    invitation: FileView | None
    protocol: FileView | None

    @property
    def published(self) -> bool:
        """Whether the meeting has a page: without an agenda there is none yet."""
        return bool(self.items) and not self.cancelled

    @property
    def clock(self) -> str:
        """ "16:30 - 18:40", or "16:30" as long as nobody knows when it ended."""
        end = f" - {self.end:%H:%M}" if self.end else ""
        return f"{self.start:%H:%M}{end}"


@dataclass(frozen=True)
class OrganizationView:
    number: int
    name: str
    kind: str
    classification: str
    ended: date | None = None


@dataclass(frozen=True)
class MembershipView:
    person: int
    name: str
    organization: int
    organization_name: str
    kind: str
    role: str
    group: str
    voting: bool
    start: date | None
    end: date | None


@dataclass(frozen=True)
class PersonView:
    number: int
    name: str
    address: str
    group: str
    roles: tuple[MembershipView, ...]


class Views:
    """Asks one council. Raises UnknownObject for what it does not have (any more)."""

    def __init__(self, council: SampleCouncil) -> None:
        self.council = council

    @property
    def body(self) -> Obj:
        return self.council.object(self.council.bodies()[0])

    # -- papers --------------------------------

    def papers(self) -> list[PaperView]:
        refs = [ref for ref in self.council.ids("Paper") if not self.council.is_deleted(ref)]
        return [self.paper(_number(ref)) for ref in refs]

    def paper(self, number: int) -> PaperView:
        paper = self._alive("Paper", number)
        steps = (self._step(ref) for ref in paper.get("consultation", ()))
        lead = [self._name(ref) for ref in paper.get("underDirectionOf", ())]
        by = (*paper.get("originatorOrganization", ()), *paper.get("originatorPerson", ()))
        return PaperView(
            number=number,
            reference=paper.get("reference", ""),
            title=paper["name"],
            kind=paper.get("paperType", ""),
            day=date.fromisoformat(paper["date"]),
            lead=", ".join(lead),
            originators=tuple(self._name(ref) for ref in by),
            related=self._papers_named(paper.get("relatedPaper", ())),
            above=self._papers_named(paper.get("superordinatedPaper", ())),
            below=self._papers_named(paper.get("subordinatedPaper", ())),
            steps=tuple(step for step in steps if step),
            content=tuple(self.council.texts.get(paper["id"], ())),
            main=self._file(paper.get("mainFile")),
            attachments=tuple(file for ref in paper.get("auxiliaryFile", ()) if (file := self._file(ref))),
            changed=datetime.fromisoformat(paper["modified"]),
        )

    def _papers_named(self, refs: list[str]) -> tuple[PaperName, ...]:
        return tuple(name for ref in refs if (name := self._paper_name(ref)))

    def _paper_name(self, ref: str | None) -> PaperName | None:
        paper = self.council.objects.get(ref or "", {})
        if not paper or paper.get("deleted"):
            return None
        return PaperName(_number(paper["id"]), paper.get("reference", ""), paper["name"])

    def _step(self, ref: str) -> StepView | None:
        one = self.council.objects.get(ref)
        if one is None or one.get("deleted"):
            return None
        committee = one["organization"][0]
        meeting = self.council.objects.get(one.get("meeting", ""), {})
        item = self.council.objects.get(one.get("agendaItem", ""), {})
        start = datetime.fromisoformat(meeting["start"]) if "start" in meeting else None
        return StepView(
            committee=self._name(committee),
            committee_number=_number(committee),
            role=one.get("role", ""),
            day=start.date() if start else None,
            meeting=_number(meeting["id"]) if start else None,
            meeting_name=meeting.get("name", ""),
            item=_number(item["id"]) if item else None,
            item_label=item.get("number", ""),
            result=item.get("result", "") if item.get("public") else "",
            public=bool(item.get("public", True)),
        )

    # -- meetings --------------------------------

    def meetings(self) -> list[MeetingView]:
        """All meetings, oldest first."""
        refs = [ref for ref in self.council.ids("Meeting") if not self.council.is_deleted(ref)]
        return sorted((self.meeting(_number(ref)) for ref in refs), key=lambda one: (one.start, one.number))

    def meetings_of(self, year: int, month: int) -> list[MeetingView]:
        return [one for one in self.meetings() if (one.start.year, one.start.month) == (year, month)]

    def meeting(self, number: int) -> MeetingView:
        meeting = self._alive("Meeting", number)
        [committee] = meeting["organization"]
        room = self.council.objects.get(meeting.get("location", ""), {})
        room_name, _, place = str(room.get("description", "")).partition(", ")
        return MeetingView(
            number=number,
            name=meeting["name"],
            committee=self._name(committee),
            committee_number=_number(committee),
            committee_type=self.council.object(committee)["organizationType"],
            start=datetime.fromisoformat(meeting["start"]),
            end=datetime.fromisoformat(meeting["end"]) if "end" in meeting else None,
            room=room_name,
            place=place,
            cancelled=bool(meeting.get("cancelled")),
            items=tuple(self._item(ref) for ref in meeting.get("agendaItem", ()) if ref in self.council.objects),
            invitation=self._file(meeting.get("invitation")),
            protocol=self._file(meeting.get("resultsProtocol")),
        )

    def item(self, number: int) -> tuple[ItemView, MeetingView]:
        """An item and its meeting. A non-public one has no page: UnknownObject."""
        obj = self._alive("AgendaItem", number)
        meeting = self.meeting(_number(obj["meeting"]))
        if not obj["public"]:
            raise UnknownObject(obj["id"])
        return self._item(obj["id"]), meeting

    def _item(self, ref: str) -> ItemView:
        item = self.council.object(ref)
        consultation = self.council.objects.get(item.get("consultation", ""), {})
        paper = self._paper_name(consultation.get("paper"))
        public = bool(item.get("public"))
        return ItemView(
            number=_number(ref),
            label=item["number"],
            title=item["name"] if public else f"{item['name']} ({SECRET_PHRASE})",
            public=public,
            result=item.get("result", ""),
            resolution=item.get("resolutionText", ""),
            vote=self.council.votes.get(ref, ""),
            minutes=self.council.minutes.get(ref, ""),
            role=consultation.get("role", ""),
            paper=paper,
            paper_has_files=bool(paper and self.council.object(consultation["paper"]).get("auxiliaryFile")),
        )

    # -- people --------------------------------

    def organizations(self, *kinds: str) -> list[OrganizationView]:
        """Committees, groups and the council; offices only if asked for."""
        found = [self.organization(_number(ref)) for ref in self.council.ids("Organization")]
        return [one for one in found if one.kind in (kinds or (COUNCIL, COMMITTEE, GROUP))]

    def organization(self, number: int) -> OrganizationView:
        obj = self._alive("Organization", number)
        end = obj.get("endDate")
        return OrganizationView(
            number,
            obj["name"],
            obj["organizationType"],
            obj["classification"],
            date.fromisoformat(end) if end else None,
        )

    def members(self, number: int) -> list[MembershipView]:
        obj = self._alive("Organization", number)
        return [self._membership(ref) for ref in obj.get("membership", ())]

    def people(self) -> list[PersonView]:
        return [self.person(_number(ref)) for ref in self.council.ids("Person")]

    def person(self, number: int) -> PersonView:
        obj = self._alive("Person", number)
        roles = tuple(self._membership(ref) for ref in obj.get("membership", ()))
        group = next((one.organization_name for one in roles if one.kind == GROUP), "")
        return PersonView(number, obj["name"], obj.get("formOfAddress", ""), group, roles)

    def _membership(self, ref: str) -> MembershipView:
        obj = self.council.object(ref)
        organization = self.council.object(obj["organization"])
        behalf = self.council.objects.get(obj.get("onBehalfOf", ""), {})
        start, end = obj.get("startDate"), obj.get("endDate")
        return MembershipView(
            person=_number(obj["person"]),
            name=self._name(obj["person"]),
            organization=_number(organization["id"]),
            organization_name=organization["name"],
            kind=organization["organizationType"],
            role=obj["role"],
            group=behalf.get("name", ""),
            voting=obj.get("votingRight", True),
            start=date.fromisoformat(start) if start else None,
            end=date.fromisoformat(end) if end else None,
        )

    # -- files --------------------------------

    def file(self, number: int) -> FileView:
        file = self._file(address("File", number))
        if file is None:
            raise UnknownObject(f"file {number}")
        return file

    def _file(self, ref: str | None) -> FileView | None:
        obj = self.council.objects.get(ref or "", {})
        if not obj or obj.get("deleted"):
            return None
        return FileView(_number(obj["id"]), obj["name"], self.council.documents[obj["id"]])

    # --------------------------------

    def _alive(self, kind: str, number: int) -> Obj:
        ref = f"{API}/{kind.lower()}/{number}"
        if self.council.is_deleted(ref):
            raise UnknownObject(ref)
        return self.council.object(ref)

    def _name(self, ref: str) -> str:
        return str(self.council.objects.get(ref, {}).get("name", ""))


def _number(ref: str) -> int:
    return int(ref.rsplit("/", 1)[1])
