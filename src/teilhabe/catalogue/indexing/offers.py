"""One entry for each public offer: the German words, what it can be filtered by, its translations in its facts.

A list in Arabic shows the Arabic title from ``facts["texts"]["ar"]``; the words of all translations are searched too.
"""

from __future__ import annotations

import re
from html import unescape

from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from teilhabe.directory.concepts import label
from teilhabe.directory.gazetteer import places_by_ref
from teilhabe.search.actions import NewEntry, NewPlace

from ..models import LISTED, Offer
from ..rules.schedule import BadSchedule, Occurrence, upcoming

_TAGS = re.compile(r"<[^>]+>")
_ALL = "all"
AGES = ((0, 2), (3, 5), (6, 9), (10, 15), (16, 17), (18, 27), (28, 99))
"""Groups of ages that lists filter by, in years, both inclusive."""


def offer_entry(offer: Offer) -> NewEntry:
    """The entry of the German row ``offer``; an archived one has ``listed`` = no, so lists leave it out."""
    others = list(
        Offer.objects.readable()
        .filter(translation_key=offer.translation_key)
        .exclude(pk=offer.pk)
        .select_related("locale")
        .order_by("locale__language_code")
    )
    # What has ended has no date ahead, whatever its rule says.
    coming = _coming(offer) if offer.state in LISTED else []
    return NewEntry(
        kind="offer",
        ref=str(offer.pk),
        url=_address(offer),
        title=offer.title,
        summary=offer.summary,
        body="\n\n".join(_said(offer)),
        annex="\n\n".join(part for other in others for part in (other.title, other.summary, plain(other.body)) if part),
        weight=1.05 if offer.state in LISTED else 0.6,
        language="de",
        starts=coming[0].starts if coming else None,
        ends=coming[0].ends if coming else None,
        municipality=offer.municipalities[0] if len(offer.municipalities) == 1 else "",
        facts=_facts(offer, others, coming),
        facets=_facets(offer, others),
        places=_places(offer),
        published=offer.first_published_at,
    )


def plain(html: str) -> str:
    """The words of a rich text."""
    return " ".join(unescape(_TAGS.sub(" ", html)).split())


def _address(offer: Offer) -> str:
    with translation.override("de"):
        try:
            return reverse("catalogue:offer", args=[offer.slug])
        except NoReverseMatch:  # the website, which has the table of addresses, is left out
            return f"/angebote/{offer.slug}"


def _said(offer: Offer) -> list[str]:
    words = [plain(offer.body), " · ".join(offer.aliases), offer.organisation.name, offer.funding]
    for scheme, keys in (
        ("audience", offer.audience),
        ("theme", offer.themes),
        ("level", offer.levels),
        ("block", offer.blocks),
        ("need", offer.needs),
    ):
        words.append(" · ".join(label(scheme, key, "de") for key in keys))
    words += [offer.residence, offer.venue, offer.registration, offer.documents, offer.hours]
    return [part for part in words if part]


def _coming(offer: Offer) -> list[Occurrence]:
    try:
        return upcoming(offer.schedule, now=timezone.now(), most=3)
    except BadSchedule:  # of an import that nobody has looked at yet
        return []


def _facts(offer: Offer, others: list[Offer], coming: list[Occurrence]) -> dict[str, object]:
    return {
        "kind": offer.kind,
        "provider": offer.organisation.name,
        "provider_slug": offer.organisation.slug,
        "key": str(offer.translation_key),
        "state": offer.state,
        "languages": offer.languages,
        "levels": offer.levels,
        "cost": offer.cost,
        "level_from": offer.level_from,
        "level_to": offer.level_to,
        "age": [offer.age_from, offer.age_to],
        "online": offer.online,
        "mobile": offer.mobile,
        "appointment_only": offer.appointment_only,
        "places_free": offer.places_free,
        "assured_on": offer.assured_on.isoformat() if offer.assured_on else "",
        "ended_on": offer.ended_on.isoformat() if offer.ended_on else "",
        "town": offer.town,
        "towns": offer.municipalities,
        "dates": [one.starts.isoformat() for one in coming],
        "texts": {other.locale.language_code: {"title": other.title, "summary": other.summary} for other in others},
    }


def _facets(offer: Offer, others: list[Offer]) -> dict[str, list[str]]:
    ages = []
    if offer.age_from is not None or offer.age_to is not None:
        first, last = offer.age_from or 0, offer.age_to if offer.age_to is not None else 99
        ages = [f"{low}-{high}" for low, high in AGES if low <= last and high >= first]
    german = [value for value, _name in Offer.Level.choices]
    first_level = german.index(offer.level_from) if offer.level_from else 0
    last_level = german.index(offer.level_to) if offer.level_to else len(german) - 1
    return {
        "listed": ["yes" if offer.state in LISTED else "no"],
        "type": [offer.kind],
        "audience": offer.audience,
        "need": offer.needs,
        "level": offer.levels,
        "school_form": offer.school_forms,
        "theme": offer.themes,
        "block": offer.blocks,
        "offer_language": offer.languages,
        "german": german[first_level : last_level + 1] if offer.level_from or offer.level_to else [],
        "age": ages,
        "cost": [offer.cost] if offer.cost else [],
        "access": [offer.access] if offer.access else [],
        "accessibility": offer.accessibility,
        "participation": [
            name
            for name, is_so in (("site", offer.on_site), ("online", offer.online), ("mobile", offer.mobile))
            if is_so
        ],
        "provider": [offer.organisation.slug],
        "town": offer.municipalities or [_ALL],
        "resource_type": offer.resource_types,
        "translation": [offer.locale.language_code, *(other.locale.language_code for other in others)],
    }


def _places(offer: Offer) -> list[NewPlace]:
    """Where it takes place, as a pin; the districts and municipalities it is for, for their pages."""
    rows = places_by_ref([ref for ref in (offer.place_ref, *offer.districts) if ref])
    found = []
    if offer.point is not None:
        row = rows.get(offer.place_ref)
        name = offer.venue or (row.name if row else "") or offer.street or offer.town
        found.append(
            NewPlace(
                ref=offer.place_ref or f"offer:{offer.pk}",
                kind=row.kind if row else "building",
                name=name,
                grade="official",
                municipality=row.municipality_ags if row else (offer.municipalities or [""])[0],
                latitude=offer.latitude,
                longitude=offer.longitude,
                reason="findet hier statt",
                within=[ref for ref in (row.district_ref if row else "", *_towns(offer)) if ref],
            )
        )
    found += [
        NewPlace(
            ref=ref,
            kind=rows[ref].kind,
            name=rows[ref].name,
            grade="official",
            municipality=rows[ref].municipality_ags,
            reason="gilt hier",
            within=_towns(offer),
        )
        for ref in offer.districts
        if ref in rows
    ]
    found += [
        NewPlace(
            ref=ref,
            kind="municipality",
            name=row.name,
            grade="official",
            municipality=row.municipality_ags,
            reason="gilt hier",
        )
        for ref, row in places_by_ref(_towns(offer)).items()
    ]
    return found


def _towns(offer: Offer) -> list[str]:
    return [f"municipality:{ags}" for ags in offer.municipalities]
