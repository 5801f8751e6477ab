"""Rights as named sentences, and what has to be true of an offer before anybody but its author sees it."""

from .completeness import Gap, gaps
from .rights import (
    is_of_provider,
    may_edit_catalogue,
    may_edit_offer,
    may_publish_offer,
    may_review_offers,
    organisations_of,
)

__all__ = [
    "Gap",
    "gaps",
    "is_of_provider",
    "may_edit_catalogue",
    "may_edit_offer",
    "may_publish_offer",
    "may_review_offers",
    "organisations_of",
]
