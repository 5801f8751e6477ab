"""A large council made by rule, for measuring: every paper with two consultations and a small file of its own."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from functools import partial

from teilhabe.council.sample import text
from teilhabe.council.sample.plain_pdf import write_plain_pdf
from teilhabe.council.sample.store import (
    API,
    BASE,
    BERLIN,
    LIST_PROPERTIES,
    LISTS,
    Document,
    SampleCouncil,
    address,
    stamp,
)
from teilhabe.council.sample.values import KEYWORDS

COMMITTEES = ("Rat", "Ausschuss für Schule", "Ausschuss für Soziales", "Ausschuss für Planung", "Hauptausschuss")
SUBJECTS = (
    "Offener Ganztag",
    "Sprachförderung",
    "Erneuerung der Turnhalle",
    "Zuschuss für den Verein Brückenbogen",
    "Kindergartenbedarf",
    "Ausbau des Radwegs",
    "Bericht zur Integration",
    "Neue Räume für die Bücherei",
)
PLACES = ("Kastanienweg", "Luisenstraße", "Am Förderturm", "Grubenstraße", "Mühlenbach", "Sonnenweg", "Nordring")
RESULTS = ("einstimmig beschlossen", "mehrheitlich beschlossen", "zur Kenntnis genommen", "vertagt", "abgelehnt")
ITEMS_PER_MEETING = 20
FIRST = date(2015, 1, 12)
BODY = f"{API}/body/1"


def generate(papers: int = 2000, seed: int = 1, with_files: bool = True) -> SampleCouncil:
    """A council of about ``5.1 × papers`` objects, plus one file per paper. The same numbers give the same council."""
    dice = random.Random(seed)
    council = SampleCouncil(name="Beispiel-Ratsinformationssystem, groß")
    _frame(council)
    meetings = -(-papers * 2 // ITEMS_PER_MEETING)
    # Each paper is heard in one meeting and decided in a later one.
    agendas: list[list[tuple[int, int]]] = [[] for _ in range(meetings)]
    for place in range(papers * 2):
        paper, hearing = place % papers, place // papers
        agendas[place // ITEMS_PER_MEETING].append((paper, hearing))
    results = {(paper, hearing): dice.choice(RESULTS) for paper in range(papers) for hearing in range(2)}
    titles = [f"{dice.choice(SUBJECTS)} {dice.choice(PLACES)} {number}" for number in range(1, papers + 1)]
    for number in range(papers):
        _paper(council, number, titles[number], papers, with_files)
    for number, agenda in enumerate(agendas):
        _meeting(council, number, agenda, titles, results)
    return council


def _frame(council: SampleCouncil) -> None:
    long_ago = stamp(_at(FIRST, 8))
    lists = {LIST_PROPERTIES[kind]: f"{BODY}/{path}" for kind, path in LISTS.items()}
    term = address("LegislativeTerm", 1)
    council.add(
        "Body",
        1,
        name="Stadt Großbeispiel",
        shortName="Großbeispiel",
        ags="05999001",
        system=f"{API}/system",
        classification="Stadt",
        legislativeTerm=[term],
        keyword=KEYWORDS,
        created=long_ago,
        **lists,
    )
    council.add(
        "LegislativeTerm", 1, in_body=BODY, body=BODY, name="Wahlperiode", startDate="2014-06-01", created=long_ago
    )
    for number, name in enumerate((*COMMITTEES, "Fachbereich Bildung"), 1):
        council.add(
            "Organization",
            number,
            in_body=BODY,
            body=BODY,
            name=name,
            organizationType="Gremium" if number <= len(COMMITTEES) else "Verwaltungsbereich",
            created=long_ago,
        )


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), BERLIN)


def _day(number: int) -> date:
    """Meetings are a fortnight apart at most, so that thousands of papers fit between 2015 and 2026."""
    return FIRST + timedelta(days=number * 14 % 4_200)


def _committee(number: int) -> str:
    return address("Organization", number % len(COMMITTEES) + 1)


def _item(paper: int, hearing: int) -> int:
    return paper * 2 + hearing + 1


def _paper(council: SampleCouncil, number: int, title: str, papers: int, with_files: bool) -> None:
    meetings = [(hearing * papers + number) // ITEMS_PER_MEETING for hearing in range(2)]
    written = min(_day(meeting) for meeting in meetings) - timedelta(days=20)
    changed = stamp(_at(max(_day(meeting) for meeting in meetings) + timedelta(days=1), 10))
    times = {"created": stamp(_at(written, 9)), "modified": changed}
    ref = address("Paper", number + 1)
    reference = f"{written.year}/{number + 1:04}"
    consultations = [
        council.add(
            "Consultation",
            _item(number, hearing),
            in_body=BODY,
            paper=ref,
            organization=[_committee(meeting)],
            role="Entscheidung" if hearing else "Vorberatung",
            authoritative=bool(hearing),
            meeting=address("Meeting", meeting + 1),
            agendaItem=address("AgendaItem", _item(number, hearing)),
            **times,
        )
        for hearing, meeting in enumerate(meetings)
    ]
    file = None
    if with_files:
        document = Document(f"Vorlage-{number + 1}.pdf", partial(_pdf, number, title, reference))
        file = council.add_file(
            number + 1,
            document,
            in_body=BODY,
            name=f"Vorlage {reference}",
            date=written.isoformat(),
            paper=[ref],
            **times,
        )
    council.add(
        "Paper",
        number + 1,
        in_body=BODY,
        body=BODY,
        name=title,
        reference=reference,
        date=written.isoformat(),
        paperType="Beschlussvorlage",
        underDirectionOf=[address("Organization", len(COMMITTEES) + 1)],
        mainFile=file,
        consultation=consultations,
        keyword=KEYWORDS,
        web=f"{BASE}/bi/vo020?VOLFDNR={number + 1}",
        **times,
    )
    council.texts[ref] = text.blocks("\n\n".join(_lines(number, title, reference)))


def _pdf(number: int, title: str, reference: str) -> bytes:
    return write_plain_pdf(_lines(number, title, reference))


def _lines(number: int, title: str, reference: str) -> list[str]:
    return [
        "Beispielvorlage – erfundener Inhalt",
        f"Vorlage-Nr.: {reference}",
        title,
        "Beschlussvorschlag:",
        f"Der Rat beschließt die Maßnahme {number + 1} in der vorgelegten Fassung.",
        "Sachlage:",
        f"Die Verwaltung hat {number * 7 % 1_000} Rückmeldungen ausgewertet.",
        f"Betroffen ist der Bereich {PLACES[number % len(PLACES)]} {number % 90 + 1}.",
        "Finanzielle Auswirkungen:",
        f"{number * 13 % 9_000 + 100} Euro im Jahr.",
    ]


def _meeting(
    council: SampleCouncil,
    number: int,
    agenda: list[tuple[int, int]],
    titles: list[str],
    results: dict[tuple[int, int], str],
) -> None:
    day = _day(number)
    times = {"created": stamp(_at(day - timedelta(days=21), 9)), "modified": stamp(_at(day + timedelta(days=1), 10))}
    ref = address("Meeting", number + 1)
    items = [
        council.add(
            "AgendaItem",
            _item(paper, hearing),
            in_body=BODY,
            meeting=ref,
            number=f"Ö {position}",
            order=position,
            name=titles[paper],
            public=True,
            consultation=address("Consultation", _item(paper, hearing)),
            result=results[paper, hearing],
            **times,
        )
        for position, (paper, hearing) in enumerate(agenda, 1)
    ]
    committee = COMMITTEES[number % len(COMMITTEES)]
    council.add(
        "Meeting",
        number + 1,
        in_body=BODY,
        name=f"{committee}: {number + 1}. Sitzung",
        meetingState="durchgeführt",
        cancelled=False,
        start=stamp(_at(day, 17)),
        end=stamp(_at(day, 19)),
        organization=[_committee(number)],
        agendaItem=items,
        keyword=KEYWORDS,
        web=f"{BASE}/bi/to010?SILFDNR={number + 1}",
        **times,
    )
