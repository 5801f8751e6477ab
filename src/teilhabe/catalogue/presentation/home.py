"""The home page of the catalogue: ways in by what people need, what comes soon, what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from teilhabe.core.languages import reading
from teilhabe.core.listing import Row, grouped
from teilhabe.directory.concepts import label, scheme
from teilhabe.directory.models import Municipality
from teilhabe.search.models import Entry

from ..models import Offer
from ..queries.entries import Counts, town_names
from .rows import offer_rows
from .words import kinds_label

FOR_PROFESSIONALS = frozenset({"material-for-class", "training-for-staff", "against-racism", "funding"})
"""Needs of schools, child care and counselling; all others are those of families."""

Link = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueHome:
    """``needs`` are those of families, ``work`` those of professionals; ``kinds`` hold (label, address, how many)."""

    needs: tuple[Row, ...]
    work: tuple[Row, ...]
    kinds: tuple[tuple[str, str, str], ...]
    themes: tuple[Link, ...]
    languages: tuple[tuple[str, str, str], ...]
    soon: tuple[Row, ...]
    new: tuple[Row, ...]
    provider_url: str
    suggest_url: str

    @property
    def empty(self) -> bool:
        return not self.new


def catalogue_home(
    counts: Counts, *, soon: Sequence[Entry], new: Sequence[Entry], towns: Sequence[Municipality], now: datetime
) -> CatalogueHome:
    names = town_names(towns)
    return CatalogueHome(
        needs=_needs(counts, professional=False),
        work=_needs(counts, professional=True),
        kinds=(*_translated(counts), *_kinds(counts)),
        themes=tuple(
            (concept.label(), list_url(thema=concept.key))
            for concept in scheme("theme").current()
            if counts.get("theme", {}).get(concept.key)
        ),
        languages=_languages(counts),
        soon=offer_rows(soon, now=now, towns=names, by_date=True),
        new=offer_rows(new, now=now, towns=names),
        provider_url=address_if_there("provider:register"),
        suggest_url=address_if_there("proposal:write"),
    )


def list_url(**chosen: str) -> str:
    """The list of offers with these filters: ``list_url(anliegen="advice")``."""
    return reverse("catalogue:list") + (f"?{urlencode(chosen)}" if chosen else "")


def address_if_there(name: str, *parts: object) -> str:
    """An address of another part of the catalogue; empty where there is none."""
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""


def _needs(counts: Counts, *, professional: bool) -> tuple[Row, ...]:
    found = counts.get("need", {})
    return tuple(
        Row(
            title=concept.label(),
            url=list_url(anliegen=concept.key),
            meta=(_count(found[concept.key]),) if concept.key in found else (),
            lang=concept.says(),
        )
        for concept in scheme("need").current()
        if (concept.key in FOR_PROFESSIONALS) is professional
        # While the search is being built nothing is counted, and every way in is offered.
        and (not counts or found.get(concept.key))
    )


def _count(number: int) -> str:
    return ngettext("%(n)s Eintrag", "%(n)s Einträge", number) % {"n": grouped(number)}


def _kinds(counts: Counts) -> tuple[tuple[str, str, str], ...]:
    found = counts.get("type", {})
    return tuple(
        (kinds_label(kind), list_url(art=kind), grouped(found[kind])) for kind in Offer.Kind if found.get(kind)
    )


def _translated(counts: Counts) -> tuple[tuple[str, str, str], ...]:
    """What can be read in the reader's language."""
    number = counts.get("translation", {}).get(reading(), 0)
    if reading() == settings.LANGUAGE_CODE or not number:
        return ()
    return ((gettext("In Ihrer Sprache"), list_url(text=reading()), grouped(number)),)


def _languages(counts: Counts) -> tuple[tuple[str, str, str], ...]:
    """(name, address, language of the name) of the languages that offers are held in, in their own words."""
    found = counts.get("offer_language", {})
    return tuple(
        (label("language", concept.key), list_url(sprache=concept.key), concept.key)
        for concept in scheme("language").current()
        if concept.key != "de" and found.get(concept.key)
    )
