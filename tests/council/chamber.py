"""A small council to test with: what a harvest would have stored, made by hand."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from teilhabe.core.text import slug
from teilhabe.council.models import (
    AgendaItem,
    Attachment,
    Body,
    Consultation,
    File,
    Meeting,
    MeetingOrganization,
    Organization,
    Paper,
    Record,
    RecordKind,
    Source,
)

BERLIN = ZoneInfo("Europe/Berlin")


def berlin(year: int, month: int, day: int, hour: int = 17) -> datetime:
    return datetime(year, month, day, hour, tzinfo=BERLIN)


class Chamber:
    """One source with one body. Every method stores one object and returns it."""

    def __init__(self, name: str = "StädteRegion Aachen", ags: str = "05334000", host: str = "rat.example") -> None:
        self._numbers = count(1)
        self.host = host
        self.source = Source.objects.create(
            slug=slug(host), name=name, url=f"http://{host}/oparl", delay_seconds=0, state=Source.State.OK
        )
        self.body = Body.objects.create(record=self.record(RecordKind.BODY), name=name, slug=slug(name), ags=ags)

    def record(self, kind: RecordKind) -> Record:
        key = f"{self.host}/{kind}/{next(self._numbers)}"
        return Record.objects.create(source=self.source, kind=kind, native_id=key, canonical_url=f"http://{key}")

    def committee(self, name: str, **more: Any) -> Organization:
        return Organization.objects.create(
            record=self.record(RecordKind.ORGANIZATION),
            body=self.body,
            name=name,
            slug=slug(name, limit=100),
            **{"kind": Organization.Kind.COMMITTEE, **more},
        )

    def meeting(self, committee: Organization, start: datetime | None, **more: Any) -> Meeting:
        own = f"{slug(committee.name)}-{start:%Y-%m-%d}" if start else f"{slug(committee.name)}-{next(self._numbers)}"
        meeting = Meeting.objects.create(
            record=self.record(RecordKind.MEETING),
            body=self.body,
            name=f"Sitzung: {committee.name}",
            slug=own,
            start=start,
            **more,
        )
        MeetingOrganization.objects.create(meeting=meeting, organization=committee, organization_ref="x")
        return meeting

    def item(self, meeting: Meeting, result: str = "", *, public: bool = True, **more: Any) -> AgendaItem:
        number = next(self._numbers)
        return AgendaItem.objects.create(
            record=self.record(RecordKind.AGENDA_ITEM),
            meeting=meeting,
            number=f"Ö {number}",
            order=number,
            public=public,
            name=f"Punkt {number}" if public else "",
            result_raw=result,
            **more,
        )

    def paper(self, name: str = "Schwerpunkte", reference: str = "2019/0465", **more: Any) -> Paper:
        return Paper.objects.create(
            record=self.record(RecordKind.PAPER),
            body=self.body,
            name=name,
            reference=reference,
            slug=slug(reference) or slug(name),
            **{"kind_raw": "Beschlussvorlage", **more},
        )

    def consultation(
        self,
        paper: Paper,
        committee: Organization | None,
        start: datetime | None = None,
        result: str = "",
        *,
        role: str = "",
        public: bool = True,
        cancelled: bool = False,
        day: date | None = None,
        text: str = "",
    ) -> Consultation:
        meeting = self.meeting(committee, start, cancelled=cancelled) if committee and start else None
        item = self.item(meeting, result if public else "", public=public) if meeting else None
        return Consultation.objects.create(
            record=self.record(RecordKind.CONSULTATION),
            paper=paper,
            paper_ref="x",
            organization=committee,
            organization_text=text,
            meeting=meeting,
            agenda_item=item,
            date=day,
            role_raw=role,
            result_raw="" if item else result,
            order=next(self._numbers),
        )

    def file(self, paper: Paper | None = None, url: str = "", *, role: str = "main", **more: Any) -> File:
        file = File.objects.create(
            record=self.record(RecordKind.FILE), name=more.pop("name", "Vorlage"), access_url=url, **more
        )
        if paper is not None:
            Attachment.objects.create(file=file, paper=paper, role=role)
        return file


def seed_paper(chamber: Chamber) -> Paper:
    """The paper the portal started from: two committees, the regional committee, the regional assembly."""
    paper = chamber.paper()
    schools = chamber.committee("Ausschuss für Schulen und Bildung")
    social = chamber.committee("Ausschuss für Soziales, Gesundheit, Senioren und demographischen Wandel")
    region = chamber.committee("Städteregionsausschuss")
    assembly = chamber.committee("Städteregionstag", kind=Organization.Kind.COUNCIL, is_main=True)
    chamber.consultation(paper, schools, berlin(2019, 11, 7), "einstimmig beschlossen", role="Vorberatung")
    chamber.consultation(paper, social, berlin(2019, 11, 20), "einstimmig beschlossen", role="Vorberatung")
    chamber.consultation(paper, region, berlin(2019, 11, 28), "beschlossen", role="Vorberatung")
    chamber.consultation(paper, assembly, berlin(2019, 12, 12), "einstimmig beschlossen", role="Entscheidung")
    return paper


def everything_is_fresh() -> bool:
    """Nothing waits to be derived."""
    return not (Paper.objects.filter(stale=True).exists() or Meeting.objects.filter(stale=True).exists())
