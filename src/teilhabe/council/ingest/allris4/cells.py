"""Elements of a page: what they say, rows and their cells by class or by the heading of their column, links, labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...documents.inline import BREAKS, HEADINGS, Piece, walk
from ..html.document import Node, Tree, absolute, at_most, attribute, line, once, parameter
from ..html.errors import NotThisPage
from ..html.identity import fact_key

LONGEST_TITLE = 1_000
LONGEST_NAME = 300
_NUMBER = re.compile(r"\d{1,12}")
_NOT_SAID = re.compile(r"\s*(?:\(ohne nummer\)|\(offen\)|[-–])\s*", re.IGNORECASE)


def said(node: Node | None, *, limit: int = LONGEST_NAME) -> str:
    """What a reader sees of an element, in one line; "" for None."""
    if node is None:
        return ""
    parts: list[str] = []
    length = 0

    def into(tag: str, inner: Node) -> bool:
        if tag == "br":
            parts.append(" ")
        return tag != "br" and "zusatzinfo" not in attribute(inner, "class").split()

    for tag, _, what in walk(node, into):
        if isinstance(what, Piece):
            parts.append(what.text)
            length += len(what.text) - what.text.count(" ")
            if length > limit:
                break
        elif tag in BREAKS or tag in HEADINGS:
            parts.append(" ")
    return line("".join(parts), limit=limit)


def meant(node: Node | None, *, limit: int = LONGEST_NAME) -> str:
    """As :func:`said`; "" where the page only says that there is nothing."""
    text = said(node, limit=limit)
    return "" if _NOT_SAID.fullmatch(text) else text


def key_in(url: str, name: str) -> str:
    """The key of the record that the address of a page asks for. Raises NotThisPage if it asks for none."""
    number = parameter(url, name)
    if not number.isascii() or not _NUMBER.fullmatch(number):
        raise NotThisPage
    return f"{name.lower()}={int(number)}"


def link_key(link: Node | None, url: str, *parameters: str) -> str:
    """The key of the record a link leads to, if it is one of these parameters; "" otherwise."""
    if link is None:
        return ""
    key = fact_key(absolute(url, attribute(link, "href")))
    return key if key.partition("=")[0] in parameters else ""


def first_key(node: Node | None, url: str, *parameters: str) -> tuple[str, Node | None]:
    """Key and link of the first link in an element that leads to such a record."""
    for link in node.css("a[href]") if node is not None else ():
        if key := link_key(link, url, *parameters):
            return key, link
    return "", None


def number_in_link(link: Node | None, url: str, name: str) -> str:
    """The key that a parameter of a link names, whatever page it leads to: the point on an agenda."""
    number = parameter(absolute(url, attribute(link, "href")), name) if link is not None else ""
    return f"{name.lower()}={int(number)}" if number.isascii() and _NUMBER.fullmatch(number) else ""


class Table:
    """A table read by its own rows; those of tables inside it are not among them."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.heads: dict[str, int] = {}
        for row in self.rows():
            cells = cells_of(row)
            if cells and all(cell.tag == "th" for cell in cells):
                self.heads = {said(cell, limit=60).lower(): place for place, cell in reversed(list(enumerate(cells)))}
                break

    def rows(self) -> Iterator[Node]:
        for child in self.node.iter():
            if child.tag == "tr":
                yield child
            elif child.tag in ("thead", "tbody", "tfoot"):
                yield from (row for row in child.iter() if row.tag == "tr")

    def body(self) -> Iterator[tuple[Node, list[Node]]]:
        """The rows that are no headings of columns, with their cells."""
        for row in self.rows():
            cells = cells_of(row)
            if cells and not all(cell.tag == "th" for cell in cells):
                yield row, cells

    def cell(self, cells: list[Node], css: str, *heads: str) -> Node | None:
        """The cell of a class, or else below one of these headings (lower case, by their beginning)."""
        if css:
            for cell in cells:
                if css in attribute(cell, "class").split():
                    return cell
        for wanted in heads:
            for head, place in self.heads.items():
                if head.startswith(wanted):
                    return cells[place] if place < len(cells) and len(cells) > 1 else None
        return None


def tables(tree: Tree, selectors: str, *, most: int = 50) -> list[Table]:
    """The tables that one of the selectors finds, each once. Raises TooBigToRead for more than ``most``."""
    return [Table(node) for node in at_most(once(tree.css(selectors)), most)]


def cells_of(row: Node) -> list[Node]:
    return [cell for cell in row.iter() if cell.tag in ("td", "th")]


def labels(tree: Tree) -> dict[str, Node]:
    """The values of a page's head by their labels (lower case, without colon) and by their ids ("#vobetreff")."""
    found: dict[str, Node] = {}
    for dt in tree.css("dt"):
        label = said(dt, limit=60).rstrip(": ").lower()
        value = dt.next
        while value is not None and (value.tag or "").startswith("-"):
            value = value.next
        if label and value is not None and value.tag == "dd":
            found.setdefault(label, value)
    for node in tree.css("span[id], div[id], td[id], dd[id]"):
        name = attribute(node, "id")
        if name.isalnum() and len(name) < 25:
            found.setdefault(f"#{name.lower()}", node)
    return found


def one_of(found: dict[str, Node], *names: str) -> Node | None:
    return next((found[name] for name in names if name in found), None)


def heading(tree: Tree) -> str:
    """The title of the page: its h1 in the content."""
    main = tree.css_first("#mainContent h1") or tree.css_first("h1.title") or tree.css_first("h1")
    return said(main, limit=LONGEST_TITLE)
