"""A very small council for harvest tests: one body, two committees, two members, four meetings, six papers."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from teilhabe.council.sample import Document, SampleCouncil
from teilhabe.council.sample.store import API, LIST_PROPERTIES, LISTS, stamp

BERLIN = ZoneInfo("Europe/Berlin")
SECRET = "Geheimvertrag Grundstück Nord"
BODY = f"{API}/body/1"
OLD = datetime(2026, 3, 2, 9, 17, tzinfo=BERLIN)


def paper(number: int) -> str:
    return f"{API}/paper/{number}"


def meeting(number: int) -> str:
    return f"{API}/meeting/{number}"


def item(number: int) -> str:
    return f"{API}/agendaitem/{number}"


def file(number: int) -> str:
    return f"{API}/file/{number}"


def small_council(*, papers: int = 6) -> SampleCouncil:
    """Everything was last changed long ago; what a test changes is changed now."""
    council = SampleCouncil(name="Ratsinformation Kleinstadt")
    old = {"created": stamp(OLD), "modified": stamp(OLD)}
    lists = {LIST_PROPERTIES[kind]: f"{BODY}/{path}" for kind, path in LISTS.items()}
    council.add("Body", 1, name="Stadt Kleinstadt", shortName="Kleinstadt", ags="05334999", **lists, **old)

    def add(kind: str, number: int, /, **properties: object) -> str:
        return council.add(kind, number, in_body=BODY, **{**old, **properties})

    def document(number: int, name: str) -> str:
        content = f"%PDF-1.4 {name} {number}".encode()
        return council.add_file(
            number, Document(f"datei-{number}.pdf", lambda: content), in_body=BODY, name=name, **old
        )

    term = add("LegislativeTerm", 1, body=BODY, name="Wahlperiode 2025 bis 2030", startDate="2025-11-01")
    room = add("Location", 1, description="Ratssaal", room="Raum 12", streetAddress="Markt 1", locality="Kleinstadt")
    council.change(BODY, legislativeTerm=[term], **old)
    rat = add("Organization", 1, body=BODY, name="Rat der Stadt", organizationType="Gremium")
    schule = add("Organization", 2, body=BODY, name="Ausschuss für Schule und Bildung", organizationType="Gremium")
    amt = add("Organization", 3, body=BODY, name="A 40 Schulverwaltungsamt", organizationType="Verwaltungsbereich")
    gruppe = add("Organization", 4, body=BODY, name="Fraktion Offene Stadt", organizationType="Fraktion")
    for number, (given, family) in enumerate((("Mia", "Sommer"), ("Cem", "Winter")), start=1):
        seats = [
            add("Membership", 10 * number, person=f"{API}/person/{number}", organization=rat, role="Mitglied"),
            add("Membership", 10 * number + 1, person=f"{API}/person/{number}", organization=gruppe, role="Mitglied"),
        ]
        add(
            "Person",
            number,
            body=BODY,
            name=f"{given} {family}",
            givenName=given,
            familyName=family,
            formOfAddress="Frau" if given == "Mia" else "Herr",
            email=[f"{given.lower()}@privat.invalid"],
            phone=["0241 555123"],
            life="Lehrer, drei Kinder",
            membership=seats,
        )
    for number in range(1, 5):
        start = datetime(2026, 8 + number, 12, 17, 0, tzinfo=BERLIN)
        public = add(
            "AgendaItem",
            number,
            meeting=meeting(number),
            number="Ö 1",
            order=1,
            public=True,
            name=f"Schulentwicklung Teil {number}",
            result="einstimmig beschlossen" if number < 3 else None,
        )
        closed = add(
            "AgendaItem",
            100 + number,
            meeting=meeting(number),
            number="N 1",
            order=2,
            public=False,
            name=f"{SECRET} {number}",
            result=f"{SECRET} verkauft",
            resolutionText=f"{SECRET} wird verkauft",
        )
        add(
            "Meeting",
            number,
            name="Schulausschuss" if number % 2 else "Ratssitzung",
            meetingState="durchgeführt" if number < 3 else "terminiert",
            start=stamp(start),
            end=stamp(start + timedelta(hours=2)),
            location=room,
            organization=[schule if number % 2 else rat],
            agendaItem=[public, closed],
            invitation=document(200 + number, "Einladung"),
        )
    council.secrets.append(SECRET)
    for number in range(1, papers + 1):
        steps = [
            add(
                "Consultation",
                number,
                paper=paper(number),
                meeting=meeting(1 + number % 4),
                agendaItem=item(1 + number % 4),
                organization=[schule if (1 + number % 4) % 2 else rat],
                role="Entscheidung",
                authoritative=True,
            )
        ]
        add(
            "Paper",
            number,
            body=BODY,
            name=f"Vorlage zur Schulsozialarbeit {number}",
            reference=f"2026/{number:04}",
            paperType="Beschlussvorlage",
            date="2026-08-20",
            underDirectionOf=[amt],
            originatorOrganization=[gruppe],
            relatedPaper=[paper(number - 1)] if number > 1 else None,
            mainFile=document(300 + number, "Vorlage"),
            auxiliaryFile=[document(400 + number, "Anlage 1"), document(500 + number, "Anlage 2")],
            consultation=steps,
        )
    return council
