"""Blocks → safe HTML of a small vocabulary. Everything is escaped first and sanitised again at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

import nh3

from teilhabe.council.documents.blocks import Block, Cell, Item

TAGS = {
    "h3",
    "h4",
    "p",
    "br",
    "ul",
    "ol",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "strong",
    "em",
    "s",
    "a",
    "sup",
    "sub",
}
ATTRIBUTES = {
    "ol": {"start", "type"},
    "li": {"value"},
    "a": {"href"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
SCHEMES = {"http", "https"}


# nh3 looks from each "&" and each no-break space to the end of its text: five megabytes of them took half a minute. A
# comment, which it drops, ends a text for it. Pieces end before a blank or "&", so none divides a name like "&amp;".
_LONGEST_TEXT = 1000
_TEXT = re.compile(r"[^<>]++")
_PIECE = re.compile(rf".{{1,{_LONGEST_TEXT}}}[^&\s]{{0,40}}+", re.DOTALL)


def cleaned(html: str, **allowed: Any) -> str:
    """`html` as nh3 cleans it, in time that grows with its length. `allowed` is what nh3 is told."""
    if max(map(len, html.split("<"))) > _LONGEST_TEXT:
        html = _TEXT.sub(_in_pieces, html)
    return nh3.clean(html, strip_comments=True, **allowed)


def _in_pieces(text: re.Match[str]) -> str:
    return text[0] if len(text[0]) <= _LONGEST_TEXT else "<!---->".join(_PIECE.findall(text[0]))


def sanitise(html: str) -> str:
    """HTML reduced to the vocabulary of paper sections; scripts and styles vanish with their content."""
    return cleaned(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="nofollow noopener",
        clean_content_tags={"script", "style", "head", "title", "iframe", "object"},
    )


def html_of(blocks: Sequence[Block]) -> str:
    """The blocks as safe HTML: h3/h4, p, ul, ol with the numbers as printed, table. Headings never skip a
    level."""
    parts: list[str] = []
    levels = {block.level for block in blocks if block.kind == "heading"}
    top = min(levels, default=0)
    for block in blocks:
        if block.kind == "heading":
            tag = "h3" if block.level == top or not parts else "h4"
            parts.append(f"<{tag}>{_inline(block.text, block.markup)}</{tag}>")
        elif block.kind == "bullets":
            parts.append(f"<ul>{''.join(f'<li>{_inline(i.text, i.markup)}</li>' for i in block.items)}</ul>")
        elif block.kind == "numbers":
            parts.append(_numbers(block.items, block.letters))
        elif block.kind == "table_text":
            parts.append(_table_of_cells(block.cells) if block.cells else _table(block.rows))
        elif block.text:
            parts.append(f"<p>{_inline(block.text, block.markup)}</p>")
    return sanitise("\n".join(parts))


def _inline(text: str, markup: str) -> str:
    return markup or escape(text, quote=False)


def _numbers(items: Sequence[Item], letters: bool) -> str:
    """An ordered list that counts as printed: `start` for the first, `value` wherever a number is skipped."""
    first = items[0].value
    attributes = (f' start="{first}"' if first != 1 else "") + (' type="a"' if letters else "")
    parts: list[str] = []
    expected = first
    for item in items:
        value = f' value="{item.value}"' if item.value != expected else ""
        parts.append(f"<li{value}>{_inline(item.text, item.markup)}</li>")
        expected = item.value + 1
    return f"<ol{attributes}>{''.join(parts)}</ol>"


def _table(rows: Sequence[Sequence[str]]) -> str:
    """A table if the rows form a grid; otherwise the rows as lines, for a guessed grid would tell lies."""
    widths = {len(row) for row in rows}
    if len(rows) < 2 or len(widths) != 1:
        lines = "<br>".join(escape(" ".join(row), quote=False) for row in rows)
        return f"<p>{lines}</p>"
    # A first row without any figure names the columns.
    head = rows[0] if not any(c.isdigit() for cell in rows[0] for c in cell) and all(rows[0]) else None
    head_html = ""
    if head and any(any(c.isdigit() for c in cell) for row in rows[1:] for cell in row):
        cells = "".join(f'<th scope="col">{escape(cell, quote=False)}</th>' for cell in head)
        head_html = f"<thead><tr>{cells}</tr></thead>"
        rows = rows[1:]
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell, quote=False)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{head_html}<tbody>{body}</tbody></table>"


def _table_of_cells(rows: Sequence[Sequence[Cell]]) -> str:
    """A table whose source said how its cells lie; its first rows are heads if all their cells are, or if only they
    have no figures."""
    heads = 0
    while heads < len(rows) - 1 and all(cell.head for cell in rows[heads]):
        heads += 1
    if not heads and not any(cell.head for cell in rows[0]) and _names_columns([cell.text for cell in rows[0]]):
        heads = int(any(any(c.isdigit() for c in cell.text) for row in rows[1:] for cell in row))
    head = "".join(f"<tr>{''.join(_cell(cell, 'col') for cell in row)}</tr>" for row in rows[:heads])
    body = "".join(
        f"<tr>{''.join(_cell(cell, 'row' if cell.head else '') for cell in row)}</tr>" for row in rows[heads:]
    )
    return f"<table>{f'<thead>{head}</thead>' if head else ''}<tbody>{body}</tbody></table>"


def _names_columns(row: Sequence[str]) -> bool:
    return all(row) and not any(c.isdigit() for cell in row for c in cell)


def _cell(cell: Cell, scope: str) -> str:
    tag = "th" if scope else "td"
    attributes = f' scope="{scope}"' if scope else ""
    attributes += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    attributes += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    return f"<{tag}{attributes}>{cell.markup}</{tag}>"
