"""The Beratungsfolge of a paper: cards of the tab "Beratungen" (vo0053), or a table (vo0050 of older layouts)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..html.document import Node, at_most, attribute, line, once
from ..html.facts import Step
from ..html.moments import day
from ..html.publicness import number_says, word_says
from .agenda import LONGEST_RESULT
from .landmarks import Row, classes, key_in, linked, rows, spoken

AGENDAS = ("si0057", "si0056", "to0040", "si0050")
# A row of an archived page: each cell says what it says, nothing is carried over from the row above.
ARCHIVED = "smc-archived"
# "10.06.2026 Sportausschuss TOP 8.1 öffentlich - Kenntnisnahme"
_NOT_PUBLIC = re.compile(r"nicht[\s\-­]*(?:öffentlich|oeffentlich)", re.IGNORECASE)
_STATE = re.compile(r"\b(?:nicht[\s\-­]*)?(?:öffentlich|oeffentlich)\b", re.IGNORECASE)
_TOP = re.compile(r"(?:^|\s+)TOP:?\s+((?:[ÖN]\s*)?\d[\w.]{0,20})\s*$", re.IGNORECASE)
_DATE = re.compile(r"^\W*(?:[A-Za-z]{2,10},?\s+)?\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})[\s,:–-]*")
_RESULT = re.compile(r"^\s*(?:Beschluss|Ergebnis|Beratungsergebnis|Abstimmung)\s*:\s*", re.IGNORECASE)
_COMMITTEE_CELLS = ("grname", "gremium", "ausschuss", "smc_field_grname")
_DATE_CELLS = ("sidat", "datum", "sitzung", "sitzungsdatum", "termin", "smc_field_sidat")
_ROLE_CELLS = ("bfost", "bfart", "zuständigkeit", "beratungsart", "behandlung", "art der beratung", "aufgabe", "art")
_RESULT_CELLS = ("txname", "beschluss", "ergebnis", "beratungsergebnis")
_NUMBER_CELLS = ("tofnum", "top", "tonr")
_STATE_CELLS = ("status", "öffentlichkeit", "sistatus", "bfstatus")
_TABLES = "[id^=smc_page_vo005], [id^=smc_page_ag005], .smc_page_vo0050_contenttable, table[summary*=Beratung]"


def read_steps(main: Node, url: str, *, tab: bool = False) -> tuple[Step, ...]:
    """The steps in the order of the page. One that is not public names committee, role and day at most.

    On the ``tab`` "Beratungen" every card is a step, on a paper's own page only one that has a day or a state.
    """
    found = [*_cards(main, url, tab=tab)] or [*_table(main, url)]
    return tuple(replace(step, place=place) for place, step in enumerate(found, 1))


# -- cards --------------------------------


def _cards(main: Node, url: str, *, tab: bool) -> Iterator[Step]:
    skip = 0
    for card in at_most(main.css("div[id^=smcpanel]"), 2000):
        if skip:
            skip -= 1
            continue
        inside = card.css("div[id^=smcpanel]")
        button = card.css_first("button, .card-header, .panel-heading, .card-header-title")
        said = _head(button)
        if not said or (day(said) is None and not _STATE.search(said) and not (tab and " - " in said)):
            continue
        skip = len(inside) - 1
        yield _step(said, card, url)


def _head(button: Node | None) -> str:
    """The text of a card's head without the counters beside it ("1 Dok.")."""
    if button is None:
        return ""
    whole = spoken(button, limit=600)
    for badge in once(button.css(".smc-badges, .badge"))[:6]:
        counted = spoken(badge, limit=60)
        if counted and whole.endswith(counted):
            whole = whole[: -len(counted)].rstrip()
    return whole


def _step(said: str, card: Node, url: str) -> Step:
    on = day(said)
    rest = _DATE.sub("", said)
    states = list(_STATE.finditer(rest))
    state = states[-1] if states else None
    public = not _NOT_PUBLIC.search(rest)
    committee = rest[: state.start()] if state else rest.rpartition(" - ")[0] or rest
    role = rest[state.end() :] if state else rest.rpartition(" - ")[2] if " - " in rest else ""
    number = _TOP.search(committee.rstrip())
    committee = line(_TOP.sub("", committee.rstrip()))
    role = line(role.strip(" -–:"))
    if not public or (number is not None and number_says(number[1]) is False):
        return Step(place=0, committee=committee, role_raw=role, day=on, public=False)
    return _linked(
        Step(
            place=0,
            committee=committee,
            role_raw=role,
            day=on,
            item_number=line(number[1]) if number else "",
            result_raw=_result(card),
        ),
        card,
        url,
    )


def _linked(step: Step, node: Node, url: str) -> Step:
    """With the keys of meeting and point. Without a link to a meeting a step is planned."""
    meeting, item = linked(node, url, *AGENDAS), linked(node, url, "to0050")
    committee = linked(node, url, "kp0040", "gr0050", "gr0054")
    return replace(
        step,
        meeting=key_in(meeting[0], "__ksinr") if meeting else "",
        item=key_in(item[0], "__ktonr") if item else "",
        committee_key=key_in(committee[0], "__kgrnr") if committee else "",
    )


def _number(said: str) -> str:
    found = re.match(r"(?:[ÖN]\s*)?\d[\w.]{0,20}$", said, re.IGNORECASE)
    return line(found[0]) if found else ""


def _result(card: Node) -> str:
    for box in card.css("[class*=smcdv0_box2_beschluss], [class*=_field_beschluss]")[:4]:
        text = _RESULT.sub("", spoken(box, limit=4000))
        if text and len(text) <= LONGEST_RESULT:
            return text
    return ""


# -- tables --------------------------------


def _table(main: Node, url: str) -> Iterator[Step]:
    """Rows with a committee and a day. A row that names only the day goes on with the committee before it."""
    committee = role = ""
    for table in at_most(once(main.css(_TABLES)), 200):
        if table.tag != "table":
            continue
        for row in rows(table):
            if "smcrowh" in classes(row.node) or row.node.css_first("td tr") is not None:
                continue
            named, raw = row.text(*_COMMITTEE_CELLS), row.text(*_DATE_CELLS)
            meeting = linked(row.node, url, *AGENDAS)
            on = day(raw) or (day(spoken(meeting[1], limit=80)) if meeting else None)
            if ARCHIVED in classes(row.node):
                committee, role = named, row.text(*_ROLE_CELLS)
            elif not named and on is None:
                continue
            else:
                committee, role = named or committee, row.text(*_ROLE_CELLS) or ("" if named else role)
            yield _row_step(row, url, Step(place=0, committee=committee, role_raw=role, day=on, public=False))


def _row_step(row: Row, url: str, bare: Step) -> Step:
    state = row.text(*_STATE_CELLS)
    closed = word_says(state) is False or number_says(row.text(*_NUMBER_CELLS)) is False
    if ARCHIVED not in classes(row.node):
        closed = closed or _NOT_PUBLIC.search(spoken(row.node, limit=2000)) is not None
        closed = closed or _NOT_PUBLIC.search(attribute(row.node, "title")) is not None
    if closed:
        return bare
    result = row.text(*_RESULT_CELLS)
    return _linked(
        replace(
            bare,
            public=True,
            item_number=_number(row.text(*_NUMBER_CELLS)),
            result_raw=result if len(result) <= LONGEST_RESULT else "",
        ),
        row.node,
        url,
    )
