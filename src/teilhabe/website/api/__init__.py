"""The interface for machines below ``/api/``: described by OpenAPI, readable at ``/api/docs``, open to every origin.

``search`` answers ``/api/search``; ``frame`` makes the interface and words its errors.
"""

from .frame import api
from .search import router as search

api.add_router("", search)

__all__ = ["api"]
