"""What the page of an offer asks: the offer in its languages, what belongs to it, what is like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from teilhabe.search.models import Entry

from .entries import similar

if TYPE_CHECKING:
    from ..models import Offer, OfferFile

MOST_SIMILAR = 4
MOST_PARTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands beside an offer: its ``parts`` are other offers that belong to it."""

    files: tuple[OfferFile, ...]
    parts: tuple[Offer, ...]
    similar: tuple[Entry, ...]


def offer_at(slug: str) -> tuple[Offer | None, Mapping[str, Offer]]:
    """The German row at this address, whatever its state, and its readable rows by language; two queries."""
    from ..models import READABLE, Offer

    source = (
        Offer.objects.source()
        .filter(slug=slug)
        .select_related("organisation", "locale", "part_of", "part_of__locale", "easy")
        .first()
    )
    if source is None:
        return None, {}
    others = (
        Offer.objects.readable()
        .filter(translation_key=source.translation_key)
        .exclude(pk=source.pk)
        .select_related("locale", "organisation")
        .order_by("locale__language_code")
    )
    rows = {settings.LANGUAGE_CODE: source} if source.state in READABLE else {}
    return source, {**rows, **{other.locale.language_code: other for other in others}}


def around(offer: Offer) -> Around:
    """Three queries."""
    from ..models import LISTED, Offer

    # Their translations are left out here: asked for by language, the database would go through all of that language.
    parts = Offer.objects.filter(part_of=offer, state__in=LISTED).defer("body").order_by("title")
    return Around(
        files=tuple(offer.files.all()),
        parts=tuple([part for part in parts if part.locale_id == offer.locale_id][:MOST_PARTS]),
        similar=tuple(similar(offer.pk, themes=offer.themes, audience=offer.audience, most=MOST_SIMILAR)),
    )


def offers_for_sheet(slugs: Sequence[str], language: str) -> list[tuple[Offer, Offer]]:
    """The listed offers at these addresses, in their order, each with the row that is read in ``language``: its own
    where there is none. Two queries, one for German."""
    from ..models import Offer

    rows = Offer.objects.source().listed().filter(slug__in=slugs).select_related("organisation", "locale")
    found = {offer.slug: offer for offer in rows}
    said = {}
    if language != settings.LANGUAGE_CODE:
        keys = [offer.translation_key for offer in found.values()]
        others = Offer.objects.readable().in_language(language).filter(translation_key__in=keys)
        said = {offer.translation_key: offer for offer in others.select_related("locale")}
    return [(found[slug], said.get(found[slug].translation_key, found[slug])) for slug in slugs if slug in found]
