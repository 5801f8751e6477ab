"""PDF files as councils write them, made on the spot: letterhead, running feet, divided words, lists, scans, traps."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

LEFT, RIGHT = 71.0, A4[0] - 71.0
NORMAL = ParagraphStyle("normal", fontName="Helvetica", fontSize=11, leading=13.5, spaceAfter=9)
HEADING = ParagraphStyle("heading", parent=NORMAL, fontName="Helvetica-Bold", spaceBefore=6, spaceAfter=6)
TITLE = ParagraphStyle("title", parent=HEADING, fontSize=16, leading=20)
HANGING = ParagraphStyle("hanging", parent=NORMAL, leftIndent=36, bulletIndent=18, spaceAfter=3)
DIVIDED = ParagraphStyle("divided", parent=NORMAL, hyphenationLang="de_DE", embeddedHyphenation=1)

MATTER = (
    "Das Kommunale Integrationszentrum benennt nach den Richtlinien des Landes alle zwei Jahre einen Schwerpunkt für "
    "die Handlungsfelder „Bildung“ und „Querschnitt“. Der Arbeitskreis der Integrationsräte hat die beiden Vorschläge "
    "am 23.09.2019 beraten und ihnen ohne Einwände zugestimmt."
)
LONG = (
    "Die Verwaltung hat die Ergebnisse der Erhebung mit den Schulen, den Trägern der Weiterbildung und dem Jobcenter "
    "besprochen. Daraus ergibt sich, dass die Beratung künftig an festen Orten stattfinden soll, die mit Bus und Bahn "
    "gut zu erreichen sind. Für Familien mit kleinen Kindern wird eine Betreuung angeboten, damit auch sie an den "
    "Gesprächen teilnehmen können. Die Termine werden in mehreren Sprachen bekannt gegeben."
)
BULLETS = (
    "Vielfalt in Betrieben und Verwaltungen wird als Stärke wahrgenommen und im Alltag sichtbar gemacht, auch dort, "
    "wo bisher wenige Menschen mit Zuwanderungsgeschichte arbeiten,",
    "Menschen können früh von ihrer Arbeit leben und sich nebenher weiterbilden,",
    "Angebote der Weiterbildung erreichen auch diejenigen, die bisher kaum erreicht werden.",
)
FIRST_NUMBERS = (
    "Die Förderung eines Coachings, das junge Menschen während der Ausbildung eng begleitet und ihnen bei Fragen zur "
    "Seite steht.",
    "Die Förderung einer Qualifizierung neben dem Beruf.",
    "Die Förderung eines nachgeholten Schulabschlusses mit Sprachförderung.",
)
FOURTH = "Die Förderung von Kursen, die berufliche und sprachliche Bildung miteinander verbinden."
LAST_NUMBERS = (
    "Die Förderung neuer Ideen zum Übergang in Ausbildung und Arbeit.",
    "Die Förderung von Stellen, die in den Kommunen die Teilhabe koordinieren.",
)


def paper_like_the_seed(path: Path, *, divided: bool = False, extra_pages: int = 0) -> Path:
    """A paper with letterhead, running foot, resolution, matter, effects and signature, over two pages or more."""
    normal = DIVIDED if divided else NORMAL
    story: list[Flowable] = [
        Paragraph("StädteRegion Aachen", HEADING),
        Paragraph("Der Städteregionsrat", NORMAL),
        Paragraph("Sitzungsvorlage 2019/0465", TITLE),
        Paragraph("Auskunft erteilt: Frau Beispiel", NORMAL),
        Paragraph("Telefon: 0241/5198-4600, Zimmer C 123", NORMAL),
        Paragraph("E-Mail: beispiel@kreis.example", NORMAL),
        Paragraph("Beschlussvorschlag:", HEADING),
        Paragraph(
            "Der Städteregionstag beschließt die in der Sitzungsvorlage 2019/0465 beschriebenen Schwerpunkte des "
            "Kommunalen Integrationszentrums für die Jahre 2020 und 2021.",
            normal,
        ),
        Paragraph("Sachlage:", HEADING),
        Paragraph(MATTER, normal),
        Paragraph("Schwerpunkt „Ankommen in der Arbeitswelt“", HEADING),
        Paragraph(LONG, normal),
        *(Paragraph(text, HANGING, bulletText="•") for text in BULLETS),
        Spacer(1, 8),
        Paragraph("Gefördert werden können:", normal),
        *(Paragraph(text, HANGING, bulletText=f"{n}.") for n, text in enumerate(FIRST_NUMBERS, 1)),
        Spacer(1, 8),
        Paragraph(f"4. {FOURTH}", normal),
        *(Paragraph(text, HANGING, bulletText=f"{n}.") for n, text in enumerate(LAST_NUMBERS, 1)),
        Spacer(1, 8),
        Paragraph("Schwerpunkt „Vielfalt – Alltag in Schule?!“", HEADING),
        *(
            Paragraph(f"Im Teil {n} geht es um Orte. {LONG[: 380 - 7 * n]}.", normal)
            for n in range(2 + 8 * extra_pages)
        ),
        Paragraph("Personelle Auswirkungen:", HEADING),
        Paragraph("Keine", normal),
        Paragraph("Finanzielle/bilanzielle Auswirkungen:", HEADING),
        Paragraph("Keine", normal),
        Paragraph("Soziale Auswirkungen:", HEADING),
        Paragraph("Der Schwerpunkt stärkt die Teilhabe von Familien.", normal),
        Paragraph("Im Auftrag:", normal),
        Paragraph("gez. Dr. Beispiel", normal),
    ]
    document = SimpleDocTemplate(str(path), pagesize=A4, leftMargin=LEFT, rightMargin=LEFT, title="2019/0465")
    document.build(story, onFirstPage=_foot, onLaterPages=_head_and_foot)
    return path


def _foot(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(LEFT, 40, "Vorlage 2019/0465 der StädteRegion Aachen")
    canvas.drawRightString(RIGHT, 40, f"Seite {document.page} von 9")


def _head_and_foot(canvas: Canvas, document: SimpleDocTemplate) -> None:
    _foot(canvas, document)
    canvas.drawString(LEFT, A4[1] - 40, "StädteRegion Aachen, Kommunales Integrationszentrum")


def printed_lines(path: Path, lines: list[str], *, x: float = 71, bold: tuple[int, ...] = (), step: float = 14) -> Path:
    """One page whose lines stand exactly as given."""
    canvas = Canvas(str(path), pagesize=A4)
    for number, line in enumerate(lines):
        canvas.setFont("Helvetica-Bold" if number in bold else "Helvetica", 11)
        canvas.drawString(x, 760 - number * step, line)
    canvas.save()
    return path


def wrapped(text: str, width: float = RIGHT - LEFT, size: float = 11) -> list[str]:
    """The text as lines that fit into the width, as a word processor would break it."""
    lines, line = [], ""
    for word in text.split():
        candidate = f"{line} {word}".strip()
        if pdfmetrics.stringWidth(candidate, "Helvetica", size) > width:
            lines.append(line)
            candidate = word
        line = candidate
    return [*lines, line]


def table_pdf(path: Path) -> Path:
    """A page with a table of figures between two paragraphs."""
    rows = [["Jahr", "Betrag in Euro", "Zweck"], ["2020", "12.000", "Sprachkurse"], ["2021", "14.500", "Beratung"]]
    table = Table(rows, colWidths=[80, 140, 160], hAlign="LEFT")
    story = [Paragraph("Finanzielle Auswirkungen:", HEADING), Paragraph(LONG, NORMAL), table, Paragraph(LONG, NORMAL)]
    SimpleDocTemplate(str(path), pagesize=A4, leftMargin=LEFT, rightMargin=LEFT).build(story)
    return path


def scan_pdf(path: Path, text: str = "Beschlussvorschlag") -> Path:
    """A page that is a picture of text and nothing else."""
    picture = Image.new("L", (1240, 1754), 255)
    ImageDraw.Draw(picture).text((150, 200), text, fill=0, font_size=60)
    stream = BytesIO()
    picture.save(stream, "PNG")
    stream.seek(0)
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawImage(ImageReader(stream), 0, 0, *A4)
    canvas.save()
    return path


def encrypted_pdf(path: Path) -> Path:
    """A file that asks for a password."""
    canvas = Canvas(str(path), pagesize=A4, encrypt="geheim")
    canvas.drawString(71, 700, "Nichtöffentlich")
    canvas.save()
    return path
