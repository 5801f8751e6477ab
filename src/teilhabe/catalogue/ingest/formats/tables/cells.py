"""Cells of tables as somebody would have typed them."""

from __future__ import annotations

from datetime import date, datetime, time

from ..texts import without_nul

Cell = str | int | float | bool | date | datetime | time | None
# What begins a formula; see exchange.tables.
_FORMULA = tuple("=+-@")


def text_of(cell: Cell) -> str:
    """A cell as somebody would have typed it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y}" if not (cell.hour or cell.minute) else f"{cell:%d.%m.%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def plain(cell: str) -> str:
    """Without the apostrophe that our export writes before what a spreadsheet would take for a formula."""
    bare = cell[1:] if cell[:1] == "'" and cell[1:].lstrip()[:1] in _FORMULA else cell
    return without_nul(bare).strip()


def is_formula(raw: Cell) -> bool:
    """Whether a table tells how a cell is to be computed; our own export marks words that only look so."""
    return isinstance(raw, str) and len(bare := raw.strip()) > 1 and bare[0] == "="
