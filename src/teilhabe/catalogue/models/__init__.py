"""What the catalogue keeps: offers, their texts and files, what visitors write about them, how often they are read."""

from .easy import EasyText
from .files import OfferFile
from .imports import Feed, ImportedEntry, ImportRow, ImportRun
from .offer import EXPLAINED, LISTED, READABLE, Offer, State
from .providers import Proposal, ProviderRequest
from .records import OfferReach, PublicRecord
from .review import NotReviewed, SecondPersonTask

__all__ = [
    "EXPLAINED",
    "LISTED",
    "READABLE",
    "EasyText",
    "Feed",
    "ImportRow",
    "ImportRun",
    "ImportedEntry",
    "NotReviewed",
    "Offer",
    "OfferFile",
    "OfferReach",
    "Proposal",
    "ProviderRequest",
    "PublicRecord",
    "SecondPersonTask",
    "State",
]
