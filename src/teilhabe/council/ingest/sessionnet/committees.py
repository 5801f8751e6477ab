"""Committees (gr0040), their members (kp0040) and persons in public roles (kp0050, pe0051).

Of a person name, group, roles and their times are read; addresses, numbers and professions never.
"""

from __future__ import annotations

import re
from datetime import date

from ..html.document import Node, Tree, attribute, line
from ..html.errors import NotThisPage
from ..html.facts import CommitteeFact, CommitteesPage, MemberFact, MembersPage, PersonPage, RoleFact
from ..html.moments import day
from .gates import Page, opened, says_nothing
from .landmarks import Header, Row, heading, key_in, linked, main_of, rows, spoken

_COMMITTEES = ("kp0040", "gr0050", "gr0054")
_PERSONS = ("pe0051", "pe0050", "kp0050", "kp0051")
_NAME_CELLS = ("pename", "smc_field_pename", "name", "mitglied", "person")
_GROUP_CELLS = ("pepartei", "smc_field_pepartei", "mitgliedschaft", "fraktion", "partei")
_ROLE_CELLS = ("amname", "smc_field_amname", "mitarbeit", "art der mitarbeit", "funktion", "mgfunk")
_VOTE_CELLS = ("mgfunk", "funktion", "stimmrecht")
_FROM_CELLS = ("mgadat", "mgvon", "von", "beginn", "seit", "dadat")
_TO_CELLS = ("mgedat", "mgbis", "bis", "ende")
_COMMITTEE_CELLS = ("grname", "smc_field_grname", "gremium", "name")
_GROUP_ROW = ("smcfield_puname", "smcrowh", "smc-table-group", "totrenn", "personenüberschrift", "gremienüberschrift")
_VOTES = re.compile(r"stimmberechtigt|mit stimmrecht", re.IGNORECASE)
_NO_VOTE = re.compile(r"ohne stimmrecht|nicht stimmberechtigt|beraten", re.IGNORECASE)
_SPAN = re.compile(r"(?:von|seit)\s+(\d{1,2}\.\d{1,2}\.\d{4})|bis\s+(\d{1,2}\.\d{1,2}\.\d{4})", re.IGNORECASE)
_FROM_TO = re.compile(r"(\d{1,2}\.\d{1,2}\.\d{4})?\s*[-–]\s*(\d{1,2}\.\d{1,2}\.\d{4})?\s*$")
_TITLE_REST = re.compile(r"\s+[-–]\s+(?:Mitglieder|Vertreter|Informationen|Mitarbeit|Detailinformationen)\b.*$", re.I)
_DETAILS = re.compile(r"^\s*Details anzeigen:\s*", re.IGNORECASE)


def read_committees(page: Page, url: str) -> CommitteesPage:
    tree, _ = opened(page, url)
    main = main_of(tree)
    found: dict[str, CommitteeFact] = {}
    kind = ""
    for row in rows(main):
        if row.node.css_first("td tr") is not None:
            continue
        cell = row.cell(*_COMMITTEE_CELLS)
        link = linked(cell, url, *_COMMITTEES) if cell is not None else linked(row.node, url, *_COMMITTEES)
        if link is None:
            kind = _group(row) or kind
            continue
        key, name = key_in(link[0], "__kgrnr"), spoken(link[1], limit=300) or _said(link[1])
        if key and name:
            own = row.text("grart", "art", "gremienart", "grtyp")
            found.setdefault(key, CommitteeFact(key=key, name=name, kind_raw=own or kind, url=link[0]))
    if not found and not says_nothing(tree):
        raise NotThisPage
    return CommitteesPage(committees=tuple(found.values()))


def read_members(page: Page, url: str) -> MembersPage:
    tree, said = opened(page, url)
    main = main_of(tree)
    key = key_in(url, "__kgrnr")
    name = said.text("grname", "gremium", "bezeichnung") or _TITLE_REST.sub("", heading(tree))
    members: list[MemberFact] = []
    section = ""
    for row in rows(main):
        if row.node.css_first("td tr") is not None:
            continue
        if row.cell(*_GROUP_ROW) is not None and len(row.cells) <= 2:
            section = spoken(row.node, limit=200)
            continue
        cell = row.cell(*_NAME_CELLS)
        if cell is None:
            section = _group(row) or section
            continue
        link = linked(cell, url, *_PERSONS)
        who = spoken(link[1] if link else cell, limit=200)
        if who:
            members.append(_member(row, who, key_in(link[0], "__kpenr") if link else "", section))
    if not key or not name or (not members and not says_nothing(tree) and not _is_list(tree)):
        raise NotThisPage
    return MembersPage(
        key=key, name=name, kind_raw=said.text("grart", "gremienart", "art"), members=tuple(members), url=url
    )


def _member(row: Row, who: str, person: str, section: str) -> MemberFact:
    start, end = _times(row)
    says = f"{row.text(*_VOTE_CELLS)} {row.text(*_ROLE_CELLS)} {section}"
    return MemberFact(
        name=who,
        person=person,
        role=row.text(*_ROLE_CELLS)[:200],
        group=row.text(*_GROUP_CELLS)[:200],
        voting=False if _NO_VOTE.search(says) else True if _VOTES.search(says) else None,
        start=start,
        end=end,
    )


def _times(row: Row) -> tuple[date | None, date | None]:
    said = row.text(*_FROM_CELLS) or (spoken(row.cells[-1], limit=80) if row.cells else "")
    both = _FROM_TO.match(said)
    if both and (both[1] or both[2]):
        return day(both[1] or ""), day(both[2] or "")
    start, end = day(row.text(*_FROM_CELLS)), day(row.text(*_TO_CELLS))
    if start is None and end is None:
        for found in _SPAN.finditer(spoken(row.node, limit=1000)):
            start, end = start or day(found[1] or ""), end or day(found[2] or "")
    return start, end


def read_person(page: Page, url: str) -> PersonPage:
    tree, said = opened(page, url)
    main = main_of(tree)
    key = key_in(url, "__kpenr")
    name = said.text("pename", "name") or _TITLE_REST.sub("", heading(tree))
    if not key or not name:
        raise NotThisPage
    roles: dict[tuple[str, str, date | None], RoleFact] = {}
    for row in rows(main):
        if row.node.css_first("td tr") is not None:
            continue
        role = _role(row, url)
        if role is not None:
            roles.setdefault((role.committee, role.role, role.start), role)
    return PersonPage(key=key, name=name[:200], group=_own_group(said), roles=tuple(roles.values()), url=url)


def _own_group(said: Header) -> str:
    return said.text("pepartei", "fraktion", "partei", "mitgliedschaft")[:200]


def _role(row: Row, url: str) -> RoleFact | None:
    cell = row.cell("grname", "smc_field_grname", "gremium")
    if cell is None or len(row.cells) < 2:
        return None
    link = linked(cell, url, *_COMMITTEES)
    name = spoken(link[1] if link else cell, limit=300)
    if not name:
        return None
    start, end = _times(row)
    return RoleFact(
        committee=name,
        committee_key=key_in(link[0], "__kgrnr") if link else "",
        role=row.text("amname", "smc_field_amname", "mitarbeit", "art der mitarbeit", "funktion", "mgfunk")[:200],
        start=start,
        end=end,
    )


def _group(row: Row) -> str:
    """A row with one filled cell over the whole width is the heading of those below it."""
    if len(row.cells) == 1 and attribute(row.cells[0], "colspan"):
        return spoken(row.cells[0], limit=200)
    return ""


def _said(anchor: Node) -> str:
    said = attribute(anchor, "title") or attribute(anchor, "aria-label")
    return line(_DETAILS.sub("", said), limit=300) if _DETAILS.match(said) else ""


def _is_list(tree: Tree) -> bool:
    return tree.css_first("[id^=smc_page_kp0040], .smc_page_kp0040_contenttable, th.pename") is not None
