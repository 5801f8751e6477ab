"""Changes of the directory."""

from .demo import DEMO_SOURCE, load_demo
from .stores import store_outlines, store_schools

__all__ = ["DEMO_SOURCE", "load_demo", "store_outlines", "store_schools"]
