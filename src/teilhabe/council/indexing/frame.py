"""What every entry of the council has in common: its ref, its address, its body."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Literal

from django.db.models import Prefetch
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from ..models import Body, Meeting, Organization, Paper, Person

EntryKind = Literal["paper", "meeting", "committee", "person"]
KINDS: tuple[EntryKind, ...] = ("paper", "meeting", "committee", "person")
_WORDS: dict[EntryKind, str] = {
    "paper": "vorlage",
    "meeting": "sitzung",
    "committee": "gremium",
    "person": "person",
}
MOST_TEXT = 200_000  # characters of text per entry; a budget of 2,000 pages is found by its beginning


def ref(body_slug: str, own_slug: str) -> str:
    """An entry's ref: the address below ``/rat/`` without its kind."""
    return f"{body_slug}/{own_slug}"[:200]


@cache
def _pattern(kind: EntryKind) -> str:
    with translation.override("de"):
        try:
            return reverse(f"council:{kind}", args=["BODY", "SLUG"])
        except NoReverseMatch:
            # Without the website nothing has a page; the index keeps the addresses it will have.
            return f"/rat/BODY/{_WORDS[kind]}/SLUG"


def address(kind: EntryKind, body_slug: str, own_slug: str) -> str:
    """As ``get_absolute_url`` in German, a hundred times faster."""
    return _pattern(kind).replace("BODY", body_slug).replace("SLUG", own_slug)


def its_body() -> Prefetch:
    """The body of every row, read once for all rows and without the outline of its municipality, which is long."""
    bodies = Body.objects.select_related("record", "municipality").defer("municipality__outline")
    return Prefetch("body", bodies)


def is_public(thing: Paper | Meeting | Organization | Person) -> bool:
    """Whether it may be in the index: neither it nor its body was taken away by the source."""
    return thing.record.is_public and thing.body.record.is_public


def municipality_of(body: Body) -> str:
    return body.municipality.ags if body.municipality else body.ags


def body_facts(body: Body) -> Mapping[str, str]:
    return {"body": body.short_name or body.name, "body_slug": body.slug}


def iso(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None
