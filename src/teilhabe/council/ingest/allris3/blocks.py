"""The texts of papers and minutes: what stands between two anchors (``a[name=allrisSV]``), or in ``div#allrisSV``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..html.document import Node, Tree, at_most, attribute
from ..html.facts import BlockKind, TextBlock
from .cells import children, said
from .files import is_attachments
from .markup import of_text, write

# Beschlussvorschlag, Sachverhalt, Begründung, finanzielle Auswirkungen, Anlagen; Wortprotokoll, Beschluss.
KINDS: dict[str, BlockKind] = {
    "BV": "resolution",
    "SV": "matter",
    "BG": "reasons",
    "FA": "finance",
    "AN": "attachments",
    "WP": "minutes",
    "BS": "resolution",
}
_NAME = re.compile(r"allris([A-Z]{2})", re.ASCII)
_MOST_BLOCKS = 200


def blocks(tree: Tree) -> tuple[TextBlock, ...]:
    """The blocks in the order of the page; those without a word, or with nothing but their own heading, left out."""
    words = {
        attribute(link, "href")[1:]: said(link, limit=120).rstrip(":") for link in tree.css('a[href^="#allris"]')[:60]
    }
    found = []
    for name, nodes in _held(tree):
        html = _html(nodes)
        heading = words.get(f"allris{name}", "")
        text = _text(nodes)
        if text and text.rstrip(":").casefold() != heading.casefold():
            found.append(TextBlock(html=html, kind=KINDS.get(name, ""), heading=heading))
    return tuple(found)


def text_of_block(tree: Tree, wanted: str, *, limit: int = 400) -> str:
    """The text of one block in one line; "" if the page has none."""
    return next((_text(nodes, limit) for name, nodes in _held(tree) if name == wanted), "")


def held(tree: Tree) -> Iterator[tuple[str, str]]:
    """Name and HTML of each block, for keeping."""
    return ((name, _html(nodes)) for name, nodes in _held(tree))


def _held(tree: Tree) -> Iterator[tuple[str, list[Node]]]:
    for anchor in at_most(tree.css('a[name^="allris"], div[id^="allris"]'), _MOST_BLOCKS):
        named = _NAME.fullmatch(attribute(anchor, "name" if anchor.tag == "a" else "id"))
        if named is not None:
            # An anchor that was never closed holds what should follow it.
            inner = list(children(anchor))
            yield named[1], inner if anchor.tag == "div" or said(anchor, limit=80) else list(_following(anchor))


def _following(anchor: Node) -> Iterator[Node]:
    here = anchor.next
    while here is not None:
        if here.tag == "a" and _NAME.fullmatch(attribute(here, "name")):
            return
        if here.tag == "table" and is_attachments(here):
            return
        # The rule that the nested document draws above its text.
        if here.tag != "hr":
            yield here
        here = here.next


def _html(nodes: list[Node]) -> str:
    return write(nodes, of_text).strip()


def _text(nodes: list[Node], limit: int = 4000) -> str:
    found = " ".join(
        filter(
            None, (said(one, limit=limit) if one.is_element_node else (one.text_content or "").strip() for one in nodes)
        )
    )
    return " ".join(found.split())[:limit].strip()
