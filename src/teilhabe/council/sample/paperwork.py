"""The documents of papers and meetings: letterhead and text in, downloadable documents out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from teilhabe.council.sample import text
from teilhabe.council.sample.pdf import Letter, write_mislabelled, write_pdf, write_scan, write_truncated
from teilhabe.council.sample.store import Document, Obj
from teilhabe.council.sample.values import german

SPECIAL = ("scan", "encrypted", "truncated", "mislabelled")


@dataclass(frozen=True)
class Hearing:
    """One line of a consultation sequence; ``day`` is None while no meeting is fixed."""

    day: date | None
    committee: str
    role: str


def paper_letter(
    *,
    sender: str,
    title: str,
    kind: str,
    reference: str | None,
    day: date,
    lead: str | None,
    hearings: Sequence[Hearing],
) -> Letter:
    rows = [
        ("Vorlage-Nr.", reference),
        ("Art", kind),
        ("Datum", german(day)),
        ("Federführend", lead),
        ("Status", "öffentlich"),
    ]
    return Letter(
        sender=sender,
        title=title,
        kind="Sitzungsvorlage",
        rows=[(f"{label}:", value) for label, value in rows if value],
        hearings=[(german(one.day) if one.day else "offen", one.committee, one.role) for one in hearings],
    )


def document(name: str, letter: Letter, content: list[text.Block], *, special: str | None = None) -> Document:
    """The document of a paper. ``special`` makes it one of the awkward ones, see :data:`SPECIAL`."""
    match special:
        case None:
            return Document(name, lambda: write_pdf(letter, content))
        case "encrypted":
            return Document(name, lambda: write_pdf(letter, content, encrypted=True))
        case "scan":
            return Document(name, lambda: write_scan([letter.title, *_lines(content)]))
        case "truncated":
            return Document(name, lambda: write_truncated(write_pdf(letter, content)))
        case "mislabelled":
            return Document(name, write_mislabelled)
    raise ValueError(f"unknown kind of document: {special}")


def attachment(name: str, letter: Letter, title: str, source: str, special: str | None) -> Document:
    rows = [row for row in letter.rows if row[0] == "Vorlage-Nr.:"]
    return document(name, Letter(letter.sender, title, "Anlage", rows), text.blocks(source), special=special)


def meeting_letter(*, sender: str, of: str, day: date, start: str, room: str | None) -> Letter:
    rows = [("Termin:", f"{german(day)}, {start} Uhr")] + ([("Ort:", room)] if room else [])
    return Letter(sender, f"Sitzung {of}", "Einladung", rows)


def invitation(name: str, letter: Letter, items: Sequence[Obj]) -> Document:
    """Invitation with the public agenda. Closed items are announced only by their number."""
    content: list[text.Block] = [
        text.Paragraph("Zu der oben genannten Sitzung lade ich Sie herzlich ein."),
        text.Heading(2, "Tagesordnung"),
        *_agenda(items, results=False),
        text.Paragraph("gez. Vorsitz"),
    ]
    return Document(name, lambda: write_pdf(letter, content))


def protocol(name: str, letter: Letter, items: Sequence[Obj]) -> Document:
    """Minutes with the results of the public items."""
    content: list[text.Block] = [
        text.Heading(2, "Öffentlicher Teil"),
        *_agenda(items, results=True),
        text.Paragraph("gez. Vorsitz und Schriftführung"),
    ]
    minutes = Letter(letter.sender, f"Niederschrift der {letter.title}", "Niederschrift", letter.rows)
    return Document(name, lambda: write_pdf(minutes, content))


def _agenda(items: Sequence[Obj], *, results: bool) -> list[text.Block]:
    content: list[text.Block] = []
    for item in items:
        if not item["public"]:
            if not results:
                content.append(text.Paragraph(f"{item['number']} Nichtöffentlicher Tagesordnungspunkt"))
            continue
        content.append(text.Paragraph(f"{item['number']} {item['name']}"))
        if results and "result" in item:
            content.append(text.Paragraph(f"Ergebnis: {item['result']}"))
        if results and "resolutionText" in item:
            content.append(text.Paragraph(f"Beschluss: {item['resolutionText']}"))
    return content


def _lines(content: Sequence[text.Block]) -> list[str]:
    lines: list[str] = []
    for block in content:
        if isinstance(block, text.Heading | text.Paragraph):
            lines += _wrapped(block.text)
    return lines


def _wrapped(words: str, width: int = 58) -> list[str]:
    lines = [""]
    for word in words.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
