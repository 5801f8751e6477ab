"""The way of a paper through the committees: each has a row with its role, and rows with its meetings below."""

from __future__ import annotations

from dataclasses import replace

from ..html import moments
from ..html.document import Node, Tree, at_most, attribute
from ..html.facts import Step
from ..html.publicness import is_numbered_closed, word_says
from .calendar import ORGANIZATIONS
from .cells import Table, first_key, meant, number_in_link, said

STEPS = "table.bfTable, #bfTable table"
_MOST = 1_000


def _is_closed(cells: list[Node], result: Node | None) -> bool:
    """Whether a hearing says itself that it is not public: any cell but that of the result, which may speak of "geheime
    Wahl"."""
    for cell in cells:
        if result is not None and cell.mem_id == result.mem_id:
            continue
        words = said(cell, limit=400)
        if False in (word_says(words), word_says(attribute(cell, "title"))) or is_numbered_closed(words):
            return True
    return False


def steps_of(tree: Tree, url: str) -> tuple[Step, ...]:
    """The steps in the order they are printed. A committee without a meeting is planned; a meeting that leads nowhere
    is not public and tells committee, role and day only."""
    found: list[Step] = []
    node = tree.css_first(STEPS)
    if node is None:
        return ()
    table = Table(node)
    head: Step | None = None
    used = True
    for row, cells in table.body():
        day = moments.day(said(table.cell(cells, "date", "datum"), limit=60))
        meeting, link = first_key(row, url, "silfdnr")
        name_cell = table.cell(cells, "grname", "gremium", "sitzung")
        name = said(name_cell)
        told_cell = table.cell(cells, "", "beschluss", "zuständigkeit", "ergebnis")
        told = meant(told_cell, limit=300)
        if day is None and not meeting:
            if head is not None and not used:
                found.append(head)
            committee_key, _ = first_key(name_cell, url, *ORGANIZATIONS)
            head = Step(place=0, committee=name, committee_key=committee_key, role_raw=told) if name or told else None
            used = head is None
            continue
        used = True
        if _is_closed(cells, told_cell):
            meeting = name = ""
        item, _ = first_key(row, url, "tolfdnr")
        known = head or Step(place=0, committee=name if not meeting else "")
        found.append(
            Step(
                place=0,
                committee=known.committee,
                committee_key=known.committee_key,
                role_raw=known.role_raw,
                day=day,
                meeting=meeting,
                item=(item or number_in_link(link, url, "TOLFDNR")) if meeting else "",
                result_raw=told if meeting else "",
                public=bool(meeting),
            )
        )
    if head is not None and not used:
        found.append(head)
    return tuple(replace(one, place=place) for place, one in enumerate(at_most(found, _MOST)))
