"""Offers in the index of everything public."""

from .offers import offer_entry

__all__ = ["offer_entry"]
