"""A meeting with its agenda: si0057, si0056, to0040; si0050 has the head alone."""

from __future__ import annotations

import re

from ..html.document import Node, Tree, line
from ..html.errors import NotPublic, NotThisPage
from ..html.facts import DocumentFact, MeetingPage
from ..html.moments import day, span
from .agenda import is_agenda, read_agenda
from .calendar import CANCELLED, uncancelled
from .gates import Page, not_released, opened, says_nothing
from .landmarks import Header, documents, footers, heading, key_in, linked, main_of, rows

_TITLE_END = re.compile(r"\s+[-–]\s+(?:\w{2,10},?\s+)?\d{1,2}\.\d{1,2}\.\d{4}\b.*$")
_COMMITTEE_PAGES = ("kp0040", "gr0050", "gr0054", "gr0040")
_MENU = "li.smcmenucontext_fct_gremium a, a.smccontextmenulink"


def read_meeting(page: Page, url: str) -> MeetingPage:
    tree, said = opened(page, url)
    main = main_of(tree)
    beside = footers(tree)
    title = heading(tree)
    key = key_in(url, "__ksinr")
    on = day(said.text("sidat", "datum")) or day(title)
    if not key or (not said and on is None):
        raise NotThisPage
    items = read_agenda(main, url, beside)
    if not items and not_released(tree):
        raise NotPublic
    if not items and not is_agenda(main) and not says_nothing(tree) and not said:
        raise NotThisPage
    time = said.text("yytime", "sitime", "zeit", "uhrzeit") or _time_in(title)
    time = line(time, limit=60)
    start, end = span(on, time)
    state = said.text("sistatus", "status", "sitzungsstatus")
    remarks = " ".join(one.text for one in said.all("siname", "sitzung", "bezeichnung", "bemerkung", "hinweis"))
    committee = said.text("sigrname", "gremium") or _committee_in(title)
    return MeetingPage(
        key=key,
        title=uncancelled(said.text("sibez", "bezeichnung", "sititel") or _TITLE_END.sub("", title).strip()),
        committee=committee,
        committee_key=_committee_key(said, main, tree, url),
        start=start,
        end=end,
        start_raw=time,
        room=line(said.text("siort", "raum", "ort", "sitzungsort", "sitzungsraum")),
        state_raw=state,
        cancelled=CANCELLED.search(f"{title} {state} {remarks}") is not None,
        items=items,
        documents=_own_documents(main, url, beside),
        url=url,
    )


def _committee_in(title: str) -> str:
    """Older pages name the committee in their heading only: "Schulausschuss - 03.09.2026 - 17:00 Uhr"."""
    return _TITLE_END.sub("", title).strip() if _TITLE_END.search(title) else ""


def _time_in(title: str) -> str:
    found = _TITLE_END.search(title)
    return re.sub(r"\d{1,2}\.\d{1,2}\.\d{4}", "", found[0]).strip(" -–") if found else ""


def _committee_key(said: Header, main: Node, tree: Tree, url: str) -> str:
    for one in said.all("sigrname", "gremium"):
        link = linked(one.value, url, *_COMMITTEE_PAGES)
        if link:
            return key_in(link[0], "__kgrnr")
    for anchor in tree.css(_MENU)[:20]:
        link = linked(anchor.parent, url, *_COMMITTEE_PAGES) if anchor.parent is not None else None
        if link:
            return key_in(link[0], "__kgrnr")
    return ""


def _own_documents(main: Node, url: str, beside: frozenset[int]) -> tuple[DocumentFact, ...]:
    """The meeting's own files: those outside the agenda. A file that also hangs on a point, public or not, is the
    point's."""
    inside: set[int] = set(beside)
    for row in rows(main):
        if row.cell("tofnum", "smc_tophn", "smc_tophn1", "top", "tonr") is not None and row.node.mem_id not in inside:
            inside.update(one.mem_id for one in row.node.traverse())
    for home in main.css("#smcaccordion")[:1]:
        inside.update(one.mem_id for one in home.traverse())
    return documents(main, url, beside=frozenset(inside))
