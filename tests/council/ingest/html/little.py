"""A very small council for stories about HTML systems: three committees, two members, four meetings, five papers."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from teilhabe.council.sample import Document, SampleCouncil
from teilhabe.council.sample.store import API, LIST_PROPERTIES, LISTS, stamp
from teilhabe.council.sample.text import blocks

BERLIN = ZoneInfo("Europe/Berlin")
BODY = f"{API}/body/1"
SECRET = "Verkauf der Parzelle Fuchsbau"
AGS = "05334036"
COUNCIL, SCHOOLS, GROUP = 11, 12, 13
# Meetings: held, held with another committee on the same day, to come with an agenda, to come without a page.
HELD, HELD_TOO, NEXT, LATER = 501, 502, 503, 504
MINUTES = "Ein Mitglied fragt nach den Kosten; die Verwaltung nennt sie."
TEXT = """## Beschlussvorschlag

Der Rat beschließt den Plan für das Vorhaben {number}.

## Sachlage

Die Turnhalle ist zu klein. Vorgesehen sind:

- ein Anbau für Vorhaben {number}
- ein neuer Eingang

## Finanzielle Auswirkungen

Keine.
"""


def paper(number: int) -> str:
    return f"{API}/paper/{700 + number}"


def item(meeting: int, place: int) -> str:
    return f"{API}/agendaitem/{10 * meeting + place}"


def meeting(number: int) -> str:
    return f"{API}/meeting/{number}"


def today() -> date:
    return datetime.now(BERLIN).date()


def little_council() -> SampleCouncil:
    """Paper 1 to 5, references "V/1" to "V/5": 1 and 2 decided, 3 to be heard, 4 planned, 5 heard in secret as well."""
    council = SampleCouncil(name="Ratsinformation Kleinstadt")
    old = stamp(datetime.now(BERLIN) - timedelta(days=40))
    lists = {LIST_PROPERTIES[kind]: f"{BODY}/{path}" for kind, path in LISTS.items()}
    council.add("Body", 1, name="Stadt Würselen", shortName="Würselen", ags=AGS, created=old, **lists)

    def add(kind: str, number: int, /, **properties: object) -> str:
        return council.add(kind, number, in_body=BODY, created=old, **properties)

    def document(number: int, name: str) -> str:
        content = f"%PDF-1.4 {name} {number}".encode()
        return council.add_file(
            number, Document(f"datei-{number}.pdf", lambda: content), in_body=BODY, name=name, created=old
        )

    room = add("Location", 1, description="Ratssaal, Markt 1")
    kinds = {COUNCIL: "Rat", SCHOOLS: "Gremium", GROUP: "Fraktion", 14: "Verwaltungsbereich"}
    names = {
        COUNCIL: "Rat der Stadt",
        SCHOOLS: "Ausschuss für Schule und Bildung",
        GROUP: "Fraktion Offene Stadt",
        14: "A 40 Schulverwaltungsamt",
    }
    bodies = {
        number: add("Organization", number, body=BODY, name=names[number], organizationType=kind, classification=kind)
        for number, kind in kinds.items()
    }
    for number, (given, family) in enumerate((("Mia", "Sommer"), ("Cem", "Winter")), start=21):
        person = f"{API}/person/{number}"
        seats = [
            add(
                "Membership",
                10 * number + place,
                person=person,
                organization=bodies[where],
                role="Vorsitz" if (number, where) == (21, SCHOOLS) else "Mitglied",
                startDate="2025-11-01",
                onBehalfOf=bodies[GROUP] if where != GROUP else None,
            )
            for place, where in enumerate((COUNCIL, SCHOOLS, GROUP))
        ]
        for ref in seats:
            council.attach(str(council.object(ref)["organization"]), "membership", ref)
        add(
            "Person",
            number,
            body=BODY,
            name=f"{given} {family}",
            formOfAddress="Frau" if given == "Mia" else "Herr",
            membership=seats,
        )
    for number in range(1, 6):
        add(
            "Paper",
            700 + number,
            body=BODY,
            name=f"Vorhaben {number}: Umbau der Schule",
            reference=f"V/{number}",
            paperType="Beschlussvorlage",
            date=str(today() - timedelta(days=12)),
            underDirectionOf=[bodies[14]],
            originatorOrganization=[bodies[GROUP]] if number == 2 else None,
            relatedPaper=[paper(number - 1)] if number > 1 else None,
            mainFile=document(800 + number, "Vorlage"),
            auxiliaryFile=[document(900 + number, "Anlage 1: Lageplan")],
        )
        council.texts[paper(number)] = blocks(TEXT.format(number=number))
    heard = {
        HELD: (-3, 17, SCHOOLS, "Schulausschuss", (1, 2)),
        HELD_TOO: (-3, 19, COUNCIL, "Ratssitzung", (1, 5)),
        NEXT: (4, 17, SCHOOLS, "Schulausschuss", (3,)),
        LATER: (9, 17, COUNCIL, "Ratssitzung", ()),
    }
    for number, (days, hour, committee, name, papers) in heard.items():
        _meet(council, old, room, number, days, hour, bodies[committee], name, papers, document)
    add_hearing(council, 4, None, bodies[COUNCIL])
    add_hearing(council, 5, HELD, bodies[SCHOOLS], item(HELD, 9))
    return council


def add_hearing(council: SampleCouncil, number: int, held: int | None, committee: str, point: str = "") -> None:
    """Let paper ``number`` be heard at an agenda item, or plan it without a meeting."""
    ref = council.add(
        "Consultation",
        10 * number + (held or 0),
        in_body=BODY,
        paper=paper(number),
        meeting=meeting(held) if held else None,
        agendaItem=point,
        organization=[committee],
        role="Entscheidung" if held else "Vorberatung",
    )
    council.attach(paper(number), "consultation", ref)
    if point:
        council.change(point, consultation=ref)


def _meet(
    council: SampleCouncil,
    old: str,
    room: str,
    number: int,
    days: int,
    hour: int,
    committee: str,
    name: str,
    papers: tuple[int, ...],
    document: object,
) -> None:
    start = datetime.combine(today() + timedelta(days=days), time(hour), BERLIN)
    items = []
    for place, heard in enumerate(papers, start=1):
        ref = council.add(
            "AgendaItem",
            10 * number + place,
            in_body=BODY,
            created=old,
            meeting=meeting(number),
            number=f"Ö {place}",
            order=place,
            public=True,
            name=council.object(paper(heard))["name"],
            result="einstimmig beschlossen" if days < 0 else None,
        )
        items.append(ref)
        if days < 0:
            council.minutes[ref] = MINUTES
            council.votes[ref] = "Ja: 9, Nein: 0, Enthaltung: 1"
    if papers:
        title = f"{SECRET} {number}"
        council.secrets.append(title)
        items.append(
            council.add(
                "AgendaItem",
                10 * number + 9,
                in_body=BODY,
                created=old,
                meeting=meeting(number),
                number="N 1",
                order=9,
                public=False,
                name=title,
                result=f"{title} beschlossen" if days < 0 else None,
            )
        )
    assert callable(document)
    council.add(
        "Meeting",
        number,
        in_body=BODY,
        created=old,
        name=name,
        start=stamp(start),
        end=stamp(start + timedelta(hours=1)) if days < 0 else None,
        location=room,
        organization=[committee],
        agendaItem=items,
        invitation=document(1000 + number, "Einladung") if items else None,
    )
    for place, heard in enumerate(papers, start=1):
        add_hearing(council, heard, number, committee, item(number, place))
