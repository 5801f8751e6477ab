"""Records of committees, their members and persons in public roles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ... import organization_kinds
from ...records import ForeignRecord, MembershipRecord, OrganizationRecord, Parsed, PersonRecord, Ref
from ..facts import CommitteeFact, MembersPage, PersonPage
from ..names_of_people import split_name
from .names import K, Names, mark_of, own_key, parsed


def committee_records(names: Names, fact: CommitteeFact) -> Parsed:
    """A committee as a list names it; who belongs to it, its own page says."""
    named = _named(names, names.ref(K.ORGANIZATION, fact.key), fact.name, fact.kind_raw, partial=True)
    return parsed(named, [])


def member_records(names: Names, page: MembersPage) -> Parsed:
    """A committee with its members, each in the one role this page tells."""
    ref = names.ref(K.ORGANIZATION, page.key)
    known = names.known.get(ref)
    named = _named(names, ref, *known) if known else _named(names, ref, page.name, page.kind_raw)
    found: dict[Ref, ForeignRecord] = {}
    for fact in page.members:
        if not fact.name:
            continue
        person = _person(names, fact.person, fact.name, page.key, partial=True)
        found[person.ref] = person
        membership = _membership(names, person.ref, ref, fact.role, fact.start, fact.end, parent=ref)
        party = names.committee("", fact.group)
        found[membership.ref] = replace(
            membership, voting_right=fact.voting, on_behalf_of=party if party != ref else None
        )
    return parsed(named, list(found.values()))


def person_records(names: Names, page: PersonPage, today: date) -> Parsed:
    """A person with the roles that are over; those of today the committees' own pages tell."""
    person = _person(names, page.key, page.name, "")
    past: dict[Ref, ForeignRecord] = {}
    for role in page.roles:
        where = names.committee(role.committee_key, role.committee)
        if where is not None and role.end is not None and role.end < today:
            one = _membership(names, person.ref, where, role.role, role.start, role.end, parent=person.ref)
            past[one.ref] = one
    return parsed(person, list(past.values()))


def _person(names: Names, key: str, name: str, within: str, *, partial: bool = False) -> PersonRecord:
    own = key or f"{within}&name={mark_of(split_name(name).name)}"
    ref = names.ref(K.PERSON, own)
    known = names.known.get(ref)
    full = split_name(known.name if known else name)
    url = names.family.person_url(key) if key else ""
    return PersonRecord(
        ref=ref,
        url=url,
        raw_hash="",
        partial=partial,
        name=full.name[:200],
        family_name=full.family[:120],
        given_name=full.given[:120],
        title=full.title[:120],
        original_url=url,
    )


def _membership(
    names: Names, person: Ref, where: Ref, role: str, start: date | None, end: date | None, *, parent: Ref
) -> MembershipRecord:
    mark = f"{own_key(person)}&in={own_key(where)}&from={start or ''}&as={mark_of(role)}"
    return MembershipRecord(
        ref=names.ref(K.MEMBERSHIP, mark[:400]),
        url="",
        raw_hash="",
        parent=parent,
        person=person,
        organization=where,
        role=role[:200],
        start=start,
        end=end if start is None or end is None or end >= start else None,
    )


def _named(names: Names, ref: Ref, name: str, kind_raw: str, *, partial: bool = False) -> OrganizationRecord:
    url = names.family.members_url(own_key(ref))
    return OrganizationRecord(
        ref=ref,
        url=url,
        raw_hash="",
        partial=partial,
        name=name[:300],
        kind=organization_kinds.kind_of(name, kind_raw),
        is_main=organization_kinds.is_main(name),
        type_raw=kind_raw[:200],
        original_url=url,
    )
