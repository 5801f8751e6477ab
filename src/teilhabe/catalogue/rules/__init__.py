"""Rights as named sentences, and what has to be true of an offer before anybody but its author sees it."""

from .completeness import Gap, gaps, is_in_one_place, towns_told
from .rights import (
    is_member_of,
    is_of_provider,
    is_provider,
    may_decide_on_proposals,
    may_decide_on_providers,
    may_edit_catalogue,
    may_edit_offer,
    may_manage_members,
    may_publish_offer,
    may_review_offers,
    may_work_on_offers,
    organisations_of,
)

__all__ = [
    "Gap",
    "gaps",
    "is_in_one_place",
    "is_member_of",
    "is_of_provider",
    "is_provider",
    "may_decide_on_proposals",
    "may_decide_on_providers",
    "may_edit_catalogue",
    "may_edit_offer",
    "may_manage_members",
    "may_publish_offer",
    "may_review_offers",
    "may_work_on_offers",
    "organisations_of",
    "towns_told",
]
