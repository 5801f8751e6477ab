"""The text of a PDF in this very process, by pypdfium2. Only the child process should import this module.

PDFium gives the text of a page with a line break where it sees one, and U+FFFE where a word is divided at a
line's end. Positions and fonts are asked for a few letters of each line only: a call per letter would cost
ten times more.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from teilhabe.council.documents.furniture import mark_furniture
from teilhabe.council.documents.reading import Limits, PageText, PdfReading, TextLine
from teilhabe.council.documents.sniff import PDF, SNIFF_BYTES, sniff

_DIVIDED = "\ufffe"  # PDFium's mark for a hyphen that ends a line
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi", "-bd", "fett", "halbfett")
_FORCE_BOLD = 1 << 18  # bit 19 of a font descriptor's flags, PDF 32000-1 table 123
_GAP_OF_CELLS = 1.6  # a gap of that many font sizes between two words divides cells
_NO_LETTER = re.compile(r"[\W_]+")
_MEANINGLESS = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")  # replacement, private use, control
_SCAN_LETTERS_PER_PAGE = 25  # fewer letters than that beside a full-page picture: a scan with a stamp


def extract_pdf(path: str | Path, limits: Limits) -> PdfReading:
    """Read the file at `path` in this process; never raises for a bad file, the state says what is wrong.

    A file that the operating system cannot read is "broken" too. Time is not watched here: the parent does
    that.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            mime = sniff(stream.read(SNIFF_BYTES))
    except OSError as error:
        return PdfReading("broken", message=f"cannot be opened: {error.strerror}")
    if size == 0:
        return PdfReading("broken", message="the file is empty", mime="application/x-empty")
    if mime != PDF:
        return PdfReading("mislabelled", message=f"the file is {mime}", mime=mime)
    if size > limits.max_bytes:
        return PdfReading("too_large", message=f"{size} bytes, the limit is {limits.max_bytes}")
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            return PdfReading("encrypted", message="the file asks for a password")
        return PdfReading("broken", message=str(error))
    try:
        return _read_document(document, limits)
    finally:
        document.close()


def _read_document(document: pdfium.PdfDocument, limits: Limits) -> PdfReading:
    page_count = len(document)
    if page_count == 0:
        return PdfReading("broken", message="the file has no pages")
    pages: list[PageText] = []
    letters = pictures = characters = failed = 0
    for index in range(min(page_count, limits.max_pages)):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            failed += 1
            pages.append(PageText(index + 1, 0.0, 0.0, ""))
            continue
        try:
            text, lines = _read_page(page)
            letters_here = len(_NO_LETTER.sub("", text))
            letters += letters_here
            if letters_here < _SCAN_LETTERS_PER_PAGE:
                pictures += _has_picture(page)
            width, height = page.get_size()
            pages.append(PageText(index + 1, width, height, text, tuple(lines)))
        except pdfium.PdfiumError:
            failed += 1
            pages.append(PageText(index + 1, 0.0, 0.0, ""))
        finally:
            page.close()
        characters += len(pages[-1].text)
        if characters > limits.max_characters:
            return PdfReading(
                "too_large",
                mark_furniture(pages),
                page_count,
                f"more than {limits.max_characters} characters",
            )
    if failed == len(pages):
        return PdfReading("broken", (), page_count, "no page can be loaded")
    message = f"{failed} pages cannot be loaded" if failed else ""
    marked = mark_furniture(pages)
    if letters == 0 or (pictures == len(pages) - failed and letters < _SCAN_LETTERS_PER_PAGE * len(pages)):
        return PdfReading("no_text", marked, page_count, message or "pictures of text, or no text at all")
    if _unreadable_share(pages) > 0.3:
        return PdfReading("no_text", marked, page_count, "the letters carry no meaning (no Unicode mapping)")
    if page_count > limits.max_pages:
        return PdfReading(
            "too_many_pages",
            marked,
            page_count,
            f"{page_count} pages, the first {limits.max_pages} were read",
        )
    return PdfReading("read", marked, page_count, message)


def _unreadable_share(pages: list[PageText]) -> float:
    """Share of characters that are replacement or private-use ones; bullets in Word's symbol font are few."""
    text = "".join(page.text for page in pages)
    return len(_MEANINGLESS.findall(text)) / len(text) if text else 0.0


def _has_picture(page: pdfium.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=2))


def _read_page(page: pdfium.PdfPage) -> tuple[str, list[TextLine]]:
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count <= 0:
            return "", []
        text = _raw_text(textpage, count)
        reader = _LineReader(page, textpage, drifts=len(text) != count)
        lines = []
        start = 0
        for end in _line_ends(text):
            line = reader.line(text, start, end)
            if line is not None:
                lines.append(line)
            start = end
        return "\n".join(line.text for line in lines), lines
    finally:
        textpage.close()


def _raw_text(textpage: pdfium.PdfTextPage, count: int) -> str:
    """The page's text as PDFium stores it, one place per UTF-16 unit, so that places lead back to PDFium."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(textpage, 0, count, buffer)
    units = max(written - 1, 0)
    text = bytes(buffer)[: units * 2].decode("utf-16-le", "surrogatepass")
    return text if len(text) == units else "".join(map(chr, buffer[:units]))


def _line_ends(text: str) -> list[int]:
    """Places where a line ends: behind a line feed, and behind the mark of a divided word."""
    ends = [place + 1 for place, character in enumerate(text) if character in ("\n", _DIVIDED)]
    if not ends or ends[-1] != len(text):
        ends.append(len(text))
    return ends


class _LineReader:
    """Asks PDFium for position and font of lines of one page, in the page's displayed orientation.

    `drifts`: PDFium leaves letters without a meaning out of the text, so places in it are not PDFium's own.
    """

    def __init__(self, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, *, drifts: bool) -> None:
        self.textpage = textpage
        self.drifts = drifts
        self.rotation = page.get_rotation()
        # in the unturned coordinates that positions of letters have; get_bbox() would give turned ones
        self.left, self.bottom, self.right, self.top = page.get_cropbox()
        self._a, self._b, self._c, self._d = (ctypes.c_double() for _ in range(4))
        self._matrix = raw.FS_MATRIX()
        self._flags = ctypes.c_int()
        self._name = ctypes.create_string_buffer(128)

    def line(self, text: str, start: int, end: int) -> TextLine | None:
        content = text[start:end].strip("\r\n \t\xa0")
        if not content.strip(" \t\xa0" + _DIVIDED):
            return None
        begin = start
        while text[start] in "\r\n \t\xa0":
            start += 1
        last = start + len(content) - 1
        x0, y, _ = self._box(start)
        _, _, x1 = self._box(last)
        if x1 <= x0:  # a mark without a box at the end of the line
            _, _, x1 = self._box(max(start, last - 1))
        size = self._size(start)
        probes = {start, (start + last) // 2, last - (text[last] == _DIVIDED)}
        bold = all(self._is_bold(place) for place in probes if not text[place].isspace())
        cells = self._cells(text, start, last + 1, size)
        if self._lost_bullet(begin, start):
            content, cells = f"• {content}", []
        return TextLine(
            text=clean(content),
            x0=round(x0, 1),
            x1=round(max(x0, x1), 1),
            y=round(y, 1),
            size=round(size, 1),
            bold=bold,
            cells=tuple(clean(cell) for cell in cells) if len(cells) > 1 else (),
        )

    def _lost_bullet(self, begin: int, start: int) -> bool:
        """Did PDFium leave out a letter that stood, with a blank, before the line's text? Then it was a bullet."""
        if not self.drifts or start == begin:
            return False
        before = self._at(begin - 1) if begin else -1
        return self._at(start) - before > start - (begin - 1)

    def _at(self, place: int) -> int:
        """PDFium's number of the character at a place of the text."""
        if not self.drifts:
            return place
        index = int(raw.FPDFText_GetCharIndexFromTextIndex(self.textpage, place))
        return index if index >= 0 else place

    def _box(self, place: int) -> tuple[float, float, float]:
        """Left edge, baseline from the top, right edge of the character at `place`, as displayed."""
        place = self._at(place)
        raw.FPDFText_GetCharOrigin(self.textpage, place, self._a, self._b)
        x, y = self._a.value, self._b.value
        raw.FPDFText_GetCharBox(self.textpage, place, self._a, self._b, self._c, self._d)  # left right bottom top
        if self.rotation == 90:
            return y - self.bottom, x - self.left, self._d.value - self.bottom
        if self.rotation == 180:
            return self.right - x, y - self.bottom, self.right - self._a.value
        if self.rotation == 270:
            return self.top - y, self.right - x, self.top - self._c.value
        return x - self.left, self.top - y, self._b.value - self.left

    def _left(self, place: int) -> float:
        if self.rotation:
            return self._box(place)[0]
        raw.FPDFText_GetCharBox(self.textpage, self._at(place), self._a, self._b, self._c, self._d)
        return self._a.value

    def _right(self, place: int) -> float:
        if self.rotation:
            return self._box(place)[2]
        raw.FPDFText_GetCharBox(self.textpage, self._at(place), self._a, self._b, self._c, self._d)
        return self._b.value

    def _size(self, place: int) -> float:
        """Font size in points as displayed: the nominal one times the scale of the text's matrix."""
        place = self._at(place)
        size = float(raw.FPDFText_GetFontSize(self.textpage, place))
        if raw.FPDFText_GetMatrix(self.textpage, place, self._matrix):
            scale = (self._matrix.c**2 + self._matrix.d**2) ** 0.5
            size *= scale or 1.0
        return size

    def _is_bold(self, place: int) -> bool:
        place = self._at(place)
        if raw.FPDFText_GetFontWeight(self.textpage, place) >= 600:
            return True
        if not raw.FPDFText_GetFontInfo(self.textpage, place, self._name, 128, self._flags):
            return False
        name = self._name.value.decode("utf-8", "replace").lower()
        return bool(self._flags.value & _FORCE_BOLD) or any(mark in name for mark in _BOLD_NAMES)

    def _cells(self, text: str, start: int, end: int, size: float) -> list[str]:
        """The line cut where a blank is much wider than a blank; evenly stretched lines are justified, not cut."""
        gaps: list[tuple[float, int, int]] = []
        place = text.find(" ", start, end)
        while place != -1:
            after = place + 1
            while after < end and text[after] == " ":
                after += 1
            if after < end and place > start:
                gaps.append((self._left(after) - self._right(place - 1), place, after))
            place = text.find(" ", after, end)
        wide = _GAP_OF_CELLS * size
        if len(gaps) > 2:
            narrowest, widest = min(gaps)[0], max(gaps)[0]
            if widest < 1.7 * narrowest and widest < 3.5 * size:
                wide = widest  # evenly stretched
            elif narrowest < 0.5 * size:
                wide = max(wide, 3 * narrowest)
        cells, begin = [], start
        for gap, before, after in gaps:
            if gap > wide:
                cells.append(text[begin:before].strip())
                begin = after
        cells.append(text[begin:end].strip())
        return [cell for cell in cells if cell]


def clean(text: str) -> str:
    """Printable text: ligatures opened, composed umlauts, ordinary blanks, no control characters.

    The mark of a divided word becomes "-"; halves of surrogate pairs are put together or dropped.
    """
    text = text.replace(_DIVIDED, "-").replace("\xad", "-").replace("\t", " ").replace("\xa0", " ")
    if text.isprintable() and unicodedata.is_normalized("NFKC", text):
        return text.strip()
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = unicodedata.normalize("NFC", text.translate(_LIGATURES))
    return "".join(c for c in text if c.isprintable() or unicodedata.category(c) == "Co").strip()


def plain_reading(path: str, limits: Limits) -> dict[str, Any]:
    """`extract_pdf` as a JSON object, for the child's answer."""
    return extract_pdf(path, limits).to_plain()
