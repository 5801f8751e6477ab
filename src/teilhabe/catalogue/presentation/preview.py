"""The page of an offer as it would look, for the back office."""

from __future__ import annotations

from typing import Any

from ..models import Offer


def preview_of(offer: Offer) -> dict[str, Any]:
    """What the template of the preview shows."""
    return {"offer": offer}
