"""What an offer says in sentences: whether a translation or a text in Leichte Sprache still follows it."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..models import Offer


def digest_of(offer: Offer) -> str:
    """32 hexadecimal digits of all words for readers; the same words give the same digits."""
    said = "\0".join(str(getattr(offer, name)) for name in offer.WORDS)
    return blake2b(said.encode(), digest_size=16).hexdigest()
