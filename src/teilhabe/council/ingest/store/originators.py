"""Who brought a paper in, in words: parliamentary groups and council members, never clerks."""

from __future__ import annotations

from collections.abc import Iterable

from ...models import Organization, Person
from ..records import ForeignRecord, PaperRecord, Ref
from .resolving import Resolver

PUBLIC_ROLES = ("council", "committee", "group")
LONGEST = 500


def names(records: Iterable[ForeignRecord], resolver: Resolver) -> dict[Ref, str]:
    """Names by paper, organizations first; a person counts only with a seat in a council, committee or group."""
    papers = [
        record
        for record in records
        if isinstance(record, PaperRecord) and (record.originator_organizations or record.originator_persons)
    ]
    if not papers:
        return {}
    organizations = {pk for one in papers for ref in one.originator_organizations if (pk := resolver.get(ref))}
    persons = {pk for one in papers for ref in one.originator_persons if (pk := resolver.get(ref))}
    named_organizations = dict(Organization.objects.filter(pk__in=organizations).values_list("pk", "name"))
    named_persons = dict(
        Person.objects.filter(pk__in=persons, memberships__organization__kind__in=PUBLIC_ROLES).values_list(
            "pk", "name"
        )
    )
    found = {}
    for one in papers:
        words = [named_organizations.get(resolver.get(ref) or 0, "") for ref in one.originator_organizations]
        words += [named_persons.get(resolver.get(ref) or 0, "") for ref in one.originator_persons]
        found[one.ref] = _joined([word for word in dict.fromkeys(words) if word])
    return found


def _joined(words: list[str]) -> str:
    """The names as one text; what does not fit is left out as a whole name."""
    while words and len("; ".join(words)) > LONGEST:
        words = words[:-1]
    return "; ".join(words)
