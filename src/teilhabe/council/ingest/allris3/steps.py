"""The Beratungsfolge of a paper: head rows (committee and role) with their hearings below, none, one or many."""

from __future__ import annotations

import re
from datetime import date

from ..html import moments
from ..html.document import Node, Tree, at_most, attribute, parameter
from ..html.facts import Step
from ..html.publicness import is_numbered_closed, word_says
from .agenda import CLOSED, OPEN_RESULT
from .cells import at, cells, classes, column_of, columns, forms, key_for, key_of_link, links, posted, rows, said
from .header import Value, nested_table

# The state of a hearing that has not been yet: its agenda is not there to be linked.
_AHEAD = re.compile(r"geplant|vorgesehen", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_MOST = 1000  # rows; the longest known ways through the committees have some dozens


def steps(tree: Tree, value: Value | None, url: str) -> tuple[Step, ...]:
    """The steps in the order of the page, counted from 1."""
    table = table_of_steps(tree, value)
    if table is None:
        return ()
    found: list[Step] = []
    named: dict[str, int] = {}
    committee = committee_key = role = ""
    for row in at_most(list(rows(table)), _MOST):
        held = cells(row)
        if not any(cell.tag == "td" for cell in held):
            named = columns(row)
            continue
        if is_hearing(row):
            found.append(_hearing(row, len(found) + 1, (committee, committee_key, role), named, url))
            continue
        words, key, about = _head(row, named, url)
        if not words:
            continue
        committee, committee_key, role = words, key, about
        if not is_hearing(_next_row(row)):
            # A head without a hearing: planned, no meeting has it on its agenda yet.
            found.append(Step(place=len(found) + 1, committee=committee, committee_key=committee_key, role_raw=role))
    return tuple(found)


def table_of_steps(tree: Tree, value: Value | None) -> Node | None:
    # The responsive layout opens each table twice; the first one stays empty.
    for table in tree.css("table.bfTable")[:10]:
        if next(rows(table), None) is not None:
            return table
    return nested_table(value)


def _next_row(row: Node) -> Node | None:
    here = row.next
    while here is not None and here.tag != "tr":
        here = here.next
    return here


def is_hearing(row: Node | None) -> bool:
    """A row with a day or a meeting; heads have neither."""
    if row is None:
        return False
    if CLOSED in classes(row):
        return True
    if any(cell.tag == "td" and _DAY.search(said(cell, limit=30)) for cell in cells(row)[:3]):
        return True
    return next(forms(row, "to010"), None) is not None


def is_closed(row: Node, named: dict[str, int]) -> bool:
    """Whether a hearing says itself that it is not public: its state, its TOP or any cell but that of the result, which
    may speak of "geheime Wahl"."""
    if CLOSED in classes(row):
        return True
    result = _result_cell(row, named)
    for cell in cells(row):
        if result is not None and cell.mem_id == result.mem_id:
            continue
        words = said(cell, limit=400)
        if False in (word_says(words), word_says(attribute(cell, "title"))) or is_numbered_closed(words):
            return True
    return any(is_numbered_closed(said(link, limit=60)) for link in links(row))


def day_of(row: Node) -> date | None:
    return next((found for cell in cells(row)[:4] if (found := moments.day(said(cell, limit=40)))), None)


def _head(row: Node, named: dict[str, int], url: str) -> tuple[str, str, str]:
    """Committee, its key and the role, which the responsive layout prints among the results."""
    if named:
        place = at(row, column_of(named, "gremium"))
        about = at(row, column_of(named, "beschluss", "zuständigkeit"))
    else:
        told = [cell for cell in cells(row) if "text1" in classes(cell)]
        place, about = (told[0] if told else None), (told[1] if len(told) > 1 else None)
    key = next((found for link in links(place) if (found := key_of_link(link, url))), "")
    known = key if key.partition("=")[0] in ("aulfdnr", "frlfdnr", "palfdnr", "amlfdnr") else ""
    return said(place, limit=300), known, said(about, limit=200)


def _hearing(row: Node, place: int, head: tuple[str, str, str], named: dict[str, int], url: str) -> Step:
    committee, committee_key, role = head
    held = cells(row)
    day = day_of(row)
    if is_closed(row, named):
        return Step(place=place, committee=committee, committee_key=committee_key, role_raw=role, day=day, public=False)
    meeting = next((key for link in links(row) if (key := key_of_link(link, url)).startswith("silfdnr=")), "")
    if not meeting:
        # A name that leads nowhere: still ahead, or not for everybody.
        ahead = any(
            _AHEAD.search(attribute(cell, "title") or said(cell.css_first("span"), limit=40)) for cell in held[:1]
        )
        return Step(place=place, committee=committee, committee_key=committee_key, role_raw=role, day=day, public=ahead)
    result = said(_result_cell(row, named), limit=300)
    return Step(
        place=place,
        committee=committee,
        committee_key=committee_key,
        role_raw=role,
        day=day,
        meeting=meeting,
        item=_item(row, url),
        result_raw="" if OPEN_RESULT.match(result) else result,
    )


def _result_cell(row: Node, named: dict[str, int]) -> Node | None:
    if named:
        return at(row, column_of(named, "beschluss"))
    return next((cell for cell in cells(row) if "text3" in classes(cell)), None)


def _item(row: Node, url: str) -> str:
    for link in links(row):
        key = key_of_link(link, url)
        if key.startswith("tolfdnr="):
            return key
    found = posted(row, "to020", "tolfdnr")
    if found:
        return found
    for form in forms(row, "to010"):
        found = key_for("tolfdnr", parameter(attribute(form, "action"), "topSelected"))
        if found:
            return found
    return ""
