"""Offers in the words of the Human Services Data Specification 3.0, and our profile of it.

Pure functions from what is public to plain data; ``views.exchange_hsds`` serves them.
"""

from .organisations import organisation, short
from .paging import page_of_list
from .places import service_at_location, services_at_locations
from .services import brief, flat, minimal, service, status_of
from .vocabulary import find_taxonomy, find_term, taxonomies, terms

__all__ = [
    "brief",
    "find_taxonomy",
    "find_term",
    "flat",
    "minimal",
    "organisation",
    "page_of_list",
    "service",
    "service_at_location",
    "services_at_locations",
    "short",
    "status_of",
    "taxonomies",
    "terms",
]

VERSION = "3.0"
