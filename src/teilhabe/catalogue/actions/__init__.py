"""The only ways in which the catalogue changes. Each is one transaction with its audit and its entry in the index."""

from .editing import change_offer, create_offer
from .life import (
    NotWaiting,
    OfferIncomplete,
    UnderReview,
    archive_offer,
    confirm_offer,
    publish_offer,
    return_offer,
    submit_offer,
    take_back_offer,
    take_offer,
    withdraw_offer,
)
from .settling import settle

__all__ = [
    "NotWaiting",
    "OfferIncomplete",
    "UnderReview",
    "archive_offer",
    "change_offer",
    "confirm_offer",
    "create_offer",
    "publish_offer",
    "return_offer",
    "settle",
    "submit_offer",
    "take_back_offer",
    "take_offer",
    "withdraw_offer",
]
