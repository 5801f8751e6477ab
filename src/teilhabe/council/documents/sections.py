"""Blocks → sections of a council paper: resolution, matter, effects, signature and so on, as HTML and as
text.

`sections_of_pdf`, `sections_of_text` and `sections_of_html` take what the sources have; `sections_of_blocks`
is the common part. The kinds come from the heading table (headings.toml).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from teilhabe.council.documents.blocks import Block, Item, blocks_of_pages, blocks_of_text
from teilhabe.council.documents.headings import (
    Heading,
    SectionKind,
    is_contact_line,
    is_known_heading,
    match_heading,
)
from teilhabe.council.documents.html_blocks import blocks_of_html
from teilhabe.council.documents.markup import html_of
from teilhabe.council.documents.reading import PageText, PdfReading

Source = Literal["pdf", "text", "html"]
_LETTERHEAD_LINE = 200  # characters; a longer paragraph before the first heading is no letterhead any more
_SIGNATURE_LINE = 90  # characters; a longer paragraph after a signature is no signature any more


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a paper. `html` is safe to print and has no heading of its own; `heading_raw` is "" if
    none is printed.

    `order` counts from 0, `page` from 1 (0: no pages). `text` is plain, for search and feeds.
    """

    kind: SectionKind
    heading_raw: str
    html: str
    text: str
    order: int
    source: Source
    page: int = 0


def sections_of_pdf(reading: PdfReading | Sequence[PageText]) -> tuple[Section, ...]:
    """Sections of a read PDF; empty if it has no text."""
    pages = reading.pages if isinstance(reading, PdfReading) else reading
    return sections_of_blocks(blocks_of_pages(pages, is_known_heading=is_known_heading), source="pdf")


def sections_of_text(text: str) -> tuple[Section, ...]:
    """Sections of plain text, such as OParl's `File.text`."""
    return sections_of_blocks(blocks_of_text(text, is_known_heading=is_known_heading), source="text")


def sections_of_html(html: str) -> tuple[Section, ...]:
    """Sections of HTML, sanitised or not; bold lines count as headings."""
    return sections_of_blocks(blocks_of_html(html, is_known_heading=is_known_heading), source="html")


def sections_of_blocks(blocks: Sequence[Block], *, source: Source) -> tuple[Section, ...]:
    """Cut where a heading of the table stands at the beginning of a block; headings it does not know stay
    inside."""
    open_section = _Open("letterhead", "", 0)
    done: list[_Open] = []
    for block in blocks:
        heading = _heading_of(block)
        if heading and heading.kind == "signature":
            if open_section.kind != "signature":
                done.append(open_section)
                open_section = _Open("signature", "", block.page)
            open_section.blocks.append(replace(block, kind="paragraph", level=0))
            continue
        if heading and not (heading.kind == open_section.kind and not open_section.blocks):
            done.append(open_section)
            open_section = _Open(heading.kind, heading.raw, block.page)
            if heading.rest:
                open_section.blocks.append(Block("paragraph", heading.rest, page=block.page))
            continue
        if _ends_letterhead(open_section, block) or _ends_signature(open_section, block):
            done.append(open_section)
            open_section = _Open("other", "", block.page)
        open_section.blocks.append(block)
    done.append(open_section)
    sections: list[Section] = []
    for part in done:
        kept = _without_contacts(part.blocks) if part.kind in ("letterhead", "signature") else tuple(part.blocks)
        text = "\n\n".join(block.plain for block in kept)
        if not any(character.isalnum() for character in text):
            continue  # a heading with nothing, or a dash, below it
        sections.append(Section(part.kind, part.heading, html_of(kept), text, len(sections), source, part.page))
    return tuple(sections)


class _Open:
    """A section that is still being filled."""

    def __init__(self, kind: SectionKind, heading: str, page: int) -> None:
        self.kind: SectionKind = kind
        self.heading = heading
        self.page = page
        self.blocks: list[Block] = []


def _heading_of(block: Block) -> Heading | None:
    if block.kind not in ("heading", "paragraph"):
        return None
    found = match_heading(block.text)
    # A bold line may end in a full stop of its own; a paragraph may not.
    if found is None and block.kind == "heading":
        found = match_heading(block.text.rstrip(". "))
    return found


def _ends_letterhead(section: _Open, block: Block) -> bool:
    return section.kind == "letterhead" and block.kind == "paragraph" and len(block.text) > _LETTERHEAD_LINE


def _ends_signature(section: _Open, block: Block) -> bool:
    return section.kind == "signature" and (block.kind != "paragraph" or len(block.text) > _SIGNATURE_LINE)


def _without_contacts(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks without clerks' names, telephones, addresses and rooms; a label's value in the next line
    goes too."""
    kept: list[Block] = []
    label_alone = False
    for block in blocks:
        if block.kind == "table_text":
            rows = tuple(row for row in block.rows if not any(is_contact_line(cell) for cell in row))
            label_alone = False
            if rows:
                kept.append(replace(block, rows=rows))
        elif block.kind in ("bullets", "numbers"):
            items = tuple(item for item in block.items if not is_contact_line(item.text))
            label_alone = False
            if items:
                kept.append(replace(block, items=items))
        elif is_contact_line(block.text):
            label_alone = block.text.rstrip().endswith(":")
        elif label_alone and len(block.text) < 60 and not block.text.rstrip().endswith(":"):
            label_alone = False
        else:
            label_alone = False
            kept.append(block)
    return tuple(kept)


__all__ = [
    "Block",
    "Item",
    "Section",
    "sections_of_blocks",
    "sections_of_html",
    "sections_of_pdf",
    "sections_of_text",
]
