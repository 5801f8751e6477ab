"""What changed between two texts of an offer, field by field, in words."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from teilhabe.core import moments
from teilhabe.directory.concepts import label
from teilhabe.directory.gazetteer import places_by_ref
from teilhabe.directory.models import Municipality
from teilhabe.directory.vocabulary import LICENCES, school_form

from ..models import Offer
from ..plain_text import to_text
from ..rules.completeness import WORDS_OF
from .dates import dates_in_words

_NOT_SAID = Offer.OWN | {
    "id",
    "translation_key",
    "source_digest",
    "by_machine",
    "locale",
    "live",
    "has_unpublished_changes",
    "first_published_at",
    "last_published_at",
    "live_revision",
    "latest_revision",
    "expired",
    "locked",
    "locked_at",
    "locked_by",
    "changed",
    "longitude",  # said with the latitude, as one point
    "places_on",
    "draft_title",
}
CONFIRMED = frozenset({"assured_on", "assured_by", "review_due"})
"""What a confirmation writes beside all versions, so that the next one has it without anybody's change."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in words, before and after; empty where there was or is nothing."""

    field: str
    label: str
    before: str
    after: str


def differences(before: Offer | None, after: Offer, *, without: Set[str] = frozenset()) -> list[Difference]:
    """What ``after`` says differently, but for the fields ``without``; everything it says where there is nothing
    before it."""
    found = []
    for field in Offer._meta.concrete_fields:
        if field.name in _NOT_SAID or field.name in without:
            continue
        old = _words(field, before) if before is not None else ""
        new = _words(field, after)
        if old != new:
            found.append(Difference(field.name, _label(field), old, new))
    return found


def _label(field: models.Field[Any, Any]) -> str:
    if field.name == "latitude":
        return _("Punkt auf der Karte")
    return _("Adresse im Portal") if field.name == "slug" else str(field.verbose_name)


def _words(field: models.Field[Any, Any], offer: Offer) -> str:
    name = field.name
    value = getattr(offer, name if not field.is_relation else field.attname)
    if value is None or value in ("", []):
        return ""
    if name in WORDS_OF:
        return ", ".join(label(WORDS_OF[name], key) for key in value)
    if name == "body":
        return to_text(value, links=True)
    if name == "latitude":
        return ", ".join(f"{number:.5f}" for number in offer.point or ())
    if name in _LISTS:
        return ", ".join(_LISTS[name](value))
    if field.is_relation:
        return str(getattr(offer, name))
    if name == "material_licence":
        return LICENCES.get(value, value)
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, datetime):
        return moments.written(value, weekday=False) + ", " + moments.clock(value)
    if isinstance(value, date):
        return moments.written(value, weekday=False)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return str(value)


def _towns(keys: Sequence[str]) -> list[str]:
    names = dict(Municipality.objects.filter(ags__in=keys).values_list("ags", "name"))
    return [names.get(key, key) for key in keys]


def _districts(refs: Sequence[str]) -> list[str]:
    rows = places_by_ref(refs)
    return [rows[ref].name if ref in rows else ref for ref in refs]


_LISTS = {
    "aliases": list,
    "school_forms": lambda codes: [school_form(code) for code in codes],
    "municipalities": _towns,
    "districts": _districts,
    "links": lambda links: [f"{link.get('label', '')} ({link.get('url', '')})" for link in links],
    "schedule": dates_in_words,
}
