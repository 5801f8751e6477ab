"""Changes of the directory."""

from .demo import DEMO_SOURCE, load_demo
from .edit_places import PlaceDetails, PlaceExistsError, PointFarOutsideError, add_place, correct_place
from .places import NoSuchMunicipalityError, municipality_called, store_places
from .stores import NoMunicipalityYetError, store_outlines, store_schools
from .version import renew_version

__all__ = [
    "DEMO_SOURCE",
    "NoMunicipalityYetError",
    "NoSuchMunicipalityError",
    "PlaceDetails",
    "PlaceExistsError",
    "PointFarOutsideError",
    "add_place",
    "correct_place",
    "load_demo",
    "municipality_called",
    "renew_version",
    "store_outlines",
    "store_places",
    "store_schools",
]
