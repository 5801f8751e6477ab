"""Changes of the directory."""

from .demo import DEMO_SOURCE, load_demo
from .stores import NoMunicipalityYetError, store_outlines, store_schools

__all__ = ["DEMO_SOURCE", "NoMunicipalityYetError", "load_demo", "store_outlines", "store_schools"]
