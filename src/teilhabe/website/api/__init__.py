"""The interface for machines below ``/api/``: described by OpenAPI, readable at ``/api/docs``, open to every origin.

``search`` answers ``/api/search``, ``places`` ``/api/places.geojson``; ``frame`` makes the interface and words its
errors.
"""

from .frame import api
from .places import router as places
from .search import router as search

api.add_router("", search)
api.add_router("", places)

__all__ = ["api"]
