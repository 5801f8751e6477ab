"""Printed lines → blocks: headings, paragraphs, lists, tables. Wrapped lines are joined, page furniture is
dropped.

Nothing is invented: numbers of lists stay as printed, and a line whose role is unclear stays a paragraph.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from teilhabe.council.documents.markers import Marker, is_only_mark, join, marker_of
from teilhabe.council.documents.reading import PageText, TextLine

BlockKind = Literal["heading", "paragraph", "bullets", "numbers", "table_text"]
_ENDS_SENTENCE = (".", "!", "?", ":", ";", ".“", ".”", '."', "!“", "?“", ".)", "):")
_HEADING_LENGTH = 160
_NUMBERED_HEADING = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,4}\.|[A-Z]\.)\s+\S")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list; `value` is the number as printed (0 for bullets). `markup` as in Block."""

    text: str
    value: int = 0
    markup: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; a line break in `text` is one in the cell. `markup` is inline HTML with br, never empty for a
    text; the spans count columns and rows."""

    text: str
    markup: str = ""
    colspan: int = 1
    rowspan: int = 1
    head: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document.

    kind "heading": `text`, `level` 1 (title) to 4; "paragraph": `text`; "bullets" and "numbers": `items`
    (`letters` if they are counted a, b, c); "table_text": `rows` of cells. `page` counts from 1, 0 where
    there are no pages. `markup` holds inline HTML (strong, em, a, escaped) if the source had any, else it is
    empty.
    """

    kind: BlockKind
    text: str = ""
    level: int = 0
    items: tuple[Item, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    page: int = 0
    markup: str = ""
    letters: bool = False
    # `rows` once more, where the source said what spans and what heads a column
    cells: tuple[tuple[Cell, ...], ...] = ()

    @property
    def plain(self) -> str:
        """The block as plain text, one line per item or row, list numbers as printed."""
        if self.kind == "bullets":
            return "\n".join(f"• {item.text}" for item in self.items)
        if self.kind == "numbers":
            return "\n".join(f"{self._mark(item.value)} {item.text}" for item in self.items)
        if self.kind == "table_text":
            return "\n".join(" | ".join(row).replace("\n", " ") for row in self.rows)
        return self.text

    def _mark(self, value: int) -> str:
        return f"{chr(96 + value)})" if self.letters and 1 <= value <= 26 else f"{value}."


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with what its neighbours say about it."""

    line: TextLine
    page: int
    gap: float  # points from the line above; 0 for the first line of a page
    first_of_page: bool


@dataclass(slots=True)
class _Measures:
    """What is usual in this document, in points."""

    size: float
    pitch: float
    left: float
    right: float
    any_bold: bool


def no_known_heading(text: str) -> bool:
    """The answer of a document kind without known headings."""
    return False


def blocks_of_pages(
    pages: Iterable[PageText], *, is_known_heading: Callable[[str], bool] = no_known_heading
) -> tuple[Block, ...]:
    """The blocks of a read PDF. `is_known_heading(line)` names lines that are headings whatever they look
    like."""
    lines: list[_Line] = []
    for page in pages:
        above: TextLine | None = None
        for line in _marks_joined([line for line in page.lines if line.zone == "body"]):
            lines.append(_Line(line, page.number, line.y - above.y if above else 0.0, above is None))
            above = line
    return _Builder(lines, is_known_heading).build()


def blocks_of_text(text: str, *, is_known_heading: Callable[[str], bool] = no_known_heading) -> tuple[Block, ...]:
    """The blocks of plain text as council systems deliver it: blank lines divide, lines may be wrapped or
    not.

    A form feed divides pages.
    """
    lines: list[_Line] = []
    for number, page in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\f"), start=1):
        gap, first = 12.0, True
        for printed in page.split("\n"):
            # no layout at hand: one character is taken as 5 points wide, one line as 12 points high
            content = printed.replace("\xa0", " ").strip().rstrip("\xad") + ("-" if printed.endswith("\xad") else "")
            if not content:
                gap += 12.0
                continue
            x0 = (len(printed.expandtabs(4)) - len(printed.expandtabs(4).lstrip())) * 5.0
            line = TextLine(content, x0, x0 + len(content) * 5.0, 0.0, 10.0)
            lines.append(_Line(line, number, 0.0 if first else gap, first))
            gap, first = 12.0, False
    return _Builder(lines, is_known_heading, plain=True).build()


def _marks_joined(lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines, where a list mark alone in its line is put before the text that stands at the same height."""
    joined: list[TextLine] = []
    for line in lines:
        above = joined[-1] if joined else None
        if above and is_only_mark(above.text) and abs(above.y - line.y) < 3 and line.x0 > above.x0:
            joined[-1] = replace(line, text=f"{above.text} {line.text}", x0=above.x0, cells=())
        else:
            joined.append(line)
    return joined


def _measure(lines: Sequence[_Line]) -> _Measures:
    sizes: Counter[float] = Counter()
    lefts: Counter[float] = Counter()
    for entry in lines:
        sizes[round(entry.line.size * 2) / 2] += len(entry.line.text)
        lefts[round(entry.line.x0)] += 1
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    gaps = [entry.gap for entry in lines if 0.8 * size <= entry.gap <= 2.1 * size]
    # Lines of one paragraph are closer than paragraphs: the lower third of all gaps tells the pitch.
    pitch = statistics.quantiles(gaps, n=6)[1] if len(gaps) > 1 else (gaps[0] if gaps else 1.2 * size)
    long = sorted(entry.line.x1 for entry in lines if len(entry.line.text) > 30) or [0.0]
    right = long[min(len(long) - 1, int(len(long) * 0.95))]
    common = [x for x, count in lefts.items() if count >= max(2, len(lines) * 0.1)] or list(lefts) or [0.0]
    bold_letters = sum(len(entry.line.text) for entry in lines if entry.line.bold)
    letters = sum(len(entry.line.text) for entry in lines) or 1
    return _Measures(size, pitch, min(common), right, 0 < bold_letters < 0.6 * letters)


class _Builder:
    """Walks the lines once and closes a block whenever the next line cannot belong to it."""

    def __init__(self, lines: Sequence[_Line], is_known_heading: Callable[[str], bool], *, plain: bool = False) -> None:
        self.lines = lines
        self.known = is_known_heading
        self.plain = plain
        self.usual = _measure(lines)
        self.blocks: list[Block] = []
        # the open block
        self.kind: str = ""
        self.text = ""
        self.marker: Marker | None = None
        self.last: _Line | None = None
        self.mark_x = 0.0
        self.text_x = 0.0
        self.first_page = 0
        self.count = 0  # lines in the open block

    def build(self) -> tuple[Block, ...]:
        """All blocks; neighbouring items have become lists, neighbouring rows tables."""
        for index, entry in enumerate(self.lines):
            self._take(entry, self.lines[index + 1] if index + 1 < len(self.lines) else None)
        self._close()
        return tuple(self.blocks)

    def _take(self, entry: _Line, following: _Line | None) -> None:
        line = entry.line
        breaks = self._breaks(entry)
        if self.known(line.text) and (breaks or line.bold or line.text.endswith(":")):
            self._open("heading", entry, line.text)
        elif self._looks_like_heading(entry, following, breaks):
            if self.kind == "heading" and not breaks and self.last and not self.known(self.text):
                self._continue(entry)
            else:
                self._open("heading", entry, line.text)
        elif marker := self._accepted_marker(entry, breaks):
            self._open("item", entry, marker.rest, marker)
        elif len(line.cells) > 1:
            self._close()
            self._add_row(line.cells, entry.page)
            self.kind, self.last = "row", entry
        elif self.kind in ("paragraph", "item") and not breaks:
            self._continue(entry)
        else:
            self._open("paragraph", entry, line.text)

    def _continue(self, entry: _Line) -> None:
        if self.kind == "item" and self.last and self.text_x < 0:
            self.text_x = entry.line.x0
        self.text = join(self.text, entry.line.text)
        self.last = entry
        self.count += 1

    def _open(self, kind: str, entry: _Line, text: str, marker: Marker | None = None) -> None:
        self._close()
        self.kind, self.text, self.marker, self.last, self.count = kind, text, marker, entry, 1
        self.mark_x, self.text_x, self.first_page = entry.line.x0, -1.0, entry.page

    def _close(self) -> None:
        text = re.sub(r"\s+", " ", self.text).strip()
        if self.kind == "item" and self.marker and text:
            self._add_item(self.marker, text)
        elif self.kind == "heading" and text:
            self.blocks.append(Block("heading", text, self._level(text), page=self.first_page))
        elif self.kind == "paragraph" and text:
            self.blocks.append(Block("paragraph", text, page=self.first_page))
        self.kind, self.text, self.marker = "", "", None

    def _add_item(self, marker: Marker, text: str) -> None:
        """Put the item into the list above if it goes on there; a lower number begins a list anew."""
        above = self.blocks[-1] if self.blocks else None
        if marker.style == "bullet":
            if above and above.kind == "bullets":
                self.blocks[-1] = replace(above, items=(*above.items, Item(text)))
            else:
                self.blocks.append(Block("bullets", items=(Item(text),), page=self.first_page))
            return
        letters = marker.style == "letter"
        item = Item(text, marker.value)
        if above and above.kind == "numbers" and above.letters == letters and above.items[-1].value < marker.value:
            self.blocks[-1] = replace(above, items=(*above.items, item))
        else:
            self.blocks.append(Block("numbers", items=(item,), page=self.first_page, letters=letters))

    def _add_row(self, cells: tuple[str, ...], page: int) -> None:
        above = self.blocks[-1] if self.blocks else None
        if above and above.kind == "table_text" and self.last and page == self.last.page:
            self.blocks[-1] = replace(above, rows=(*above.rows, cells))
        else:
            self.blocks.append(Block("table_text", rows=(cells,), page=page))

    def _level(self, text: str) -> int:
        assert self.last is not None
        if self.known(text):
            return 2
        return 1 if self.last.line.size >= self.usual.size * 1.35 else 3

    # -- what the layout says

    def _breaks(self, entry: _Line) -> bool:
        """Does this line begin something new, judged by layout alone?"""
        last = self.last
        if last is None or self.kind in ("", "row"):
            return True
        line, above = entry.line, last.line
        if abs(line.size - above.size) > 0.8 and not self._mark_made_the_difference():
            return True
        if line.bold != above.bold and not (self.kind == "paragraph" and self._is_full(above, line)):
            return True
        if entry.first_of_page:
            return not self._goes_on_over_the_page(entry, above)
        if entry.gap > self.usual.pitch * 1.32 or entry.gap < 0:
            return True
        if above.text.endswith("-") and line.text[:1].islower():
            return False
        if self.kind == "item":
            if self.text_x >= 0 and abs(line.x0 - self.text_x) > 4:
                return True
            if line.x0 > self.mark_x + 4:
                return False
            # The text returns below or left of its mark: either the mark hangs nowhere, or the list is over.
            ended = above.text.endswith(_ENDS_SENTENCE) or self.count > 1
            return (line.x0 < self.mark_x - 4 and ended) or not self._is_full(above, line)
        if self.count > 1 and above.x0 > self.usual.left + 6 > line.x0:
            return True  # out of an indent; after its first line a paragraph may return to the left
        if line.x0 > above.x0 + 6:
            return True  # into an indent
        return not self._is_full(above, line)

    def _mark_made_the_difference(self) -> bool:
        """The first line of an item has the size of its bullet, which is often set larger or smaller."""
        return self.kind == "item" and self.text_x < 0

    def _is_full(self, above: TextLine, line: TextLine) -> bool:
        """Would the first word of this line not have fitted into the line above? Then that one was wrapped."""
        letter = (above.x1 - above.x0) / max(len(above.text), 1)
        first_word = line.text.split(None, 1)[0]
        room = self.usual.right - above.x1
        # A blank is narrower than a letter; justified lines end a little early.
        return room < (len(first_word) + 0.6) * letter + 2.0

    def _goes_on_over_the_page(self, entry: _Line, above: TextLine) -> bool:
        line = entry.line
        if self.kind not in ("paragraph", "item") or (self.kind == "paragraph" and self._marker_counts(line)):
            return False
        if above.text.endswith("-") or line.text[:1].islower():
            return True
        return self._is_full(above, line) and not above.text.endswith(_ENDS_SENTENCE)

    def _marker_counts(self, line: TextLine) -> bool:
        marker = marker_of(line.text)
        return marker is not None and (marker.style != "bullet" or marker.mark not in "-–—")

    def _accepted_marker(self, entry: _Line, breaks: bool) -> Marker | None:
        """The list mark of the line, unless the line only happens to begin like one ("… bis zum", "31. Mai")."""
        marker = marker_of(entry.line.text)
        if marker is None:
            return None
        certain = marker.style == "bullet" and marker.mark not in "-–—*o·"
        if breaks or certain:
            return marker
        if self.kind == "item" and self.marker and self.marker.style == marker.style:
            at_the_mark = abs(entry.line.x0 - self.mark_x) < 4
            if at_the_mark and (marker.style == "bullet" or marker.value == self.marker.value + 1):
                return marker
        if self.kind in ("paragraph", "heading") and self.text.endswith(":") and marker.value in (0, 1):
            return marker
        return None

    def _looks_like_heading(self, entry: _Line, following: _Line | None, breaks: bool) -> bool:
        line = entry.line
        text = line.text
        if len(text) > _HEADING_LENGTH or len(line.cells) > 1 or not any(c.isalpha() for c in text):
            return False
        marker = marker_of(text)
        if marker and marker.style == "bullet":
            return False
        if text.endswith((".", ",", ";")) and not _NUMBERED_HEADING.fullmatch(text):
            return False
        if not text[0].isupper() and not text[0].isdigit() and text[0] not in '„"»(':
            return self.kind == "heading" and not breaks and line.bold and not self.known(self.text)
        if self.usual.any_bold and line.bold:
            return True
        if line.size > self.usual.size + 1.0 and marker is None:
            return True
        return self.plain and breaks and self._stands_alone(entry, following)

    def _stands_alone(self, entry: _Line, following: _Line | None) -> bool:
        """Plain text has no bold letters: a short line between blank lines that other text follows is a
        heading."""
        text = entry.line.text
        if following is None or marker_of(text) or len(text) > 90 or len(text.split()) < 2 or text.endswith(":"):
            return False
        if entry.gap < 20 or following.gap < 20 or self.known(following.line.text):
            return False
        return len(following.line.text) > len(text) or marker_of(following.line.text) is not None
