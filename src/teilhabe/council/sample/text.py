"""The small markup in which the sample papers are written, read into blocks.

One source feeds both the PDF file and the HTML original: ``## Heading``, ``### Subheading``, paragraphs,
``- bullet`` and ``1. item`` lists. A numbered list keeps the number it starts with, and a blank line ends it, so a
numbering that restarts in the middle of a text (as word processors produce it) can be written down.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

NUMBERED = re.compile(r"(\d+)\. +(.*)")


@dataclass(frozen=True)
class Heading:
    """``level`` 2 is a section of the paper ("Sachlage"), 3 a subheading inside it."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Numbers:
    start: int
    items: tuple[str, ...]


Block = Heading | Paragraph | Bullets | Numbers


def blocks(source: str) -> list[Block]:
    """Read markup into blocks. Lines of one paragraph are joined; a line break in a signature is written as ``\\``."""
    return [_block(chunk.splitlines()) for chunk in re.split(r"\n\s*\n", source.strip()) if chunk.strip()]


def _block(lines: list[str]) -> Block:
    first = lines[0]
    if first.startswith("### "):
        return Heading(3, first[4:].strip())
    if first.startswith("## "):
        return Heading(2, first[3:].strip())
    if first.startswith("- "):
        return Bullets(tuple(_items(lines, re.compile(r"- (.*)"))))
    if number := NUMBERED.match(first):
        return Numbers(int(number[1]), tuple(_items(lines, re.compile(r"\d+\. +(.*)"))))
    return Paragraph(" ".join(line.strip() for line in lines).replace("\\ ", "\n"))


def _items(lines: list[str], mark: re.Pattern[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if found := mark.match(line):
            items.append(found[1].strip())
        else:
            items[-1] += " " + line.strip()
    return items


def as_html(content: list[Block]) -> str:
    """The blocks as plain HTML: ``h2``/``h3``, ``p``, ``ul``, ``ol`` with ``start``."""
    return "\n".join(_html(block) for block in content)


def _html(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text):
            return f"<p>{escape(text).replace(chr(10), '<br>')}</p>"
        case Bullets(items):
            return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
        case Numbers(start, items):
            return f'<ol start="{start}">' + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ol>"
