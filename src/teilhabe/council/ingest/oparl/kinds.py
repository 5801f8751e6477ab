"""The readers of each OParl type: which property becomes what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...models.records import RecordKind
from .. import organization_kinds
from ..records import (
    AgendaItemRecord,
    AttachmentRecord,
    BodyRecord,
    ConsultationRecord,
    FileRecord,
    LocationRecord,
    MeetingRecord,
    MembershipRecord,
    OrganizationRecord,
    PaperRecord,
    PersonRecord,
    Ref,
    SystemRecord,
    TermRecord,
)
from . import values
from .objects import Obj, Reader, Unusable
from .scrub import is_public
from .values import text

K = RecordKind
LISTS = {
    "organization": K.ORGANIZATION,
    "person": K.PERSON,
    "meeting": K.MEETING,
    "paper": K.PAPER,
    "agendaItem": K.AGENDA_ITEM,
    "consultation": K.CONSULTATION,
    "file": K.FILE,
    "locationList": K.LOCATION,
    "legislativeTermList": K.TERM,
    "membership": K.MEMBERSHIP,
}


def system(obj: Obj, url: str) -> SystemRecord:
    """The System object at ``url``. Raises Unusable if it is none."""
    version = text(obj.get("oparlVersion"), limit=200)
    bodies = values.address(values.one(obj.get("body")))
    if "oparl" not in f"{version} {obj.get('type')}".lower() or not bodies:
        raise Unusable("no-oparl", "Unter dieser Adresse meldet sich kein OParl-System.")
    return SystemRecord(
        url=url,
        name=text(obj.get("name"), limit=200),
        version=version.rstrip("/").rsplit("/", 1)[-1][:80],
        vendor=text(obj.get("vendor"), limit=200),
        licence=text(obj.get("license"), limit=300),
        bodies_url=bodies,
    )


def _body(reader: Reader, obj: Obj, ref: Ref, url: str, parent: Ref | None, place: int) -> None:
    name = text(obj.get("name"), limit=300) or text(obj.get("shortName"), limit=300)
    if not name:
        raise Unusable("no-name", "Eine Körperschaft hat keinen Namen.")
    reader.embedded(K.TERM, obj.get("legislativeTerm"), ref)
    reader.records.append(
        BodyRecord(
            **reader.basics(obj, ref, url, None),
            name=name,
            short_name=text(obj.get("shortName"), limit=120),
            ags=values.ags(obj.get("ags"), reader.note(url)),
            classification=text(obj.get("classification"), limit=200),
            website=values.address(obj.get("website"), limit=500),
            licence=text(obj.get("license"), limit=300),
            main_organization=reader.ref(K.ORGANIZATION, obj.get("mainOrganization")),
            lists={kind: found for name, kind in LISTS.items() if (found := values.address(obj.get(name)))},
        )
    )


def _term(reader: Reader, obj: Obj, ref: Ref, url: str, parent: Ref | None, place: int) -> None:
    note = reader.note(url)
    start, end = values.day(obj.get("startDate"), note), values.day(obj.get("endDate"), note)
    reader.records.append(
        TermRecord(**reader.basics(obj, ref, url, parent), name=text(obj.get("name"), limit=200), start=start, end=end)
    )


def _location(reader: Reader, obj: Obj, ref: Ref, url: str, parent: Ref | None, place: int) -> None:
    geojson = obj.get("geojson")
    reader.records.append(
        LocationRecord(
            **reader.basics(obj, ref, url, None),
            description=text(obj.get("description"), lines=True),
            street_address=text(obj.get("streetAddress"), limit=300),
            room=text(obj.get("room"), limit=300),
            postal_code=text(obj.get("postalCode"), limit=20),
            locality=text(obj.get("locality"), limit=200),
            sub_locality=text(obj.get("subLocality"), limit=200),
            geojson=geojson if isinstance(geojson, dict) and geojson.get("type") else None,
        )
    )


def _organization(reader: Reader, obj: Obj, ref: Ref, url: str, parent: Ref | None, place: int) -> None:
    name = text(obj.get("name"), limit=300) or text(obj.get("shortName"), limit=300)
    if not name:
        raise Unusable("no-name", "Ein Gremium hat keinen Namen.")
    note = reader.note(url)
    type_raw = text(obj.get("organizationType"), limit=200)
    classification = text(obj.get("classification"), limit=200)
    # Memberships stand here as addresses; the objects come with the persons. Objects in their place are read.
    reader.embedded(K.MEMBERSHIP, [one for one in values.many(obj.get("membership")) if isinstance(one, dict)], ref)
    reader.records.append(
        OrganizationRecord(
            **reader.basics(obj, ref, url, None),
            name=name,
            short_name=text(obj.get("shortName"), limit=120),
            kind=organization_kinds.kind_of(name, type_raw, classification),
            is_main=organization_kinds.is_main(name),
            type_raw=type_raw,
            classification=classification,
            start=values.day(obj.get("startDate"), note),
            end=values.day(obj.get("endDate"), note),
            original_url=values.address(obj.get("web")),
        )
    )


def _person(reader: Reader, obj: Obj, ref: Ref, url: str, parent: Ref | None, place: int) -> None:
    family = text(obj.get("familyName"), limit=120)
    given = text(obj.get("givenName"), limit=120)
    title = text(" ".join(text(one) for one in values.many(obj.get("title"))), limit=120)
    name = text(obj.get("name"), limit=200) or text(f"{title} {given} {family}", limit=200)
    if not name:
        raise Unusable("no-name", "Eine Person hat keinen Namen.")
    reader.embedded(K.MEMBERSHIP, obj.get("membership"), ref)
    reader.records.append(
        PersonRecord(
            **reader.basics(obj, ref, url, None),
            name=name,
            family_name=family,
            given_name=given,
            title=title,
            affix=text(obj.get("affix"), limit=60),
            original_url=values.address(obj.get("web")),
        )
    )


def _membership(reader: Reader, obj: Obj, ref: Ref, url: str, parent: Ref | None, place: int) -> None:
    note = reader.note(url or ref.key)
    person = parent if parent and parent.kind == K.PERSON else reader.ref(K.PERSON, obj.get("person"))
    organization = reader.ref(K.ORGANIZATION, obj.get("organization"))
    if organization is None and parent and parent.kind == K.ORGANIZATION:
        organization = parent
    if organization is None:
        raise Unusable("membership-without-organization", "Eine Mitgliedschaft nennt kein Gremium.")
    reader.records.append(
        MembershipRecord(
            # It vanishes with its person, whichever list it was met in.
            **reader.basics(obj, ref, url, person),
            person=person,
            organization=organization,
            role=text(obj.get("role"), limit=200),
            voting_right=values.flag(obj.get("votingRight")),
            start=values.day(obj.get("startDate"), note),
            end=values.day(obj.get("endDate"), note),
            on_behalf_of=reader.ref(K.ORGANIZATION, obj.get("onBehalfOf")),
        )
    )


def _attachments(reader: Reader, obj: Obj, ref: Ref, slots: dict[str, str]) -> tuple[AttachmentRecord, ...]:
    """The files in the slots of an object, by role; a file that fills two slots hangs there twice."""
    found: dict[AttachmentRecord, None] = {}
    for name, role in slots.items():
        for file in reader.embedded(K.FILE, obj.get(name), ref):
            found[AttachmentRecord(file, role)] = None
    return tuple(found)


def _meeting(reader: Reader, obj: Obj, ref: Ref, url: str, parent: Ref | None, place: int) -> None:
    note = reader.note(url or ref.key)
    start = values.moment(obj.get("start"), note)
    name = text(obj.get("name"), limit=400)
    if not name and start is None:
        raise Unusable("no-name", "Eine Sitzung hat weder Namen noch Beginn.")
    where = values.one(obj.get("location"))
    locations = reader.embedded(K.LOCATION, where, ref, shared=True)
    reader.embedded(K.AGENDA_ITEM, obj.get("agendaItem"), ref)
    state = text(obj.get("meetingState"), limit=120)
    reader.records.append(
        MeetingRecord(
            **reader.basics(obj, ref, url, None),
            name=name or "Sitzung",
            start=start,
            end=values.ending(start, values.moment(obj.get("end"), note), note),
            start_raw=text(obj.get("start"), limit=60),
            state_raw=state,
            cancelled=bool(values.flag(obj.get("cancelled")))
            or state.lower() in ("abgesagt", "entfällt", "ausgefallen"),
            location=locations[0] if locations else None,
            room=_room(where),
            organizations=reader.refs(K.ORGANIZATION, obj.get("organization")),
            original_url=values.address(obj.get("web")),
            attachments=_attachments(
                reader,
                obj,
                ref,
                {
                    "invitation": "invitation",
                    "resultsProtocol": "results",
                    "verbatimProtocol": "verbatim",
                    "auxiliaryFile": "attachment",
                },
            ),
        )
    )


def _room(where: Any) -> str:
    if isinstance(where, str):
        return "" if values.address(where) else text(where, limit=400)
    if not isinstance(where, dict):
        return ""
    parts = (text(where.get(name), limit=200) for name in ("room", "description"))
    return ", ".join(dict.fromkeys(part for part in parts if part))[:400]


def _agenda_item(reader: Reader, obj: Obj, ref: Ref, url: str, parent: Ref | None, place: int) -> None:
    note = reader.note(url or ref.key)
    meeting = parent or reader.ref(K.MEETING, obj.get("meeting"))
    order = values.whole(obj.get("order"), most=2_000_000)
    basics = reader.basics(obj, ref, url, meeting)
    number = text(obj.get("number"), limit=40)
    order = order if order is not None else place
    if not is_public(obj):
        # The scrubbed item says nothing any more; neither may a number that is a title in disguise.
        number = number if len(number) <= 12 else ""
        reader.records.append(AgendaItemRecord(**basics, meeting=meeting, number=number, order=order, public=False))
        return
    start = values.moment(obj.get("start"), note)
    reader.records.append(
        AgendaItemRecord(
            **basics,
            meeting=meeting,
            number=number,
            order=order,
            public=True,
            name=text(obj.get("name"), lines=True),
            result_raw=text(obj.get("result"), lines=True),
            resolution_text=text(obj.get("resolutionText"), lines=True),
            start=start,
            end=values.ending(start, values.moment(obj.get("end"), note), note),
            consultation=reader.ref(K.CONSULTATION, obj.get("consultation")),
            attachments=_attachments(reader, obj, ref, {"resolutionFile": "resolution", "auxiliaryFile": "attachment"}),
        )
    )


def _paper(reader: Reader, obj: Obj, ref: Ref, url: str, parent: Ref | None, place: int) -> None:
    note = reader.note(url or ref.key)
    name = text(obj.get("name"), lines=True)
    reference = text(obj.get("reference"), limit=120)
    if not name and not reference:
        raise Unusable("no-name", "Eine Vorlage hat weder Betreff noch Nummer.")
    relations = {
        (other, kind): None
        for slot, kind in (
            ("superordinatedPaper", "above"),
            ("subordinatedPaper", "below"),
            ("relatedPaper", "related"),
        )
        for other in reader.refs(K.PAPER, obj.get(slot))
        if other != ref
    }
    reader.embedded(K.CONSULTATION, obj.get("consultation"), ref)
    reader.records.append(
        PaperRecord(
            **reader.basics(obj, ref, url, None),
            name=name or reference,
            reference=reference,
            kind_raw=text(obj.get("paperType"), limit=200),
            date=values.day(obj.get("date"), note),
            original_url=values.address(obj.get("web")),
            keywords=tuple(
                dict.fromkeys(word for one in values.many(obj.get("keyword")) if (word := text(one, limit=80)))
            )[:50],
            lead=reader.refs(K.ORGANIZATION, obj.get("underDirectionOf")),
            originator_organizations=reader.refs(K.ORGANIZATION, obj.get("originatorOrganization")),
            originator_persons=reader.refs(K.PERSON, obj.get("originatorPerson")),
            relations=tuple(relations),
            locations=tuple(reader.embedded(K.LOCATION, obj.get("location"), ref, shared=True)),
            attachments=_attachments(reader, obj, ref, {"mainFile": "main", "auxiliaryFile": "attachment"}),
        )
    )


def _consultation(reader: Reader, obj: Obj, ref: Ref, url: str, parent: Ref | None, place: int) -> None:
    paper = parent or reader.ref(K.PAPER, obj.get("paper"))
    if paper is None:
        raise Unusable("consultation-without-paper", "Eine Beratung nennt keine Vorlage.")
    reader.records.append(
        ConsultationRecord(
            **reader.basics(obj, ref, url, paper),
            paper=paper,
            meeting=reader.ref(K.MEETING, obj.get("meeting")),
            agenda_item=reader.ref(K.AGENDA_ITEM, obj.get("agendaItem")),
            organization=reader.ref(K.ORGANIZATION, obj.get("organization")),
            role_raw=text(obj.get("role"), limit=200),
            authoritative=values.flag(obj.get("authoritative")),
            order=place,
        )
    )


def _file(reader: Reader, obj: Obj, ref: Ref, url: str, parent: Ref | None, place: int) -> None:
    access, download = values.address(obj.get("accessUrl")), values.address(obj.get("downloadUrl"))
    if not access and not download:
        raise Unusable("file-without-address", "Eine Datei nennt keine Adresse.")
    reader.records.append(
        FileRecord(
            **reader.basics(obj, ref, url, parent),
            name=text(obj.get("name"), limit=500),
            file_name=text(obj.get("fileName"), limit=300),
            mime_type=values.mime_type(obj.get("mimeType")),
            claimed_size=values.whole(obj.get("size")),
            date=values.day(obj.get("date"), reader.note(url or ref.key)),
            access_url=access,
            download_url=download,
            given_text=text(obj.get("text"), lines=True),
        )
    )


READERS: dict[RecordKind, Callable[[Reader, Obj, Ref, str, Ref | None, int], None]] = {
    K.BODY: _body,
    K.TERM: _term,
    K.LOCATION: _location,
    K.ORGANIZATION: _organization,
    K.PERSON: _person,
    K.MEMBERSHIP: _membership,
    K.MEETING: _meeting,
    K.AGENDA_ITEM: _agenda_item,
    K.PAPER: _paper,
    K.CONSULTATION: _consultation,
    K.FILE: _file,
}
