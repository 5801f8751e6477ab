"""The council's people and papers for stories: small makers of one thing each, and one whole story.

Every maker takes what the story is about and fills the rest with something plausible. Names are invented.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from teilhabe.core.text import slug
from teilhabe.council.actions.refresh import refresh_stale
from teilhabe.council.models import (
    AgendaItem,
    Attachment,
    Blob,
    BlobPage,
    Body,
    Consultation,
    File,
    Location,
    Meeting,
    MeetingOrganization,
    Membership,
    Organization,
    Paper,
    PaperLead,
    PaperRelation,
    PaperSection,
    Person,
    Record,
    RecordKind,
    Source,
    Version,
)

BERLIN = ZoneInfo("Europe/Berlin")
CHECKED = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
_numbers = count(1)


def at(year: int, month: int, day: int, hour: int = 17, minute: int = 0) -> datetime:
    """A moment on a clock in Aachen."""
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


def a_source(name: str = "Ratsinformation der Musterregion") -> Source:
    found, _ = Source.objects.get_or_create(
        slug=slug(name), defaults={"name": name, "url": f"https://{slug(name)}.example.org/oparl/system"}
    )
    return found


def a_record(kind: RecordKind, source: Source | None = None, **fields: Any) -> Record:
    native = f"https://ris.example.org/{kind}/{next(_numbers)}"
    known = {
        "native_id": native,
        "canonical_url": native,
        "first_seen": CHECKED - timedelta(days=30),
        "last_changed": CHECKED - timedelta(days=2),
        "last_seen": CHECKED,
    }
    return Record.objects.create(source=source or a_source(), kind=kind, **(known | fields))


def a_body(name: str = "StädteRegion Aachen", **fields: Any) -> Body:
    known = {"short_name": name, "slug": slug(name), "website": f"https://{slug(name)}.example.org"}
    return Body.objects.create(record=a_record(RecordKind.BODY), name=name, **(known | fields))


def a_committee(body: Body, name: str = "Ausschuss für Schulen und Bildung", **fields: Any) -> Organization:
    known: dict[str, Any] = {"slug": slug(name), "kind": Organization.Kind.COMMITTEE}
    return Organization.objects.create(
        record=a_record(RecordKind.ORGANIZATION), body=body, name=name, **(known | fields)
    )


def a_council(body: Body, name: str = "Städteregionstag") -> Organization:
    return a_committee(body, name, kind=Organization.Kind.COUNCIL, is_main=True)


def an_office(body: Body, name: str = "A 46 - Kommunales Integrationszentrum") -> Organization:
    return a_committee(body, name, kind=Organization.Kind.OFFICE)


def a_group(body: Body, name: str = "Fraktion Morgen") -> Organization:
    return a_committee(body, name, kind=Organization.Kind.GROUP)


def a_person(body: Body, name: str = "Ayla Wiesental", **fields: Any) -> Person:
    given, _, family = name.rpartition(" ")
    known = {"slug": slug(name), "given_name": given, "family_name": family}
    return Person.objects.create(record=a_record(RecordKind.PERSON), body=body, name=name, **(known | fields))


def a_membership(person: Person, committee: Organization, role: str = "Mitglied", **fields: Any) -> Membership:
    return Membership.objects.create(
        record=a_record(RecordKind.MEMBERSHIP), person=person, organization=committee, role=role, **fields
    )


def a_location(description: str = "Großer Sitzungssaal, Beispielallee 10, 52070 Aachen") -> Location:
    return Location.objects.create(record=a_record(RecordKind.LOCATION), description=description)


def a_meeting(body: Body, start: datetime | None, *committees: Organization, **fields: Any) -> Meeting:
    name = "Sitzung: " + ", ".join(one.name for one in committees)
    day = start.astimezone(BERLIN).date().isoformat() if start else f"ohne-datum-{next(_numbers)}"
    known = {"name": name[:400], "slug": slug(f"{day} {committees[0].name if committees else 'sitzung'}")}
    meeting = Meeting.objects.create(record=a_record(RecordKind.MEETING), body=body, start=start, **(known | fields))
    for order, one in enumerate(committees):
        MeetingOrganization.objects.create(
            meeting=meeting, organization=one, organization_ref=one.record.native_id, order=order
        )
    return meeting


def an_item(meeting: Meeting, number: str, name: str = "", **fields: Any) -> AgendaItem:
    known: dict[str, Any] = {"public": bool(name), "order": meeting.agenda_items.count()}
    return AgendaItem.objects.create(
        record=a_record(RecordKind.AGENDA_ITEM), meeting=meeting, number=number, name=name, **(known | fields)
    )


def a_paper(body: Body, reference: str = "2026/0001", name: str = "Bericht zur Lage", **fields: Any) -> Paper:
    known = {"slug": slug(reference), "kind_raw": "Beschlussvorlage", "date": date(2026, 10, 1)}
    known["original_url"] = f"https://ris.example.org/vo020?id={slug(reference)}"
    return Paper.objects.create(
        record=a_record(RecordKind.PAPER), body=body, reference=reference, name=name, **(known | fields)
    )


def a_consultation(
    paper: Paper, committee: Organization | None, meeting: Meeting | None = None, **fields: Any
) -> Consultation:
    return Consultation.objects.create(
        record=a_record(RecordKind.CONSULTATION),
        paper=paper,
        organization=committee,
        meeting=meeting,
        **({"order": paper.consultations.count()} | fields),
    )


def a_section(paper: Paper, kind: str, heading: str, html: str, **fields: Any) -> PaperSection:
    known: dict[str, Any] = {
        "anchor": slug(heading) or f"{kind}-{next(_numbers)}",
        "text": html,
        "order": paper.sections.count(),
        "source": "pdf",
    }
    return PaperSection.objects.create(paper=paper, kind=kind, heading=heading, html=html, **(known | fields))


def a_file(name: str, *pages: str, **fields: Any) -> File:
    """A file; with ``pages`` it has been fetched and read."""
    known: dict[str, Any] = {
        "name": name,
        "file_name": f"{slug(name)}.pdf",
        "mime_type": "application/pdf",
        "access_url": f"https://ris.example.org/datei/{next(_numbers)}.pdf",
    }
    if pages:
        content = f"{name} {next(_numbers)}".encode()
        blob = Blob.objects.create(
            sha256=hashlib.sha256(content).hexdigest(),
            size=212_480,
            mime_type="application/pdf",
            state=Blob.State.READ,
            page_count=len(pages),
        )
        BlobPage.objects.bulk_create(
            BlobPage(blob=blob, number=number, text=text) for number, text in enumerate(pages, start=1)
        )
        known |= {"blob": blob, "state": File.State.STORED, "stored": CHECKED}
    return File.objects.create(record=a_record(RecordKind.FILE), **(known | fields))


def attach(file: File, role: str, **owner: Any) -> Attachment:
    """Hang ``file`` on ``paper=``, ``meeting=`` or ``agenda_item=``."""
    return Attachment.objects.create(file=file, role=role, order=next(_numbers) % 30000, **owner)


def a_change(record: Record, when: datetime, **changes: list[Any]) -> Version:
    return Version.objects.create(record=record, at=when, changes=changes)


@dataclass(frozen=True, slots=True)
class FocusStory:
    """A paper that went through four committees and was decided, with everything a paper can have."""

    region: Body
    council: Organization
    schools: Organization
    office: Organization
    paper: Paper
    final_meeting: Meeting
    main_file: File


def the_focus_paper() -> FocusStory:
    """The two-year focus themes of the integration centre, 2019: recommended three times, then decided."""
    region = a_body()
    council = a_council(region)
    county = a_committee(region, "Städteregionsausschuss")
    social = a_committee(region, "Ausschuss für Soziales, Gesundheit, Senioren und demographischen Wandel")
    schools = a_committee(region, "Ausschuss für Schulen und Bildung")
    office = an_office(region)
    title = "Arbeitsschwerpunkte des Kommunalen Integrationszentrums für die Jahre 2020 und 2021"
    paper = a_paper(
        region,
        "2019/0465",
        title,
        date=date(2019, 10, 21),
        standing="decided",
        standing_at=at(2019, 12, 12),
        standing_unanimous=True,
        last_discussed=at(2019, 12, 12),
        last_discussed_public=True,
        summary="Am 12. Dezember 2019 hat der Städteregionstag zugestimmt.",
        keywords=["Integration", "Schule"],
        originators="",
    )
    PaperLead.objects.create(paper=paper, organization=office, organization_ref=office.record.native_id)
    steps = [
        (schools, at(2019, 11, 7), "Ö 5", "einstimmig empfohlen", "Vorberatung"),
        (social, at(2019, 11, 20), "Ö 3", "mit Änderung empfohlen", "Vorberatung"),
        (county, at(2019, 11, 28), "Ö 12", "einstimmig empfohlen", "Vorberatung"),
        (council, at(2019, 12, 12), "Ö 9", "einstimmig beschlossen", "Entscheidung"),
    ]
    meeting = None
    for committee, start, number, result, role in steps:
        meeting = a_meeting(region, start, committee, end=start + timedelta(hours=2), location=a_location())
        item = an_item(
            meeting,
            number,
            title,
            result_raw=result,
            outcome="decided" if "beschlossen" in result else "recommended",
            unanimous="einstimmig" in result,
            changed="Änderung" in result,
        )
        an_item(meeting, "N 1")
        a_consultation(paper, committee, meeting, agenda_item=item, role_raw=role, authoritative=committee is council)
    assert meeting is not None
    a_section(
        paper,
        "resolution",
        "Beschlussvorschlag",
        "<p>Der Städteregionstag stimmt den dargestellten Arbeitsschwerpunkten zu.</p>",
    )
    a_section(
        paper,
        "matter",
        "Sachlage",
        "<p>Das Zentrum legt alle zwei Jahre fest, woran es vorrangig arbeitet.</p>"
        "<h3>Schwerpunkt „Ankommen im Beruf“</h3><p>Vorgesehen sind</p>"
        "<ul><li>persönliches Coaching,</li><li>Sprachförderung im Betrieb.</li></ul>",
    )
    a_section(paper, "staff", "Personelle Auswirkungen", "<p>Keine</p>")
    a_section(paper, "finance", "Finanzielle/bilanzielle Auswirkungen", "<p>Keine</p>", text="Keine")
    a_section(
        paper,
        "social",
        "Soziale Auswirkungen",
        "<p>Beide Schwerpunkte stärken gleiche Chancen in Schule und Beruf.</p>",
    )
    a_section(paper, "signature", "", "<p>Im Auftrag</p><p>gez. Dr. Lindgens</p>", anchor="unterschrift")
    main_file = a_file("Vorlage 2019/0465", "Erste Seite.\n\nDer Städteregionstag stimmt zu.", "Zweite Seite.")
    attach(main_file, "main", paper=paper)
    attach(a_file("Anlage 1: Rahmen der Bausteine", claimed_size=1_400_000), "attachment", paper=paper)
    attach(a_file("Niederschrift", "Der Vorsitzende eröffnet die Sitzung."), "results", meeting=meeting)
    earlier = a_paper(region, "2017/0398", "Arbeitsschwerpunkte für die Jahre 2018 und 2019", date=date(2017, 10, 20))
    PaperRelation.objects.create(
        paper=paper, other=earlier, other_ref=earlier.record.native_id, kind=PaperRelation.Kind.RELATED
    )
    a_change(
        paper.record,
        CHECKED - timedelta(days=2),
        name=["Schwerpunkte des Integrationszentrums für die Jahre 2020 und 2021", title],
    )
    return FocusStory(region, council, schools, office, paper, meeting, main_file)


def indexed() -> None:
    """Derive and index everything, as the harvest does when it has stored something."""
    Paper.objects.update(stale=True)
    Meeting.objects.update(stale=True)
    refresh_stale()
