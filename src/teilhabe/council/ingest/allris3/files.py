"""The documents a page offers: stable ones by ``do027``, attachments whose address holds for a session only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from ..html.document import Node, Tree, absolute, at_most, attribute, line, parameter
from ..html.facts import DocumentFact
from .cells import at, cells, classes, fields, hidden, key_for, links, number_of, rows, said

_OPENS = re.compile(r"\s*\(?(?:Öffnet|öffnet|öffnen).*$", re.DOTALL)
_TOOLTIP = re.compile(r"'(.+)'")
_SIZE = re.compile(r"\s*\(\s*\d[\d.,]*\s?[KMG]B\s*\)\s*$", re.IGNORECASE)
_NOT_FOR_ALL = re.compile(r"nicht[\s\-­]*(?:öffent|oeffent)|\bnö\b", re.IGNORECASE)
_TEMPORARY = re.compile(r"___tmp", re.IGNORECASE)
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "jpg": "image/jpeg",
    "png": "image/png",
    "zip": "application/zip",
}
_ROLES = (
    ("collected", re.compile(r"sammeldokument|im paket|aktenmappe|alle dokumente", re.IGNORECASE)),
    ("minutes", re.compile(r"niederschrift|protokoll", re.IGNORECASE)),
    ("invitation", re.compile(r"einladung|bekanntmachung|tagesordnung|\bTO\b", re.IGNORECASE)),
)
_MAIN = re.compile(r"^(?:drucksache|vorlage|antrag|anfrage|mitteilung|beschlussvorlage)\w*$", re.IGNORECASE)
_MOST = 500


def documents(tree: Tree, url: str, *, of_paper: bool) -> tuple[DocumentFact, ...]:
    """The documents of a meeting or paper, each once, those that are not for everybody left out."""
    found: dict[tuple[str, str], DocumentFact] = {}
    for one in (*_posted(tree, url, of_paper), *_header_panel(tree, url, of_paper), *_attachments(tree, url)):
        if one.name and not _NOT_FOR_ALL.search(one.name):
            found.setdefault((one.key, "" if one.key else one.name), one)
    return tuple(found.values())


def _posted(tree: Tree, url: str, of_paper: bool) -> Iterator[DocumentFact]:
    """Forms beside the header: the number in a hidden field, the name on the button."""
    for form in at_most(tree.css("td.me1 form"), _MOST):
        if not attribute(form, "action").lower().startswith("do027"):
            continue
        key = hidden(form, "dolfdnr")
        button = next((one for one in fields(form) if attribute(one, "type") == "submit"), None)
        title = attribute(button, "title")
        name = line(attribute(button, "value"), limit=400) or line(_OPENS.sub("", title), limit=400)
        kind = next((attribute(one, "value") for one in fields(form) if attribute(one, "name") == "typ"), "")
        if key and not _NOT_FOR_ALL.search(title):
            yield _stable(url, key, name, title, of_paper=of_paper, collected=kind == "130")


def _header_panel(tree: Tree, url: str, of_paper: bool) -> Iterator[DocumentFact]:
    """Links of the responsive layout: the name stands in their tooltip; those that are disabled lead nowhere."""
    for link in at_most(tree.css("aside#dokumenteHeaderPanel a"), _MOST):
        key = key_for("dolfdnr", parameter(attribute(link, "href"), "DOLFDNR"))
        if key and "disable" not in classes(link):
            title = tooltip(link)
            quoted = _TOOLTIP.search(title)
            name = line(quoted[1] if quoted else said(link, limit=400), limit=400)
            yield _stable(url, key, name, title, of_paper=of_paper)


def _stable(url: str, key: str, name: str, title: str, *, of_paper: bool, collected: bool = False) -> DocumentFact:
    role = "collected" if collected else next((role for role, words in _ROLES if words.search(f"{name} {title}")), "")
    if of_paper and role != "collected":
        role = "main" if _MAIN.match(name) else "attachment"
    return DocumentFact(
        name=name,
        key=key,
        url=document_url(url, key),
        role=role or "attachment",
        mime_type=_TYPES["pdf"] if "PDF" in title else "",
    )


def document_url(url: str, key: str) -> str:
    """Where a document lies, whoever asks: the form's answer also comes to a plain request."""
    return absolute(url, "do027.asp?" + urlencode({"DOLFDNR": number_of(key), "options": "64"}))


def _attachments(tree: Tree, url: str) -> Iterator[DocumentFact]:
    """The table "Anlagen:" (it stands twice; the later one is complete) or its list in the responsive layout."""
    tables: list[list[DocumentFact]] = []
    for table in tree.css("table.tk1"):
        if is_attachments(table):
            tables.append([one for row in rows(table) for one in _attached(row, url)])
    yield from max(reversed(tables), key=len, default=[])
    for link in at_most(tree.css("aside#anlagenHeaderPanel a"), _MOST):
        if "disable" not in classes(link):
            yield _fact(link, url)


def is_for_all(node: Node) -> bool:
    """Whether a form or link offers a document that everybody may read."""
    if node.tag == "form":
        titles = [f"{attribute(one, 'value')} {attribute(one, 'title')}" for one in fields(node)]
        return attribute(node, "action").lower().startswith("do027") and not any(map(_NOT_FOR_ALL.search, titles))
    return "disable" not in classes(node) and not _NOT_FOR_ALL.search(f"{tooltip(node)} {said(node, limit=400)}")


def tooltip(link: Node) -> str:
    return attribute(link, "data-simpletooltip-text") or attribute(link, "title")


def is_attachments(table: Node) -> bool:
    """Whether a table lists the attachments of a page."""
    for place, row in enumerate(rows(table)):
        label = next((one for one in cells(row) if "kb1" in classes(one)), None)
        if label is not None and said(label, limit=40).lower().startswith("anlage"):
            return True
        if place > 2:
            break
    return False


def _attached(row: Node, url: str) -> Iterator[DocumentFact]:
    held = cells(row)
    named = at(row, 2) if len(held) > 2 else (held[0] if held else None)
    link = next(links(named), None)
    if link is not None:
        yield _fact(link, url)


def _fact(link: Node, url: str) -> DocumentFact:
    href = attribute(link, "href")
    key = "" if _TEMPORARY.search(href) else key_for("dolfdnr", parameter(href, "DOLFDNR"))
    name = _SIZE.sub("", said(link, limit=400))
    ending = href.partition("?")[0].rpartition(".")[2].lower()
    return DocumentFact(name=name, key=key, url=document_url(url, key) if key else "", mime_type=_TYPES.get(ending, ""))
