"""Services by the Human Services Data Specification 3.0."""

from .reading import Hsds

__all__ = ["Hsds"]
