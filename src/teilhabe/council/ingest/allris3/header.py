"""The labelled values at the head of a page: ``td.kb1`` beside its value, or the spans of the responsive layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..html.document import Node, Tree, attribute
from .cells import cells, classes, rows, said

# What the spans of the responsive layout are called on classic pages.
SPANS: Mapping[str, str] = {
    "siname": "bezeichnung",
    "sigremium": "gremium",
    "sidatum": "datum",
    "sizeit": "zeit",
    "siraum": "raum",
    "siort": "ort",
    "sistatus": "status",
    "tonr": "top",
    "tobetreff": "betreff",
    "tobanr": "beschlussart",
    "tovonr": "vorlage",
    "tostatus": "status",
    "vobetreff": "betreff",
    "vostatus": "status",
    "voart": "vorlage-art",
    "voamt": "federführend",
    "vobeteiligt": "beteiligt",
    "vodatum": "datum",
    "voantragsteller": "antragsteller",
    "voverfasser": "verfasser",
}
_LONGEST_LABEL = 60
_MOST_LABELS = 300


@dataclass(frozen=True, slots=True)
class Value:
    """A value and, for a table that stands in the row below its label, that row's cell."""

    label: str
    node: Node
    below: Node | None = None

    def text(self, limit: int = 4000) -> str:
        return said(self.node, limit=limit)


def values(tree: Tree) -> dict[str, Value]:
    """What the header says, by label in lower case without its colon; the first of each counts.

    Only tables outside the text of the paper are read: those before the first anchor of a text.
    """
    found: dict[str, Value] = {}
    for span in tree.css("span[id]")[:_MOST_LABELS]:
        label = SPANS.get(attribute(span, "id"), "")
        if label:
            found.setdefault(label, Value(label, span))
    for name in tree.css("label")[:_MOST_LABELS]:
        label = _label(name)
        if label and label not in found and name.parent is not None and name.parent.tag in ("p", "div", "li", "dt"):
            found[label] = Value(label, name.parent)
    for cell in tree.css("td.kb1")[:_MOST_LABELS]:
        label = _label(cell)
        if not label or label in found:
            continue
        beside = _next_cell(cell)
        row = cell.parent
        below = _cell_below(row) if beside is None and row is not None else None
        node = beside or below
        if node is not None:
            found[label] = Value(label, node, below)
    return found


def _label(node: Node) -> str:
    return said(node, limit=_LONGEST_LABEL).rstrip(":").strip().lower()


def _next_cell(cell: Node) -> Node | None:
    here = cell.next
    while here is not None and here.tag not in ("td", "th"):
        here = here.next
    return here if here is not None and "kb1" not in classes(here) else None


def _cell_below(row: Node) -> Node | None:
    here = row.next
    while here is not None and here.tag != "tr":
        here = here.next
    return next(iter(cells(here)), None) if here is not None else None


def first(found: Mapping[str, Value], *labels: str) -> Value | None:
    """The value of the first label that begins with one of these words."""
    for word in labels:
        exact = found.get(word)
        if exact is not None:
            return exact
    return next((one for word in labels for label, one in found.items() if label.startswith(word)), None)


def text_of(found: Mapping[str, Value], *labels: str, limit: int = 4000) -> str:
    one = first(found, *labels)
    return one.text(limit) if one is not None else ""


def nested_table(value: Value | None) -> Node | None:
    """The table in a value: beside its label or in the row below."""
    if value is None:
        return None
    table = value.node.css_first("table")
    return table if table is not None and next(rows(table), None) is not None else None
