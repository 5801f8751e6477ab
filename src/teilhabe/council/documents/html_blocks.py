"""HTML of council systems → blocks: Word's and Aspose's mark-up reduced to headings, paragraphs, lists, tables.

The input may be a whole page, several pages inside each other, a fragment, sanitised or not. Only text survives, and of
the mark-up only strong, em, s, sup, sub and links to http(s) addresses. Nothing here raises or recurses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from teilhabe.council.documents.blocks import Block, BlockKind, Item, no_known_heading
from teilhabe.council.documents.html_tables import is_a_list, is_for_layout, outer_tables, read_table, rows_of
from teilhabe.council.documents.inline import (
    BREAK,
    BREAKS,
    HEADINGS,
    PLAIN,
    SPACE,
    Piece,
    Style,
    ends_of,
    joined,
    letters_of,
    lines_of,
    markup_of,
    split_mark,
    text_of,
    walk,
    without_bullets,
    without_strong,
)
from teilhabe.council.documents.markers import after_bullets, marker_of
from teilhabe.council.documents.tree import Node, tree_of

_LONGEST_HEADING = 160
_LONGEST_BOLD_HEADING = 120
# Where so much of the text is bold, bold says nothing.
_BOLD_SHARE = 0.8
_HIGHEST_NUMBER = 99_999


def blocks_of_html(html: str, *, is_known_heading: Callable[[str], bool] = no_known_heading) -> tuple[Block, ...]:
    """The blocks of an HTML page or fragment; broken mark-up is read as far as it goes.

    A paragraph that is bold throughout and short is a heading, as is any line the heading table knows.
    """
    reader = _Reader(is_known_heading)
    root = tree_of(html).root
    if root is not None:
        reader.read(root)
    return tuple(reader.finished())


@dataclass(slots=True)
class _List:
    ordered: bool
    next_value: int
    letters: bool
    # the item it stands in: its value, whether it has begun
    within: tuple[int | None, bool] = (None, False)
    alone: bool = False  # made for an item without a list
    items: list[Item] = field(default_factory=list)
    ends_in: Style = PLAIN  # the last item


@dataclass(slots=True)
class _Letters:
    """How much of the running text is bold; headings do not count."""

    every: int = 0
    bold: int = 0

    def add(self, pieces: Sequence[Piece]) -> None:
        every, bold = letters_of(pieces)
        self.every += every
        self.bold += bold


class _Reader:
    def __init__(self, known: Callable[[str], bool]) -> None:
        self.known = known
        self.blocks: list[Block] = []
        self.pieces: list[Piece] = []
        self.heading = 0
        self.lists: list[_List] = []
        self.item_value: int | None = None  # None: no item is open; -1: it counts on
        self.item_started = False
        # the list at the end of the blocks, while it may still grow
        self.tail: list[Item] = []
        self.tail_letters: bool | None = None  # None: bullets
        # headings that only their bold letters make: place among the blocks, markup as a paragraph
        self.bold_headings: list[tuple[int, str]] = []
        self.letters = _Letters()
        self.outer_tables: frozenset[int] = frozenset()

    def read(self, root: Node) -> None:
        self.outer_tables = outer_tables(root)
        for tag, opens, what in walk(root, self._into):
            if isinstance(what, Piece):
                self.pieces.append(what)
            elif opens:
                self._open(tag, what)
            else:
                self._close(tag)

    def finished(self) -> list[Block]:
        """All blocks, open ones closed."""
        self._flush()
        while self.lists:
            self._close_list()
        self._end_tail()
        if self.letters.bold >= _BOLD_SHARE * self.letters.every > 0 and self.letters.bold:
            self._forget_bold()
        return self.blocks

    # -- events

    def _into(self, tag: str, node: Node) -> bool:
        if tag == "br":
            self.pieces.append(BREAK)
            return False
        return tag != "table" or node.mem_id in self.outer_tables or not self._add_table(node)

    def _open(self, tag: str, node: Node) -> None:
        if tag == "li":
            self._flush()
            if not self.lists:  # an item without its list
                self.lists.append(_List(False, 1, False, alone=True))
            self.item_value = _number(node.attributes.get("value"), -1)
            self.item_started = False
        elif tag in ("ul", "ol"):
            self._flush()
            self._emit_open_list()  # an inner list is put out flat, behind the item it belongs to
            letters = node.attributes.get("type") in ("a", "A")
            within = (self.item_value, self.item_started)
            self.lists.append(_List(tag == "ol", _number(node.attributes.get("start"), 1), letters, within))
            self.item_value, self.item_started = None, False
        elif tag in HEADINGS:
            self._flush()
            self.heading = HEADINGS[tag]
        elif tag in BREAKS:
            self._flush()

    def _close(self, tag: str) -> None:
        if tag in BREAKS or tag in HEADINGS:
            self._flush()
            self.heading = 0
            if tag == "li":
                self.item_value = None
                if self.lists and self.lists[-1].alone:
                    self._close_list()
        elif tag in ("ul", "ol") and self.lists:
            self._flush()
            self._close_list()

    # -- closing

    def _flush(self) -> None:
        """The collected pieces become a block or an item of the open list; a heading's line stands alone."""
        if not self.pieces:
            return
        pieces, self.pieces = self.pieces, []
        if self.lists and self.item_value is not None:
            self._add_item([SPACE if piece.text == "\n" else piece for piece in pieces])
            return
        paragraph: list[tuple[list[Piece], str]] = []
        for line in lines_of(pieces):
            text = text_of(line)
            if not text:
                self._add_lines(paragraph)
                paragraph = []
            elif self.heading or self._is_heading(line, text):
                self._add_lines(paragraph)
                paragraph = []
                self._add_heading(line, text)
            elif paragraph and split_mark(line, text):
                self._add_lines(paragraph)
                paragraph = [(line, text)]
            else:
                paragraph.append((line, text))
        self._add_lines(paragraph)

    def _add_lines(self, lines: Sequence[tuple[Sequence[Piece], str]]) -> None:
        """Lines that go on with each other as one paragraph, each with its text."""
        if len(lines) == 1:
            self._add_paragraph(*lines[0])
        elif lines:
            # Several lines together may be what none of them was.
            self._add_text([piece for line, _ in lines for piece in (*line, SPACE)])

    def _add_text(self, pieces: Sequence[Piece]) -> None:
        text = text_of(pieces)
        if text and self._is_heading(pieces, text):
            self._add_heading(pieces, text)
        elif text:
            self._add_paragraph(pieces, text)

    def _is_heading(self, line: Sequence[Piece], text: str) -> bool:
        return self.known(text[:300]) or _is_bold_heading(line, text)

    def _add_heading(self, line: Sequence[Piece], text: str) -> None:
        known = self.known(text[:300])
        if len(text) > _LONGEST_HEADING:
            self.letters.add(line)
            self._append(Block("paragraph", text, self.heading or (2 if known else 3), markup=markup_of(line)))
            return
        self._append(Block("heading", text, self.heading or (2 if known else 3), markup=markup_of(line, strong=False)))
        if not self.heading and not known:
            self.bold_headings.append((len(self.blocks) - 1, markup_of(line)))

    def _add_paragraph(self, pieces: Sequence[Piece], text: str) -> None:
        found = split_mark(pieces, text)
        if found is None or _is_only_bullets(text_of(found[1])):
            self.letters.add(pieces)
            self._append(Block("paragraph", text, markup=markup_of(pieces)))
            return
        # Word writes lists as paragraphs that begin with a mark.
        marker, rest = found
        self.letters.add(rest)
        self._emit_open_list()
        item = Item(text_of(rest), marker.value, markup_of(rest))
        letters = None if marker.style == "bullet" else marker.style == "letter"
        if not self._tail_is(letters) or (letters is not None and self.tail[-1].value >= marker.value):
            self._end_tail()
            self.tail_letters = letters
        self.tail.append(item)

    def _add_item(self, pieces: Sequence[Piece]) -> None:
        current = self.lists[-1]
        if not current.ordered and not self.item_started:
            pieces = without_bullets(pieces)
            if _is_only_bullets(text_of(pieces)):  # the mark stands in a paragraph of its own
                return
        text = text_of(pieces)
        if not text:
            return
        self.letters.add(pieces)
        if self.item_started:  # a further paragraph of the same item
            if current.items:
                last = current.items[-1]
                markup = markup_of(pieces)
                begins_in, ends_in = ends_of(pieces)
                if markup or last.markup:
                    before, after = last.markup or escape(last.text, quote=False), markup or escape(text, quote=False)
                    markup = joined(before, after, begins_in if begins_in == current.ends_in else None)
                current.ends_in = ends_in
                current.items[-1] = Item(f"{last.text} {text}", last.value, markup)
            else:
                self._append(Block("paragraph", text, markup=markup_of(pieces)))
            return
        self.item_started = True
        value = 0
        if current.ordered:
            given = self.item_value
            value = given if given is not None and given >= 0 else current.next_value
            current.next_value = value + 1
        current.ends_in = ends_of(pieces)[1]
        current.items.append(Item(text, value, markup_of(pieces)))

    def _close_list(self) -> None:
        self._emit_open_list()
        self.item_value, self.item_started = self.lists.pop().within

    def _emit_open_list(self) -> None:
        """Put the items so far out as a block, into the one above if they go on with its numbers."""
        if not self.lists or not self.lists[-1].items:
            return
        current = self.lists[-1]
        items, current.items = current.items, []
        letters = current.letters if current.ordered else None
        if not self._tail_is(letters) or (letters is not None and self.tail[-1].value + 1 != items[0].value):
            self._end_tail()
            self.tail_letters = letters
        self.tail += items

    # -- blocks

    def _append(self, block: Block) -> None:
        self._emit_open_list()
        self._end_tail()
        self.blocks.append(block)

    def _tail_is(self, letters: bool | None) -> bool:
        return bool(self.tail) and self.tail_letters == letters

    def _end_tail(self) -> None:
        if self.tail:
            kind: BlockKind = "bullets" if self.tail_letters is None else "numbers"
            self.blocks.append(Block(kind, items=tuple(self.tail), letters=bool(self.tail_letters)))
            self.tail = []

    def _add_table(self, node: Node) -> bool:
        """Add the table, unless it only places text: its cells are then read like anything else."""
        caption, rows = read_table(node)
        if is_for_layout(rows):
            return False
        self._flush()
        self._emit_open_list()
        self._add_text(caption)
        if is_a_list(rows):
            for mark, content in rows:
                self._add_text([SPACE if p.text == "\n" else p for p in (*mark.pieces, SPACE, *content.pieces)])
            return True
        cells = rows_of(rows)
        self._append(Block("table_text", rows=tuple(tuple(c.text for c in row) for row in cells), cells=cells))
        return True

    def _forget_bold(self) -> None:
        for place, markup in self.bold_headings:
            text = self.blocks[place].text
            self.blocks[place] = Block("paragraph", text, markup=markup)
        for place, block in enumerate(self.blocks):
            if "<strong>" in block.markup or any("<strong>" in item.markup for item in block.items):
                items = tuple(Item(item.text, item.value, without_strong(item.markup)) for item in block.items)
                self.blocks[place] = Block(
                    block.kind,
                    block.text,
                    block.level,
                    items,
                    markup=without_strong(block.markup),
                    letters=block.letters,
                )


def _number(raw: str | None, otherwise: int) -> int:
    written = (raw or "").strip()
    if not written.isascii() or not written.isdecimal() or len(written) > 5:
        return otherwise
    return min(int(written), _HIGHEST_NUMBER)


def _is_only_bullets(text: str) -> bool:
    return after_bullets(f"{text} X") == "X"


def _is_bold_heading(line: Sequence[Piece], text: str) -> bool:
    if len(text) > _LONGEST_BOLD_HEADING or text.endswith((".", ",", ";")):
        return False
    if not (text[0].isupper() or text[0].isdigit() or text[0] in '„"»('):
        return False
    return all(piece.style.bold for piece in line if piece.text.strip()) and marker_of(text) is None
