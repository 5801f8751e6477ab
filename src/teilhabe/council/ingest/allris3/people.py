"""Committees, groups and the council, their members, and persons in public roles. Nothing else of a person is read:
no address, telephone, mail, birthday or profession."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from ..html import moments
from ..html.document import Node, Tree, at_most, attribute
from ..html.errors import NotThisPage
from ..html.facts import CommitteeFact, CommitteesPage, MemberFact, MembersPage, PersonPage, RoleFact
from ..html.identity import fact_key
from .cells import address, at, cells, column_of, columns, heading, key_of_link, links, rows, said
from .gates import opened
from .header import text_of, values

# What a list or page of this parameter is about.
KINDS = {"aulfdnr": "Ausschuss", "frlfdnr": "Fraktion", "palfdnr": "Rat", "amlfdnr": "Amt"}
# People of the administration who serve a committee: an office, no public role.
_SERVES = re.compile(r"^(?:verwaltung|schriftführ|protokoll|geschäftsstelle|sachbearbeit)", re.IGNORECASE)
_NOBODY = re.compile(r"n\.?\s?n\.?", re.IGNORECASE)
LISTS = ("table.tl1",)
MEMBERS = ("table.tl1", 'a[href*="si018_a"]')
PERSON = ("table.tl1", "table.tk1")
_SORTED = 'a[href*="SORT="]'


def read_committees(page: str, url: str) -> CommitteesPage:
    """A list of committees (``au010``), groups (``fr010``) or the council (``pa``)."""
    tree = opened(page, url, *LISTS)
    return committees_in(tree, url, committee_rows(tree, url))


def committees_in(tree: Tree, url: str, rows_of_list: Iterable[tuple[Node, Node, str]]) -> CommitteesPage:
    """The committees of a page that was opened, by row, link and key."""
    found: dict[str, CommitteeFact] = {}
    for _, link, key in rows_of_list:
        name = said(link, limit=300)
        if name:
            found.setdefault(
                key, CommitteeFact(key=key, name=name, kind_raw=KINDS[key.partition("=")[0]], url=address(link, url))
            )
    own = _own_key(tree, url)
    if own.startswith("palfdnr=") and own not in found and heading(tree):
        # The program of the council shows the council at once where there is only one.
        found[own] = CommitteeFact(key=own, name=heading(tree), kind_raw=KINDS["palfdnr"], url=url)
    return CommitteesPage(committees=tuple(found.values()))


def committee_rows(tree: Tree, url: str) -> Iterator[tuple[Node, Node, str]]:
    """Row, link and key of each committee in the lists of a page."""
    for table in at_most(tree.css("table.tl1"), 200):
        for row in rows(table):
            for link in links(row):
                key = key_of_link(link, url)
                if (
                    key.partition("=")[0] in KINDS
                    and "SORT=" not in attribute(link, "href")
                    and cells(row)[0].tag == "td"
                ):
                    yield row, link, key
                    break


def read_members(page: str, url: str) -> MembersPage:
    tree = opened(page, url, *MEMBERS)
    return members_in(tree, url, member_rows(tree, url))


def members_in(tree: Tree, url: str, rows_of_list: Iterable[tuple[Node, MemberFact]]) -> MembersPage:
    """A committee and its members, from a page that was opened."""
    key = fact_key(url) or _own_key(tree, url)
    name = heading(tree)
    if key.partition("=")[0] not in KINDS or not name:
        raise NotThisPage
    return MembersPage(
        key=key,
        name=name,
        kind_raw=KINDS[key.partition("=")[0]],
        members=tuple(member for _, member in rows_of_list),
        url=url,
    )


def member_rows(tree: Tree, url: str) -> Iterator[tuple[Node, MemberFact]]:
    """Row and fact of each member with a name. Those who serve the committee for the administration are left out."""
    for table, named in people_tables(tree, "name"):
        role_at = column_of(named, "art der mitarbeit", "rolle", "mitarbeit")
        group_at = column_of(named, "fraktion", "gruppe", "partei", "funktion")
        voting_at = column_of(named, "stimmrecht", "stimmberechtigt")
        for row in rows(table):
            member = _member(row, url, named, (role_at, group_at, voting_at))
            if member is not None and not _SERVES.match(member.role):
                yield row, member


def people_tables(tree: Tree, *wanted: str) -> Iterator[tuple[Node, dict[str, int]]]:
    """The tables that have a column of this heading, with their columns."""
    for table in at_most(tree.css("table.tl1"), 200):
        for place, row in enumerate(rows(table)):
            named = columns(row) if any(cell.tag == "th" for cell in cells(row)) else {}
            if column_of(named, *wanted) is not None:
                yield table, named
                break
            if place > 3:
                break


def _member(
    row: Node, url: str, named: dict[str, int], places: tuple[int | None, int | None, int | None]
) -> MemberFact | None:
    role_at, group_at, voting_at = places
    held = cells(row)
    if len(held) < 2 or any(cell.tag == "th" for cell in held):
        return None
    person, name = "", ""
    for link in links(row):
        key = key_of_link(link, url)
        if key.startswith("kplfdnr="):
            person, name = key, said(link, limit=200)
            break
    name = name or ("" if person else said(at(row, column_of(named, "name")), limit=200))
    if not name or _NOBODY.fullmatch(name):
        return None
    role = said(at(row, role_at), limit=200)
    return MemberFact(
        name=name,
        person=person,
        role=role,
        group=said(at(row, group_at), limit=200),
        voting=_voting(said(at(row, voting_at), limit=40)),
        start=_day(row, named, "von", "ab", "beginn"),
        end=_day(row, named, "bis", "ende"),
    )


def _voting(raw: str) -> bool | None:
    return {"ja": True, "nein": False}.get(raw.lower())


def _day(row: Node, named: dict[str, int], *wanted: str) -> date | None:
    column = next((named[word] for word in wanted if word in named), None)
    return moments.day(said(at(row, column), limit=40)) if column is not None else None


def _own_key(tree: Tree, url: str) -> str:
    """The number of a committee from the links that sort its members."""
    for link in tree.css(_SORTED)[:5]:
        key = key_of_link(link, url)
        if key:
            return key
    return ""


def read_person(page: str, url: str) -> PersonPage:
    tree = opened(page, url, *PERSON)
    return person_in(tree, url, role_rows(tree, url))


def person_in(tree: Tree, url: str, rows_of_list: Iterable[tuple[Node, RoleFact]]) -> PersonPage:
    """A person and their roles, from a page that was opened."""
    key = fact_key(url)
    name = heading(tree)
    if not key.startswith("kplfdnr=") or not name:
        raise NotThisPage
    return PersonPage(
        key=key,
        name=name,
        group=text_of(values(tree), "fraktion", limit=200),
        roles=tuple(role for _, role in rows_of_list),
        url=url,
    )


def role_rows(tree: Tree, url: str) -> Iterator[tuple[Node, RoleFact]]:
    """Row and fact of each role of a person."""
    for table, named in people_tables(tree, "gremium", "mitarbeit in"):
        place = column_of(named, "gremium", "mitarbeit in")
        role_at = column_of(named, "art der mitarbeit", "rolle", "funktion")
        for row in rows(table):
            if any(cell.tag == "th" for cell in cells(row)) or len(cells(row)) < 2:
                continue
            link = next((one for one in links(row) if key_of_link(one, url).partition("=")[0] in KINDS), None)
            committee = said(link, limit=300) if link is not None else said(at(row, place), limit=300)
            role = said(at(row, role_at), limit=200)
            if committee and not _SERVES.match(role):
                yield (
                    row,
                    RoleFact(
                        committee=committee,
                        committee_key=key_of_link(link, url) if link is not None else "",
                        role=role,
                        start=_day(row, named, "von", "ab", "beginn"),
                        end=_day(row, named, "bis", "ende"),
                    ),
                )
