"""What reading one PDF file yields: plain frozen values, no PDF library and no Django in here.

The values cross a process border as JSON (never pickled: the other side has just parsed a stranger's file),
so each has a compact `to_plain` / `from_plain` pair.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal[
    "read",  # text was found
    "no_text",  # opens, but holds no usable text: a scan, or letters without a meaning
    "encrypted",  # asks for a password
    "broken",  # damaged, empty, or the PDF library failed at it
    "mislabelled",  # is something else: a web page, a Word file, a picture
    "too_large",  # more bytes than the limit, not opened
    "too_many_pages",  # more pages than the limit; the first ones are there
    "timed_out",  # took longer than the limit; the reading was stopped
]
STATES: tuple[State, ...] = (
    "read",
    "no_text",
    "encrypted",
    "broken",
    "mislabelled",
    "too_large",
    "too_many_pages",
    "timed_out",
)
Zone = Literal["body", "header", "footer"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Bytes, pages, seconds; memory is the address space of the child in bytes."""

    max_bytes: int = 60_000_000
    max_pages: int = 1_500
    max_characters: int = 6_000_000
    seconds: float = 30.0
    memory_bytes: int = 768_000_000


@dataclass(frozen=True, slots=True)
class TextLine:
    """One printed line. Lengths in points (1/72 inch); `y` is the baseline's distance from the page's top.

    `cells` holds the parts of the line when wide gaps divide it (a table row), else it is empty.
    A word division at the line's end is kept as "-".
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    zone: Zone = "body"
    cells: tuple[str, ...] = ()

    def to_plain(self) -> list[Any]:
        """The line as a JSON list, in the order of the fields."""
        return [self.text, self.x0, self.x1, self.y, self.size, self.bold, self.zone, list(self.cells)]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> TextLine:
        """The line from `to_plain`'s list."""
        text, x0, x1, y, size, bold, zone, cells = plain
        return cls(text, x0, x1, y, size, bold, zone, tuple(cells))


@dataclass(frozen=True, slots=True)
class PageText:
    """One page: `number` counts from 1, `text` is everything on it (headers too), lines are in reading
    order."""

    number: int
    width: float
    height: float
    text: str
    lines: tuple[TextLine, ...] = ()

    def to_plain(self) -> list[Any]:
        """The page as a JSON list."""
        return [self.number, self.width, self.height, self.text, [line.to_plain() for line in self.lines]]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> PageText:
        """The page from `to_plain`'s list."""
        number, width, height, text, lines = plain
        return cls(number, width, height, text, tuple(TextLine.from_plain(line) for line in lines))


@dataclass(frozen=True, slots=True)
class PdfReading:
    """The outcome of reading one file.

    `pages` is filled for "read" and "too_many_pages" (the first `Limits.max_pages`), and for "no_text" with
    what little there is. `page_count` is the number of pages of the file, 0 if unknown. `message` is a
    technical detail in English for the staff, "" if there is nothing to say. `mime` is what the first bytes
    say.
    """

    state: State
    pages: tuple[PageText, ...] = ()
    page_count: int = 0
    message: str = ""
    mime: str = "application/pdf"
    ocr: bool = field(default=False)

    @property
    def text(self) -> str:
        """All pages' text, divided by form feeds."""
        return "\f".join(page.text for page in self.pages)

    def to_plain(self) -> dict[str, Any]:
        """The reading as a JSON object."""
        return {
            "state": self.state,
            "pages": [page.to_plain() for page in self.pages],
            "page_count": self.page_count,
            "message": self.message,
            "mime": self.mime,
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> PdfReading:
        """The reading from `to_plain`'s object; ValueError if the state is none we know."""
        if plain["state"] not in STATES:
            raise ValueError(f"not a reading state: {plain['state']!r}")
        return cls(
            state=plain["state"],
            pages=tuple(PageText.from_plain(page) for page in plain["pages"]),
            page_count=int(plain["page_count"]),
            message=str(plain["message"]),
            mime=str(plain["mime"]),
        )
