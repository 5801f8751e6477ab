"""A paper as it is printed (``selfaction=print``): flat, each part begun by the word on the link that folds it."""

from __future__ import annotations

import re

from ...documents.headings import is_contact_line
from ..html.document import Node, Tree
from .blocks import safe, without_toggle
from .cells import LONGEST_TITLE, said

_TOGGLE = re.compile(r"reduzieren", re.IGNORECASE)
_BEGINS = re.compile(r"reduzieren\s+(\S.{1,100})", re.IGNORECASE)
_NO_TEXT = re.compile(r"beratungsfolge|anlagen?\b|dokumente|abstimmung", re.IGNORECASE)
_LONGEST_CONTACT = 200
_ELEMENTS = frozenset({"p", "div", "span", "h1", "h2", "h3", "h4", "h5", "a", "button", "td"})


def is_flat(tree: Tree) -> bool:
    """Is this the printed page? It has no part of its own, but the word that folds one."""
    return tree.css_first("div.docPart") is None and _first_toggle(tree) is not None


def _first_toggle(tree: Tree) -> Node | None:
    main = tree.css_first("#mainContent") or tree.body
    if main is None:
        return None
    for node in main.traverse():
        if node.tag in _ELEMENTS:
            own = (node.text(deep=False) or "").strip()
            if own and (_TOGGLE.fullmatch(own) or _BEGINS.fullmatch(own)):
                return node
    return None


def _container(tree: Tree) -> list[Node]:
    """The elements beside the first word, in order."""
    toggle = _first_toggle(tree)
    main = tree.css_first("#mainContent") or tree.body
    while toggle is not None and toggle.parent is not None and main is not None:
        beside = [node for node in toggle.parent.iter() if node.tag and not node.tag.startswith("-")]
        if len(beside) > 1 or toggle.parent.mem_id == main.mem_id:
            return beside
        toggle = toggle.parent
    return []


def title_of(tree: Tree) -> str:
    """The first words below the heading of the page."""
    for node in _container(tree):
        text = said(node, limit=LONGEST_TITLE)
        if _TOGGLE.match(text):
            break
        if text and node.tag not in ("h1", "dl", "aside", "script"):
            return text
    return ""


def texts_of(tree: Tree) -> list[tuple[str, str]]:
    """Heading and mark-up of the parts of the text; the way through the committees and the attachments are none."""
    found: list[tuple[str, str]] = []
    heading: str | None = None
    awaits_heading = False
    kept: list[str] = []

    def close() -> None:
        html = safe("".join(kept))
        if heading is not None and html and not _NO_TEXT.match(heading):
            found.append((heading, html))
        kept.clear()

    for node in _container(tree):
        text = said(node, limit=LONGEST_TITLE)
        if _TOGGLE.fullmatch(text):
            close()
            heading, awaits_heading = None, True
        elif awaits_heading and text:
            heading, awaits_heading = without_toggle(text[:120]), False
        elif begins := _BEGINS.fullmatch(text):
            close()
            heading = without_toggle(begins[1])
        elif heading is not None and not (len(text) <= _LONGEST_CONTACT and is_contact_line(text)):
            kept.append(node.html or "")
    close()
    return found
