"""The page of an offer as it would look, for the back office."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from ..models import Offer
from ..queries import entries as ask
from ..queries.offer_page import Around, around
from .offer import offer_page


def preview_of(offer: Offer) -> dict[str, Any]:
    """What ``catalogue/preview.html`` shows: ``page`` as readers would have it, None while nobody offers it yet."""
    source = offer if offer.is_source else Offer.objects.source().get(translation_key=offer.translation_key)
    if source.organisation_id is None:
        return {"offer": offer, "page": None}
    language = offer.locale.language_code
    page = offer_page(
        source,
        {language: offer},
        language=language,
        around=around(source) if source.pk else Around(files=(), parts=(), similar=()),
        mentions=(),
        towns=ask.town_names(ask.municipalities()),
        noted=(),
        now=timezone.now(),
    )
    return {"offer": offer, "page": page}
