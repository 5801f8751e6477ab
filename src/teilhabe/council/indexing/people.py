"""Committees and persons in the index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone

from teilhabe.search.actions import NewEntry
from teilhabe.search.models import Entry

from ..models import Membership, Organization, Person
from ..queries.bodies import PUBLIC_STATES
from .frame import EntryKind, address, body_facts, is_public, its_body, municipality_of, ref

# Whose name is asked for is meant; what has ended stands behind what meets today.
WEIGHT_COMMITTEE, WEIGHT_ENDED = 1.2, 0.9


def committees_with_their_frame() -> QuerySet[Organization]:
    """Councils and committees; offices and parliamentary groups have no entry."""
    return Organization.objects.committees().select_related("record").prefetch_related(its_body())


def committee_entries(committees: Iterable[Organization]) -> Iterator[NewEntry]:
    for committee in committees:
        if not is_public(committee):
            continue
        body = committee.body
        yield NewEntry(
            kind="committee",
            ref=ref(body.slug, committee.slug),
            url=address("committee", body.slug, committee.slug),
            title=committee.name,
            body=committee.short_name,
            weight=WEIGHT_ENDED if committee.end and committee.end < timezone.localdate() else WEIGHT_COMMITTEE,
            municipality=municipality_of(body),
            published=committee.record.first_seen,
            facts={
                **body_facts(body),
                "kind": committee.kind,
                "short_name": committee.short_name,
                "main": committee.is_main,
                "ended": committee.end.isoformat() if committee.end else None,
            },
            facets={"body": [body.slug], "kind": [committee.kind]},
        )


def persons_with_their_frame() -> QuerySet[Person]:
    return Person.objects.select_related("record").prefetch_related(its_body())


def person_entries(persons: Iterable[Person], *, today: date) -> Iterator[NewEntry]:
    """Entries with the roles that persons hold today in bodies that are public."""
    public = [person for person in persons if is_public(person)]
    roles: dict[int, list[tuple[str, str, str, str]]] = defaultdict(list)
    for person_id, name, own_slug, kind, role in (
        Membership.objects.filter(
            Q(end__isnull=True) | Q(end__gte=today),
            person__in=[person.pk for person in public],
            record__state__in=PUBLIC_STATES,
            organization__record__state__in=PUBLIC_STATES,
        )
        .order_by("person_id", "organization__name")
        .values_list("person_id", "organization__name", "organization__slug", "organization__kind", "role")
    ):
        roles[person_id].append((name, own_slug, kind, role))
    for person in public:
        own, body = roles.get(person.pk, []), person.body
        meets = [role for role in own if role[2] in (Organization.Kind.COUNCIL, Organization.Kind.COMMITTEE)]
        yield NewEntry(
            kind="person",
            ref=ref(body.slug, person.slug),
            url=address("person", body.slug, person.slug),
            title=person.name,
            body="\n".join(name for name, *_ in own),
            municipality=municipality_of(body),
            published=person.record.first_seen,
            facts={
                **body_facts(body),
                "group": next((name for name, _, kind, _ in own if kind == Organization.Kind.GROUP), ""),
                "committees": [name for name, *_ in meets],
            },
            facets={"body": [body.slug], "committee": [ref(body.slug, own_slug) for _, own_slug, *_ in meets]},
        )


def committees_out_of_step() -> QuerySet[Organization]:
    """Committees whose entry is missing, older than they are, or no longer allowed."""
    return committees_with_their_frame().filter(_out_of_step("committee"))


def persons_out_of_step() -> QuerySet[Person]:
    """Persons whose entry is missing, older than they or one of their memberships are, or no longer allowed."""
    newer = Membership.objects.filter(person=OuterRef("pk"), record__last_changed__gt=OuterRef("entry_changed"))
    return (
        persons_with_their_frame()
        .annotate(entry_changed=Subquery(_own_entry("person").values("changed")))
        .filter(_out_of_step("person") | (Q(entry_changed__isnull=False) & Exists(newer)))
    )


def _own_entry(kind: EntryKind) -> QuerySet[Entry]:
    # PostgreSQL has to be told that addresses of two kinds make a text.
    own_ref = Concat(OuterRef("body__slug"), Value("/"), OuterRef("slug"), output_field=CharField())
    return Entry.objects.filter(kind=kind, ref=own_ref)


def _out_of_step(kind: EntryKind) -> Q:
    own = _own_entry(kind)
    public = Q(record__state__in=PUBLIC_STATES, body__record__state__in=PUBLIC_STATES)
    fresh = own.filter(changed__gte=OuterRef("record__last_changed"))
    return (public & ~Exists(fresh)) | (~public & Exists(own))
