"""Who brought a paper in, in words: parliamentary groups and council members, never clerks."""

from __future__ import annotations

from collections.abc import Iterable

from ...models import Organization, Paper, Person, Record, Version
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
        Person.objects.public()
        .filter(pk__in=persons, memberships__organization__kind__in=PUBLIC_ROLES)
        .values_list("pk", "name")
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


def forget(persons: Iterable[int]) -> set[int]:
    """Take the names of persons that are not public any more out of papers and their history; return these papers.

    A name that a public person of the same body bears stays. The papers are read again at the next full harvest, so
    that a person who comes back is named again.
    """
    papers: set[int] = set()
    for body, name in Person.objects.filter(pk__in=list(persons)).values_list("body", "name"):
        if not name or Person.objects.public().filter(body=body, name=name).exists():
            continue
        of_body = Paper.objects.filter(body=body)
        for paper in of_body.filter(originators__contains=name):
            left = _without(name, paper.originators)
            if left != paper.originators:
                Paper.objects.filter(pk=paper.pk).update(originators=left)
                Record.objects.filter(pk=paper.record_id).update(raw_hash="")
                papers.add(paper.pk)
        for version in Version.objects.filter(record__paper__in=of_body, changes__originators__isnull=False):
            _forget_in(version, name)
    return papers


def _forget_in(version: Version, name: str) -> None:
    """Without the name; what is no difference any more is not told, and a version that tells nothing goes."""
    before = version.changes["originators"]
    told = [_without(name, words or "") for words in before]
    if told == before:
        return
    changes = version.changes | {"originators": told}
    if told[0] == told[1]:
        del changes["originators"]
    if changes:
        version.changes = changes
        version.save(update_fields=["changes"])
    else:
        version.delete()


def _without(name: str, names: str) -> str:
    return _joined([word for word in names.split("; ") if word and word != name])
