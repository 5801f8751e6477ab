"""Offers as the index knows them: for lists, the home page of the catalogue and feeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import Case, IntegerField, Q, Value, When

from teilhabe.core.text import fold
from teilhabe.directory.models import Municipality, Organisation
from teilhabe.directory.queries import short_name, towns
from teilhabe.search.choosing import chosen, counted, keys_of
from teilhabe.search.finding import SearchUnavailable, Wanted, find
from teilhabe.search.models import Entry
from teilhabe.search.queries import EntryQuerySet

LISTED: Mapping[str, Sequence[str]] = {"kind": ("offer",), "listed": ("yes",)}

MOST_WORDS = 5
"""So many words of a proposal are looked up."""
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Answer:
    """``meant`` is a spelling that finds something where the words as typed do not."""

    entries: tuple[Entry, ...]
    total: int
    meant: str = ""


def listed(**facets: Sequence[str]) -> EntryQuerySet:
    """Entries of offers that readers are offered, without their long texts, in no order. ``facets`` narrow them."""
    return chosen(Wanted(filters={**LISTED, **facets})).defer("body", "annex")


def ended(**facets: Sequence[str]) -> EntryQuerySet:
    """As ``listed``, of what has ended and stays readable as an archive; by title."""
    return (
        chosen(Wanted(filters={"kind": ("offer",), "listed": ("no",), **facets}))
        .defer("body", "annex")
        .order_by("title")
    )


def answer(wanted: Wanted, *, order: str, skip: int, limit: int, now: datetime) -> Answer:
    """``limit`` offers behind ``skip`` others, in one of the orders of ``forms.listing``; two queries.

    Raises SearchUnavailable, but only where there are words.
    """
    rows = Entry.objects.defer("body", "annex")
    if wanted.text:
        keys = keys_of(wanted)
        if order == "passung":
            found = rows.in_bulk(keys[skip : skip + limit])
            entries = tuple(found[key] for key in keys[skip : skip + limit] if key in found)
        else:
            entries = tuple(_ordered(rows.filter(pk__in=keys), order, now)[skip : skip + limit])
        return Answer(entries, len(keys), "" if keys else _meant(wanted))
    fitting = chosen(wanted)
    return Answer(
        tuple(_ordered(fitting.defer("body", "annex"), order, now)[skip : skip + limit]), fitting.order_by().count()
    )


def _ordered(rows: EntryQuerySet, order: str, now: datetime) -> Sequence[Entry] | EntryQuerySet:
    if order == "titel":
        # As people look words up, umlauts among their vowels; no database does that the same way everywhere.
        titles = sorted(rows.order_by().values_list("title", "pk"), key=lambda row: fold(row[0]))
        return _InOrder(rows, [key for _title, key in titles])  # type: ignore[return-value]  # sliced once, as a list
    if order == "termin":
        ahead = Case(When(starts__gte=now, then=Value(0)), default=Value(1), output_field=IntegerField())
        return rows.order_by(ahead, "starts", "-published", "pk")
    return rows.order_by("-published", "-pk")


class _InOrder:
    """Rows in the order of their keys; only those of a slice are read."""

    def __init__(self, rows: EntryQuerySet, keys: list[int]) -> None:
        self._rows, self._keys = rows, keys

    def __getitem__(self, part: slice) -> list[Entry]:
        found = Entry.objects.defer("body", "annex").in_bulk(self._keys[part])
        return [found[key] for key in self._keys[part] if key in found]


def _meant(wanted: Wanted) -> str:
    found = find(wanted, limit=1)
    return found.corrected or found.suggestion


def is_said_in(words: str, language: str) -> bool:
    """Whether the readable offers say each of these words in ``language``; one query for each."""
    texts = apps.get_model("catalogue", "Offer").objects.readable().filter(locale__language_code=language)
    fields = ("title", "summary", "body")
    return all(
        texts.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in fields))).exists()
        for word in words.split()[:MOST_WORDS]
    )


def counts(wanted: Wanted, facets: Sequence[str]) -> Counts:
    """Facet → value → how many; nothing while the search is being built. Asks no database."""
    try:
        return counted(wanted, facets)[1]
    except SearchUnavailable:
        return {}


def newest(most: int) -> list[Entry]:
    return list(listed().order_by("-published", "-pk")[:most])


def coming(now: datetime, most: int, **facets: Sequence[str]) -> list[Entry]:
    """Offers with a date ahead, the next first."""
    return list(listed(**facets).filter(starts__gte=now).order_by("starts", "pk")[:most])


def by_slugs(slugs: Sequence[str]) -> list[Entry]:
    """The offers at these addresses, in their order; what is listed no more is missing."""
    addresses = [f"/angebote/{slug}" for slug in slugs]
    found = {entry.url: entry for entry in listed().filter(url__in=addresses)}
    return [found[address] for address in addresses if address in found]


def similar(key: int, *, themes: Sequence[str], audience: Sequence[str], most: int) -> list[Entry]:
    """Other offers of the same theme for the same people; the newest first. ``key`` is that of the offer itself."""
    if not themes or not audience:
        return []
    found = listed(theme=themes, audience=audience).exclude(kind="offer", ref=str(key))
    return list(found.order_by("-published", "-pk")[:most])


def municipalities() -> list[Municipality]:
    """The towns by name, without outlines; one query."""
    return list(towns())


def town_names(rows: Iterable[Municipality]) -> dict[str, str]:
    """AGS → name as people say it."""
    return {town.ags: short_name(town) for town in rows}


def organisation_names(slugs: Sequence[str]) -> dict[str, str]:
    return dict(Organisation.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}
