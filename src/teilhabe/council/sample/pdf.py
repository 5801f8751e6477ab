"""PDF files of the sample council, the same bytes for the same content: no clock, no random ids."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from importlib import resources
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    ListFlowable,
    ListItem,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from teilhabe.council.sample import text

EXAMPLE = "Beispielvorlage – erfundener Inhalt"
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10.5, leading=15, spaceAfter=7, alignment=TA_LEFT)
TITLE = ParagraphStyle("title", parent=BODY, fontName="Helvetica-Bold", fontSize=14, leading=19, spaceAfter=10)
SECTION = ParagraphStyle(
    "section", parent=BODY, fontName="Helvetica-Bold", fontSize=11.5, spaceBefore=9, keepWithNext=1
)
SUBSECTION = ParagraphStyle("subsection", parent=BODY, fontName="Helvetica-Bold", spaceBefore=5, keepWithNext=1)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=9.5, leading=13, spaceAfter=0)


@dataclass(frozen=True)
class Letter:
    """What is printed around the text: office, title, and rows of label and value below the title."""

    sender: str
    title: str
    kind: str = "Vorlage"
    rows: Sequence[tuple[str, str]] = ()
    hearings: Sequence[tuple[str, str, str]] = ()
    """Consultation sequence as printed on a paper: date, committee, role."""


def write_pdf(letter: Letter, content: Sequence[text.Block], *, encrypted: bool = False) -> bytes:
    """A paper as PDF with letterhead, text and numbered pages. ``encrypted`` needs a password to open."""
    out = io.BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=A4,
        title=letter.title,
        author=letter.sender,
        subject=EXAMPLE,
        invariant=1,
        leftMargin=25 * mm,
        rightMargin=20 * mm,
        topMargin=30 * mm,
        bottomMargin=24 * mm,
        encrypt=StandardEncryption("beispiel", ownerPassword="beispielrat") if encrypted else None,
    )
    frame = Frame(document.leftMargin, document.bottomMargin, document.width, document.height, 0, 0, 0, 0)
    document.addPageTemplates([PageTemplate(frames=[frame], onPage=partial(_head, letter=letter))])
    document.build(_story(letter, content), canvasmaker=_NumberedPages)
    return out.getvalue()


def _story(letter: Letter, content: Sequence[text.Block]) -> list[Flowable]:
    story: list[Flowable] = [Paragraph(_inline(letter.kind), SUBSECTION)]
    if letter.rows:
        story += [_table(letter.rows, (38 * mm, 127 * mm)), Spacer(1, 4 * mm)]
    story.append(Paragraph(_inline(letter.title), TITLE))
    if letter.hearings:
        story.append(Paragraph("Beratungsfolge:", SECTION))
        rows = [("Datum", "Gremium", "Zuständigkeit"), *letter.hearings]
        story += [_table(rows, (26 * mm, 99 * mm, 40 * mm), ruled=True), Spacer(1, 4 * mm)]
    for block in content:
        story += _flowables(block)
    return story


def _flowables(block: text.Block) -> list[Flowable]:
    match block:
        case text.Heading(2, words):
            return [Paragraph(_inline(words) + ":", SECTION)]
        case text.Heading(_, words):
            return [Paragraph(_inline(words), SUBSECTION)]
        case text.Paragraph(words):
            return [Paragraph(_inline(words), BODY)]
        case text.Bullets(items):
            return [_list(items, bulletType="bullet", start="•"), Spacer(1, 2 * mm)]
        case text.Numbers(start, items):
            return [_list(items, bulletType="1", start=start, bulletFormat="%s."), Spacer(1, 2 * mm)]


def _list(items: Sequence[str], **how: Any) -> ListFlowable:
    return ListFlowable(
        [ListItem(Paragraph(_inline(item), BODY)) for item in items], leftIndent=16, bulletFontSize=10.5, **how
    )


def _table(rows: Sequence[tuple[str, ...]], widths: tuple[float, ...], *, ruled: bool = False) -> Table:
    cells = [[Paragraph(_inline(cell), SMALL) for cell in row] for row in rows]
    table = Table(cells, colWidths=widths, hAlign="LEFT")
    style: list[tuple[Any, ...]] = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0)]
    if ruled:
        style.append(("LINEBELOW", (0, 0), (-1, -1), 0.4, "#999999"))
    table.setStyle(TableStyle(style))
    return table


def _inline(words: str) -> str:
    return escape(words, quote=False).replace("\n", "<br/>")


def _head(canvas: Canvas, document: BaseDocTemplate, *, letter: Letter) -> None:
    width, height = A4
    canvas.saveState()
    canvas.setFont("Helvetica-Bold", 11)
    canvas.drawString(25 * mm, height - 17 * mm, letter.sender)
    canvas.setFont("Helvetica-Oblique", 9)
    canvas.drawRightString(width - 20 * mm, height - 17 * mm, EXAMPLE)
    canvas.setLineWidth(0.5)
    canvas.line(25 * mm, height - 20 * mm, width - 20 * mm, height - 20 * mm)
    canvas.restoreState()


class _NumberedPages(Canvas):
    """Writes the foot of every page at the end, when the number of pages is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - the name is reportlab's
        self.pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self.pages, 1):
            self.__dict__.update(page)
            self.setFont("Helvetica", 8.5)
            self.drawRightString(A4[0] - 20 * mm, 13 * mm, f"Seite {number} von {len(self.pages)}")
            super().showPage()
        super().save()


def write_scan(lines: Sequence[str]) -> bytes:
    """A scanned page: the text is a picture, the PDF file has no text layer."""
    page = Image.new("1", (1240, 1754), 1)
    draw = ImageDraw.Draw(page)
    # reportlab brings a font with umlauts; Pillow's own has none.
    with resources.as_file(resources.files("reportlab") / "fonts" / "Vera.ttf") as font_file:
        font = ImageFont.truetype(str(font_file), 30)
    for row, line in enumerate([EXAMPLE, "", *lines][:26]):
        draw.text((140, 150 + row * 56), line, fill=0, font=font)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle("Scan")
    canvas.drawInlineImage(page, 0, 0, *A4)
    canvas.save()
    return out.getvalue()


def write_truncated(whole: bytes) -> bytes:
    """A PDF file of which only the first part arrived."""
    return whole[: len(whole) // 3]


def write_mislabelled() -> bytes:
    """What some systems deliver as application/pdf when the document is gone."""
    return b"<!doctype html><title>Fehler</title><h1>Dokument nicht gefunden</h1><p>Stille Fehlermeldung.</p>"
