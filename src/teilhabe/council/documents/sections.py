"""Blocks → sections of a council paper: resolution, matter, effects, signature and so on, as HTML and as
text.

`sections_of_pdf`, `sections_of_text`, `sections_of_html` and `sections_of_html_blocks` take what the sources
have; `sections_of_blocks` is the common part. The kinds come from the heading table (headings.toml).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Literal, Protocol, get_args

from teilhabe.council.documents.blocks import Block, Item, blocks_of_pages, blocks_of_text
from teilhabe.council.documents.headings import (
    Heading,
    SectionKind,
    fold,
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

    `order` counts from 0, `page` from 1 (0: no pages). `text` is plain, for search and feeds. `confidence` (0 to 1) is
    below 1 where the kind was told from the content alone.
    """

    kind: SectionKind
    heading_raw: str
    html: str
    text: str
    order: int
    source: Source
    page: int = 0
    confidence: float = 1.0


class HtmlBlock(Protocol):
    """Foreign HTML with what its page says about it; `kind` is empty where only headings in it can tell."""

    @property
    def html(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def confidence(self) -> float: ...


# What systems call a block → what it is as a section. Minutes are no part of a paper's text with a kind of its own.
_KINDS: dict[str, SectionKind] = {
    **{kind: kind for kind in get_args(SectionKind) if kind not in ("letterhead", "signature")},
    "minutes": "other",
}


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


def sections_of_html_blocks(blocks: Sequence[HtmlBlock]) -> tuple[Section, ...]:
    """Sections of the blocks of a page: each opens one of its kind, and headings of the table inside it open others.

    A block that repeats its kind as its first line has it as the section's heading. One without kind and heading whose
    text begins without a heading goes on with the section before it, unless its reader could not tell (confidence below
    1) what it is: then it is a section of its own.
    """
    done: list[_Open] = []
    for block in blocks:
        opened = _opened_by(block, done[-1] if done else None)
        if opened not in done:
            done.append(opened)
        done += _cut(blocks_of_html(block.html, is_known_heading=is_known_heading), opened)
    return _finished(done, "html")


def _opened_by(block: HtmlBlock, before: _Open | None) -> _Open:
    """The section that a block's text begins in."""
    printed = match_heading(block.heading, inline=False) if block.heading else None
    kind = _KINDS.get(block.kind) or (printed.kind if printed and printed.kind != "signature" else None)
    confidence = min(max(block.confidence, 0.0), 1.0)
    goes_on = kind is None and confidence == 1
    if before is not None and not block.heading and (goes_on or (kind or "other", confidence) == before.known_as):
        return before
    opened = _Open(kind or "other", block.heading.strip().rstrip(":").rstrip(), 0, confidence)
    opened.introduced = bool(kind or block.heading)
    return opened


def sections_of_blocks(blocks: Sequence[Block], *, source: Source) -> tuple[Section, ...]:
    """Cut where a heading of the table stands at the beginning of a block; headings it does not know stay
    inside."""
    first = _Open("letterhead", "", 0)
    return _finished([first, *_cut(blocks, first)], source)


def _cut(blocks: Sequence[Block], open_section: _Open) -> list[_Open]:
    """Fill the open section, and give those that headings open after it."""
    first, done = open_section, list[_Open]()
    for block in blocks:
        heading = _heading_of(block)
        if heading and heading.kind == "signature":
            if open_section.kind != "signature":
                open_section = _Open("signature", "", block.page)
                done.append(open_section)
            open_section.blocks.append(replace(block, kind="paragraph", level=0))
            continue
        if heading and _repeats(heading, open_section, first):
            open_section.heading = open_section.heading or heading.raw
            if heading.rest:
                open_section.blocks.append(Block("paragraph", heading.rest, page=block.page))
            continue
        if heading and not (heading.kind == open_section.kind and not open_section.blocks):
            open_section = _Open(heading.kind, heading.raw, block.page)
            done.append(open_section)
            if heading.rest:
                open_section.blocks.append(Block("paragraph", heading.rest, page=block.page))
            continue
        if _ends_letterhead(open_section, block) or _ends_signature(open_section, block):
            open_section = _Open("other", "", block.page)
            done.append(open_section)
        open_section.blocks.append(block)
    return done


def _repeats(heading: Heading, section: _Open, first: _Open) -> bool:
    """Does the heading only say again what the section before it was opened as, with nothing in between?"""
    if section is not first or section.blocks or heading.kind != section.kind or section.kind == "letterhead":
        return False
    return not section.heading or fold(section.heading) == fold(heading.raw)


def _finished(done: Sequence[_Open], source: Source) -> tuple[Section, ...]:
    """The sections that have any text."""
    sections: list[Section] = []
    for part in done:
        kept = tuple(part.blocks)
        if part.kind in ("letterhead", "signature"):
            kept = _without_contacts(kept)
        elif not part.introduced:
            kept = _without_contacts(kept, longest=_LETTERHEAD_LINE)
        text = "\n\n".join(block.plain for block in kept)
        if not any(character.isalnum() for character in text):
            continue  # a heading with nothing, or a dash, below it
        order = len(sections)
        sections.append(
            Section(part.kind, part.heading, html_of(kept), text, order, source, part.page, part.confidence)
        )
    return tuple(sections)


class _Open:
    """A section that is still being filled."""

    def __init__(self, kind: SectionKind, heading: str, page: int, confidence: float = 1.0) -> None:
        self.kind: SectionKind = kind
        self.heading = heading
        self.page = page
        self.confidence = confidence
        # False for text that may begin with a letterhead, for all the page says
        self.introduced = True
        self.blocks: list[Block] = []

    @property
    def known_as(self) -> tuple[SectionKind, float]:
        return self.kind, self.confidence


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


def _without_contacts(blocks: Sequence[Block], *, longest: int = 1_000_000) -> tuple[Block, ...]:
    """The blocks without clerks' names, telephones, addresses and rooms; a label's value in the next line
    goes too. A paragraph of more than `longest` characters is none of these."""
    kept: list[Block] = []
    label_alone = False
    for block in blocks:
        if block.kind == "table_text":
            fine = [not any(is_contact_line(cell) for cell in row) for row in block.rows]
            label_alone = False
            if any(fine):
                rows, cells = tuple(compress(block.rows, fine)), tuple(compress(block.cells, fine))
                kept.append(replace(block, rows=rows, cells=cells))
        elif block.kind in ("bullets", "numbers"):
            items = tuple(item for item in block.items if not is_contact_line(item.text))
            label_alone = False
            if items:
                kept.append(replace(block, items=items))
        elif len(block.text) <= longest and is_contact_line(block.text):
            label_alone = block.text.rstrip().endswith(":")
        elif label_alone and len(block.text) < 60 and not block.text.rstrip().endswith(":"):
            label_alone = False
        else:
            label_alone = False
            kept.append(block)
    return tuple(kept)


__all__ = [
    "Block",
    "HtmlBlock",
    "Item",
    "Section",
    "sections_of_blocks",
    "sections_of_html",
    "sections_of_html_blocks",
    "sections_of_pdf",
    "sections_of_text",
]
