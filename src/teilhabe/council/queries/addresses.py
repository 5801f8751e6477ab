"""Where something lives that was asked for under an address it once had, or under another spelling of its number."""

from __future__ import annotations

from ..models import Meeting, Organization, Paper, Person, RecordAlias, RecordKind


def moved_paper(body: str, slug: str) -> Paper | None:
    """The paper that left this address, or the one paper of the body whose reference reads like ``slug``."""
    record = _left(RecordKind.PAPER, body, slug)
    if record is not None:
        return Paper.objects.select_related("body").filter(record=record).first()
    spellings = {slug, slug.upper(), slug.replace("-", "/", 1), slug.replace("-", "/"), slug.replace("-", " ")}
    found = Paper.objects.filter(body__slug=body, reference__in=spellings).select_related("body")[:2]
    return found[0] if len(found) == 1 else None


def moved_meeting(body: str, slug: str) -> Meeting | None:
    record = _left(RecordKind.MEETING, body, slug)
    return Meeting.objects.select_related("body").filter(record=record).first() if record else None


def moved_committee(body: str, slug: str) -> Organization | None:
    record = _left(RecordKind.ORGANIZATION, body, slug)
    return Organization.objects.select_related("body").filter(record=record).first() if record else None


def moved_person(body: str, slug: str) -> Person | None:
    record = _left(RecordKind.PERSON, body, slug)
    return Person.objects.select_related("body").filter(record=record).first() if record else None


def _left(kind: RecordKind, body: str, slug: str) -> int | None:
    """The record that once had this address: its alias is ``address:<body>/<slug>``, as council.indexing knows it."""
    return (
        RecordAlias.objects.filter(kind=kind, native_id=f"address:{body}/{slug}")
        .values_list("record_id", flat=True)
        .first()
    )
