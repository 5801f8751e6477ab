"""Text, tables, columns and numbers of records in a page. Nothing here descends by recursion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..html.document import Node, Tree, absolute, attribute, line
from ..html.identity import NUMBERS, fact_key

LONGEST = 4000
# A cell with more nodes than this is no cell; what follows in it is not read.
_MOST_NODES = 4000
_SILENT = frozenset({"script", "style", "title", "head", "template", "noscript"})
_BREAKS = frozenset({"br", "p", "div", "li", "td", "th", "tr", "h1", "h2", "h3", "h4", "hr", "input", "img"})
_PLAIN = frozenset({"a", "b", "font", "i", "span", "strong", "u"})
_ROW_HOLDERS = frozenset({"tbody", "thead", "tfoot"})
# Of a text that is cut to n characters, n times as many are looked at: most of what systems print is blanks.
_LOOKED_AT = 40
_NUMBER = re.compile(r"\d{1,12}", re.ASCII)
_NOTE = "Zusatzinfo"


def said(node: Node | None, *, limit: int = LONGEST, notes: bool = True) -> str:
    """The visible text of an element in one line, words apart where the page breaks lines. "" for None.

    Without ``notes``, what ALLRIS appends to a subject in grey ("Zusatzinfo") is left out.
    """
    only = node.first_child if node is not None else None
    while only is not None and only.next is None and only.tag in _PLAIN and (notes or only.tag != "span"):
        only = only.first_child
    if node is None or only is None:
        return ""
    if only.next is None and only.is_text_node:
        # Most cells hold one text.
        return line((only.text_content or "").lstrip()[: _LOOKED_AT * limit], limit=limit)
    found: list[str] = []
    length = 0
    for count, one in enumerate(walk(node, notes=notes)):
        if one.is_text_node:
            piece = one.text_content or ""
            found.append(piece)
            length += len(piece)
        elif one.tag in _BREAKS:
            found.append(" ")
        if length > 4 * limit or count > max(200, limit):
            break
    return line("".join(found).lstrip()[: _LOOKED_AT * limit], limit=limit)


def walk(node: Node, *, notes: bool = True) -> Iterator[Node]:
    """All visible nodes below ``node`` in their order, elements before what they hold."""
    here = node.first_child
    while here is not None:
        hidden = here.tag in _SILENT or here.is_comment_node
        if not notes and here.tag == "span" and attribute(here, "title") == _NOTE:
            hidden = True
        if not hidden:
            yield here
        below = None if hidden else here.first_child
        if below is not None:
            here = below
            continue
        while here is not None and here.next is None:
            here = here.parent
            if here is None or here.mem_id == node.mem_id:
                return
        here = here.next


def children(node: Node) -> Iterator[Node]:
    here = node.first_child
    while here is not None:
        yield here
        here = here.next


def rows(table: Node | None) -> Iterator[Node]:
    """The rows of a table, not those of tables in its cells."""
    for child in children(table) if table is not None else ():
        if child.tag == "tr":
            yield child
        elif child.tag in _ROW_HOLDERS:
            yield from (one for one in children(child) if one.tag == "tr")


def cells(row: Node) -> list[Node]:
    return [one for one in children(row) if one.tag in ("td", "th")]


def classes(node: Node | None) -> list[str]:
    return attribute(node, "class").split()


def spread(row: Node) -> list[tuple[int, Node]]:
    """The cells of a row with the column each begins in."""
    found, column = [], 0
    for cell in cells(row):
        found.append((column, cell))
        span = attribute(cell, "colspan")
        column += min(int(span), 50) if span.isascii() and span.isdecimal() else 1
    return found


def columns(row: Node) -> dict[str, int]:
    """Where the columns of a table begin, by their headings in lower case."""
    return {name: column for column, cell in reversed(spread(row)) if (name := said(cell, limit=60).lower())}


def column_of(named: dict[str, int], *wanted: str) -> int | None:
    """The first column whose heading begins with one of the words."""
    return next((at for word in wanted for name, at in named.items() if name.startswith(word)), None)


def at(row: Node, column: int | None) -> Node | None:
    """The cell that begins in ``column`` or reaches over it."""
    if column is None:
        return None
    return next((cell for begin, cell in reversed(spread(row)) if begin <= column), None)


@dataclass(frozen=True, slots=True)
class Held:
    """The links and forms of a row, looked up once for all that asks for them."""

    links: tuple[Node, ...]
    forms: tuple[Node, ...]

    @classmethod
    def of(cls, node: Node) -> Held:
        found: list[Node] = []
        sent: list[Node] = []
        for count, one in enumerate(walk(node)):
            tag = one.tag
            if tag == "a" and attribute(one, "href"):
                found.append(one)
            elif tag == "form":
                sent.append(one)
            if count > _MOST_NODES:
                break
        return cls(tuple(found), tuple(sent))


def links(node: Node | Held | None) -> Iterator[Node]:
    """The links in a cell."""
    if isinstance(node, Held):
        yield from node.links
    elif node is not None:
        for count, one in enumerate(walk(node)):
            if one.tag == "a" and attribute(one, "href"):
                yield one
            if count > _MOST_NODES:
                return


def linked(node: Node | Held | None, url: str, parameter: str) -> tuple[str, str]:
    """Key and text of the first link in a cell that leads to a record of this parameter ("volfdnr"); ("", "")."""
    for link in links(node):
        key = key_of_link(link, url)
        if key.startswith(f"{parameter}="):
            return key, said(link)
    return "", ""


def key_of_link(link: Node, url: str) -> str:
    """The key of the record a link leads to; "" if it leads to none."""
    href = attribute(link, "href")
    return _key_of(href, url) if "lfdnr" in href.lower() else ""


@lru_cache(maxsize=2048)
def _key_of(href: str, url: str) -> str:
    # The same link is asked for each kind of record that a row may name.
    return fact_key(absolute(url, href))


def address(link: Node, url: str) -> str:
    """Where a link leads, with the record's number and nothing else in its query."""
    parameter, _, number = key_of_link(link, url).partition("=")
    path = attribute(link, "href").partition("?")[0].partition("#")[0]
    return absolute(url, f"{path}?{parameter.upper()}={number}") if number else ""


def posted(node: Node | Held | None, program: str, parameter: str) -> str:
    """The key in the hidden field of a form that leads to ``program`` ("vo020"); ""."""
    for form in forms(node, program):
        key = hidden(form, parameter)
        if key:
            return key
    return ""


def forms(node: Node | Held | None, program: str) -> Iterator[Node]:
    """The forms in a cell that lead to ``program``."""
    if isinstance(node, Held):
        yield from (one for one in node.forms if attribute(one, "action").lower().startswith(program))
    elif node is not None:
        for count, one in enumerate(walk(node)):
            if one.tag == "form" and attribute(one, "action").lower().startswith(program):
                yield one
            if count > _MOST_NODES:
                return


def fields(form: Node) -> list[Node]:
    """The input fields of a form; those of a form broken by its table count as well."""
    found = []
    for count, one in enumerate(walk(form)):
        if one.tag == "input":
            found.append(one)
        if count > 200:
            break
    return found


def hidden(form: Node, parameter: str) -> str:
    """The key in a form's hidden field ("volfdnr=7"); ""."""
    for one in fields(form):
        if attribute(one, "name").lower() == parameter:
            return key_for(parameter, attribute(one, "value"))
    return ""


def key_for(parameter: str, number: str) -> str:
    """A key from a parameter and its value; "" unless that is a record number other than 0.

    >>> key_for("VOLFDNR", "0042"), key_for("volfdnr", "0"), key_for("sid", "7")
    ('volfdnr=42', '', '')
    """
    name = parameter.lower()
    if name not in NUMBERS or not _NUMBER.fullmatch(number) or int(number) == 0:
        return ""
    return f"{name}={int(number)}"


def number_of(key: str) -> str:
    return key.rpartition("=")[2]


def heading(tree: Tree) -> str:
    """The page's own heading."""
    return said(tree.css_first("#risname h1") or tree.css_first("h1"), limit=1000)
