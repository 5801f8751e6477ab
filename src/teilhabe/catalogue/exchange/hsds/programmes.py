"""Programmes, as what services are part of."""

from __future__ import annotations

from typing import Any

from ...models import Offer
from ..identity import offer_id


def program_of(offer: Offer) -> dict[str, Any] | None:
    """The programme that the offer is part of, if that is public."""
    parent = offer.part_of
    if parent is None or parent.kind != Offer.Kind.PROGRAMME or not parent.live:
        return None
    return {
        "id": offer_id(parent),
        "name": parent.title,
        "alternate_name": ", ".join(parent.aliases),
        "description": parent.summary,
    }
