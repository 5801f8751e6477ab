"""HTML of council systems → blocks: Word's and Aspose's mark-up reduced to headings, paragraphs, lists,
tables.

The input may be a whole page, a fragment, sanitised or not. Only text survives, and of the mark-up only
strong, em and links to http(s) addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

from teilhabe.council.documents.blocks import Block, BlockKind, Item, no_known_heading
from teilhabe.council.documents.markers import marker_of

_SKIPPED = {
    "script",
    "style",
    "head",
    "title",
    "template",
    "noscript",
    "svg",
    "iframe",
    "object",
    "button",
    "select",
}
_BREAKS = {
    "p",
    "div",
    "section",
    "article",
    "blockquote",
    "address",
    "dl",
    "dt",
    "dd",
    "hr",
    "pre",
    "center",
    "form",
    "figure",
    "fieldset",
    "main",
    "body",
}
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 4, "h6": 4}
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)", re.I)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.I)
_VOID = {"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "source"}


def blocks_of_html(html: str, *, is_known_heading: Callable[[str], bool] = no_known_heading) -> tuple[Block, ...]:
    """The blocks of an HTML page or fragment; broken mark-up is read as far as it goes.

    A paragraph that is bold throughout and short is a heading, as is any line the heading table knows.
    """
    parser = _Parser(is_known_heading)
    parser.feed(html)
    parser.close()
    return tuple(parser.finished())


class _Piece(NamedTuple):
    """Text with its style; the stack of open elements holds the same with the tag as text."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(slots=True)
class _List:
    ordered: bool
    next_value: int
    letters: bool
    items: list[Item] = field(default_factory=list)


class _Parser(HTMLParser):
    def __init__(self, known: Callable[[str], bool]) -> None:
        super().__init__(convert_charrefs=True)
        self.known = known
        self.blocks: list[Block] = []
        self.styles: list[_Piece] = []  # open elements: tag, bold, italic, href
        self.skip = 0
        self.pieces: list[_Piece] = []  # text, bold, italic, href
        self.heading = 0
        self.lists: list[_List] = []
        self.item_value: int | None = None  # None: no item is open; -1: it counts on
        self.item_started = False
        self.rows: list[tuple[str, ...]] = []
        self.row: list[str] = []
        self.tables = 0
        self.in_cell = False

    # -- events

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self.skip += 1
            return
        if self.skip:
            return
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self.pieces.append(_Piece("\n"))
            return
        if tag not in _VOID:
            style = given.get("style", "")
            bold = tag in ("b", "strong") or _BOLD_STYLE.search(style) is not None
            italic = tag in ("i", "em") or _ITALIC_STYLE.search(style) is not None
            href = (
                given.get("href", "")
                if tag == "a" and given.get("href", "").startswith(("http://", "https://"))
                else ""
            )
            self.styles.append(_Piece(tag, bold, italic, href))
        if tag in _BREAKS and not self.in_cell:
            self._flush()
        elif tag in _BREAKS or (tag == "li" and self.in_cell):
            self.pieces.append(_Piece(" "))
        elif tag in _HEADINGS and not self.in_cell:
            self._flush()
            self.heading = _HEADINGS[tag]
        elif tag in ("ul", "ol") and not self.in_cell:
            self._flush()
            if self.lists:  # an inner list is put out flat, behind the item it belongs to
                self._emit_list(self.lists[-1])
            self.item_value, self.item_started = None, False
            letters = given.get("type", "") in ("a", "A")
            self.lists.append(_List(tag == "ol", _number(given.get("start"), 1), letters))
        elif tag == "li" and not self.in_cell:
            self._flush()
            self.item_value = _number(given.get("value"), -1)
            self.item_started = False
        elif tag == "table":
            self._open_table()
        elif tag == "tr" and self.tables == 1:
            self._close_row()
        elif tag in ("td", "th") and self.tables == 1:
            self._close_cell()
            self.in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self.skip = max(0, self.skip - 1)
            return
        if self.skip:
            return
        if (tag in _BREAKS and not self.in_cell) or (tag in ("li", *_HEADINGS) and not self.in_cell):
            self._flush()
            self.heading = 0
            if tag == "li":
                self.item_value = None
        elif tag in ("ul", "ol") and not self.in_cell and self.lists:
            self._flush()
            self._close_list()
        elif tag in ("td", "th") and self.tables == 1:
            self._close_cell()
        elif tag == "tr" and self.tables == 1:
            self._close_row()
        elif tag == "table" and self.tables:
            self._close_table()
        for place in range(len(self.styles) - 1, -1, -1):
            if self.styles[place].text == tag:
                del self.styles[place:]
                break

    def handle_data(self, data: str) -> None:
        if self.skip or (self.tables and not self.in_cell and not data.strip()):
            return
        bold = any(entry.bold for entry in self.styles)
        italic = any(entry.italic for entry in self.styles)
        href = next((entry.href for entry in reversed(self.styles) if entry.href), "")
        # line feeds of the source are blanks; only <br> is a line of its own
        self.pieces.append(_Piece(re.sub(r"[\s\xa0]+", " ", data.replace("\xad", "")), bold, italic, href))

    def finished(self) -> list[Block]:
        """All blocks, open ones closed."""
        self._flush()
        while self.lists:
            self._close_list()
        if self.tables:
            self.tables = 1
            self._close_table()
        return self.blocks

    # -- closing

    def _flush(self) -> None:
        """The collected pieces become a block or an item of the open list; a heading's line stands alone."""
        pieces, self.pieces = self.pieces, []
        lines: list[list[_Piece]] = [[]]
        for piece in pieces:
            if piece.text == "\n":
                lines.append([])
            else:
                lines[-1].append(piece)
        if self.lists and self.item_value is not None:
            self._add_item([piece for line in lines for piece in (*line, _Piece(" "))])
            return
        paragraph: list[_Piece] = []
        for line in lines:
            text = _text(line)
            if not text:
                self._add_paragraph(paragraph)
                paragraph = []
            elif self.heading or self.known(text) or _is_bold_heading(line, text):
                self._add_paragraph(paragraph)
                paragraph = []
                kind: BlockKind = "heading" if self.heading or len(text) <= 160 else "paragraph"
                level = self.heading or (2 if self.known(text) else 3)
                self.blocks.append(Block(kind, text, level, markup=_markup(line, strong=False)))
            elif marker_of(text):
                self._add_paragraph(paragraph)
                paragraph = list(line)
            else:
                paragraph += [*line, _Piece(" ")]
        self._add_paragraph(paragraph)

    def _add_paragraph(self, pieces: list[_Piece]) -> None:
        text = _text(pieces)
        if not text:
            return
        marker = marker_of(text)
        if marker is None:
            self.blocks.append(Block("paragraph", text, markup=_markup(pieces)))
            return
        # Word writes lists as paragraphs that begin with a mark.
        above = self.blocks[-1] if self.blocks else None
        item = Item(marker.rest, marker.value)
        kind: BlockKind = "bullets" if marker.style == "bullet" else "numbers"
        letters = marker.style == "letter"
        goes_on = above is not None and above.kind == kind and above.letters == letters
        if goes_on and above is not None and (kind == "bullets" or above.items[-1].value < marker.value):
            self.blocks[-1] = replace(above, items=(*above.items, item))
        else:
            self.blocks.append(Block(kind, items=(item,), letters=letters))

    def _add_item(self, pieces: list[_Piece]) -> None:
        text = _text(pieces)
        if not text:
            return
        current = self.lists[-1]
        if self.item_started:  # a further paragraph of the same item
            if current.items:
                last = current.items[-1]
                before = last.markup or escape(last.text, quote=False)
                after = _markup(pieces) or escape(text, quote=False)
                current.items[-1] = Item(f"{last.text} {text}", last.value, f"{before} {after}")
            else:
                self.blocks.append(Block("paragraph", text, markup=_markup(pieces)))
            return
        self.item_started = True
        value = 0
        if current.ordered:
            given = self.item_value
            value = given if given is not None and given >= 0 else current.next_value
            current.next_value = value + 1
        current.items.append(Item(text, value, _markup(pieces)))

    def _emit_list(self, current: _List) -> None:
        """Put the items so far out as a block, into the one above if they go on with its numbers."""
        if not current.items:
            return
        kind: BlockKind = "numbers" if current.ordered else "bullets"
        items, letters = tuple(current.items), current.letters and current.ordered
        current.items.clear()
        above = self.blocks[-1] if self.blocks else None
        if (
            above
            and kind == "numbers"
            and above.kind == kind
            and above.letters == letters
            and above.items[-1].value + 1 == items[0].value
        ):
            self.blocks[-1] = replace(above, items=above.items + items)
        else:
            self.blocks.append(Block(kind, items=items, letters=letters))

    def _close_list(self) -> None:
        self._emit_list(self.lists.pop())
        self.item_value = -1 if self.lists else None
        self.item_started = bool(self.lists)

    def _open_table(self) -> None:
        if self.tables == 0:
            self._flush()
            self.rows, self.row = [], []
        self.tables += 1

    def _close_cell(self) -> None:
        if self.in_cell:
            self.row.append(_text(self.pieces))
        self.pieces = []
        self.in_cell = False

    def _close_row(self) -> None:
        self._close_cell()
        if any(self.row):
            self.rows.append(tuple(self.row))
        self.row = []

    def _close_table(self) -> None:
        self.tables -= 1
        if self.tables:
            return
        self._close_row()
        rows, self.rows = self.rows, []
        if rows and all(len(row) == 1 for row in rows):  # a table for layout only
            self.blocks += [Block("paragraph", row[0]) for row in rows if row[0]]
        elif rows:
            self.blocks.append(Block("table_text", rows=tuple(rows)))


def _number(raw: str | None, otherwise: int) -> int:
    return int(raw) if raw and raw.strip().isdigit() else otherwise


def _text(pieces: list[_Piece]) -> str:
    return re.sub(r"\s+", " ", "".join(piece.text for piece in pieces)).strip()


def _is_bold_heading(line: list[_Piece], text: str) -> bool:
    all_bold = all(piece.bold for piece in line if piece.text.strip())
    begins_well = text[0].isupper() or text[0].isdigit() or text[0] in '„"»('
    ends_well = not text.endswith((".", ",", ";"))
    return all_bold and begins_well and ends_well and len(text) <= 120 and marker_of(text) is None


def _markup(pieces: list[_Piece], *, strong: bool = True) -> str:
    """Inline HTML of the pieces, neighbours of the same style taken together; "" if nothing is styled."""
    if not any((p.bold and strong) or p.italic or p.href for p in pieces if p.text.strip()):
        return ""
    runs: list[_Piece] = []
    for piece in pieces:
        if runs and (runs[-1][1:] == piece[1:] or not piece.text.strip()):
            runs[-1] = runs[-1]._replace(text=runs[-1].text + piece.text)
        else:
            runs.append(piece)
    parts = []
    for text, bold, italic, href in runs:
        html = escape(re.sub(r"\s+", " ", text), quote=False)
        core = html.strip()
        if core:
            before, after = html[: len(html) - len(html.lstrip())], html[len(html.rstrip()) :]
            if italic:
                core = f"<em>{core}</em>"
            if bold and strong:
                core = f"<strong>{core}</strong>"
            if href:
                core = f'<a href="{escape(href)}">{core}</a>'
            html = before + core + after
        parts.append(html)
    return "".join(parts).strip()
