"""Our vocabularies as taxonomies and their concepts as terms; which of them an offer names, as attributes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation

from teilhabe.directory.concepts import scheme
from teilhabe.directory.vocabulary import SCHOOL_FORMS, school_form

from ..identity import machine_address, own_id, shared_id

if TYPE_CHECKING:
    from ...models import Offer

LANGUAGE = "de"
SCHOOL_FORM = "school-form"
FIELDS = {
    "audience": "audience",
    "need": "needs",
    "level": "levels",
    SCHOOL_FORM: "school_forms",
    "theme": "themes",
    "block": "blocks",
    "language": "languages",
    "accessibility": "accessibility",
    "resource-type": "resource_types",
    "subject": "subjects",
}
"""Vocabularies, and the field of an offer that names their concepts."""
_DESCRIPTIONS = {
    "audience": "Für wen ein Angebot gedacht ist.",
    "need": "Mit welchem Anliegen Menschen kommen.",
    "level": "Bildungsstufen von der Kita bis zur Erwachsenenbildung.",
    SCHOOL_FORM: "Schulformen nach dem amtlichen Schlüssel des Landes Nordrhein-Westfalen.",
    "theme": "Worum es geht.",
    "block": "Bausteine des Schulsiegels, zu denen ein Angebot beiträgt.",
    "language": "Sprachen, in denen ein Angebot stattfindet, als Sprachkürzel (BCP 47).",
    "accessibility": "Was den Zugang ohne Barrieren möglich macht.",
    "resource-type": "Arten von Material.",
    "subject": "Schulfächer.",
}


@dataclass(frozen=True, slots=True)
class Term:
    """One concept: ``scheme`` and ``key`` as offers name it, ``uri`` what the rest of the world calls it, or empty."""

    scheme: str
    key: str
    label: str
    note: str = ""
    broader: str = ""
    uri: str = ""

    @property
    def id(self) -> str:
        return shared_id("term", self.scheme, self.key)


@cache
def terms_of(key: str) -> Mapping[str, Term]:
    """All terms of a vocabulary by their key, also those that are used no more: an old offer may name them."""
    if key == SCHOOL_FORM:
        with translation.override(LANGUAGE):
            return {code: Term(key, code, school_form(code)) for code in SCHOOL_FORMS}
    return {
        one.key: Term(key, one.key, one.label(LANGUAGE), one.note, one.broader, next(iter(one.matches), ""))
        for one in scheme(key).concepts.values()
    }


def taxonomy_id(key: str) -> str:
    return shared_id("taxonomy", key)


def taxonomy(key: str) -> dict[str, Any]:
    name = "Schulform" if key == SCHOOL_FORM else scheme(key).labels[LANGUAGE]
    return {
        "id": taxonomy_id(key),
        "name": name,
        "description": _DESCRIPTIONS[key],
        "uri": machine_address("hsds_taxonomy", taxonomy_id(key)),
        "version": "1",
    }


def taxonomies() -> list[dict[str, Any]]:
    return [taxonomy(key) for key in FIELDS]


def term(one: Term) -> dict[str, Any]:
    return _told(one, settings.PORTAL_URL)


@cache
def _told(one: Term, _portal: str) -> dict[str, Any]:
    """An offer names a dozen terms, a list a hundred offers: each is told once for the addresses of a portal."""
    about = taxonomy(one.scheme)
    told: dict[str, Any] = {
        "id": one.id,
        "code": one.key,
        "name": one.label,
        "description": one.note or one.label,
        "taxonomy": about["name"],
        "taxonomy_id": about["id"],
        "taxonomy_detail": about,
        "language": LANGUAGE,
        "term_uri": one.uri or machine_address("hsds_term", one.id),
    }
    if one.broader:
        told["parent_id"] = terms_of(one.scheme)[one.broader].id
    return told


def terms(key: str | None = None) -> list[Term]:
    """Of one vocabulary, or of all."""
    return [one for name in ([key] if key else FIELDS) for one in terms_of(name).values()]


def find_taxonomy(wanted: str) -> str | None:
    """The vocabulary with this UUID."""
    return next((key for key in FIELDS if taxonomy_id(key) == wanted), None)


def find_term(wanted: str) -> Term | None:
    """The term with this UUID."""
    return next((one for one in terms() if one.id == wanted), None)


def named(offer: Offer, key: str) -> Iterator[Term]:
    """Terms of one vocabulary that the offer names."""
    known = terms_of(key)
    return (known[one] for one in getattr(offer, FIELDS[key]) if one in known)


def attributes(offer: Offer, link: str, entity: str, keys: Iterable[str] = tuple(FIELDS)) -> list[dict[str, Any]]:
    """What the offer names, as attributes of the object ``link`` of kind ``entity``."""
    return [
        {
            "id": own_id("attribute", link, one.scheme, one.key),
            "link_id": link,
            "link_entity": entity,
            "link_type": one.scheme,
            "taxonomy_term_id": one.id,
            "value": one.key,
            "taxonomy_term": term(one),
        }
        for key in keys
        for one in named(offer, key)
    ]
