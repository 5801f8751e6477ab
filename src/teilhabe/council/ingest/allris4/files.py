"""Documents that a page offers. Only those of the documents' panel have an address that holds beyond the session."""

from __future__ import annotations

import re

from ..html.document import Node, Tree, absolute, at_most, attribute, line
from ..html.facts import DocumentFact
from .cells import said

_LASTING = re.compile(r"/wicket/resource/org\.apache\.wicket\.Application/doc(\d{1,12})\.pdf$")
_SHOWN = re.compile(r"'([^']{1,300})' in neuem Fenster")
_SIZE = re.compile(r"\s*\(\s*[\d.,]+\s*[kKmM]?[bB](?:ytes)?\s*\)\s*$")
_ROLES = (
    ("collected", re.compile(r"sammeldokument|gesamtdokument", re.IGNORECASE)),
    ("invitation", re.compile(r"einladung|bekanntmachung|tagesordnung", re.IGNORECASE)),
    ("minutes", re.compile(r"niederschrift|protokoll|auszug", re.IGNORECASE)),
    ("main", re.compile(r"vorlage|drucksache|antrag|mitteilung|anfrage", re.IGNORECASE)),
)
_CLOSED = re.compile(r"nicht[\s-]*öffentlich", re.IGNORECASE)
_MOST = 500


def documents(tree: Tree, url: str) -> tuple[DocumentFact, ...]:
    """The documents of the panels "Dokumente" and "Anlagen"; those for members only are none."""
    found: list[DocumentFact] = []
    for link in _links(tree, "dokumenteHeaderPanel"):
        whole = absolute(url, attribute(link, "href"))
        lasting = _LASTING.search(whole)
        name = _name(link)
        if lasting is None or not name or "disable" in attribute(link, "class").split() or _CLOSED.search(name):
            continue
        role = next((role for role, words in _ROLES if words.search(name)), "attachment")
        key = f"dolfdnr={int(lasting[1])}"
        if all(one.key != key for one in found):
            found.append(DocumentFact(name=name, key=key, url=whole, role=role, mime_type="application/pdf"))
    for link in _links(tree, "anlagenHeaderPanel"):
        name = _name(link)
        if name and not _CLOSED.search(name):
            found.append(DocumentFact(name=name))
    return tuple(found)


def _links(tree: Tree, panel: str) -> list[Node]:
    """The links of a panel; not those of an agenda that a missing end tag has put inside it."""
    found: list[Node] = []
    for link in at_most(tree.css(f"#{panel} a"), _MOST):
        above = link.parent
        while above is not None and above.tag != "table" and attribute(above, "id") != panel:
            above = above.parent
        if above is not None and above.tag != "table":
            found.append(link)
    return found


def _name(link: Node) -> str:
    shown = _SHOWN.search(attribute(link, "data-simpletooltip-text"))
    return _SIZE.sub("", line(shown[1]) if shown else said(link))
