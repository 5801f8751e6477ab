"""Tables of foreign HTML: those that say something by rows and columns, and those that only place text or a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from teilhabe.council.documents.blocks import Cell
from teilhabe.council.documents.inline import BREAK, BREAKS, HEADINGS, Piece, lines_of, markup_of, text_of, walk
from teilhabe.council.documents.markers import is_only_mark
from teilhabe.council.documents.tree import Node

_WIDEST, _HIGHEST = 60, 500  # cells that one may stretch over


@dataclass(slots=True)
class RawCell:
    pieces: list[Piece]
    text: str
    colspan: int
    rowspan: int
    head: bool


def outer_tables(root: Node) -> frozenset[int]:
    """The tables that have another inside them, by `mem_id`."""
    outer: set[int] = set()
    for table in root.css("table"):
        above = table.parent
        while above is not None and above.tag != "table":
            above = above.parent
        if above is not None:
            outer.add(above.mem_id)
    return frozenset(outer)


def read_table(table: Node) -> tuple[list[Piece], list[list[RawCell]]]:
    """Caption and rows of a table that has no other inside it. Rows without any text are left out unless cells stretch
    over them."""
    caption: list[Piece] = []
    for node in table.css("caption"):
        caption += [*_pieces(node), BREAK]
    rows = [[_cell(cell) for cell in row.iter() if cell.tag in ("td", "th")] for row in table.css("tr")]
    stretched = any(cell.rowspan > 1 for row in rows for cell in row)
    return caption, [row for row in rows if row and (stretched or any(cell.text for cell in row))]


def is_for_layout(rows: Sequence[Sequence[RawCell]]) -> bool:
    """Do the rows only place text, with never two texts beside each other?"""
    return all(sum(bool(cell.text) for cell in row) < 2 for row in rows)


def is_a_list(rows: Sequence[Sequence[RawCell]]) -> bool:
    """Were the items of a list set as rows, each mark in a cell of its own?"""
    return bool(rows) and all(len(row) == 2 and row[1].text and is_only_mark(row[0].text) for row in rows)


def rows_of(rows: Sequence[Sequence[RawCell]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(_finished(cell) for cell in row) for row in rows)


def _cell(node: Node) -> RawCell:
    pieces = _pieces(node)
    attributes = node.attributes
    return RawCell(
        pieces,
        text_of(pieces),
        _span(attributes.get("colspan"), _WIDEST),
        _span(attributes.get("rowspan"), _HIGHEST),
        node.tag == "th",
    )


def _finished(cell: RawCell) -> Cell:
    lines = [line for line in lines_of(cell.pieces) if text_of(line)]
    markups = [markup_of(line, strong=not cell.head) or escape(text_of(line), quote=False) for line in lines]
    return Cell("\n".join(map(text_of, lines)), "<br>".join(markups), cell.colspan, cell.rowspan, cell.head)


def _pieces(node: Node) -> list[Piece]:
    pieces: list[Piece] = []

    def into(tag: str, _: Node) -> bool:
        if tag == "br":
            pieces.append(BREAK)
        return tag != "br"

    for tag, _opens, what in walk(node, into):
        if isinstance(what, Piece):
            pieces.append(what)
        elif tag in BREAKS or tag in HEADINGS or tag in ("ul", "ol"):
            pieces.append(BREAK)
    return pieces


def _span(raw: str | None, most: int) -> int:
    written = (raw or "").strip()
    usable = written.isascii() and written.isdecimal() and 0 < len(written) <= 5
    return min(max(int(written), 1), most) if usable else 1
