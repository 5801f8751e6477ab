"""The text of a page in its parts ("docPart"), each under the heading that the system prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import get_args

from ...documents.headings import match_heading
from ...documents.markup import cleaned
from ..html.document import Node, Tree, attribute, read
from ..html.facts import BlockKind, TextBlock
from .cells import said

# What stays of foreign mark-up: enough for documents.html_blocks to tell lists, tables and bold lines.
_TAGS = set(
    re.findall(
        r"\S+",
        "p div span b strong i em u s strike del ins sup sub br hr ul ol li table thead tbody tfoot tr th td caption a"
        " font h1 h2 h3 h4 h5 h6 blockquote pre center dl dt dd",
    )
)
_ATTRIBUTES = {
    "*": {"style"},
    "a": {"href"},
    "ol": {"start", "type"},
    "li": {"value"},
    "font": {"face"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_WITHOUT_CONTENT = {
    "script",
    "style",
    "head",
    "title",
    "template",
    "noscript",
    "button",
    "select",
    "textarea",
    "iframe",
}
_TOGGLE = re.compile(r"^(?:reduzieren|erweitern|einklappen|ausklappen)\b\s*", re.IGNORECASE)
_MINUTES = re.compile(r"wortprotokoll|niederschrift|beratungsverlauf|wortbeitr|protokoll|beratung\b", re.IGNORECASE)
# A text that begins with words behind tags of which none hides them, as nearly all do.
_WORDS = re.compile(r"""(?:\s*+<[a-z0-9]+(?: (?!style=)[a-z]+="[^"<>&]*")*>)*\s*+\w""")
_HEADINGS = ("h2", "h3", "h4")
_KINDS = frozenset(get_args(BlockKind))


def safe(html: str) -> str:
    """Foreign HTML without remarks, scripts, forms and what stands in attributes; Word's styles stay."""
    return cleaned(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https"},
        clean_content_tags=_WITHOUT_CONTENT,
        link_rel=None,
    ).strip()


def without_toggle(text: str) -> str:
    """A heading without the word on the link that folds its part."""
    return _TOGGLE.sub("", text).rstrip(": ")


def kind_of(heading: str) -> BlockKind:
    """What a part is by the heading the system prints above it."""
    if _MINUTES.search(heading):
        return "minutes"
    found = match_heading(heading, inline=False)
    kind = found.kind if found else ""
    return kind if kind in _KINDS else ""  # type: ignore[return-value]  # just looked up among them


def parts(tree: Tree) -> Iterator[tuple[str, Node]]:
    """Heading and element of each part, in order; a part without a heading of its own goes on with the one before."""
    root = tree.root
    if root is None:
        return
    heading = ""
    seen: set[int] = set()
    for node in root.traverse():
        if node.tag in _HEADINGS and not _inside(node, seen):
            heading = without_toggle(said(node, limit=120))
        elif node.tag == "div" and "docPart" in attribute(node, "class").split() and not _inside(node, seen):
            seen.add(node.mem_id)
            own = _own_heading(node)
            if own is not None:
                heading = without_toggle(said(own, limit=120))
            yield heading, node


def _inside(node: Node, parts_seen: set[int]) -> bool:
    above = node.parent
    while above is not None and parts_seen:
        if above.mem_id in parts_seen:
            return True
        above = above.parent
    return False


def _own_heading(part: Node) -> Node | None:
    """The heading inside a part with the link that folds it."""
    first = next((child for child in part.iter()), None)
    return first if first is not None and first.tag in _HEADINGS and _TOGGLE.match(said(first)) else None


def text_of_part(part: Node) -> str:
    """The mark-up of a part without its own heading."""
    own = _own_heading(part)
    inner = [child.html or "" for child in part.iter(include_text=True) if own is None or child.mem_id != own.mem_id]
    return safe("".join(inner))


def text_blocks(found: Iterable[tuple[str, str]]) -> tuple[TextBlock, ...]:
    """Blocks of parts with heading and mark-up; a heading that is said again is not repeated."""
    blocks: list[TextBlock] = []
    last = None
    for heading, html in found:
        if html and (_WORDS.match(html) or said(read(html).body, limit=1)):
            shown = "" if heading == last else heading
            blocks.append(TextBlock(html=html, kind=kind_of(heading), heading=shown))
            last = heading
    return tuple(blocks)
