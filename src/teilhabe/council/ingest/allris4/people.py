"""Committees (gr010, au010, fr010, pa021), their members (gr020 …) and people in public roles (kp020)."""

from __future__ import annotations

import re
from datetime import date

from ..html import moments
from ..html.document import Node, at_most
from ..html.errors import NotThisPage
from ..html.facts import CommitteeFact, CommitteesPage, MemberFact, MembersPage, PersonPage, RoleFact
from .calendar import ORGANIZATIONS
from .cells import Table, first_key, heading, key_in, labels, one_of, said
from .gates import opened

# Program that shows a committee, by the parameter of its key.
PROGRAMS = {"grlfdnr": "gr020", "aulfdnr": "au020", "frlfdnr": "fr020", "palfdnr": "pa020"}
_KIND = re.compile(r"ausschüsse|ausschuss|fraktion|gruppe|rat\b|gremien|beirat|beiräte", re.IGNORECASE)
_GENERAL = re.compile(r"gremien|übersicht", re.IGNORECASE)
_WITHOUT_VOTE = re.compile(r"ohne stimmrecht|nicht stimmberechtigt|beratend", re.IGNORECASE)
_WITH_VOTE = re.compile(r"stimmberechtigt|ordentliche mitglieder", re.IGNORECASE)
COMMITTEES = tuple(f"table a[href*='{program}?']" for program in PROGRAMS.values())
MEMBERS = ("table a[href*='kp020?']", "table.mgTable")


def read_committees(page: str, url: str) -> CommitteesPage:
    """The committees of a list. A page that only announces its list raises NotThisPage."""
    tree = opened(page, *COMMITTEES, "table.grTable")
    found: dict[str, CommitteeFact] = {}
    above = heading(tree)
    for node in at_most(tree.css("table"), 200):
        kind = above if _KIND.search(above) and not _GENERAL.search(above) else ""
        for row, cells in Table(node).body():
            key, link = first_key(row, url, *ORGANIZATIONS)
            name = said(link)
            if not key:
                label = said(cells[0])
                if label and not any(said(cell) for cell in cells[1:]):
                    kind = label
            elif name and key not in found:
                found[key] = CommitteeFact(key=key, name=name, kind_raw=kind, url=address(url, key))
    return CommitteesPage(committees=tuple(found.values()))


def read_members(page: str, url: str) -> MembersPage:
    """A committee and who works in it. Rows that lead to nobody's page are passed over."""
    key = _committee_in(url)
    tree = opened(page, *MEMBERS)
    members: list[MemberFact] = []
    for node in at_most(tree.css("table"), 200):
        table = Table(node)
        voting: bool | None = None
        for row, cells in table.body():
            person, link = first_key(row, url, "kplfdnr")
            name = said(link)
            if not person:
                voting = _voting(said(cells[0])) if not any(said(cell) for cell in cells[1:]) else voting
                continue
            role = said(table.cell(cells, "mgfunktion", "art der mitarbeit", "funktion", "rolle"))
            if name:
                told = _voting(role)
                members.append(
                    MemberFact(
                        name=name,
                        person=person,
                        role=role,
                        group=said(table.cell(cells, "mgfraktion", "fraktion", "partei", "gruppe")),
                        voting=voting if told is None else told,
                        start=_day(table, cells, "von", "beginn", "seit"),
                        end=_day(table, cells, "bis", "ende"),
                    )
                )
    found = labels(tree)
    kind = said(one_of(found, "#grart", "art", "gremienart"), limit=100)
    return MembersPage(key=key, name=heading(tree), kind_raw=kind, members=tuple(members), url=address(url, key))


def read_person(page: str, url: str) -> PersonPage:
    """Name, group and public roles; nothing else of a person is looked at."""
    tree = opened(page, *COMMITTEES, "table.mgTable", "#kpname", "#kpfraktion")
    key = key_in(url, "KPLFDNR")
    found = labels(tree)
    name = said(one_of(found, "#kpname", "name")) or heading(tree)
    if not name:
        raise NotThisPage
    roles: list[RoleFact] = []
    for node in at_most(tree.css("table"), 200):
        table = Table(node)
        for row, cells in table.body():
            committee, link = first_key(row, url, *ORGANIZATIONS)
            if committee and (name_of := said(link)):
                roles.append(
                    RoleFact(
                        committee=name_of,
                        committee_key=committee,
                        role=said(table.cell(cells, "mgfunktion", "art der mitarbeit", "funktion", "rolle")),
                        start=_day(table, cells, "von", "beginn", "seit"),
                        end=_day(table, cells, "bis", "ende"),
                    )
                )
    group = said(one_of(found, "#kpfraktion", "#kppartei", "fraktion", "partei"))
    url = f"{url.partition('?')[0]}?KPLFDNR={key.rpartition('=')[2]}"
    return PersonPage(key=key, name=name, group=group, roles=tuple(roles), url=url)


def address(url: str, key: str) -> str:
    """The lasting address of a committee's page."""
    parameter, _, number = key.partition("=")
    folder = url.partition("?")[0].rpartition("/")[0]
    return f"{folder}/{PROGRAMS.get(parameter, 'gr020')}?{parameter.upper()}={number}"


def _committee_in(url: str) -> str:
    for parameter in ORGANIZATIONS:
        try:
            return key_in(url, parameter.upper())
        except NotThisPage:
            continue
    raise NotThisPage


def _voting(text: str) -> bool | None:
    if _WITHOUT_VOTE.search(text):
        return False
    return True if _WITH_VOTE.search(text) else None


def _day(table: Table, cells: list[Node], *heads: str) -> date | None:
    return moments.day(said(table.cell(cells, "", *heads), limit=40))
