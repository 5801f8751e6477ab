"""Meetings, agendas, papers, consultations and their files: what connects the parts of a body's content."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from teilhabe.council.sample import paperwork, text
from teilhabe.council.sample.content import Table, day_of, filled
from teilhabe.council.sample.paperwork import Hearing
from teilhabe.council.sample.store import BASE, BERLIN, Document, address, stamp
from teilhabe.council.sample.values import KEYWORDS, day, point

if TYPE_CHECKING:
    from teilhabe.council.sample.assembly import BodyBuilder

OPENING = (
    "Eröffnung der Sitzung und Feststellung der Beschlussfähigkeit",
    "Genehmigung der letzten Niederschrift",
)
CLOSING = ("Mitteilungen der Verwaltung und Anfragen",)


class Business:
    """Builds the meetings and papers of one body, whose committees and people exist already."""

    def __init__(self, body: BodyBuilder, papers: list[Table]) -> None:
        self.body = body
        self.council = body.council
        self.papers = papers
        self.meetings: dict[str, Table] = {meeting["key"]: meeting for meeting in body.table["meeting"]}
        self.committees: dict[str, Table] = {one["key"]: one for one in body.table["organization"]}

    def build(self) -> None:
        for paper in self.papers:
            self._paper(paper)
        for meeting in self.meetings.values():
            self._meeting(meeting)
        self._relations()
        for paper in self.papers:
            if "deleted" in paper:
                self._delete(paper)

    # -- papers --------------------------------

    def _reference(self, paper: Table) -> str | None:
        reference = paper.get("reference")
        return filled(reference, self._day(paper)) if reference else None

    def _title(self, paper: Table) -> str:
        return filled(paper["title"], self._day(paper))

    def _day(self, entry: Table) -> date:
        return day_of(entry, self.body.today)

    def _days_heard(self, paper: Table) -> list[date]:
        return [self._day(self.meetings[one["meeting"]]) for one in paper.get("consultation", []) if "meeting" in one]

    def _times(self, paper: Table) -> dict[str, str]:
        return self.body.times(paper, last=max(self._days_heard(paper), default=None))

    def _hearings(self, paper: Table) -> list[Hearing]:
        found = []
        for one in paper.get("consultation", []):
            meeting = self.meetings[one["meeting"]] if "meeting" in one else None
            committee = self.committees[meeting["committee"] if meeting else one["committee"]]
            found.append(Hearing(self._day(meeting) if meeting else None, committee["name"], one["role"]))
        return found

    def _paper(self, paper: Table) -> None:
        body, key, times = self.body, paper["key"], self._times(paper)
        number = body.number("Paper", key)
        content = text.blocks(filled(paper["text"], self._day(paper)))
        consultations = [
            self._consultation(paper, place, one, times) for place, one in enumerate(paper.get("consultation", []))
        ]
        letter = paperwork.paper_letter(
            sender=body.table["body"]["name"],
            title=self._title(paper),
            kind=paper.get("type", "Vorlage"),
            reference=self._reference(paper),
            day=self._day(paper),
            lead=self.committees[paper["lead"]]["name"] if "lead" in paper else None,
            hearings=self._hearings(paper),
        )
        slug = (self._reference(paper) or key).replace("/", "-").replace(" ", "-")
        main = None
        if paper.get("file", True):
            document = paperwork.document(f"Vorlage-{slug}.pdf", letter, content, special=paper.get("special"))
            main = self._file(f"{key} main", document, f"Vorlage {self._reference(paper) or ''}".strip(), paper, times)
        attached = [
            self._file(
                f"{key} {position}",
                paperwork.attachment(
                    f"Anlage-{position}-{slug}.pdf", letter, one["name"], one["text"], one.get("special")
                ),
                one["name"],
                paper,
                times,
            )
            for position, one in enumerate(paper.get("attachment", []), 1)
        ]
        ref = body.add(
            "Paper",
            key,
            body=body.id,
            name=self._title(paper),
            reference=self._reference(paper),
            date=day(self._day(paper)),
            paperType=paper.get("type"),
            mainFile=main,
            auxiliaryFile=attached,
            location=[self._place(key, paper["place"], times)] if "place" in paper else None,
            underDirectionOf=[body.find(paper["lead"])] if "lead" in paper else None,
            originatorOrganization=[body.find(one) for one in paper.get("by", [])],
            originatorPerson=[body.find(one) for one in paper.get("by_people", [])],
            consultation=consultations,
            keyword=[*KEYWORDS, *paper.get("keywords", [])],
            web=f"{BASE}/bi/vo020?VOLFDNR={number}",
            **times,
        )
        self.council.texts[ref] = content
        for child in consultations:
            self.council.objects[child]["paper"] = ref
        for child in (*attached, *([main] if main else [])):
            self.council.objects[child]["paper"] = [ref]

    def _place(self, key: str, place: Table, times: dict[str, str]) -> str:
        return self.body.add(
            "Location",
            f"{key} place",
            description=place["description"],
            streetAddress=place.get("street"),
            postalCode=place.get("postal"),
            locality=place.get("town"),
            geojson=point(place),
            **times,
        )

    def _file(self, key: str, document: Document, name: str, entry: Table, times: dict[str, str]) -> str:
        return self.council.add_file(
            self.body.number("File", key),
            document,
            in_body=self.body.id,
            name=name,
            date=day(min(self._day(entry), self.body.today)),
            **times,
        )

    def _consultation(self, paper: Table, place: int, one: Table, times: dict[str, str]) -> str:
        meeting = self.meetings.get(one.get("meeting", ""))
        committee = meeting["committee"] if meeting else one["committee"]
        key = f"{paper['key']} {place}"
        return self.body.add(
            "Consultation",
            key,
            organization=[self.body.find(committee)],
            role=one["role"],
            authoritative=one["role"] == "Entscheidung",
            meeting=self._address("Meeting", meeting["key"]) if meeting else None,
            agendaItem=self._address("AgendaItem", f"item {key}") if meeting else None,
            **times,
        )

    def _address(self, kind: str, key: str) -> str:
        return address(kind, self.body.number(kind, key))

    # -- meetings --------------------------------

    def _meeting(self, meeting: Table) -> None:
        body, key, held = self.body, meeting["key"], self._day(meeting)
        committee = self.committees[meeting["committee"]]
        times = body.times(meeting, before=21)
        items = self._agenda(meeting, times)
        past = held < body.today
        printed = [self.council.objects[item] for item in items]
        letter = paperwork.meeting_letter(
            sender=body.table["body"]["name"],
            of=committee["of"],
            day=held,
            start=meeting["time"],
            room=self._room(meeting),
        )
        invitation: str | None = None
        protocol: str | None = None
        if meeting.get("invited", True):
            invitation = self._file(
                f"{key} invitation",
                paperwork.invitation(f"Einladung-{key}.pdf", letter, printed),
                "Einladung",
                meeting,
                times,
            )
        if meeting.get("protocol") and past:
            protocol = self._file(
                f"{key} protocol",
                paperwork.protocol(f"Niederschrift-{key}.pdf", letter, printed),
                "Niederschrift",
                meeting,
                times,
            )
        cancelled = meeting.get("cancelled", False)
        ref = body.add(
            "Meeting",
            key,
            name=f"Sitzung {committee['of']}",
            meetingState="durchgeführt" if past and not cancelled else "eingeladen" if invitation else "terminiert",
            cancelled=cancelled,
            start=_moment(held, meeting["time"]),
            end=_moment(held, meeting["end"]) if past and "end" in meeting and not cancelled else None,
            location=body.find(meeting["room"]) if "room" in meeting else None,
            organization=[body.find(meeting["committee"])],
            invitation=invitation,
            resultsProtocol=protocol,
            agendaItem=items,
            keyword=KEYWORDS,
            web=f"{BASE}/bi/to010?SILFDNR={body.number('Meeting', key)}",
            **times,
        )
        for child in items:
            self.council.objects[child]["meeting"] = ref
        for file in filter(None, (invitation, protocol)):
            self.council.objects[file]["meeting"] = [ref]

    def _room(self, meeting: Table) -> str | None:
        if "room" not in meeting:
            return None
        return str(self.council.objects[self.body.find(meeting["room"])]["description"])

    def _agenda(self, meeting: Table, times: dict[str, str]) -> list[str]:
        items: list[str] = []
        if not meeting.get("agenda_published", True):
            return items
        numbers = {"Ö": 0, "N": 0}

        def add(key: str, name: str, *, public: bool = True, **properties: Any) -> None:
            part = "Ö" if public else "N"
            numbers[part] += 1
            items.append(
                self.body.add(
                    "AgendaItem",
                    key,
                    number=f"{part} {numbers[part]}",
                    order=len(items) + 1,
                    name=name,
                    public=public,
                    **properties,
                    **times,
                )
            )

        def add_public() -> None:
            for position, name in enumerate(OPENING):
                add(f"{meeting['key']} opening {position}", name)
            for key, paper, one in self._heard_in(meeting, closed=False):
                add(
                    f"item {key}",
                    self._title(paper),
                    consultation=self.body.find(key),
                    result=one.get("result"),
                    resolutionText=one.get("resolution"),
                )
                for kept, name in ((self.council.votes, "vote"), (self.council.minutes, "minutes")):
                    if name in one:
                        kept[items[-1]] = one[name]
            for position, name in enumerate((*meeting.get("agenda", ()), *CLOSING)):
                add(f"{meeting['key']} closing {position}", name)

        def add_closed() -> None:
            # A public paper that is heard behind closed doors: the point has a title of its own.
            for key, _, one in self._heard_in(meeting, closed=True):
                add(f"item {key}", one["closed"], public=False, consultation=self.body.find(key))
                self.council.secrets.append(one["closed"])
            for position, name in enumerate(meeting.get("closed", ())):
                add(f"{meeting['key']} closed {position}", name, public=False)
                self.council.secrets.append(name)

        parts = (add_closed, add_public) if meeting.get("closed_first") else (add_public, add_closed)
        for part in parts:
            part()
        return items

    def _heard_in(self, meeting: Table, *, closed: bool) -> Iterator[tuple[str, Table, Table]]:
        """Key of the consultation, paper and consultation of everything that is heard in a meeting."""
        for paper in self.papers:
            for place, one in enumerate(paper.get("consultation", [])):
                if one.get("meeting") == meeting["key"] and ("closed" in one) is closed:
                    yield f"{paper['key']} {place}", paper, one

    # -- afterwards --------------------------------

    def _relations(self) -> None:
        for paper in self.papers:
            ref = self.body.find(paper["key"])
            for name, back, keys in (
                ("relatedPaper", "relatedPaper", paper.get("related", ())),
                ("superordinatedPaper", "subordinatedPaper", paper.get("above", ())),
            ):
                for key in keys:
                    other = self.body.find(key)
                    self._link(ref, name, other)
                    self._link(other, back, ref)

    def _link(self, ref: str, name: str, other: str) -> None:
        linked = self.council.objects[ref].setdefault(name, [])
        if other not in linked:
            linked.append(other)

    def _delete(self, paper: Table) -> None:
        clock = self.council.clock
        self.council.now = self.body.office(paper["deleted"], 11)
        self.council.delete(self.body.find(paper["key"]))
        self.council.clock = clock


def _moment(on: date, clock: str) -> str:
    return stamp(datetime.combine(on, time.fromisoformat(clock), BERLIN))
